"""Ways to estimate the mean rise velocity of one rep; the detector's own is the first of each leg."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from heeldrive import rise_mm_s
from heeldrive.events import Event
from heeldrive.window import NEAR_BOTTOM_DEG, STANDING_DEG
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# The rise of the back leg's phases: from 5 % of the drop above the bottom to 10 % below the top.
BACK_SHARE = 0.85
# The acceleration is integrated from before the rise to after it, to where the body rests (est.).
BEFORE_MS, AFTER_MS = 150, 250


@dataclass(frozen=True)
class RiseTrack:
    """What the detector computes at each step around a rep.

    Attributes:
        t_ms: (n,) session time, ms.
        vertical_mps2: (n,) upward acceleration of the sensor, m/s^2.
        inclination_deg: (n,) inclination of the thigh from standing, deg.
    """

    t_ms: Floats
    vertical_mps2: Floats
    inclination_deg: Floats


def thigh_mps(event: Event, track: RiseTrack) -> float:
    """The detector's: length of the thigh times the gain of the cosine of its flexion."""
    return rise_mm_s(event) / 1000


def lever_mps(event: Event, track: RiseTrack) -> float:
    """The sensor's own rise: its lever arm, fitted to the vertical acceleration, times the same gain."""
    depth_deg, back_deg = event.depth_cdeg / 100, event.back_cdeg / 100
    ends_deg = np.array([depth_deg - NEAR_BOTTOM_DEG, back_deg + (depth_deg - back_deg) / 10])
    gain = float(np.diff(np.cos(np.radians(ends_deg + STANDING_DEG)))[0])
    return event.lever_mm * gain / _rise_ms(event)


def drop_mps(event: Event, track: RiseTrack) -> float:
    """The body's drop, which is closed at both tops, over the time of the rise."""
    return BACK_SHARE * event.fall_mm / _rise_ms(event)


def integrated_mps(event: Event, track: RiseTrack) -> float:
    """The vertical acceleration of the rise alone, integrated twice, at rest at its beginning and end."""
    inside = (track.t_ms >= event.rise_ms - BEFORE_MS) & (track.t_ms <= event.end_ms + AFTER_MS)
    t_s = track.t_ms[inside] / 1000
    dt_s = np.diff(t_s, prepend=t_s[0])
    velocity = np.cumsum(track.vertical_mps2[inside] * dt_s)
    velocity -= velocity[-1] * (t_s - t_s[0]) / (t_s[-1] - t_s[0])
    height = np.cumsum(velocity * dt_s)
    first, last = np.interp((event.rise_ms / 1000, event.end_ms / 1000), t_s, height)
    return float(last - first) * 1000 / _rise_ms(event)


Method = Callable[[Event, RiseTrack], float]
METHODS: dict[str, dict[str, Method]] = {
    "front": {
        "length of the thigh and its angle": thigh_mps,
        "lever arm of the sensor and the angle": lever_mps,
        "acceleration, at rest at both ends": integrated_mps,
    },
    "back": {
        "drop of the body and time": drop_mps,
        "acceleration, at rest at both ends": integrated_mps,
    },
}


def _rise_ms(event: Event) -> int:
    return max(event.end_ms - event.rise_ms, 1)
