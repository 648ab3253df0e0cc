"""Measures replay and simulation on this computer; each function returns medians of several runs."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import NamedTuple

from heeldrive import RepCounter, Settings
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.simulator import SimulatedSession, workout

from bench.measure import RUNS, BenchError


class ReplaySpeed(NamedTuple):
    """Replay speed as a multiple of real time.

    Attributes:
        detector: the detector alone.
        with_reading: including the reading of the file.
    """

    detector: float
    with_reading: float


def replay_speed(session: SimulatedSession) -> ReplaySpeed:
    """Replay speed of a session on this interpreter."""
    duration_s = (session.rows[-1][0] - session.rows[0][0]) / 1000
    alone, read = [], []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "session.csv"
        write_session(path, session.header, session.rows)
        for _ in range(RUNS):
            start = perf_counter()
            counter = RepCounter(
                Settings(), session.header.accel_ug_per_count, session.header.gyro_udps_per_count
            )
            for row in session.rows:
                counter.step(*row)
            between = perf_counter()
            events = sum(1 for _ in replay(path, Settings()))
            end = perf_counter()
            if not events:
                raise BenchError("the replay had no events: the session must be a workout")
            alone.append(duration_s / (between - start))
            read.append(duration_s / (end - between))
    return ReplaySpeed(median(alone), median(read))


def simulation_speed() -> float:
    """Speed of simulating workouts on one core, as a multiple of real time.

    CPU time is measured, so that other processes make no difference.
    """
    speeds = []
    for seed in range(RUNS):
        start = process_time()
        session = workout(seed)
        took_s = process_time() - start
        speeds.append((session.rows[-1][0] - session.rows[0][0]) / 1000 / took_s)
    return median(speeds)


class HelpTime(NamedTuple):
    """How long `heeldrive --help` takes, when its modules have been compiled.

    Attributes:
        took_s: in a new process.
        ratio: the same, divided by the time of `python -c pass`.
    """

    took_s: float
    ratio: float


def help_time() -> HelpTime:
    """The time of `heeldrive --help`."""
    ask = "from heeldrive_lab.commands.app import app; app(['--help'])"
    helps, ratios = [], []
    for _ in range(RUNS):
        helps.append(_took_s(ask))
        ratios.append(helps[-1] / _took_s("pass"))
    return HelpTime(median(helps), median(ratios))


def _took_s(code: str) -> float:
    began = perf_counter()
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return perf_counter() - began
