"""Outcome of each annotated single cycle: counted, refused for a reason, or not seen as a cycle."""

from collections import Counter
from collections.abc import Sequence

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.evaluation.matching import nearest_row, overlap_ms
from heeldrive_lab.evaluation.scores import COUNTED, UNSEEN
from heeldrive_lab.sessions.annotations import Annotation, Annotations


def label_of(row: Annotation) -> str:
    """Label of an annotation in tables: its activity, with the leg if it has one."""
    activity = row.activity or row.kind
    return f"{activity} ({row.sensor_leg} leg)" if row.sensor_leg else activity


def outcomes(
    counted: Sequence[Event], refused: Sequence[Event], annotations: Annotations
) -> dict[str, Counter[str]]:
    """Count the outcomes of single cycles by activity: counted, refused by reason, not seen.

    A counted rep belongs to one cycle, the one with the largest overlap: a person who starts seated is
    counted from standing to standing, half of one cycle and half of the next. A refusal may belong to several
    cycles: one that never returned to standing covers everything done meanwhile.

    Args:
        counted: events of the counted reps.
        refused: events of the refused cycles.
        annotations: their reps, and their rows of kind `other` with one cycle, are used.
    """
    free = [row for row in annotations.rows if row.kind == "rep" or (row.kind == "other" and row.reps == 1)]
    found: dict[str, Counter[str]] = {label_of(row): Counter() for row in free}
    for event in sorted(counted, key=lambda event: event["start_ms"]):
        if row := nearest_row(event, free):
            found[label_of(row)][COUNTED] += 1
            free.remove(row)
    for row in free:
        found[label_of(row)][_refusal(row, refused)] += 1
    return found


def _refusal(row: Annotation, refused: Sequence[Event]) -> str:
    """Reason of the refusal with the largest overlap."""
    near = [one for one in refused if one["start_ms"] < row.end_ms and row.start_ms < one["end_ms"]]
    return str(max(near, key=lambda event: overlap_ms(event, row))["reason"]) if near else UNSEEN
