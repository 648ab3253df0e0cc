"""What every moment of a session was: the truth where there is one, else what the detector counted."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.annotations import Annotations

IDLE = "idle"
LUNGE = "backward_lunge"


def spans_of_truth(truth: Annotations) -> list[tuple[int, int, str]]:
    """Reps, sets known by their total, and what must not count; `(start_ms, end_ms, label)`."""
    singles = truth.reps
    rows = [
        row
        for row in truth.rows
        if row.kind != "set" or not any(row.start_ms <= rep.start_ms < row.end_ms for rep in singles)
    ]
    return [
        (row.start_ms, row.end_ms, row.activity or (IDLE if row.kind == "other" else LUNGE)) for row in rows
    ]


def spans_of_events(events: Sequence[Event]) -> list[tuple[int, int, str]]:
    """The counted reps."""
    return [(event["start_ms"], event["end_ms"], LUNGE) for event in events if event["kind"] == "rep"]


def stretches(
    spans: Sequence[tuple[int, int, str]], first_ms: int, last_ms: int
) -> Iterator[tuple[int, int, str]]:
    """The whole session cut where its label changes, without a hole and without overlap.

    Where two spans overlap the shorter one tells: a rep within a walk is a rep. What no span tells is idle.

    Args:
        spans: `(start_ms, end_ms, label)`.
        first_ms: begin of the session.
        last_ms: its end, which belongs to the last stretch.
    """
    inside = [(max(start, first_ms), min(end, last_ms), label) for start, end, label in spans]
    edges = {first_ms, last_ms, *(edge for start, end, _ in inside if start < end for edge in (start, end))}
    begun_ms, told = first_ms, ""
    for left, right in pairwise(sorted(edges)):
        over = [span for span in inside if span[0] <= left and right <= span[1]]
        label = min(over, key=lambda span: span[1] - span[0])[2] if over else IDLE
        if label != told:
            if told:
                yield begun_ms, left, told
            begun_ms, told = left, label
    yield begun_ms, last_ms, told or IDLE
