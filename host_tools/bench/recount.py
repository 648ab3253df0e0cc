"""Measures how long recounting a session takes, as in the workbench while a threshold is dragged."""

import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

import numpy as np
from heeldrive import Settings
from heeldrive_lab.detection.compiled.cache import DetectorCache, InterpreterOnly
from heeldrive_lab.detection.compiled.counting import count
from heeldrive_lab.simulator import SimulatedSession

RUNS = 7
_START = """
import sys, time
from pathlib import Path
from heeldrive_lab.detection.compiled.cache import DetectorCache
begin = time.process_time()
there = DetectorCache(Path(sys.argv[1])).prepare()
print(time.process_time() - begin if there else "")
"""


class Recount(NamedTuple):
    """CPU times, which do not depend on other processes.

    Attributes:
        interpreted_s, compiled_s: median time to count five minutes, interpreted and compiled, s.
        compile_s: time to compile the detector, once per computer, s.
        load_s: time to load the compiled detector, once per process, s.
    """

    interpreted_s: float
    compiled_s: float
    compile_s: float
    load_s: float


def recount(session: SimulatedSession) -> Recount | None:
    """Measure with the rows of a session, repeated for five minutes; None without Numba."""
    with TemporaryDirectory() as folder:
        cache = DetectorCache(Path(folder))
        if cache.place is None:
            return None
        compile_s, load_s = _start_s(folder), _start_s(folder)
        cache.prepare()
        once = partial(
            count,
            five_minutes(session),
            Settings(),
            session.header.accel_ug_per_count,
            session.header.gyro_udps_per_count,
        )
        return Recount(
            _seconds(partial(once, cache=InterpreterOnly())),
            _seconds(partial(once, cache=cache)),
            compile_s,
            load_s,
        )


def five_minutes(session: SimulatedSession) -> np.ndarray:
    """The rows of a session, repeated for five minutes: (n, 7) time in ms and counts."""
    rows = np.array(session.rows, np.int64)
    rows[:, 0] -= rows[0, 0]
    length_ms = int(rows[-1, 0]) + 10
    rounds = [rows + np.array([length_ms * k, 0, 0, 0, 0, 0, 0]) for k in range(300_000 // length_ms + 1)]
    table = np.concatenate(rounds)
    return table[table[:, 0] < 300_000]


def _seconds(work: partial) -> float:
    taken = []
    for _ in range(RUNS):
        begin = process_time()
        work()
        taken.append(process_time() - begin)
    return median(taken)


def _start_s(folder: str) -> float:
    done = subprocess.run([sys.executable, "-c", _START, folder], capture_output=True, text=True, check=True)
    return float(done.stdout)
