"""The serial link to a computer, docs/link.md: queues events until a program reads them.

The rest is in ``link.session`` and loaded when a program first opens the port: a workout on battery needs the
memory for other things.
"""

import gc
from random import getrandbits

from link.history import EventHistory
from wearable.console_out import write_line

try:
    from typing import TYPE_CHECKING, Any

    if TYPE_CHECKING:
        from heeldrive.events import Event
        from usb_cdc import Serial

        from link.session import LinkSession
except ImportError:
    pass

# Each after those it imports, so that they are compiled one at a time, which takes the least memory.
_LOADED_LATE = (
    "link.error",
    "link.line",
    "link.outbox",
    "link.input",
    "link.session",
)


def data_port() -> "Serial | None":
    """The serial port for data; None where boot.py did not turn it on or the board has none."""
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
    """The serial link; uses almost no memory while the port is closed.

    Args:
        port: a ``usb_cdc.Serial`` that never waits, or None.
        parts: what ``LinkSession`` needs besides, in its order.

    Attributes:
        wants_raw: whether ``sample`` has to be called for each sample.
    """

    def __init__(self, port: "Serial | None", *parts: "Any") -> None:
        self._port = port
        self._parts = parts
        self._history = EventHistory()
        self._number = getrandbits(16)
        self._session: "LinkSession" = None
        self._open = False
        self.wants_raw = False

    def event(self, event: "Event", set_index: int) -> None:
        """Takes an event of the detector, and ``RepCounter.set_index`` after it."""
        self._history.event(event, set_index)

    def text(self, text: str) -> None:
        """Takes a line of the console that reports anything else."""
        self._history.text(text)

    def phase(self, phase: int, t_ms: int) -> None:
        """Takes a change of phase."""
        if self._open:
            self._session.outbox.phase(phase, t_ms)

    def sample(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Takes one sample as the detector took it. Call it while ``wants_raw``."""
        self._session.outbox.sample(t_ms, ax, ay, az, gx, gy, gz)

    def poll(self) -> None:
        """Writes and reads what is possible at once. Allocates nothing while only samples are sent."""
        port = self._port
        if port is None:
            return
        if port.connected:
            if not self._open:
                self._begin()
            if self._open:
                self._session.poll()
                self.wants_raw = self._session.outbox.wants_raw
        elif self._open:
            self._open = False
            self.wants_raw = False
            self._session.end()

    def _begin(self) -> None:
        """A reader has opened the port."""
        try:
            if self._session is None:
                for name in _LOADED_LATE:
                    gc.collect()
                    __import__(name)
                from link.session import LinkSession

                self._session = LinkSession(self._port, self._history, self._number, *self._parts)
        except MemoryError:
            self._port = None  # counting goes on
            write_line(
                "link off: There is not enough memory for it: reset the board with the cable plugged in."
            )
            return
        self._open = True
        self._session.begin()
