"""Fits the weights of `heeldrive.confidence`: a logistic regression for each row of decisions."""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from heeldrive_lab.confidence_study.decisions import MEASURES, Decision, StudiedSession
from heeldrive_lab.confidence_study.groups import LOOK_ALIKES, grouped, is_recorded
from heeldrive_lab.util.logistic_regression import logistic_regression

ROWS = ("reps, sensor leg in front", "reps, in back", "refusals, in front", "refusals, in back")
_PER_OCTAVE = 1024  # the detector's integers
_SURE_OCTAVES = 7


def weights(sessions: Sequence[StudiedSession]) -> list[list[int]]:
    """The detector's weights: for each of `ROWS` the constant and the weight of each measure.

    The kinematic workouts, the MuJoCo workouts, `study_workouts` and people count as much as one another;
    `LOOK_ALIKES` are left out.
    """
    pools: dict[str, list[Decision]] = {}
    for group, decisions in grouped(sessions).items():
        if group != LOOK_ALIKES:
            pools.setdefault(group.partition(",")[0], []).extend(decisions)
    return [
        _row([[one for one in pool if one.row == row] for pool in pools.values()]) for row in range(len(ROWS))
    ]


def weights_text(rows: Sequence[Sequence[int]]) -> str:
    """The rows as they stand in `signal/heeldrive/confidence.py`."""
    return "".join(f"    {', '.join(map(str, row))},\n" for row in rows)


def percent_of(row: Sequence[int], measures: Sequence[int]) -> int:
    """The confidence by a row of weights, to 2 percent as the detector computes it in integers."""
    octaves = (row[0] + sum(map(math.prod, zip(row[1:], measures, strict=True)))) / _PER_OCTAVE
    octaves = max(-_SURE_OCTAVES, min(_SURE_OCTAVES, octaves))
    return round(100 / (1 + 2**-octaves))


def held_out(sessions: Sequence[StudiedSession]) -> list[StudiedSession]:
    """The recordings, each with the confidence by weights that were fitted without its data set."""
    found = []
    for group in dict.fromkeys(one.group for one in sessions if is_recorded(one)):
        rows = weights([one for one in sessions if one.group != group])
        found += [_told(one, rows) for one in sessions if one.group == group]
    return found


def _told(session: StudiedSession, rows: Sequence[Sequence[int]]) -> StudiedSession:
    told = (replace(one, percent=percent_of(rows[one.row], one.measures)) for one in session.decisions)
    return replace(session, decisions=tuple(told))


def _row(pools: Sequence[Sequence[Decision]]) -> list[int]:
    decisions = [one for pool in pools for one in pool]
    if not decisions:
        return [0] * (1 + MEASURES)
    share = len(decisions) / sum(bool(pool) for pool in pools)
    importance = np.array([share / len(pool) for pool in pools for _ in pool])
    values = np.array([one.measures for one in decisions], float)
    right = np.array([one.right for one in decisions], float)
    mean, spread = values.mean(axis=0), values.std(axis=0)
    spread[spread == 0] = np.inf  # what never differs has no weight
    *fitted, constant = logistic_regression((values - mean) / spread, right, importance)
    slopes = fitted / spread
    octaves = np.array([constant - slopes @ mean, *slopes]) / math.log(2)
    return [round(float(each) * _PER_OCTAVE) for each in octaves]
