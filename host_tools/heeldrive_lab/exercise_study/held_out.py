"""Scores of cycles by models that have not seen the person: one person is left out at a time."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.exercise_study.front_end import Floats
from heeldrive_lab.exercise_study.roc import COST, area, limit_at_cost
from heeldrive_lab.util.logistic_regression import logistic_regression


def held_out_margins(
    values: Floats, other: NDArray[np.bool_], people: Sequence[str], *, by_distance: bool = False
) -> Floats:
    """Score each cycle by a model fitted to all other people.

    A single feature is used as it is, in the direction in which it separates. Several are combined by
    logistic regression. The limit is the one that costs at most 1 % of the other people's lunges.

    Args:
        values: (n, k) features.
        other: (n,) whether the cycle is not a lunge.
        people: (n,) the person of each cycle.
        by_distance: score by the distance from zero instead, for features relative to the own lunges; each
            feature is divided by its root mean square over the other people's lunges. It needs no examples of
            the other exercise.

    Returns:
        (n,) margin above the limit: positive for cycles that would be refused; NaN if the other people did
        not do both exercises.
    """
    margins = np.full(len(values), np.nan)
    names = np.array(people)
    for person in sorted(set(people)):
        seen, unseen = names != person, names == person
        if not (other & seen).any() or not (~other & seen).any():
            continue
        if by_distance:
            scores = _distances(values, values[seen & ~other])
        else:
            scale = values[seen].std(axis=0)
            scaled = (values - values[seen].mean(axis=0)) / np.where(scale > 0, scale, 1.0)
            scores = scaled @ _weights(scaled[seen], other[seen])
        margins[unseen] = scores[unseen] - limit_at_cost(scores[seen & ~other], COST)
    return margins


def _distances(values: Floats, lunges: Floats) -> Floats:
    spread = np.sqrt(np.mean(lunges**2, axis=0))
    return np.asarray(np.linalg.norm(values / np.where(spread > 0, spread, 1.0), axis=1))


def _weights(values: Floats, other: NDArray[np.bool_]) -> Floats:
    if values.shape[1] > 1:
        return fit_logistic(values, other)
    return np.array([1.0 if area(values[~other, 0], values[other, 0]) >= 0.5 else -1.0])


def fit_logistic(values: Floats, other: NDArray[np.bool_]) -> Floats:
    """Fit a logistic regression; both classes weigh the same.

    Args:
        values: (n, k) standardised features.
        other: (n,) the class.

    Returns:
        (k,) weights, without the intercept, which a limit replaces.
    """
    share = other.mean()
    importance = np.where(other, 0.5 / share, 0.5 / (1 - share))
    return logistic_regression(values, other, importance)[:-1]
