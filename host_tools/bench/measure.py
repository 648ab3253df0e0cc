"""Measures detector and firmware; each function returns medians of several runs."""

import json
import subprocess
import sysconfig
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from struct import pack
from tempfile import TemporaryDirectory
from time import perf_counter_ns
from typing import NamedTuple

import heeldrive
import heeldrive_lab
from heeldrive_lab.board.deploy.contents import program
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.simulator import SimulatedSession

from bench.step_cost import times

RUNS = 7
Settings = Mapping[str, str | int]
LOOP_FEATURES: dict[str, Settings] = {
    "cue": {"cue": "sound"},
    "tempo": {"tempo": "3-1-2-0"},
    "loss_stop_percent": {"loss_stop_percent": 20},
    "ask_below_percent": {"ask_below_percent": 99},
}
"""What is felt without looking, by the setting; 99: nearly each rep is asked about."""
_LOOP_MIN = 10  # of workout
_LOOP_RUNS = 3
WORKOUT_MIN = 45
SAMPLE_MS = 1000 / 52
REFERENCE_MS = {"RP2040": 0.227, "nRF52840": 0.43}
"""Time of a reference step, ms: RP2040 at 125 MHz, CircuitPython 10.2.1 in an emulator; the nRF52840 takes up
to 1.9 times as long, by its instructions."""
LSM6DS3TRC = 0x6A  # WHO_AM_I
_MOTION_ROWS = 52 * 60
DETECTOR_FOLDER = Path(heeldrive.__file__).parents[1]
TOOLS_FOLDER = Path(heeldrive_lab.__file__).parents[1]
SCRIPT = Path(__file__).with_name("on_micropython.py")
MICROPYTHON = Path(sysconfig.get_path("scripts")) / "micropython"


class BenchError(RuntimeError):
    """A measurement failed; the message says which one and how to fix it."""


class StepCost(NamedTuple):
    """Cost of one step of the detector.

    Attributes:
        step_us: time of a detector step, mean over a session, us.
        reference_us: time of a step of the reference with 60 operations, us.
        ratio: their ratio.
        bytes_allocated: heap allocated per step, bytes; None if not measured.
    """

    step_us: float
    reference_us: float
    ratio: float
    bytes_allocated: float | None


def step_cost_on_cpython(session: SimulatedSession) -> StepCost:
    """Cost of a step on this interpreter, averaged over a session."""
    units = session.header.accel_ug_per_count, session.header.gyro_udps_per_count
    runs = [times(session.rows, *units, perf_counter_ns) for _ in range(RUNS)]
    return _step_cost([(step / 1000, reference / 1000) for step, reference in runs], None)


def step_cost_on_micropython(session: SimulatedSession) -> StepCost:
    """Cost of a step on MicroPython, including the bytes that a step allocates.

    Raises:
        BenchError: MicroPython is not installed, or it failed.
    """
    lines = _runs_on_micropython("step", session, DETECTOR_FOLDER, TOOLS_FOLDER)
    runs = [(float(step), float(reference)) for step, reference in map(str.split, lines[:-1])]
    return _step_cost(runs, float(lines[-1]))


def _step_cost(runs: list[tuple[float, float]], bytes_allocated: float | None) -> StepCost:
    return StepCost(
        median(step for step, _ in runs),
        median(reference for _, reference in runs),
        median(step / reference for step, reference in runs),
        bytes_allocated,
    )


def log_cost_on_micropython(session: SimulatedSession) -> float:
    """Cost of packing a sample into the log, in steps of the reference; the output is discarded.

    Raises:
        BenchError: MicroPython is not installed, or it failed.
    """
    with TemporaryDirectory() as folder:
        write_program(Path(folder))
        lines = _runs_on_micropython("log", session, Path(folder), TOOLS_FOLDER)
    return median(float(line) for line in lines)


def write_program(folder: Path) -> None:
    """Write detector and firmware as deployed: without comments, docstrings and type annotations."""
    for name, data in program().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(data, "utf-8")


def _runs_on_micropython(what: str, session: SimulatedSession, *folders: Path) -> list[str]:
    """Run `on_micropython.py` on a session; returns the lines it prints."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "session.csv"
        write_session(path, session.header, session.rows)
        return _micropython("16m", what, RUNS, path, *folders)


def loop_cost_on_micropython(session: SimulatedSession) -> float:
    """Time of the firmware's loop per sample, without the bus, in steps of the reference.

    The first minute of the session is repeated. The display answers, the drive discards its data, and there
    is no NeoPixel.

    Args:
        session: a session at 52 samples per second.

    Raises:
        BenchError: MicroPython is not installed, or it failed.
    """
    with _worn(session) as ratio:
        return median(ratio({}) for _ in range(_LOOP_RUNS))


def loop_shares_on_micropython(session: SimulatedSession) -> dict[str, float]:
    """Time of the loop with each of ``LOOP_FEATURES``, divided by that with the settings as shipped.

    Args:
        session: as for ``loop_cost_on_micropython``.

    Raises:
        BenchError: MicroPython is not installed, or it failed.
    """
    with _worn(session) as ratio:
        # Each beside its own run as shipped, because the computer's speed drifts.
        return {
            name: median(ratio(values) / ratio({}) for _ in range(_LOOP_RUNS))
            for name, values in LOOP_FEATURES.items()
        }


@contextmanager
def _worn(session: SimulatedSession) -> Iterator[Callable[[Settings], float]]:
    """Yield what wears the firmware, compiled from source, with settings; it gives the loop's cost."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "motion.bin"
        path.write_bytes(b"".join(pack("<6h", *row[4:], *row[1:4]) for row in session.rows[:_MOTION_ROWS]))
        write_program(Path(folder) / "drive")
        folders = [Path(folder) / "drive", TOOLS_FOLDER, sysconfig.get_path("purelib")]

        def ratio(settings: Settings) -> float:
            arguments = (52 * 60 * _LOOP_MIN, path, LSM6DS3TRC, json.dumps(settings), *folders)
            return float(_micropython("4m", "firmware", *arguments)[-1])

        yield ratio


def _micropython(heap_size: str, *arguments: object) -> list[str]:
    """Run the MicroPython part of the benchmark; returns the lines it prints."""
    if not MICROPYTHON.exists():
        raise BenchError(f"{MICROPYTHON} is not installed: `make bench` installs it")
    done = subprocess.run(
        [str(part) for part in (MICROPYTHON, "-X", f"heapsize={heap_size}", SCRIPT, *arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"MicroPython failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout.splitlines()
