"""Pins of a board, and what CircuitPython reads and drives them with: ``digitalio``, ``analogio``."""

from collections.abc import Callable
from enum import Enum
from typing import Protocol

from heeldrive_lab.virtual_board.bus import Wires


class InputLine(Protocol):
    """What is connected to a pin that is read."""

    def level(self) -> bool:
        """Its level now."""

    def level_at(self, at_us: int) -> bool:
        """Its level at a time, virtual microseconds."""


class Pin:
    """A pin: a line of a bus, a digital input or output, or an analogue input.

    Args:
        name: as in the ``board`` module.
        wires: the bus it belongs to, if any.
        on_level: called with each level it is driven to.
        line: what it reads as a digital input; without one it reads high.
        millivolts: what it reads as an analogue input, or a function for a voltage that changes.

    Attributes:
        in_use: whether ``keypad`` scans it.
    """

    def __init__(
        self,
        name: str,
        wires: Wires | None = None,
        on_level: Callable[[bool], None] | None = None,
        line: InputLine | None = None,
        millivolts: int | Callable[[], int] = 0,
    ) -> None:
        self.name = name
        self.wires = wires
        self.on_level = on_level
        self.line = line
        self.millivolts = millivolts
        self.in_use = False

    def level_at(self, at_us: int) -> bool:
        """What it reads as a digital input at a time, virtual microseconds."""
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
        """The level the pin is driven to, or reads."""
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
        """Releases the pin."""
        self._direction = Direction.INPUT


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
