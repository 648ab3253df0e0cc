"""The watchdog of the board: ``microcontroller.watchdog`` and ``watchdog``."""

from collections.abc import Callable
from enum import Enum
from types import ModuleType

from heeldrive_lab.virtual_board.clock import NEVER_US, VirtualClock
from heeldrive_lab.virtual_board.made_module import made_module

_MAX_TIMEOUT_S = 8.388607  # of an RP2040; an nRF52840 allows days


class WatchdogReset(BaseException):
    """The watchdog was not fed in time."""


class WatchDogMode(Enum):
    """``watchdog.WatchDogMode``; RAISE is not modelled."""

    RESET = "reset"


class WatchDogTimer:
    """``microcontroller.watchdog`` as the RP2040 has it.

    Args:
        clock: the board's.
        on_change: called whenever ``due_us`` has changed.

    Attributes:
        due_us: when it resets the board unless it is fed before; NEVER_US while it is off.
    """

    def __init__(self, clock: VirtualClock, on_change: Callable[[], None]) -> None:
        self._clock = clock
        self._on_change = on_change
        self._timeout_s: float | None = None
        self._mode: WatchDogMode | None = None
        self.due_us = NEVER_US

    @property
    def timeout(self) -> float | None:
        """Longest time between two feeds, s; None until it is set."""
        return self._timeout_s

    @timeout.setter
    def timeout(self, seconds: float) -> None:
        if not 0 < seconds <= _MAX_TIMEOUT_S:
            raise ValueError("timeout must be <= 8.388607")
        self._timeout_s = seconds
        self.feed()

    @property
    def mode(self) -> WatchDogMode | None:
        """What it does when it is not fed in time; None while it is off."""
        return self._mode

    @mode.setter
    def mode(self, mode: WatchDogMode | None) -> None:
        if mode is not None and self._timeout_s is None:
            raise ValueError("WatchDogTimer.timeout must be greater than 0")
        self._mode = mode
        self.feed()

    def feed(self) -> None:
        """Restarts its timeout; does nothing while it is off."""
        self.due_us = NEVER_US
        if self._mode is not None and self._timeout_s is not None:
            self.due_us = self._clock.now_us + round(self._timeout_s * 1_000_000)
        self._on_change()


def watchdog_module() -> ModuleType:
    """``watchdog``."""
    return made_module("watchdog", {"WatchDogMode": WatchDogMode})
