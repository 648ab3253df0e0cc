"""Joint angles of both legs, and the times in which both knees are bent: a step bends only one."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# Both knees are bent beyond the first in a lunge, and at most one on a step; below the second they are not.
BENT_DEG, STRAIGHT_DEG = 40.0, 25.0
# A leg that swings into its place bends its knee, too: between its swing and the bottom of the same lunge the
# other knee is straight for less than this, s.
SWING_S = 0.5
# Angles are interpolated over shorter losses of markers, s.
LOSS_MAX_S = 0.25

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class JointAngles:
    """Angles of both legs, degrees; NaN where unknown. Columns: left, right.

    Attributes:
        t_s: (n,) time, increasing.
        hip_deg: (n, 2) flexion of the hip.
        knee_deg: (n, 2) flexion of the knee.
        ankle_deg: (n, 2) dorsiflexion of the ankle.
    """

    t_s: Floats
    hip_deg: Floats
    knee_deg: Floats
    ankle_deg: Floats


def double_knee_bends(angles: JointAngles) -> Iterator[tuple[int, int]]:
    """Find the whole times in which both knees are bent far, from straight to straight: start and end, ms."""
    knee = bridged(angles.t_s, angles.knee_deg)
    for first, last in knee_bends(angles.t_s, knee):
        if first > 0 and last < len(knee) - 1:
            yield time_ms(angles.t_s, first), time_ms(angles.t_s, last)


def knee_bends(t_s: Floats, knee_deg: Floats) -> Iterator[tuple[int, int]]:
    """Find the times in which both knees are bent far.

    Args:
        t_s: (n,) time.
        knee_deg: (n, 2) flexion of both knees; NaN counts as straight.

    Returns:
        First and last sample of each.
    """
    both = np.nan_to_num(knee_deg).min(axis=1)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (both > STRAIGHT_DEG).astype(int), [0]))))
    spans: list[list[int]] = []
    for first, after in edges.reshape(-1, 2):
        between = knee_deg[spans[-1][1] : first + 1].max(axis=1) if spans else np.zeros(1)
        if between.min() > STRAIGHT_DEG and t_s[first] - t_s[spans[-1][1]] < SWING_S:
            spans[-1][1] = int(after) - 1
        else:
            spans.append([int(first), int(after) - 1])
    yield from ((first, last) for first, last in spans if both[first : last + 1].max() > BENT_DEG)


def bridged(t_s: Floats, values: Floats) -> Floats:
    """The (n, 2) columns, with losses of markers up to `LOSS_MAX_S` interpolated."""
    filled = values.copy()
    for column in filled.T:
        lost = np.isnan(column)
        if lost.all() or not lost.any():
            continue
        known = np.flatnonzero(~lost)
        short = np.diff(t_s[known]) <= LOSS_MAX_S
        for before, after in zip(known[:-1][short], known[1:][short], strict=True):
            gap = slice(before + 1, after)
            column[gap] = np.interp(t_s[gap], t_s[[before, after]], column[[before, after]])
    return filled


def time_ms(t_s: Floats, index: int) -> int:
    """Time of a sample, whole ms."""
    return round(float(t_s[index]) * 1000)
