"""Which counted rep is which true rep.

A counted rep and a true rep may be one and the same when they overlap by at least half of the shorter: the
ends of a rep are a matter of definition (a label often takes in the standing before and after), its middle is
not. Neither counted nor true reps overlap among themselves, so pairs cannot cross; taken in order of time,
each with the first that is free, they give as many pairs as any other way could.
"""

from collections.abc import Sequence

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.annotations import Annotation

MATCH_SHARE = 0.5
MATCH_RULE = (
    "a true rep is found when a counted rep overlaps it by at least half of the shorter of the two;"
    " each pairs once"
)


def match(counted: Sequence[Event], true: Sequence[Annotation]) -> list[tuple[Event, Annotation]]:
    """Pair counted with true reps one to one; see the head of this file for the rule."""
    pairs = []
    free = sorted(true, key=lambda rep: rep.start_ms)
    for event in sorted(counted, key=lambda event: event["start_ms"]):
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
    """How long an event and a stretch of truth have in common; below 0 when they are apart."""
    return min(event["end_ms"], row.end_ms) - max(event["start_ms"], row.start_ms)


def middle_ms(event: Event) -> int:
    """The middle of a counted rep."""
    return (event["start_ms"] + event["end_ms"]) // 2
