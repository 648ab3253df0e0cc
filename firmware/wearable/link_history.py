"""What happened last, numbered from 1: a reader of the link that was away or slow gets it later."""

from array import array

from heeldrive.events import TABLE, Event
from micropython import const

from wearable.console import TOLD, event_line

KEPT = const(48)
"""How many happenings wait for a reader: the events of several sets. Older ones are in the log alone."""

# Of each event only what its line tells, and the knee; a rep has the most. Before them the kind and the set.
_NUMBERS = 2 + max([len([i for i in TOLD if TABLE[i + 1] & (1 << kind | 1)]) for kind in range(1, 5)])


class History:
    """The newest happenings: events as numbers, anything else as its line.

    Attributes:
        newest: the number of the newest one, 0 before the first.
    """

    def __init__(self):
        self._numbers = array("i", [0] * (KEPT * _NUMBERS))
        self._texts = [None] * KEPT
        self._event = None  # made with the first line, for a reader
        self.newest = 0

    @property
    def oldest(self):
        """The number of the oldest one that is kept."""
        return max(self.newest - KEPT + 1, 1)

    def event(self, event, set_index):
        """Keeps the event of a detector's step, and ``RepCounter.set_index`` after it."""
        at = self._take(None) * _NUMBERS
        numbers = self._numbers
        numbers[at] = event.kind
        numbers[at + 1] = set_index
        told = 1 << event.kind | 1
        for i in TOLD:
            if TABLE[i + 1] & told:
                at += 1
                numbers[at + 1] = getattr(event, TABLE[i])

    def text(self, text):
        """Keeps a line of the console."""
        self._take(text)

    def line(self, number):
        """The line of a happening that is kept."""
        slot = number % KEPT
        text = self._texts[slot]
        if text is None:
            at = slot * _NUMBERS
            numbers = self._numbers
            event = self._event
            if event is None:
                event = self._event = Event()
            event.clear()
            event.kind = numbers[at]
            set_index = numbers[at + 1]
            told = 1 << event.kind | 1
            for i in TOLD:
                if TABLE[i + 1] & told:
                    at += 1
                    setattr(event, TABLE[i], numbers[at + 1])
            text = event_line(event, set_index)
        return "#%d %s" % (number, text)

    def _take(self, text):
        self.newest += 1
        slot = self.newest % KEPT
        self._texts[slot] = text
        return slot
