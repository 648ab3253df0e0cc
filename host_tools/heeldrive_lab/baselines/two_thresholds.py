"""Thigh tilt with two thresholds: the obvious first attempt.

Source: no specific one; it is the natural simple counter on a thigh. The tilt is the angle between low-passed
gravity and its direction in the first quiet second. A rep lasts as long as the tilt is above the lower
threshold, and counts if it exceeds the upper one and is neither too short nor too long.
"""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.baselines.signals import Floats, Signals, Span, low_pass, samples

QUIET_DPS = 8.0  # range within a second
QUIET_G = 0.05  # range within a second


@dataclass(frozen=True)
class TwoThresholdsParameters:
    """Parameters, all tuned.

    Attributes:
        cutoff_hz: cutoff of the low-pass on the specific force.
        upper_deg: smallest maximum tilt of a rep.
        lower_deg: tilt at which a rep starts and ends.
        shortest_s: shortest rep.
        longest_s: longest rep.
    """

    cutoff_hz: float = 1.5
    upper_deg: float = 35.0
    lower_deg: float = 15.0
    shortest_s: float = 1.0
    longest_s: float = 8.0


GRID = {
    "cutoff_hz": (0.5, 0.7, 1.0, 2.0),
    "upper_deg": (45.0, 50.0, 55.0, 60.0),
    "lower_deg": (10.0, 15.0, 20.0, 25.0, 30.0),
    "shortest_s": (0.4, 0.8, 1.5),
    "longest_s": (4.0, 6.0, 8.0),
}


def count(signals: Signals, parameters: TwoThresholdsParameters) -> list[Span]:
    """Count the reps of a session; returns (start, end) in ms, in order and without overlaps."""
    tilt_deg = _tilt_deg(signals, parameters.cutoff_hz)
    down = (tilt_deg > parameters.lower_deg).astype(int)
    starts = np.flatnonzero(np.diff(down, prepend=0) == 1)
    ends = np.flatnonzero(np.diff(down, append=0) == -1)
    shortest, longest = samples(parameters.shortest_s), samples(parameters.longest_s)
    edges = [
        (float(start), float(end))
        for start, end in zip(starts.tolist(), ends.tolist(), strict=True)
        if shortest <= end - start <= longest and tilt_deg[start : end + 1].max() >= parameters.upper_deg
    ]
    return signals.spans(edges)


def _tilt_deg(signals: Signals, cutoff_hz: float) -> Floats:
    gravity = low_pass(signals.accel_g, cutoff_hz)
    gravity /= np.maximum(np.linalg.norm(gravity, axis=1, keepdims=True), 1e-6)
    second = samples(1.0)
    standing = gravity[:second].mean(axis=0)
    for start in range(0, len(gravity) - second, second // 2):
        window = slice(start, start + second)
        quiet = np.ptp(signals.magnitude_g[window]) < QUIET_G
        # The range, not the rate itself: a gyroscope's zero-rate offset alone may be 10 deg/s.
        if quiet and np.ptp(signals.gyro_dps[window], axis=0).max() < QUIET_DPS:
            standing = gravity[window].mean(axis=0)
            break
    standing /= max(float(np.linalg.norm(standing)), 1e-6)
    tilt: Floats = np.degrees(np.arccos(np.clip(gravity @ standing, -1.0, 1.0)))
    return tilt
