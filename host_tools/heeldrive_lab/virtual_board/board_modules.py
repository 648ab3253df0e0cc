"""The modules CircuitPython brings along, made for one virtual board: ``board``, ``busio``, ``time``...

Each holds what the firmware uses and nothing that pretends: a name that is missing here raises, as a misspelt
one would.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from struct import pack, unpack
from types import ModuleType
from typing import Protocol

from heeldrive_lab.virtual_board.board_system import SafeModeReason, module
from heeldrive_lab.virtual_board.bus import I2C, Wires
from heeldrive_lab.virtual_board.clock import VirtualClock

_LOOK_US = 50  # a pass of the loop round one look at the clock; an RP2040 takes 32 us for one method call
_NAP_US = 10  # the least a sleep costs: a loop that waits with sleep(0) must not stand still in time
_COLLECT_US = 5_000  # a collection takes 1-13 ms, by what is alive
_NEOPIXEL_BIT_NS = 1_250  # WS2812 datasheet: one bit


class Reload(BaseException):
    """The firmware asked for a restart (``supervisor.reload``)."""


class InputLine(Protocol):
    """What hangs on a pin that is read."""

    def level(self) -> bool:
        """Its level now."""

    def level_at(self, at_us: int) -> bool:
        """Its level at a time, virtual microseconds."""


class Pin:
    """A pin: a line of a bus, or one that is switched by itself.

    Args:
        name: as in the ``board`` module.
        wires: the bus it belongs to, if any.
        on_level: told each level it is driven to.
        line: what it reads as an input; high without.
        millivolts: what an analogue input reads there; a function for one that changes.

    Attributes:
        held: whether ``keypad`` scans it.
    """

    def __init__(
        self,
        name: str,
        wires: Wires | None = None,
        on_level: Callable[[bool], None] | None = None,
        line: "InputLine | None" = None,
        millivolts: "int | Callable[[], int]" = 0,
    ) -> None:
        self.name = name
        self.wires = wires
        self.on_level = on_level
        self.line = line
        self.millivolts = millivolts
        self.held = False

    def level_at(self, at_us: int) -> bool:
        """What it reads as an input at a time, virtual microseconds."""
        return self.line is None or self.line.level_at(at_us)

    def __repr__(self) -> str:
        return f"board.{self.name}"


class Direction(Enum):
    """``digitalio.Direction``."""

    INPUT = "input"
    OUTPUT = "output"


class Pull(Enum):
    """``digitalio.Pull``."""

    UP = "up"
    DOWN = "down"


class DigitalInOut:
    """``digitalio.DigitalInOut``; what an input reads does not depend on its pull."""

    def __init__(self, pin: Pin) -> None:
        self.pin = pin
        self._direction = Direction.INPUT
        self._value = False

    @property
    def direction(self) -> Direction:
        """Whether the pin is driven."""
        return self._direction

    @direction.setter
    def direction(self, direction: Direction) -> None:
        self._direction = direction
        if direction is Direction.OUTPUT:
            self.value = False

    @property
    def value(self) -> bool:
        """The level the pin is driven to, or read from it."""
        return self._value if self._direction is Direction.OUTPUT else self._read()

    @value.setter
    def value(self, value: bool) -> None:
        if self._direction is not Direction.OUTPUT:
            raise AttributeError("Cannot set value when direction is input.")
        self._value = bool(value)
        if self.pin.on_level:
            self.pin.on_level(self._value)

    def _read(self) -> bool:
        return self.pin.line is None or self.pin.line.level()

    def switch_to_output(self, value: bool = False) -> None:
        """Drives the pin."""
        self._direction = Direction.OUTPUT
        self.value = value

    def switch_to_input(self, pull: Pull | None = None) -> None:
        """Reads the pin."""
        del pull
        self._direction = Direction.INPUT

    def deinit(self) -> None:
        """Lets go of the pin."""
        self._direction = Direction.INPUT


def board_module(board_id: str, pins: Mapping[str, Pin]) -> ModuleType:
    """``board``: the pins by name, ``board_id``, and the usual bus (100 kHz): ``I2C()``, ``STEMMA_I2C()``."""
    buses: dict[str, I2C] = {}

    def usual_bus() -> I2C:
        if "usual" not in buses:
            buses["usual"] = open_bus(pins["SCL"], pins["SDA"])
        return buses["usual"]

    return module("board", {**pins, "board_id": board_id, "I2C": usual_bus, "STEMMA_I2C": usual_bus})


def open_bus(scl: Pin, sda: Pin, *, frequency: int = 100_000, timeout: int = 255) -> I2C:
    """``busio.I2C(scl, sda)``.

    Raises:
        TypeError: what was given is no pin.
        ValueError: the pins are no bus, or taken.
        RuntimeError: no pull-ups.
    """
    for name, pin in (("scl", scl), ("sda", sda)):
        if not isinstance(pin, Pin):
            raise TypeError(f"{name} must be of type Pin, not {type(pin).__name__}")
    if (
        scl.wires is None
        or scl.wires is not sda.wires
        or not scl.name.endswith("SCL")
        or not sda.name.endswith("SDA")
    ):
        raise ValueError("Invalid pins")
    return I2C(scl.wires, frequency)


def busio_module() -> ModuleType:
    """``busio``."""
    return module("busio", {"I2C": open_bus})


def time_module(clock: VirtualClock) -> ModuleType:
    """``time`` on the virtual clock."""

    def sleep(seconds: float) -> None:
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        clock.sleep(max(_NAP_US, round(seconds * 1_000_000)))

    def monotonic() -> float:
        clock.advance(_LOOK_US)
        return _short_float(clock.now_us / 1_000_000)

    def monotonic_ns() -> int:
        clock.advance(_LOOK_US)
        return clock.now_us * 1000

    return module("time", {"sleep": sleep, "monotonic": monotonic, "monotonic_ns": monotonic_ns})


def _short_float(value: float) -> float:
    """A float as CircuitPython keeps it: single precision without its last two bits (MICROPY_OBJ_REPR_C)."""
    (bits,) = unpack("<I", pack("<f", value))
    (short,) = unpack("<f", pack("<I", bits & ~3))
    return float(short)


def supervisor_module(clock: VirtualClock, runtime: object) -> ModuleType:
    """``supervisor``: the tick, the runtime, and ``reload``, which ends the run."""

    def ticks_ms() -> int:
        # Time before the look: what follows the look in the firmware happens at the tick it saw.
        clock.advance(_LOOK_US)
        return clock.ticks_ms()

    def reload() -> None:
        raise Reload

    members = {"ticks_ms": ticks_ms, "reload": reload, "runtime": runtime, "SafeModeReason": SafeModeReason}
    return module("supervisor", members)


def gc_module(clock: VirtualClock) -> ModuleType:
    """``gc``: collecting takes the board's time, not the host's."""

    def collect() -> None:
        clock.advance(_COLLECT_US)

    return module("gc", {"collect": collect, "enable": lambda: None, "disable": lambda: None})


class AnalogIn:
    """``analogio.AnalogIn`` with a reference of 3.3 V."""

    reference_voltage = 3.3

    def __init__(self, pin: Pin) -> None:
        self._pin = pin

    @property
    def value(self) -> int:
        """What the converter reads, 0..65535."""
        millivolts = self._pin.millivolts
        return min((millivolts if isinstance(millivolts, int) else millivolts()) * 65_535 // 3300, 65_535)


def analogio_module() -> ModuleType:
    """``analogio``."""
    return module("analogio", {"AnalogIn": AnalogIn})


def digitalio_module() -> ModuleType:
    """``digitalio``."""
    return module("digitalio", {"DigitalInOut": DigitalInOut, "Direction": Direction, "Pull": Pull})


def neopixel_module(clock: VirtualClock, on_colour: Callable[[tuple[int, int, int]], None]) -> ModuleType:
    """``neopixel_write``: tells each (red, green, blue) written to the pixel on the board's NEOPIXEL pin."""

    def neopixel_write(pin: DigitalInOut, buffer: bytes | bytearray) -> None:
        if pin.direction is not Direction.OUTPUT:
            raise ValueError("the pin of a NeoPixel must be an output")
        clock.advance(len(buffer) * 8 * _NEOPIXEL_BIT_NS // 1000)
        if pin.pin.name == "NEOPIXEL" and len(buffer) >= 3:
            on_colour((buffer[1], buffer[0], buffer[2]))

    return module("neopixel_write", {"neopixel_write": neopixel_write})
