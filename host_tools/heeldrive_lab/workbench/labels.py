"""Editing of labels: each function takes annotation rows and returns the rows after the change.

The total of a set is updated from the annotated reps that start in it, so that annotations stay consistent.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.annotations import Annotation, Annotations

Rows = tuple[Annotation, ...]
ACTIVITY = "backward_lunge"
# Shortest label: the smallest value of rep_min_ms.
SHORTEST_MS = 300
_ANY = "any.csv"


def add_rep(rows: Rows, start_ms: int, end_ms: int) -> Rows:
    """Add a rep of an unknown leg."""
    return _consistent(rows, (*rows, Annotation("rep", start_ms, end_ms, activity=ACTIVITY)))


def add_counted(rows: Rows, events: Iterable[Event]) -> Rows:
    """Add counted reps with their phases as true reps, except those that overlap a true rep."""
    new: list[Annotation] = []
    for event in events:
        row = Annotation(
            "rep",
            event["start_ms"],
            event["end_ms"],
            event.get("bottom_ms"),
            event.get("rise_ms"),
            event["depth_deg"],
            event["sensor_leg"],
            activity=ACTIVITY,
        )
        if not any(one.kind == "rep" and overlap(one, row) for one in (*rows, *new)):
            new.append(row)
    return _consistent(rows, (*rows, *new))


def move(rows: Rows, index: int, start_ms: int, end_ms: int) -> Rows:
    """Move a row or its ends; a rep's bottom and rise move along, or are removed if they no longer fit."""
    row = rows[index]
    end_ms = max(end_ms, start_ms + SHORTEST_MS)
    same_length = end_ms - start_ms == row.end_ms - row.start_ms
    by_ms = start_ms - row.start_ms if same_length else 0
    inner = [None if t is None else t + by_ms for t in (row.bottom_ms, row.rise_ms)]
    if any(t is not None and not start_ms <= t <= end_ms for t in inner):
        inner = [None, None]
    moved = replace(row, start_ms=start_ms, end_ms=end_ms, bottom_ms=inner[0], rise_ms=inner[1])
    return _consistent(rows, (*rows[:index], moved, *rows[index + 1 :]))


def remove(rows: Rows, index: int) -> Rows:
    """Remove a row."""
    return _consistent(rows, rows[:index] + rows[index + 1 :])


def set_total(rows: Rows, start_ms: int, end_ms: int, total: int) -> Rows:
    """Replace the reps and sets in a time span by one set with a total."""
    row = Annotation("set", start_ms, end_ms, reps=total, activity=ACTIVITY)
    kept = [one for one in rows if one.kind == "other" or not overlap(one, row)]
    return _consistent(rows, (*kept, row))


def nothing_counts(rows: Rows, start_ms: int, end_ms: int) -> Rows:
    """Replace the reps and sets in a time span by one without reps."""
    row = Annotation("other", start_ms, end_ms, activity="not_a_rep")
    kept = [one for one in rows if one.kind == "other" or not overlap(one, row)]
    return _consistent(rows, (*kept, row))


def overlap(one: Annotation, other: Annotation) -> bool:
    """Whether two rows overlap in time."""
    return one.start_ms < other.end_ms and other.start_ms < one.end_ms


def _consistent(before: Rows, after: Sequence[Annotation]) -> Rows:
    """Sort the rows by time, and update the totals of sets that have, or had, annotated reps."""
    then, now = Annotations(_ANY, before), Annotations(_ANY, tuple(after))
    rows = []
    for row in now.rows:
        if row.kind == "set" and (reps := len(now.reps_in(row))):
            rows.append(replace(row, reps=None if row.reps is None else reps))
        elif row.kind != "set" or row not in then.rows or not then.reps_in(row):
            rows.append(row)
    return tuple(sorted(rows, key=lambda row: (row.start_ms, row.kind != "set", row.end_ms)))
