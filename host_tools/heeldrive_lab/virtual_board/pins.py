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
        millivolts: what it reads as an analogue input, or a function for a voltage that changes; None for a
            pin without a converter.

    Attributes:
        in_use: whether ``digitalio``, ``analogio``, ``keypad`` or ``pwmio`` has claimed it.
        on_release: called when the program ends.
    """

    def __init__(
        self,
        name: str,
        wires: Wires | None = None,
        on_level: Callable[[bool], None] | None = None,
        line: InputLine | None = None,
        millivolts: int | Callable[[], int] | None = None,
    ) -> None:
        self.name = name
        self.wires = wires
        self.on_level = on_level
        self.line = line
        self.millivolts = millivolts
        self.in_use = False
        self.on_release: Callable[[], None] | None = None

    def claim(self) -> None:
        """Takes it for one object.

        Raises:
            ValueError: another has it.
        """
        if self.in_use or (self.wires is not None and self.wires.in_use):
            raise ValueError(f"{self.name} in use")
        self.in_use = True

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


class OnePin:
    """An object that has claimed a pin until ``deinit``."""

    def __init__(self, pin: Pin) -> None:
        if not isinstance(pin, Pin):
            raise TypeError(f"pin must be of type Pin, not {type(pin).__name__}")
        pin.claim()
        self._pin: Pin | None = pin

    @property
    def claimed(self) -> Pin:
        """The pin.

        Raises:
            ValueError: it was released.
        """
        if self._pin is None:
            raise ValueError("Object has been deinitialized and can no longer be used. Create a new object.")
        return self._pin

    def deinit(self) -> None:
        """Releases the pin. A second call does nothing."""
        if self._pin is not None:
            self._pin.in_use = False
            self._pin = None


class DigitalInOut(OnePin):
    """``digitalio.DigitalInOut``; what an input reads does not depend on its pull."""

    def __init__(self, pin: Pin) -> None:
        super().__init__(pin)
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
        on_level = self.claimed.on_level
        if on_level:
            on_level(self._value)

    def _read(self) -> bool:
        line = self.claimed.line
        return line is None or line.level()

    def switch_to_output(self, value: bool = False) -> None:
        """Drives the pin."""
        self._direction = Direction.OUTPUT
        self.value = value

    def switch_to_input(self, pull: Pull | None = None) -> None:
        """Reads the pin."""
        del pull
        self._direction = Direction.INPUT


class AnalogIn(OnePin):
    """``analogio.AnalogIn`` with a reference of 3.3 V."""

    reference_voltage = 3.3

    def __init__(self, pin: Pin) -> None:
        if isinstance(pin, Pin) and pin.millivolts is None:
            raise ValueError("Invalid pin")
        super().__init__(pin)

    @property
    def value(self) -> int:
        """What the converter reads, 0..65535."""
        millivolts = self.claimed.millivolts or 0
        return min((millivolts if isinstance(millivolts, int) else millivolts()) * 65_535 // 3300, 65_535)
