"""Leaves out of the events the reps of sets that the wearer has discarded with the menu."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.wearer_markers import DISCARDED_SET

_DISCARDED = re.compile(DISCARDED_SET.replace("%d", r"(\d{1,10})"))


class DiscardedSet(NamedTuple):
    """A set that the wearer has discarded.

    Attributes:
        start_ms: start of its first rep, session time.
        at_ms: when it was discarded.
        reps: number of reps in it.
    """

    start_ms: int
    at_ms: int
    reps: int


def without_discarded(
    events: Iterable[Event], markers: Iterable[tuple[int, str]]
) -> tuple[tuple[Event, ...], tuple[DiscardedSet, ...]]:
    """The events without the reps that the wearer has discarded.

    As on the display, a set is discarded from the start of its first rep, and those reps that were shown by
    the time of the marker are. A set of the detector that loses all its reps is left out, and those after it
    have the numbers that the display showed; one that loses some begins with the first that is left. Reps
    keep their numbers.

    Args:
        events: the events of a session, in order.
        markers: time in ms and text of each marker. The list may grow while the events are being made.
    """
    events = tuple(events)
    spans = [(int(found[1]), at_ms) for at_ms, text in markers if (found := _DISCARDED.fullmatch(text))]
    counts = [0] * len(spans)
    kept: list[Event] = []
    of_set: list[Event] = []
    sets = 0
    for event in events:
        place = _place(event, spans) if event["kind"] == "rep" else None
        if place is not None:
            counts[place] += 1
        elif event["kind"] != "set":
            kept.append(event)
            of_set += [event] if event["kind"] == "rep" else []
        elif of_set:
            sets += 1
            kept.append(_set_of(of_set, event) | {"index": sets})
            of_set = []
    discarded = (DiscardedSet(*span, count) for span, count in zip(spans, counts, strict=True) if count)
    return tuple(kept), tuple(discarded)


def _set_of(reps: Sequence[Event], event: Event) -> Event:
    """The event of a set with the reps that are left of it."""
    if len(reps) == event["reps"]:
        return event
    back = sum(rep["sensor_leg"] == "back" for rep in reps)
    ends = {"start_ms": reps[0]["start_ms"], "end_ms": reps[-1]["end_ms"]}
    return event | ends | {"reps": len(reps), "front": len(reps) - back, "back": back}


def _place(rep: Event, spans: Sequence[tuple[int, int]]) -> int | None:
    """Which of the spans, start to marker, a rep was discarded with; None if it was not."""
    for place, (start_ms, at_ms) in enumerate(spans):
        if start_ms <= rep["start_ms"] and rep["shown_ms"] <= at_ms:
            return place
    return None
