"""CircuitPython's ``pwmio``: a square wave on a pin, whose changes are told.

Sources: CircuitPython's shared-bindings/pwmio and common-hal/pwmio of the nordic and raspberrypi ports.
"""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import NamedTuple

from heeldrive_lab.virtual_board.made_module import made_module
from heeldrive_lab.virtual_board.pins import OnePin, Pin

# What an nRF52840 can make of its 16 MHz (COUNTERTOP 4 to 32767, prescaler up to 128); an RP2040 more.
_LOWEST_HZ, _HIGHEST_HZ = 4, 4_000_000
_FULL_DUTY = 0xFFFF


class PwmChange(NamedTuple):
    """What a pin does from a time on.

    Attributes:
        at_us: virtual microseconds.
        pin: its name.
        hz: its frequency.
        duty: its duty cycle, 0 (low) to 65535 (high).
    """

    at_us: int
    pin: str
    hz: int
    duty: int


class PWMOut(OnePin):
    """``pwmio.PWMOut``. ``on_change`` gets pin, frequency and duty cycle whenever the wave changes."""

    def __init__(
        self,
        on_change: Callable[[str, int, int], None],
        pin: Pin,
        *,
        duty_cycle: int = 0,
        frequency: int = 500,
        variable_frequency: bool = False,
    ) -> None:
        super().__init__(pin)
        pin.on_release = self.deinit
        self._on_change = on_change
        self._variable = variable_frequency
        self._hz = _in_range(frequency)
        self._duty = 0
        if duty_cycle:
            self.duty_cycle = duty_cycle

    @property
    def frequency(self) -> int:
        """Frequency, Hz."""
        return self._hz if self.claimed else 0

    @frequency.setter
    def frequency(self, frequency: int) -> None:
        pin = self.claimed
        if not self._variable:
            raise AttributeError("Invalid variable_frequency")
        self._hz = _in_range(frequency)
        if self._duty:
            self._on_change(pin.name, self._hz, self._duty)

    @property
    def duty_cycle(self) -> int:
        """Duty cycle, 0..65535."""
        return self._duty if self.claimed else 0

    @duty_cycle.setter
    def duty_cycle(self, duty_cycle: int) -> None:
        pin = self.claimed
        if not 0 <= duty_cycle <= _FULL_DUTY:
            raise ValueError("duty_cycle must be 0-65535")
        if duty_cycle != self._duty:
            self._duty = duty_cycle
            self._on_change(pin.name, self._hz, duty_cycle)

    def deinit(self) -> None:
        """Ends the wave and releases the pin. A second call does nothing."""
        if self._pin is not None:
            self.duty_cycle = 0
            self._pin.on_release = None
        super().deinit()


def _in_range(hz: int) -> int:
    if not _LOWEST_HZ <= hz <= _HIGHEST_HZ:
        raise ValueError("Invalid frequency")
    return hz


def pwmio_module(on_change: Callable[[str, int, int], None]) -> ModuleType:
    """``pwmio``."""
    return made_module("pwmio", {"PWMOut": partial(PWMOut, on_change)})
