"""The watchdog, and how often the board has crashed.

A program that hangs is reset by the watchdog after 8 s and starts in CircuitPython's safe mode, where
``safemode.py`` counts the crash and starts the board again; ``App`` then reports it. The number is kept in
``microcontroller.nvm``, a page of flash that belongs to no file system.
"""

import microcontroller
from micropython import const
from watchdog import WatchDogMode

from wearable import drive

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from watchdog import WatchDogTimer
except ImportError:
    pass

_TIMEOUT_S = const(8)  # an RP2040's longest is 8.388 s; the sensor's set-up takes 0.8 s, a flash write 0.4 s
_START_MS = const(3000)  # by then a computer has been noticed
_GOOD_RUN_MS = const(60_000)  # after a run this long the number of crashes begins again

# In microcontroller.nvm, written by safemode.py too: crashes in a row without a good run; 255 in new flash.
_CRASHES = const(0)


class Watchdog:
    """Resets the board when the loop hangs, but not while a computer is connected.

    Attributes:
        crash_count: how often the board crashed since its last good run, when it started.
    """

    def __init__(self) -> None:
        self._timer: "WatchDogTimer" = None
        self._decided = False
        self._good = False
        crashes = microcontroller.nvm[_CRASHES]
        self.crash_count = 0 if crashes == 255 else crashes

    def feed(self, now_ms: int) -> None:
        """Reports that the loop runs. Call several times a second with the session time, ms."""
        if self._timer is not None:
            self._timer.feed()
        elif not self._decided and now_ms >= _START_MS:
            self._decided = True
            if not drive.computer_present():
                self._timer = microcontroller.watchdog
                self._timer.timeout = _TIMEOUT_S
                self._timer.mode = WatchDogMode.RESET
        if not self._good and now_ms >= _GOOD_RUN_MS:
            self._good = True
            if self.crash_count:
                microcontroller.nvm[_CRASHES] = 0
