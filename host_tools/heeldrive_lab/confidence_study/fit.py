"""Fits the weights of `heeldrive.confidence`: a logistic regression for each row of decisions."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.confidence_study.decisions import MEASURES, Decision

ROWS = ("reps, sensor leg in front", "reps, in back", "refusals, in front", "refusals, in back")
RIDGE = 1.0
_NEWTON_STEPS = 40
_PER_OCTAVE = 1024  # the detector's integers


def weights(decisions: Sequence[Decision]) -> list[list[int]]:
    """The detector's weights: for each of `ROWS` the constant and the weight of each measure."""
    return [_row([one for one in decisions if one.row == row]) for row in range(len(ROWS))]


def weights_text(rows: Sequence[Sequence[int]]) -> str:
    """The rows as they stand in `signal/heeldrive/confidence.py`."""
    return "".join(f"    {', '.join(map(str, row))},\n" for row in rows)


def _row(decisions: Sequence[Decision]) -> list[int]:
    if not decisions:
        return [0] * (1 + MEASURES)
    values = np.array([one.measures for one in decisions], float)
    right = np.array([one.right for one in decisions], float)
    mean, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = np.inf  # what never differs has no weight
    fitted = logistic((values - mean) / spread, right)
    slopes = fitted[1:] / spread
    octaves = np.array([fitted[0] - slopes @ mean, *slopes]) / math.log(2)
    return [round(float(each) * _PER_OCTAVE) for each in octaves]


def logistic(values: NDArray[np.float64], right: NDArray[np.float64]) -> NDArray[np.float64]:
    """Fit a logistic regression with a ridge penalty by Newton's method.

    Args:
        values: (n, k) standardised measures.
        right: (n,) 1 for right decisions, 0 for wrong ones.

    Returns:
        (1 + k,) constant, which has no penalty, and slopes.
    """
    rows = np.column_stack((np.ones(len(values)), values))
    penalty = np.array([1e-6, *[RIDGE] * values.shape[1]])
    slopes = np.zeros(rows.shape[1])
    for _ in range(_NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(rows @ slopes, -30, 30)))
        slope = rows.T @ (chance - right) + penalty * slopes
        curvature = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(penalty)
        slopes = slopes - np.linalg.solve(curvature, slope)
    return slopes
