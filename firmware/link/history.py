"""The newest events and console lines, numbered from 1, for a reader that was disconnected or slow."""

from array import array

from heeldrive.events import TABLE, Event
from micropython import const

from wearable.console_format import TOLD, event_line

KEPT = const(24)
"""How many wait for a reader: the events of a set or two. Older ones are only in the log."""

# Of each event only the fields of its line, of which a rep has most, and the knee; before them kind and set.
_NUMBERS = 2 + max([len([i for i in TOLD if TABLE[i + 1] & (1 << kind | 1)]) for kind in range(1, 6)])


class EventHistory:
    """The newest events, as numbers, and other lines of the console, as text.

    Attributes:
        newest: the number of the newest one, 0 before the first.
    """

    def __init__(self) -> None:
        self._numbers = array("i", [0] * (KEPT * _NUMBERS))
        self._texts: list[str] = [None] * KEPT
        self._event: Event = None  # made when a reader first requests a line
        self.newest = 0

    @property
    def oldest(self) -> int:
        """The number of the oldest one kept."""
        return max(self.newest - KEPT + 1, 1)

    def event(self, event: Event, set_index: int) -> None:
        """Keeps the event of a detector's step, and ``RepCounter.set_index`` after it."""
        at = self._slot(None) * _NUMBERS
        numbers = self._numbers
        numbers[at] = event.kind
        numbers[at + 1] = set_index
        wanted = 1 << event.kind | 1
        for i in TOLD:
            if TABLE[i + 1] & wanted:
                at += 1
                numbers[at + 1] = getattr(event, TABLE[i])

    def text(self, text: str) -> None:
        """Keeps a line of the console."""
        self._slot(text)

    def line(self, number: int) -> str:
        """The line with this number, which must be kept."""
        slot = number % KEPT
        text = self._texts[slot]
        if text is None:
            at = slot * _NUMBERS
            numbers = self._numbers
            event = self._event
            if event is None:
                event = self._event = Event()
            event.clear()
            kind = numbers[at]
            event.kind = kind
            set_index = numbers[at + 1]
            wanted = 1 << kind | 1
            for i in TOLD:
                if TABLE[i + 1] & wanted:
                    at += 1
                    setattr(event, TABLE[i], numbers[at + 1])
            text = event_line(event, set_index)
        return "#%d %s" % (number, text)

    def _slot(self, text: "str | None") -> int:
        """The slot of the next one; ``text`` is None for an event."""
        self.newest += 1
        slot = self.newest % KEPT
        self._texts[slot] = text
        return slot
