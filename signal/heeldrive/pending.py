"""Pending reps: doubtful cycles wait here until their neighbours decide. They are emitted one at a time.

A doubtful cycle becomes a rep if a counted rep that is alike comes next, or if three in a row are alike: a
set is evidence. Nothing is copied: a pending event is swapped with the one that will be written next.
"""

from heeldrive.events import ALONE, COUNTED, EVENT_NONE, EVENT_REFUSED, EVENT_REP, NO_RETURN, SHALLOW, Event
from heeldrive.fixed_point import const
from heeldrive.likeness import CLOSE, ROUGH, alike, keep

_NEIGHBOURS = const(2)  # doubtful cycles count if this many others are alike
_BENT_CDEG = const(1500)  # as STANDING_MAX in segmentation.py


class PendingReps:
    """A queue of events, and the last rep of each leg.

    An undecided event has the kind EVENT_NONE, its first doubt as `reason`, the number of doubts as `index`.

    Args:
        legs: 1, or 2 if the cycles of both legs wait here.
        set_ms: cycles further apart than this are not of one set.

    Attributes:
        n: number of events in the queue.
        decided: number of decided events among them, that are only waiting to be emitted.
    """

    def __init__(self, legs: int, set_ms: int) -> None:
        self.n = 0
        self.decided = 0
        self._set_ms = set_ms
        self._ends = [0, 0]  # of the last attempt of each leg
        # Undecided cycles of a leg; with both legs one more, because those of the back leg are less alike.
        self._most = legs + 1
        # One more for a cycle that only went half-way back up, and a spare one.
        self._events: "list[Event]" = [Event() for _ in range(self._most * legs + 2)]
        self._last: "list[Event]" = [Event() for _ in range(legs)]

    def in_set(self, event: Event) -> bool:
        """Whether a cycle follows a rep of the same leg in its set."""
        last = self._last[event.sensor_leg]
        # The other leg's rep, which may not have been seen, takes about as long as this one's.
        gap_ms = event.start_ms - last.end_ms - (last.end_ms - last.start_ms)
        if event.start_ms - self._ends[1 - event.sensor_leg] < self._set_ms:
            gap_ms >>= 1  # the other leg has worked in the meantime
        return last.end_ms > 0 and gap_ms < self._set_ms

    def attempted(self, event: Event) -> None:
        """Note an attempt at a rep, refused or not: while legs alternate, it keeps the other's set open."""
        self._ends[event.sensor_leg] = event.end_ms

    def end_set(self, leg: int) -> None:
        """Forget the last rep of a leg: the wearer walked away."""
        self._last[leg].end_ms = 0

    def has_neighbours(self, event: Event) -> bool:
        """Whether a doubtful cycle is a rep: it is like the last rep of its set, or the third of its kind."""
        return self.continues(event) or self.matching(event) >= _NEIGHBOURS

    def continues(self, event: Event) -> bool:
        """Whether a cycle follows a rep of its set and is like it."""
        return self.in_set(event) and alike(event, self._last[event.sensor_leg], CLOSE)

    def matching(self, event: Event) -> int:
        """Return the number of undecided events that are like this one.

        Two reps of one leg with one of the other between them are three of a kind: it counts, too.
        """
        # Of the other leg; with one leg, of its own last rep, which no undecided event precedes.
        between_ms = self._last[-1 - event.sensor_leg].end_ms
        matching = 0
        k = 0
        while k < self.n:
            other = self._events[k]
            if other.kind == EVENT_NONE and alike(other, event, CLOSE):
                matching += 2 if other.end_ms < between_ms < event.start_ms else 1
            k += 1
        return matching

    def push(self, event: Event) -> Event:
        """Add an event, undecided if it has a doubt; return a spare one to write into."""
        if event.reason == COUNTED:
            self._decide(event, EVENT_REP)
            keep(event, self._last[event.sensor_leg])
        else:
            event.kind = EVENT_NONE
            if event.reason != NO_RETURN:  # it will be part of the next, or be decided by it
                self._make_room(event.sensor_leg)
        self.attempted(event)
        spare = self._events[self.n]
        self._events[self.n] = event
        self.n += 1
        return spare

    def pop(self, spare: Event) -> Event:
        """Remove and return the oldest decided event; `spare` takes its place."""
        events = self._events
        k = 0
        while events[k].kind == EVENT_NONE:
            k += 1
        first = events[k]
        self.n -= 1
        self.decided -= 1
        while k < self.n:
            events[k] = events[k + 1]
            k += 1
        events[k] = spare
        return first

    def absorb(self, event: Event, upright: int) -> None:
        """Decide a cycle that only went half-way back up, by the next one of the same leg.

        If the next one ends upright, both are one rep with a bounce at the bottom: `event` takes in the one
        before. Otherwise the wearer lunges from a split stance, and both are reps; with another doubt, the
        one before waits for its neighbours.

        Args:
            event: the cycle that follows.
            upright: up to this inclination the wearer stands upright, 1/100 deg.
        """
        events = self._events
        k = self.n - 1
        while k >= 0 and not (
            events[k].kind == EVENT_NONE
            and events[k].reason == NO_RETURN
            and events[k].sensor_leg == event.sensor_leg
        ):
            k -= 1
        if k < 0:
            return
        before = events[k]
        if event.back_cdeg > upright or event.top_cdeg <= upright:
            self._complete(before, False)
            return
        event.start_ms = before.start_ms
        event.bottom_ms = before.bottom_ms
        event.top_cdeg = before.top_cdeg
        if event.depth_cdeg < before.depth_cdeg:
            event.depth_cdeg = before.depth_cdeg
        self.n -= 1
        while k < self.n:
            events[k] = events[k + 1]
            k += 1
        events[k] = before

    def returned(self, t_ms: int) -> None:
        """Complete the cycles that only went half-way back up: it was a stop, the wearer stands upright.

        Those without another doubt, or like the last rep of their set, are reps; others wait for neighbours.
        """
        k = 0
        while k < self.n:
            event = self._events[k]
            if event.kind == EVENT_NONE and event.reason == NO_RETURN:
                if t_ms - event.end_ms < self._set_ms:
                    event.end_ms = t_ms
                self._complete(event, self.continues(event))
            k += 1

    def _complete(self, event: Event, counts: bool) -> None:
        """Count a cycle that only went half-way back up, or let it wait as a whole one."""
        if counts or counts_alone(event):
            self._decide(event, EVENT_REP)
        else:
            self._make_room(event.sensor_leg)
            event.reason = ALONE
            event.index -= 1

    def break_off(self, event: Event) -> None:
        """Refuse the undecided events of a leg, and end its set: this cycle of it was no exercise.

        One that begins bent and raises the leg is the step back of the cycle that waits: the set goes on.
        """
        leg = event.sensor_leg
        is_step_back = event.top_cdeg > _BENT_CDEG and event.lever_mm < 0
        k = 0
        while k < self.n:
            other = self._events[k]
            if other.kind == EVENT_NONE and other.sensor_leg == leg:
                if is_step_back:
                    return
                self._decide(other, EVENT_REFUSED)
            k += 1
        self.end_set(leg)

    def release(self) -> None:
        """Decide all undecided events: nothing follows."""
        self._leave(0, self.n)
        self._leave(1, self.n)

    def expire(self, t_ms: int) -> None:
        """Decide the undecided events of a leg if the newest of them ended too long ago for a set."""
        if self.n > self.decided:
            self._expire(t_ms - self._set_ms, 0)
            self._expire(t_ms - self._set_ms, 1)

    def _expire(self, before_ms: int, leg: int) -> None:
        if self._ends[1 - leg] > before_ms:
            before_ms -= self._set_ms  # as in `in_set`
        newest_ms = 0
        k = 0
        while k < self.n:
            event = self._events[k]
            if event.kind == EVENT_NONE and event.sensor_leg == leg:
                newest_ms = event.end_ms
            k += 1
        if newest_ms < before_ms:
            self._leave(leg, self.n)

    def decide(self, event: Event) -> None:
        """Decide the undecided events of this leg by a counted rep: those that are alike are reps.

        If a rep came before them too, they are between others of their kind, and need not be as close.
        """
        closeness = ROUGH if self.in_set(event) else CLOSE
        k = 0
        while k < self.n:
            other = self._events[k]
            if other.kind == EVENT_NONE and other.sensor_leg == event.sensor_leg:
                self._decide(other, EVENT_REP if alike(other, event, closeness) else EVENT_REFUSED)
            k += 1

    def _make_room(self, leg: int) -> None:
        """Refuse the oldest undecided event of a leg if as many wait as can."""
        waiting = 0
        k = 0
        while k < self.n:
            event = self._events[k]
            if event.kind == EVENT_NONE and event.sensor_leg == leg and event.reason != NO_RETURN:
                waiting += 1
            k += 1
        if waiting >= self._most:
            self._leave(leg, 1)

    def _leave(self, leg: int, most: int) -> None:
        """Decide up to `most` undecided events of a leg by themselves, the oldest first."""
        k = 0
        while k < self.n and most > 0:
            event = self._events[k]
            if event.kind == EVENT_NONE and event.sensor_leg == leg:
                self._decide(event, EVENT_REP if counts_alone(event) else EVENT_REFUSED)
                most -= 1
            k += 1

    def _decide(self, event: Event, kind: int) -> None:
        event.kind = kind
        if kind == EVENT_REP:
            event.reason = COUNTED
        self.decided += 1


def counts_alone(event: Event) -> bool:
    """Whether an undecided cycle counts if nothing follows: nothing speaks against it but its one doubt."""
    return event.index == 1 and (event.reason == SHALLOW or event.reason == NO_RETURN)
