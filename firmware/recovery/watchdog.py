"""Feeds the watchdog, which resets the board when the program hangs; see ``watchdog_control``."""

import microcontroller
from micropython import const

from recovery import crash

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from log.recorder import Recorder
except ImportError:
    pass

_GOOD_RUN_MS = const(60_000)  # after a run this long the number of crashes begins again


class Watchdog:
    """Feeds the watchdog, and forgets the crashes after a good minute.

    Args:
        recorder: the ``Recorder``; only its ``recording`` is read.

    Attributes:
        crash_count: how often the board had crashed since its last good minute, when it started.
        last_words: of the last crash, empty if they are in a log already.
    """

    def __init__(self, recorder: "Recorder") -> None:
        self._recorder = recorder
        self._good = False
        self.crash_count, self.last_words = crash.read()

    def feed(self, now_ms: int) -> None:
        """Reports that the loop runs. Call several times a second with the session time, ms."""
        microcontroller.watchdog.feed()
        if now_ms >= _GOOD_RUN_MS and not self._good:
            self._good = True
            crashes, words = crash.read()
            kept = "" if self._recorder.recording else words  # what is in a log by now is not needed here
            if crashes or words != kept:
                crash.write(0, kept)
