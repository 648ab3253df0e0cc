"""Rise velocity of the hip in m/s with its uncertainty; the board computes the same means and losses.

It is estimated from the thigh in front (heeldrive.rise_velocity). `heeldrive velocity` judges it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from heeldrive import RiseVelocity
from heeldrive.window import STANDING_DEG, THIGH_M

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.detection.traced_reps import InclinationTrace, TracedReps

# Standard deviations as shares of the velocity: those of the MuJoCo simulator's workouts (docs/velocity.md),
# most of it the length of the thigh, which is the same in all reps of a wearer.
MEAN_SD_SHARE, PEAK_SD_SHARE = 0.07, 0.08


@dataclass(frozen=True)
class HipRise:
    """Rise velocity of the hip in one rep with the sensor leg in front.

    Attributes:
        mean_mps, mean_sd_mps: mean velocity over the rise and its standard deviation, m/s.
        peak_mps, peak_sd_mps: largest velocity over 0.12 s, and its standard deviation, m/s.
        loss_percent: how much slower than the set's fastest rep this one and the one before both are.
    """

    mean_mps: float
    mean_sd_mps: float
    peak_mps: float
    peak_sd_mps: float
    loss_percent: int


def hip_rises(reps: Sequence[Event], traced: TracedReps) -> list[HipRise | None]:
    """The rise velocity of each rep of a set; None where it is withheld."""
    velocity, rises = RiseVelocity(), list[HipRise | None]()
    for rep in reps:
        mm_s = traced.rise_mm_s[rep["index"]]
        velocity.add(mm_s)
        rises.append(_hip_rise(mm_s, velocity.loss_percent, rep, traced.inclination) if mm_s else None)
    return rises


def _hip_rise(mm_s: int, loss_percent: int, rep: Event, trace: InclinationTrace) -> HipRise:
    mean_mps, peak_mps = mm_s / 1000, peak_of(rep, trace)
    return HipRise(
        mean_mps,
        round(mean_mps * MEAN_SD_SHARE, 3),
        round(peak_mps, 3),
        round(peak_mps * PEAK_SD_SHARE, 3),
        loss_percent,
    )


def peak_of(rep: Event, trace: InclinationTrace) -> float:
    """The largest rise velocity of a rep with the sensor leg in front, m/s, over 0.12 s.

    Shorter times would mostly show the steps of the detector, of 10 to 20 ms, in which the angle stands.
    """
    first, last = np.searchsorted(trace.t_ms, (rep["rise_ms"], rep["end_ms"]))
    part = slice(max(first - 1, 0), last + 1)
    t_ms = trace.t_ms[part]
    height_m = THIGH_M * np.cos(np.radians(trace.inclination_deg[part] + STANDING_DEG))
    gains = (height_m[2:] - height_m[:-2]) / (t_ms[2:] - t_ms[:-2])  # two intervals of INCLINATION_MS
    return 1000 * float(np.max(gains, initial=0.0))
