"""Labels changed by hand: each function takes rows of truth and returns the rows after the change.

A set's total follows the single reps that begin in it, so that what is saved never contradicts itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.evaluation.true_sets import reps_in
from heeldrive_lab.sessions.annotations import Annotation, Annotations

Rows = tuple[Annotation, ...]
ACTIVITY = "backward_lunge"
# A label cannot be drawn shorter: no rep is (rep_min_ms is 300 at the least).
SHORTEST_MS = 300
_ANY = "any.csv"


def add_rep(rows: Rows, start_ms: int, end_ms: int) -> Rows:
    """A rep that somebody saw, of no known leg."""
    return _settled(rows, (*rows, Annotation("rep", start_ms, end_ms, activity=ACTIVITY)))


def add_counted(rows: Rows, events: Iterable[Event]) -> Rows:
    """Counted reps taken as true, phases and all; those that overlap a true rep are left out."""
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
    return _settled(rows, (*rows, *new))


def move(rows: Rows, index: int, start_ms: int, end_ms: int) -> Rows:
    """A row put elsewhere or given other ends; a rep's inner times go along, or go if they do not fit."""
    row = rows[index]
    end_ms = max(end_ms, start_ms + SHORTEST_MS)
    same_length = end_ms - start_ms == row.end_ms - row.start_ms
    by_ms = start_ms - row.start_ms if same_length else 0
    inner = [None if t is None else t + by_ms for t in (row.bottom_ms, row.rise_ms)]
    if any(t is not None and not start_ms <= t <= end_ms for t in inner):
        inner = [None, None]
    moved = replace(row, start_ms=start_ms, end_ms=end_ms, bottom_ms=inner[0], rise_ms=inner[1])
    return _settled(rows, (*rows[:index], moved, *rows[index + 1 :]))


def remove(rows: Rows, index: int) -> Rows:
    """Without one row."""
    return _settled(rows, rows[:index] + rows[index + 1 :])


def set_total(rows: Rows, start_ms: int, end_ms: int, total: int) -> Rows:
    """The stretch was one set of so many reps: instead of the reps and sets that were known in it."""
    row = Annotation("set", start_ms, end_ms, reps=total, activity=ACTIVITY)
    kept = [one for one in rows if one.kind == "other" or not overlap(one, row)]
    return _settled(rows, (*kept, row))


def nothing_counts(rows: Rows, start_ms: int, end_ms: int) -> Rows:
    """No rep was done in the stretch: what was labelled there goes."""
    row = Annotation("other", start_ms, end_ms, activity="not_a_rep")
    kept = [one for one in rows if one.kind == "other" or not overlap(one, row)]
    return _settled(rows, (*kept, row))


def overlap(one: Annotation, other: Annotation) -> bool:
    """Whether two rows have any time in common."""
    return one.start_ms < other.end_ms and other.start_ms < one.end_ms


def _settled(before: Rows, after: Sequence[Annotation]) -> Rows:
    """The rows in order of time; the totals of sets that have, or had, single reps follow them."""
    then, now = Annotations(_ANY, before), Annotations(_ANY, tuple(after))
    rows = []
    for row in now.rows:
        if row.kind == "set" and (reps := len(reps_in(row, now))):
            rows.append(replace(row, reps=None if row.reps is None else reps))
        elif row.kind != "set" or row not in then.rows or not reps_in(row, then):
            rows.append(row)
    return tuple(sorted(rows, key=lambda row: (row.start_ms, row.kind != "set", row.end_ms)))
