"""Cycles of which it is not sure yet whether they are reps: they wait, and are told one at a time.

Somebody who sits down for a moment, or picks something up, makes a cycle that to a thigh is a lunge, only
quicker: the return step of a lunge takes time, standing up does not. Such a cycle counts when reps like it
stand beside it. Nothing is copied: the events that wait change places with the one that is written next.
"""

from heeldrive.events import COUNTED, Event
from heeldrive.fixed_point import const

_PLACES = const(3)  # two that wait, and the one that decides


class PendingReps:
    """A queue of events; the `reason` of each is what it is refused for, unless it is confirmed.

    Attributes:
        n: how many there are.
        decided: how many of them, the oldest first, are decided and wait only to be told.
    """

    def __init__(self):
        self.n = 0
        self.decided = 0
        self._events = [Event() for _ in range(_PLACES)]

    def push(self, event):
        """Let the event wait; return another to write into."""
        spare = self._events[self.n]
        self._events[self.n] = event
        self.n += 1
        return spare

    def pop(self, event):
        """Return the oldest, for the event it changes places with."""
        events = self._events
        first = events[0]
        self.n -= 1
        self.decided -= 1
        k = 0
        while k < self.n:
            events[k] = events[k + 1]
            k += 1
        events[k] = event
        return first

    def release(self):
        """Decide that nothing more confirms those that wait: they go, each with its reason."""
        self.decided = self.n

    def expire(self, t_ms, wait_ms):
        """The same where the youngest that is undecided ended longer ago than `wait_ms`."""
        if self.n > self.decided and t_ms - self._events[self.n - 1].end_ms > wait_ms:
            self.decided = self.n

    def confirm(self, reason, rise_ms):
        """Let all go; those that wait for this reason and took about `rise_ms` to rise are reps."""
        k = self.decided
        while k < self.n:
            event = self._events[k]
            if event.reason == reason and alike(event.end_ms - event.rise_ms, rise_ms):
                event.reason = COUNTED
            k += 1
        self.release()

    def matching(self, reason, rise_ms):
        """How many wait undecided, if each of them would be confirmed; else 0."""
        k = self.decided
        while k < self.n:
            event = self._events[k]
            if event.reason != reason or not alike(event.end_ms - event.rise_ms, rise_ms):
                return 0
            k += 1
        return self.n - self.decided


def alike(a_ms, b_ms):
    """Whether the shorter of two times is more than three quarters of the longer."""
    return a_ms * 4 > b_ms * 3 and b_ms * 4 > a_ms * 3
