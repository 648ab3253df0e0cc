"""Errors of the phase times and depths of found reps.

Only reps with all four annotated phase times are used: a start and an end alone come from a manual label,
which includes some of the standing before and after the rep.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.evaluation.scores import SessionScore
from heeldrive_lab.sessions.annotations import Annotation

PHASE_EDGES = {
    "start_ms": "descent starts",
    "bottom_ms": "bottom starts",
    "rise_ms": "rise starts",
    "end_ms": "rep ends",
}


@dataclass(frozen=True)
class ErrorSummary:
    """Summary of signed errors (detected minus true), in the unit of the errors.

    Attributes:
        count: number of errors.
        mean: mean error: positive is late, or too deep.
        mean_abs: mean absolute error.
        p95_abs: 95th percentile of the absolute error.
    """

    count: int
    mean: float
    mean_abs: float
    p95_abs: float


@dataclass(frozen=True)
class Delay:
    """Delay from the true end of a rep to its number on the display; negative is before the end.

    Attributes:
        count: number of reps.
        median_ms: median delay.
        p95_ms: 95th percentile.
    """

    count: int
    median_ms: float
    p95_ms: float


def phase_errors_ms(score: SessionScore) -> dict[str, list[int]]:
    """Signed errors, ms, by key of `PHASE_EDGES`."""
    return {
        edge: [event[edge] - getattr(rep, edge) for event, rep in timed_pairs(score) if edge in event]
        for edge in PHASE_EDGES
    }


def depth_errors_deg(score: SessionScore) -> list[float]:
    """Signed depth errors, degrees, of the found reps whose depth is annotated."""
    return [
        event["depth_deg"] - rep.depth_deg
        for event, rep in score.pairs
        if rep.depth_deg is not None and "depth_deg" in event
    ]


def delay(score: SessionScore) -> Delay | None:
    """Delay from the true end of a rep to its number on the display; None if it is not known."""
    delays = [event["shown_ms"] - rep.end_ms for event, rep in timed_pairs(score) if "shown_ms" in event]
    if not delays:
        return None
    return Delay(len(delays), float(np.median(delays)), float(np.percentile(delays, 95)))


def summarise_errors(errors: Sequence[float]) -> ErrorSummary | None:
    """Summarise errors; None if there are none."""
    if not errors:
        return None
    values = np.asarray(errors, float)
    sizes = np.abs(values)
    return ErrorSummary(
        len(values), float(values.mean()), float(sizes.mean()), float(np.percentile(sizes, 95))
    )


def timed_pairs(score: SessionScore) -> Iterable[tuple[Event, Annotation]]:
    """The pairs whose true rep has annotated phase times."""
    return (
        (event, rep) for event, rep in score.pairs if rep.bottom_ms is not None and rep.rise_ms is not None
    )
