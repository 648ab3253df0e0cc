"""Pending reps: cycles that may be reps wait here until that is certain. They are emitted one at a time.

Sitting down for a moment or picking something up gives the thigh the motion of a lunge, only faster: the
return step of a lunge takes time, standing up does not. Such a cycle counts only next to similar reps.
Nothing is copied: a pending event is swapped with the one that will be written next.
"""

from heeldrive.events import COUNTED, Event
from heeldrive.fixed_point import const

_PLACES = const(3)  # two pending cycles and the one that decides about them


class PendingReps:
    """A queue of events. An event's `reason` is why it is refused unless it is confirmed.

    Attributes:
        n: number of events in the queue.
        decided: number of decided events, the oldest first, that are only waiting to be emitted.
    """

    def __init__(self) -> None:
        self.n = 0
        self.decided = 0
        self._events: "list[Event]" = [Event() for _ in range(_PLACES)]

    def push(self, event: Event) -> Event:
        """Add an event; return a spare one to write into."""
        spare = self._events[self.n]
        self._events[self.n] = event
        self.n += 1
        return spare

    def pop(self, event: Event) -> Event:
        """Remove and return the oldest event; `event` takes its place as the spare."""
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

    def release(self) -> None:
        """Decide all pending events, each with its present reason."""
        self.decided = self.n

    def expire(self, t_ms: int, wait_ms: int) -> None:
        """Decide all if the newest undecided event ended more than `wait_ms` ago."""
        if self.n > self.decided and t_ms - self._events[self.n - 1].end_ms > wait_ms:
            self.decided = self.n

    def confirm(self, reason: int, rise_ms: int) -> None:
        """Decide all; events pending for this reason that rose in about `rise_ms` become reps."""
        k = self.decided
        while k < self.n:
            event = self._events[k]
            if event.reason == reason and alike(event.end_ms - event.rise_ms, rise_ms):
                event.reason = COUNTED
            k += 1
        self.release()

    def matching(self, reason: int, rise_ms: int) -> int:
        """Return the number of undecided events if `confirm` would make each of them a rep, else 0."""
        k = self.decided
        while k < self.n:
            event = self._events[k]
            if event.reason != reason or not alike(event.end_ms - event.rise_ms, rise_ms):
                return 0
            k += 1
        return self.n - self.decided


def alike(a_ms: int, b_ms: int) -> bool:
    """Whether the shorter of two times is more than 3/4 of the longer."""
    return a_ms * 4 > b_ms * 3 and b_ms * 4 > a_ms * 3
