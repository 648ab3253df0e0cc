"""Builds and arranges rows of annotations."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.annotations import Annotation, Annotations

LUNGE = "backward_lunge"


def rows_of_set(set_event: Event, events: Sequence[Event]) -> list[Annotation]:
    """The annotations that match a set of the detector: its reps, and a span for each leg.

    Args:
        set_event: the set.
        events: all events of the session.
    """
    reps = [
        _row_of_event(event)
        for event in events
        if event["kind"] == "rep" and set_event["start_ms"] <= event["start_ms"] < set_event["end_ms"]
    ]
    spans = []
    for leg in ("front", "back"):
        of_leg = [rep for rep in reps if rep.sensor_leg == leg]
        if of_leg:
            spans.append(
                Annotation(
                    "set", of_leg[0].start_ms, of_leg[-1].end_ms, sensor_leg=leg, reps=len(of_leg),
                    activity=LUNGE,
                )
            )  # fmt: skip
    return spans + reps


def _row_of_event(event: Event) -> Annotation:
    return Annotation(
        "rep", event["start_ms"], event["end_ms"], event.get("bottom_ms"), event.get("rise_ms"),
        event["depth_deg"], event["sensor_leg"], activity=LUNGE,
    )  # fmt: skip


def row_of_cycle(cycle: Cycle) -> Annotation:
    """The annotation of a cycle as a rep."""
    bottom_ms, rise_ms = cycle.bottom_ms or None, cycle.rise_ms or None
    return Annotation(
        "rep", cycle.start_ms, cycle.end_ms, bottom_ms, rise_ms, sensor_leg=cycle.leg, activity=LUNGE
    )


def overlaps(row: Annotation, from_ms: int, to_ms: int) -> bool:
    """Whether a row and a span of time overlap."""
    return row.start_ms < to_ms and from_ms < row.end_ms


def ordered(rows: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """The rows in order of time, each set before its reps."""
    return tuple(sorted(rows, key=lambda row: (row.start_ms, row.kind != "set", row.end_ms)))


def updated_sets(rows: list[Annotation], before: Sequence[Annotation]) -> list[Annotation]:
    """Fit the sets to their single reps after a change.

    A set that had single reps before gets the span and number of its reps now, and is removed with its last.

    Args:
        rows: the rows after the change.
        before: the rows before it.
    """
    then, now = (
        Annotations("before", tuple(before)),
        Annotations("now", tuple(row for row in rows if row.kind == "rep")),
    )
    updated = []
    for row in rows:
        if row.kind != "set" or not any(row is known for known in before) or not then.reps_in(row):
            updated.append(row)
            continue
        inside = [rep for rep in now.reps if overlaps(rep, row.start_ms, row.end_ms)]
        inside = [rep for rep in inside if not row.sensor_leg or rep.sensor_leg in ("", row.sensor_leg)]
        if inside:
            first_ms, last_ms = min(rep.start_ms for rep in inside), max(rep.end_ms for rep in inside)
            total = None if row.reps is None else len(inside)
            updated.append(replace(row, start_ms=first_ms, end_ms=last_ms, reps=total))
    return updated
