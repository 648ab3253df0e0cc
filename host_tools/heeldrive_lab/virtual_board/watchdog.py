"""The watchdog of the board: ``microcontroller.watchdog`` and ``watchdog``, as each port has it.

Sources: CircuitPython 10, ``common-hal/watchdog`` and ``supervisor/port.c`` of the ports raspberrypi and
nordic; nRF52840 product specification, "Reset behavior".
"""

from collections.abc import Callable
from enum import Enum
from types import ModuleType

from heeldrive_lab.virtual_board.clock import NEVER_US, VirtualClock
from heeldrive_lab.virtual_board.made_module import made_module

_RP2040_MAX_TIMEOUT_S = 8  # 24 bits of half microseconds, rounded down to whole seconds


class WatchdogReset(BaseException):
    """The watchdog was not fed in time."""


class WatchDogMode(Enum):
    """``watchdog.WatchDogMode``; RAISE is not modelled."""

    RESET = "reset"


class WatchDogTimer:
    """``microcontroller.watchdog``: what both ports have in common.

    Args:
        clock: the board's.
        on_change: called whenever ``due_us`` has a new time.

    Attributes:
        due_us: when it resets the board unless it is fed before; NEVER_US while it is off.
    """

    safe_mode_on_usb = False
    """Whether a bite leads to safe mode where USB gives power. Without USB it never does."""

    def __init__(self, clock: VirtualClock, on_change: Callable[[], None]) -> None:
        self._clock = clock
        self._on_change = on_change
        self._timeout_s = 0.0
        self._mode: WatchDogMode | None = None
        self._running_s = 0.0  # what the hardware counts, 0 while it is off
        self.due_us = NEVER_US

    @property
    def timeout(self) -> float:
        """Longest time between two feeds, s; 0 until it is set."""
        return self._timeout_s

    @timeout.setter
    def timeout(self, seconds: float) -> None:
        if seconds <= 0:
            raise ValueError("timeout must be greater than 0")
        self._check_timeout(seconds)
        self._timeout_s = seconds
        self.feed()

    @property
    def mode(self) -> WatchDogMode | None:
        """What it does when it is not fed in time; None while CircuitPython has not started it."""
        return self._mode

    @mode.setter
    def mode(self, mode: WatchDogMode | None) -> None:
        if mode is not None and not self._timeout_s:
            raise ValueError("WatchDogTimer.timeout must be greater than 0")
        self._check_mode(mode)
        self._mode = mode
        if mode is None:
            self.stop()
        else:
            self._running_s = self._running_s or self._timeout_s
            self.feed()

    def feed(self) -> None:
        """Restarts its timeout; does nothing unless CircuitPython has started it."""
        if self._mode is not None:
            self.due_us = self._clock.now_us + round(self._running_s * 1_000_000)
            self._on_change()

    def stop(self) -> None:
        """Off, as after power-on or after its own bite."""
        self._mode = None
        self._timeout_s = self._running_s = 0.0
        self.due_us = NEVER_US

    def run_over(self) -> None:
        """A program has ended, whether another follows or the prompt."""
        self.stop()

    def soft_reset(self) -> None:
        """The processor was reset by ``microcontroller.reset()`` or by a crash of CircuitPython."""
        self.stop()

    def _check_timeout(self, seconds: float) -> None:
        if int(seconds) > _RP2040_MAX_TIMEOUT_S:
            raise ValueError("timeout must be <= 8")

    def _check_mode(self, mode: WatchDogMode | None) -> None:
        pass


class NordicWatchDogTimer(WatchDogTimer):
    """The nRF52840's: once on, only its bite, the reset pin or a power cycle turns it off.

    It goes on through the end of a program. It also goes on through a soft reset, after which CircuitPython
    does not know of it and ``feed`` does nothing until the mode is set again.
    """

    safe_mode_on_usb = True

    def run_over(self) -> None:
        """Goes on."""

    def soft_reset(self) -> None:
        """Goes on, unknown to CircuitPython."""
        self._mode = None
        self._timeout_s = 0.0

    def _check_timeout(self, seconds: float) -> None:
        if self._mode is WatchDogMode.RESET:
            raise RuntimeError("timeout cannot be changed once mode is set to RESET")

    def _check_mode(self, mode: WatchDogMode | None) -> None:
        if self._mode is WatchDogMode.RESET:
            if mode is None:
                raise RuntimeError("WatchDogTimer cannot be deinitialized once mode is set to RESET")
            raise OSError(1, "Operation not permitted")  # nrfx_wdt_init: already initialised


def watchdog_of(board_id: str) -> type[WatchDogTimer]:
    """The watchdog of this board's port; an RP2040's for an unknown board."""
    is_nordic = any(sign in board_id.lower() for sign in ("nrf52840", "bluefruit"))
    return NordicWatchDogTimer if is_nordic else WatchDogTimer


def watchdog_module() -> ModuleType:
    """``watchdog``."""
    return made_module("watchdog", {"WatchDogMode": WatchDogMode})
