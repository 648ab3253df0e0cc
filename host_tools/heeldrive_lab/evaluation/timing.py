"""How far the told times and depths of found reps are from the true ones.

Only reps whose truth has all four phase times are measured: where it has a start and an end alone, those are
somebody's label and take in more or less of the standing around the rep.
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
class Spread:
    """A sum-up of signed errors (told minus true), in the unit of the errors.

    Attributes:
        count: how many.
        mean: their mean: above 0 is late, or deep.
        mean_abs: mean of their sizes.
        p95_abs: the size that 95 % of them stay within.
    """

    count: int
    mean: float
    mean_abs: float
    p95_abs: float


@dataclass(frozen=True)
class Delay:
    """From the true end of a rep to its number on the display, ms; below 0 is before the end."""

    count: int
    median_ms: float
    p95_ms: float


def phase_errors_ms(score: SessionScore) -> dict[str, list[int]]:
    """Told minus true, ms, for each of `PHASE_EDGES`."""
    return {
        edge: [event[edge] - getattr(rep, edge) for event, rep in timed_pairs(score) if edge in event]
        for edge in PHASE_EDGES
    }


def depth_errors_deg(score: SessionScore) -> list[float]:
    """Told minus true depth of the found reps whose depth is known, deg."""
    return [
        event["depth_deg"] - rep.depth_deg
        for event, rep in score.pairs
        if rep.depth_deg is not None and "depth_deg" in event
    ]


def delay(score: SessionScore) -> Delay | None:
    """How long after the true end of a rep its number is shown; None where it is not known."""
    delays = [event["shown_ms"] - rep.end_ms for event, rep in timed_pairs(score) if "shown_ms" in event]
    if not delays:
        return None
    return Delay(len(delays), float(np.median(delays)), float(np.percentile(delays, 95)))


def spread(errors: Sequence[float]) -> Spread | None:
    """Sum errors up; None when there are none."""
    if not errors:
        return None
    values = np.asarray(errors, float)
    sizes = np.abs(values)
    return Spread(len(values), float(values.mean()), float(sizes.mean()), float(np.percentile(sizes, 95)))


def timed_pairs(score: SessionScore) -> Iterable[tuple[Event, Annotation]]:
    """The pairs whose true rep has its phase times."""
    return (
        (event, rep) for event, rep in score.pairs if rep.bottom_ms is not None and rep.rise_ms is not None
    )
