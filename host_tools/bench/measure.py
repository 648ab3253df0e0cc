"""The measurements: each returns medians of several runs."""

import subprocess
import sysconfig
from pathlib import Path
from statistics import median
from struct import pack
from tempfile import TemporaryDirectory
from time import perf_counter, perf_counter_ns, process_time
from typing import NamedTuple

import heeldrive
import heeldrive_lab
from heeldrive import RepCounter, Settings
from heeldrive_lab.board.deploy.contents import program
from heeldrive_lab.detection.replay import replay
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.simulator import SimulatedSession, workout

from bench.step_cost import times

RUNS = 7
WORKOUT_MIN = 45
HEAP_LIMIT_KB = 240
"""The firmware starts from source in so much heap on MicroPython with words of 64 bits: a test sees to it."""
SAMPLE_MS = 1000 / 52
REFERENCE_MS = {"RP2040": 0.5, "nRF52840": 1.0}
"""What a step of the reference takes: an RP2040 at 125 MHz emulated; the nRF52840 is half as fast."""
LSM6DS3TRC = 0x6A  # WHO_AM_I
_HEAP_STEP_KB = 4
_MOTION_ROWS = 52 * 60
DETECTOR_FOLDER = Path(heeldrive.__file__).parents[1]
TOOLS_FOLDER = Path(heeldrive_lab.__file__).parents[1]
SCRIPT = Path(__file__).with_name("on_micropython.py")
MICROPYTHON = Path(sysconfig.get_path("scripts")) / "micropython"


class BenchError(RuntimeError):
    """A measurement could not be made; the text says which and what would do."""


class StepCost(NamedTuple):
    """Times of one step, microseconds, and what one is to the other.

    Attributes:
        step_us: the detector's step, mean over a session.
        reference_us: the reference of 60 operations.
        ratio: the one by the other.
        bytes_allocated: heap taken per step, None where it was not measured.
    """

    step_us: float
    reference_us: float
    ratio: float
    bytes_allocated: float | None


class Heap(NamedTuple):
    """Heap of the detector on MicroPython, bytes: compiled code, and the objects of one RepCounter."""

    code: int
    objects: int


class FirmwareCost(NamedTuple):
    """The whole firmware on MicroPython: heap, bytes, and time.

    Attributes:
        started: in use once samples flow, collected.
        after: in use at the end of a workout, collected.
        smallest: the smallest heap it starts and runs in, compiling itself from source.
        ratio: what the loop costs per sample, without the bus, by the reference of 60 operations.
    """

    started: int
    after: int
    smallest: int
    ratio: float


class ReplaySpeed(NamedTuple):
    """Multiples of real time: the detector alone, and with its file read by `replay`."""

    detector: float
    with_reading: float


def step_cost_on_cpython(session: SimulatedSession) -> StepCost:
    """Cost of a step on this interpreter, as a mean over the rows of `session`."""
    units = session.header.accel_ug_per_count, session.header.gyro_udps_per_count
    runs = [times(session.rows, *units, perf_counter_ns) for _ in range(RUNS)]
    return _step_cost([(step / 1000, reference / 1000) for step, reference in runs], None)


def step_cost_on_micropython(session: SimulatedSession) -> StepCost:
    """The same on MicroPython, with the bytes that a step allocates.

    Raises:
        BenchError: there is no MicroPython, or it failed.
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
    """Cost of packing a sample into the log, in steps of the reference; what is written is let fall.

    Raises:
        BenchError: there is no MicroPython, or it failed.
    """
    with TemporaryDirectory() as folder:
        write_program(Path(folder))
        lines = _runs_on_micropython("log", session, Path(folder), TOOLS_FOLDER)
    return median(float(line) for line in lines)


def write_program(folder: Path) -> None:
    """Write detector and firmware as they are deployed: without comments, docstrings and annotations."""
    for name, data in program().items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _runs_on_micropython(what: str, session: SimulatedSession, *folders: Path) -> list[str]:
    """What `on_micropython.py` prints for a session that lies in its memory, so that reading is not timed."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "session.csv"
        write_session(path, session.header, session.rows)
        return _micropython("16m", what, RUNS, path, *folders)


def heap_on_micropython() -> Heap:
    """Heap taken by the detector, from source, on a MicroPython with 128 KB of heap.

    Raises:
        BenchError: there is no MicroPython, or it failed.
    """
    code, objects = _micropython("128k", "heap", DETECTOR_FOLDER)[0].split()
    return Heap(int(code), int(objects))


def firmware_cost_on_micropython(session: SimulatedSession) -> FirmwareCost:
    """Cost of the whole firmware, from source, put through a session's first minute for ``WORKOUT_MIN``.

    The display answers, the drive takes what is written; there is no NeoPixel.

    Args:
        session: 52 samples a second.

    Raises:
        BenchError: there is no MicroPython, or it failed.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / "motion.bin"
        path.write_bytes(b"".join(pack("<6h", *row[4:], *row[1:4]) for row in session.rows[:_MOTION_ROWS]))
        write_program(Path(folder) / "drive")
        folders = [Path(folder) / "drive", TOOLS_FOLDER, sysconfig.get_path("purelib")]

        def run(heap_size: str, seconds: int) -> tuple[int, int, float]:
            lines = _micropython(heap_size, "firmware", 52 * seconds, path, LSM6DS3TRC, *folders)
            started, after, ratio = lines[-1].split()
            return int(started), int(after), float(ratio)

        started, after, ratio = run("4m", 60 * WORKOUT_MIN)
        board = path.stat().st_size
        enough = 512
        too_little = after // 1024
        while enough - too_little > _HEAP_STEP_KB:
            tried = (enough + too_little) // 2
            try:
                run(f"{tried + board // 1024}k", 60)
                enough = tried
            except BenchError:
                too_little = tried
    return FirmwareCost(started, after, 1024 * enough, ratio)


def replay_speed(session: SimulatedSession) -> ReplaySpeed:
    """How many times faster than real time `session` is replayed on this interpreter."""
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
                raise BenchError("the replay told nothing: the session is no workout")
            alone.append(duration_s / (between - start))
            read.append(duration_s / (end - between))
    return ReplaySpeed(median(alone), median(read))


def simulation_speed() -> float:
    """How many times faster than real time one core simulates workouts: motion, physics, sensor and truth.

    In time of the processor, so that what else the machine does makes no difference.
    """
    speeds = []
    for seed in range(RUNS):
        start = process_time()
        session = workout(seed)
        took_s = process_time() - start
        speeds.append((session.rows[-1][0] - session.rows[0][0]) / 1000 / took_s)
    return median(speeds)


def _micropython(heap_size: str, *arguments: object) -> list[str]:
    """Run the MicroPython part of the bench; returns the lines it printed."""
    if not MICROPYTHON.exists():
        raise BenchError(f"there is no {MICROPYTHON}: `make bench` installs it")
    done = subprocess.run(
        [str(part) for part in (MICROPYTHON, "-X", f"heapsize={heap_size}", SCRIPT, *arguments)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise BenchError(f"MicroPython failed: {(done.stderr or done.stdout).strip()}")
    return done.stdout.splitlines()
