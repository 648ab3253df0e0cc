"""What became of each single cycle that was done: counted, refused for a reason, or not seen as a cycle."""

from collections import Counter
from collections.abc import Sequence
from functools import partial

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.evaluation.matching import overlap_ms
from heeldrive_lab.evaluation.scores import COUNTED, UNSEEN
from heeldrive_lab.sessions.annotations import Annotation, Annotations


def label_of(row: Annotation) -> str:
    """What a stretch of truth is called in tables: its activity, with the leg where it has one."""
    activity = row.activity or row.kind
    return f"{activity} ({row.sensor_leg} leg)" if row.sensor_leg else activity


def outcomes(
    counted: Sequence[Event], refused: Sequence[Event], truth: Annotations
) -> dict[str, Counter[str]]:
    """By activity, how many single cycles were counted, refused by reason, and not seen.

    A counted rep stands for one cycle, that which it has most of: who begins seated is counted from standing
    to standing, half of one cycle and half of the next. A refusal may stand for several: one that never came
    back to standing goes on through all that was done meanwhile.

    Args:
        counted: the events of the counted reps.
        refused: the events of the refused cycles.
        truth: its reps, and other rows that say they hold one cycle.
    """
    free = [row for row in truth.rows if row.kind == "rep" or (row.kind == "other" and row.reps == 1)]
    found: dict[str, Counter[str]] = {label_of(row): Counter() for row in free}
    for event in sorted(counted, key=lambda event: event["start_ms"]):
        row = max(free, key=partial(overlap_ms, event), default=None)
        if row is not None and overlap_ms(event, row) > 0:
            found[label_of(row)][COUNTED] += 1
            free.remove(row)
    for row in free:
        found[label_of(row)][_refusal(row, refused)] += 1
    return found


def _refusal(row: Annotation, refused: Sequence[Event]) -> str:
    """The reason of the refusal that has most of the cycle."""
    nearest = max(refused, key=lambda event: overlap_ms(event, row), default=None)
    return str(nearest["reason"]) if nearest is not None and overlap_ms(nearest, row) > 0 else UNSEEN
