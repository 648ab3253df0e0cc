"""The watchdog, and what is left of a run that ended badly.

A program that hangs is reset by the watchdog after 8 s and lands in CircuitPython's safe mode, where
``safemode.py`` counts the landing and starts the board again; ``App`` then says so. The count lies in
``microcontroller.nvm``, a page of flash that belongs to no file system.
"""

import microcontroller
from micropython import const
from watchdog import WatchDogMode

from wearable import drive

_TIMEOUT_S = const(8)  # an RP2040's longest is 8.388 s; the sensor's set-up takes 0.8 s, a flash write 0.4 s
_START_MS = const(3000)  # by then a computer would be noticed
_GOOD_RUN_MS = const(60_000)  # a run this long ends the row of landings

# In microcontroller.nvm; safemode.py writes it.
_ROW = const(0)  # landings in safe mode one after the other, without a good run between; 255 in new flash


class Guard:
    """Resets the board when the loop hangs; in field use only: not while a computer is there.

    Attributes:
        landings: how often the board landed in safe mode since its last good run, up to now.
    """

    def __init__(self):
        self._dog = None
        self._decided = False
        self._good = False
        row = microcontroller.nvm[_ROW]
        self.landings = 0 if row == 255 else row

    def feed(self, now_ms):
        """Says that the loop runs. Call several times a second with the session time, ms."""
        if self._dog is not None:
            self._dog.feed()
        elif not self._decided and now_ms >= _START_MS:
            self._decided = True
            if not drive.computer_present():
                self._dog = microcontroller.watchdog
                self._dog.timeout = _TIMEOUT_S
                self._dog.mode = WatchDogMode.RESET
        if not self._good and now_ms >= _GOOD_RUN_MS:
            self._good = True
            if self.landings:
                microcontroller.nvm[_ROW] = 0
