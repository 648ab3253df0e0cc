"""CircuitPython's built-in modules for one virtual board: ``board``, ``busio``, ``time``...

Each has what the firmware uses and no stubs: a name that is missing here raises, as a misspelt one would.
"""

import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from struct import pack, unpack
from types import ModuleType

from heeldrive_lab.virtual_board.board_system import SafeModeReason
from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.i2c import I2CController
from heeldrive_lab.virtual_board.made_module import made_module
from heeldrive_lab.virtual_board.pins import AnalogIn, DigitalInOut, Direction, Pin, Pull
from heeldrive_lab.virtual_board.resets import Reload, RunReason
from heeldrive_lab.virtual_board.screen import Screen

_CLOCK_READ_US = 50  # one pass of a loop that reads the clock; an RP2040 takes 32 us for one method call
_MIN_SLEEP_US = 10  # a loop that waits with sleep(0) must still advance the time
_COLLECT_US = 5_000  # a collection takes 1-13 ms, depending on how much is in use
_FREE_BYTES = 24_576  # what the budget leaves on an nRF52840: how much is free is not modelled
_NEOPIXEL_BIT_NS = 1_250  # WS2812 datasheet: one bit


def board_module(board_id: str, pins: Mapping[str, Pin], screen: Screen | None) -> ModuleType:
    """``board``: the pins by name, ``board_id``, ``I2C()`` of 100 kHz and, on a CLUE, ``DISPLAY``."""
    buses: dict[str, I2CController] = {}

    def default_bus() -> I2CController:
        if "default" not in buses:
            buses["default"] = BusioI2C(pins["SCL"], pins["SDA"])
        return buses["default"]

    members = {**pins, "board_id": board_id, "I2C": default_bus}
    return made_module("board", {**members, "DISPLAY": screen} if screen else members)


class BusioI2C(I2CController):
    """``busio.I2C``.

    Raises:
        TypeError: an argument is no pin.
        ValueError: the pins are not a bus, or are in use.
        RuntimeError: no pull-ups.
    """

    def __init__(self, scl: Pin, sda: Pin, *, frequency: int = 100_000, timeout: int = 255) -> None:
        del timeout
        for name, pin in (("scl", scl), ("sda", sda)):
            if not isinstance(pin, Pin):
                raise TypeError(f"{name} must be of type Pin, not {type(pin).__name__}")
            if pin.in_use:
                raise ValueError(f"{pin.name} in use")
        if (
            scl.wires is None
            or scl.wires is not sda.wires
            or not scl.name.endswith("SCL")
            or not sda.name.endswith("SDA")
        ):
            raise ValueError("Invalid pins")
        super().__init__(scl.wires, frequency)


def busio_module() -> ModuleType:
    """``busio``."""
    return made_module("busio", {"I2C": BusioI2C})


def time_module(clock: VirtualClock) -> ModuleType:
    """``time`` on the virtual clock."""

    def sleep(seconds: float) -> None:
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        clock.sleep(max(_MIN_SLEEP_US, round(seconds * 1_000_000)))

    def monotonic() -> float:
        clock.advance(_CLOCK_READ_US)
        return _short_float(clock.now_us / 1_000_000)

    return made_module("time", {"sleep": sleep, "monotonic": monotonic})


def _short_float(value: float) -> float:
    """A float as CircuitPython keeps it: single precision without its last two bits (MICROPY_OBJ_REPR_C)."""
    (bits,) = unpack("<I", pack("<f", value))
    (short,) = unpack("<f", pack("<I", bits & ~3))
    return float(short)


def supervisor_module(clock: VirtualClock, runtime: object) -> ModuleType:
    """``supervisor``: the tick, the runtime, and ``reload``, which ends the run."""

    def ticks_ms() -> int:
        # Time passes before the read, so what the firmware does next happens at the tick it read.
        clock.advance(_CLOCK_READ_US)
        return clock.ticks_ms()

    def reload() -> None:
        raise Reload

    members = {
        "ticks_ms": ticks_ms,
        "reload": reload,
        "runtime": runtime,
        "SafeModeReason": SafeModeReason,
        "RunReason": RunReason,
    }
    return made_module("supervisor", members)


def gc_module(clock: VirtualClock) -> ModuleType:
    """``gc``: a collection takes virtual time only."""

    def collect() -> None:
        clock.advance(_COLLECT_US)

    return made_module("gc", {"collect": collect, "mem_free": lambda: _FREE_BYTES})


def traceback_module(folder: Path, on_exception: Callable[[BaseException], None]) -> ModuleType:
    """``traceback``: the board's text of an exception, with the program's own files only.

    Args:
        folder: of the program; names of files are relative to it.
        on_exception: called with each exception that the program asks about.
    """

    def format_exception(exc: BaseException, /) -> list[str]:
        on_exception(exc)
        lines = ["Traceback (most recent call last):\n"]
        for frame in traceback.extract_tb(exc.__traceback__):
            path = Path(frame.filename)
            if path.is_relative_to(folder):
                name = path.relative_to(folder).as_posix()
                lines.append(f'  File "{name}", line {frame.lineno}, in {frame.name}\n')
        return [*lines, f"{type(exc).__name__}: {exc}\n"]

    return made_module("traceback", {"format_exception": format_exception})


def analogio_module() -> ModuleType:
    """``analogio``."""
    return made_module("analogio", {"AnalogIn": AnalogIn})


def digitalio_module() -> ModuleType:
    """``digitalio``."""
    return made_module("digitalio", {"DigitalInOut": DigitalInOut, "Direction": Direction, "Pull": Pull})


def neopixel_module(clock: VirtualClock, on_colour: Callable[[tuple[int, int, int]], None]) -> ModuleType:
    """``neopixel_write``: ``on_colour`` gets each (red, green, blue) written to the NEOPIXEL pin."""

    def neopixel_write(digitalinout: DigitalInOut, buf: bytes | bytearray) -> None:
        if digitalinout.direction is not Direction.OUTPUT:
            raise ValueError("the pin of a NeoPixel must be an output")
        clock.advance(len(buf) * 8 * _NEOPIXEL_BIT_NS // 1000)
        if digitalinout.claimed.name == "NEOPIXEL" and len(buf) >= 3:
            on_colour((buf[1], buf[0], buf[2]))

    return made_module("neopixel_write", {"neopixel_write": neopixel_write})
