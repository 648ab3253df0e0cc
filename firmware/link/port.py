"""The serial link to a computer, docs/link.md: what happens is kept here for whoever reads it, now or later.

The rest is in ``link_talk`` and loaded when a program first opens the port: a workout on battery has better
use for the memory.
"""

import gc
from random import getrandbits

from link.history import History
from wearable.console_out import say

# Each after those it imports, so that one is compiled at a time: that takes the least memory.
_LOADED_LATE = (
    "link.error",
    "link.line",
    "link.samples",
    "link.input",
    "link.commands",
    "link.session",
)


def data_port():
    """The serial port for data, None where boot.py did not turn it on or the board has none."""
    try:
        import usb_cdc
    except ImportError:
        return None
    port = usb_cdc.data
    if port is not None:
        port.timeout = 0
        port.write_timeout = 0
    return port


class Link:
    """The serial line to a computer; costs next to nothing while nobody has it open.

    Args:
        port: a ``usb_cdc.Serial`` that never waits, or None.
        parts: what ``Talk`` needs besides, in its order.

    Attributes:
        wants_raw: whether ``sample`` is to be told each sample.
    """

    def __init__(self, port, *parts):
        self._port = port
        self._parts = parts
        self._history = History()
        self._session = getrandbits(16)
        self._talk = None
        self._open = False
        self.wants_raw = False

    def event(self, event, set_index):
        """Takes an event of the detector, and ``RepCounter.set_index`` after it."""
        self._history.event(event, set_index)

    def text(self, text):
        """Takes a line of the console that tells of anything else."""
        self._history.text(text)

    def phase(self, phase, t_ms):
        """Takes a change of phase."""
        if self._open:
            self._talk.phase(phase, t_ms)

    def sample(self, t_ms, ax, ay, az, gx, gy, gz):
        """Takes one sample as the detector took it. Call it while ``wants_raw``."""
        self._talk.sample(t_ms, ax, ay, az, gx, gy, gz)

    def attend(self):
        """Writes and reads what is possible at once. Allocates nothing while only samples go out."""
        port = self._port
        if port is None:
            return
        if port.connected:
            if not self._open:
                self._begin()
            if self._open:
                self._talk.attend()
                self.wants_raw = self._talk.wants_raw
        elif self._open:
            self._open = False
            self.wants_raw = False
            self._talk.end()

    def _begin(self):
        """A reader has come."""
        try:
            if self._talk is None:
                for name in _LOADED_LATE:
                    gc.collect()
                    __import__(name)
                from link.session import Talk

                self._talk = Talk(self._port, self._history, self._session, *self._parts)
        except MemoryError:
            self._port = None  # and counting goes on
            say("link off: There is not enough memory for it: reset the board with the cable plugged in.")
            return
        self._open = True
        self._talk.begin()
