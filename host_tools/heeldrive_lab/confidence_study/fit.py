"""Fits the weights of `heeldrive.confidence`: a logistic regression for each row of decisions."""

import math
from collections.abc import Sequence

import numpy as np

from heeldrive_lab.confidence_study.decisions import MEASURES, Decision
from heeldrive_lab.util.logistic_regression import logistic_regression

ROWS = ("reps, sensor leg in front", "reps, in back", "refusals, in front", "refusals, in back")
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
    *fitted, constant = logistic_regression((values - mean) / spread, right)
    slopes = fitted / spread
    octaves = np.array([constant - slopes @ mean, *slopes]) / math.log(2)
    return [round(float(each) * _PER_OCTAVE) for each in octaves]
