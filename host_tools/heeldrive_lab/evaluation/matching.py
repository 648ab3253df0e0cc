"""Matches counted reps with true reps.

A counted rep matches a true rep if they overlap by at least half of the shorter one: the ends of a rep depend
on its definition (a label often includes some standing before and after), its middle does not. Neither
counted nor true reps overlap among themselves, so pairs cannot cross; matching greedily in order of time
therefore gives the largest possible number of pairs.
"""

from collections import deque
from collections.abc import Iterable, Sequence

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.annotations import Annotation

MATCH_SHARE = 0.5
MATCH_RULE = (
    "a true rep is found if a counted rep overlaps it by at least half of the shorter one;"
    " each rep is matched once"
)


def match(counted: Sequence[Event], true: Sequence[Annotation]) -> list[tuple[Event, Annotation]]:
    """Match counted with true reps one to one, by the rule of this module; returns the pairs."""
    pairs = []
    free = deque(sorted(true, key=lambda rep: rep.start_ms))
    for event in sorted(counted, key=lambda event: event["start_ms"]):
        while free and free[0].end_ms <= event["start_ms"]:  # over before this event and all later ones
            free.popleft()
        for rep in free:
            shorter = min(event["end_ms"] - event["start_ms"], rep.end_ms - rep.start_ms)
            if overlap_ms(event, rep) >= max(1, MATCH_SHARE * shorter):
                pairs.append((event, rep))
                free.remove(rep)
                break
            if rep.start_ms > event["end_ms"]:
                break
    return pairs


def overlap_ms(event: Event, row: Annotation) -> int:
    """Overlap of an event and an annotation, ms; negative if they are apart."""
    return int(min(event["end_ms"], row.end_ms) - max(event["start_ms"], row.start_ms))


def nearest_row(event: Event, rows: Iterable[Annotation]) -> Annotation | None:
    """The row with the largest overlap, the first of equals; None if none overlaps."""
    start_ms, end_ms = event["start_ms"], event["end_ms"]
    near = [row for row in rows if row.start_ms < end_ms and start_ms < row.end_ms]
    return max(near, key=lambda row: overlap_ms(event, row), default=None)


def middle_ms(event: Event) -> int:
    """Middle of a counted rep, session time, ms."""
    return int((event["start_ms"] + event["end_ms"]) // 2)
