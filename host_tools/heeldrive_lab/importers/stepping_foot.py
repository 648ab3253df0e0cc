"""Which foot stepped into a lunge: the one that left its force plate on the way down."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

# A foot off the ground, and one that bears load; and how long it is off at least, s.
OFF_N, LOADED_N, OFF_MIN_S = 20.0, 100.0, 0.1

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class FootForces:
    """Vertical force under both feet.

    Attributes:
        t_s: (n,) time, increasing.
        vertical_n: (n, 2) N, left and right; NaN where unknown.
    """

    t_s: Floats
    vertical_n: Floats


def lunge_direction(forces: FootForces | None, begin_s: float, bottom_s: float, front: int) -> str:
    """Tell a backward from a forward lunge.

    Args:
        forces: the forces under both feet, if there are any.
        begin_s: from here on a foot may have stepped.
        bottom_s: time of the bottom; the foot has landed.
        front: the leg in front at the bottom, 0 for left, 1 for right.

    Returns:
        `backward` if the back foot left the ground on the way down, `forward` if the front one did, empty if
        it cannot be told.
    """
    if forces is None:
        return ""
    way = (forces.t_s >= begin_s) & (forces.t_s <= bottom_s)
    lifts = [_lift_s(forces.t_s[way], vertical) for vertical in forces.vertical_n[way].T]
    if all(lift is not None for lift in lifts):
        lifted = [lift or 0.0 for lift in lifts]
        stepped = int(np.argmax(lifted)) if max(lifted) > 0 else None
    else:  # a foot that stayed on its plate tells that the other one stepped
        stepped = next((leg if lift else 1 - leg for leg, lift in enumerate(lifts) if lift is not None), None)
    if stepped is None:
        return ""
    return "forward" if stepped == front else "backward"


def _lift_s(t_s: Floats, vertical_n: Floats) -> float | None:
    """When a foot last left the ground, s after the first time; 0 if it did not, None if it was on no plate.

    A foot that is in the air at the beginning still returns from the step before.
    """
    known = np.isfinite(vertical_n)
    if known.sum() < max(2, len(t_s) / 2) or not (vertical_n[known] > LOADED_N).any():
        return None
    off = (known & (np.nan_to_num(vertical_n) < OFF_N)).astype(int)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], off, [0])))).reshape(-1, 2)
    lifts = [
        float(t_s[first] - t_s[0])
        for first, after in edges
        if first > 0 and t_s[after - 1] - t_s[first] >= OFF_MIN_S
    ]
    return max(lifts, default=0.0)
