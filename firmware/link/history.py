"""What happened last, numbered from 1: a reader of the link that was away or slow gets it later."""

from array import array

from micropython import const

from log.format import EVENT_FACTS, EVENT_FIELDS
from wearable.console_format import event_line

KEPT = const(48)
"""How many happenings wait for a reader: the events of several sets. Older ones are in the log alone."""

# What was measured of a cycle stands in no line: it is in the log alone.
_FIELDS = [name for name in EVENT_FIELDS if name not in EVENT_FACTS]
_NUMBERS = len(_FIELDS) + 1  # these, and the set


class _Event:
    """An event taken out of the numbers again."""


class EventHistory:
    """The newest happenings: events as numbers, anything else as its line.

    Attributes:
        newest: the number of the newest one, 0 before the first.
    """

    def __init__(self):
        self._numbers = array("i", [0] * (KEPT * _NUMBERS))
        self._texts = [None] * KEPT
        self._event = _Event()
        self.newest = 0

    @property
    def oldest(self):
        """The number of the oldest one that is kept."""
        return max(self.newest - KEPT + 1, 1)

    def event(self, event, set_index):
        """Keeps the event of a detector's step, and ``RepCounter.set_index`` after it."""
        at = self._take(None) * _NUMBERS
        numbers = self._numbers
        for name in _FIELDS:
            numbers[at] = getattr(event, name)
            at += 1
        numbers[at] = set_index

    def text(self, text):
        """Keeps a line of the console."""
        self._take(text)

    def line(self, number):
        """The line of a happening that is kept."""
        slot = number % KEPT
        text = self._texts[slot]
        if text is None:
            at = slot * _NUMBERS
            for name in _FIELDS:
                setattr(self._event, name, self._numbers[at])
                at += 1
            text = event_line(self._event, self._numbers[at])
        return "#%d %s" % (number, text)

    def _take(self, text):
        self.newest += 1
        slot = self.newest % KEPT
        self._texts[slot] = text
        return slot
