"""Labels every moment of a session, from its annotations or from the detector's reps."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.annotations import Annotations

IDLE = "idle"
LUNGE = "backward_lunge"


def annotated_spans(annotations: Annotations) -> list[tuple[int, int, str]]:
    """The spans of reps, sets known by their total, and other activities: `(start_ms, end_ms, label)`."""
    singles = annotations.reps
    rows = [
        row
        for row in annotations.rows
        if row.kind != "set" or not any(row.start_ms <= rep.start_ms < row.end_ms for rep in singles)
    ]
    return [
        (row.start_ms, row.end_ms, row.activity or (IDLE if row.kind == "other" else LUNGE)) for row in rows
    ]


def detected_spans(events: Sequence[Event]) -> list[tuple[int, int, str]]:
    """The spans of the counted reps: `(start_ms, end_ms, label)`."""
    return [(event["start_ms"], event["end_ms"], LUNGE) for event in events if event["kind"] == "rep"]


def label_segments(
    spans: Sequence[tuple[int, int, str]], first_ms: int, last_ms: int
) -> Iterator[tuple[int, int, str]]:
    """Split a session where its label changes, without gaps or overlaps.

    If spans overlap, the shortest one wins: a rep during a walk is a rep. Time outside all spans is idle.

    Args:
        spans: `(start_ms, end_ms, label)`.
        first_ms: start of the session.
        last_ms: end of the session, inclusive.

    Yields:
        `(start_ms, end_ms, label)` of each segment.
    """
    inside = [(max(start, first_ms), min(end, last_ms), label) for start, end, label in spans]
    edges = {first_ms, last_ms, *(edge for start, end, _ in inside if start < end for edge in (start, end))}
    start_ms, current = first_ms, ""
    for left, right in pairwise(sorted(edges)):
        over = [span for span in inside if span[0] <= left and right <= span[1]]
        label = min(over, key=lambda span: span[1] - span[0])[2] if over else IDLE
        if label != current:
            if current:
                yield start_ms, left, current
            start_ms, current = left, label
    yield start_ms, last_ms, current or IDLE
