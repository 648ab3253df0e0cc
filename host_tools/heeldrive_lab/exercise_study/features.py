"""Features of one cycle that may distinguish a lunge from other exercises.

None depends on how the sensor is mounted: directions are the standing direction and the cycle's own plane of
motion. Angles integrated from the angular rate, and velocities integrated from the specific force, return to
zero at the end, so a constant bias cancels.

*Low* features use the part within 15 degrees of the bottom. It has the same range of motion in every cycle,
and it is real in captures that were cropped near the top.
"""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.exercise_study.front_end import Floats, SegmentedCycle, Track
from heeldrive_lab.exercise_study.levers import closed, integral, levers_m

LOW_DEG = 15.0
STRIKE_BEFORE_S, STRIKE_AFTER_S = 0.15, 0.35  # about the end of the rise
STEP_S = 0.5  # a foot that steps forward strikes about when the descent starts
STRIKE_MEAN_S = 0.2  # a jolt is the deviation from the mean over this time
SAMPLES_MIN = 5


@dataclass(frozen=True)
class Feature:
    """One feature.

    Attributes:
        name: name in tables and JSON.
        unit: its unit; empty for a share or ratio.
        meaning: what it is.
        low: whether it uses the part near the bottom only.
        size: whether it depends on where the lunge began or on its tempo: captured split squats begin in a
            split stance and so differ from squats, but a backward lunge begins upright, as a squat does.
        own: whether it exists only relative to the wearer's own lunges.
    """

    name: str
    unit: str
    meaning: str
    low: bool = False
    size: bool = False
    own: bool = False


FEATURES = (
    Feature("yaw", "deg", "range of rotation about the vertical"),
    Feature("yaw per deg", "", "yaw per degree of range of motion", size=True),
    Feature("yaw low", "deg", "yaw within 15 deg of the bottom", low=True),
    Feature("yaw rate", "deg/s", "yaw low per second of time low", low=True, size=True),
    Feature("twist", "deg", "range of rotation about the axis of the standing thigh"),
    Feature("twist low", "deg", "twist within 15 deg of the bottom", low=True),
    Feature("sway", "deg", "range of lean out of the plane of motion (mediolateral)"),
    Feature("sway low", "deg", "sway within 15 deg of the bottom", low=True),
    Feature("bend", "deg", "turn of the lean's direction from half-way down to the bottom (abduction)"),
    Feature(
        "abduction", "deg", "angle between lean at the bottom and that of the own lunges", low=True, own=True
    ),
    Feature("lever", "mm", "drop of the sensor per change of the cosine of inclination"),
    Feature("knee travel", "mm", "lever less the same from the forward velocity"),
    Feature("rise share", "", "duration of the rise as a share of descent and rise"),
    Feature("rise low", "", "rise share within 15 deg of the bottom", low=True),
    Feature("rate ratio", "", "largest angular rate on the way up relative to the way down"),
    Feature("fullness", "", "share of the cycle below half the range of motion"),
    Feature("mean acc", "mg", "mean absolute vertical acceleration"),
    Feature("push low", "mg", "largest upward acceleration within 15 deg of the bottom", low=True),
    Feature("down strike", "mg", "largest jolt from 0.5 s before the descent to the bottom"),
    Feature("end strike", "mg", "largest jolt at the end of the rise"),
    Feature("time low", "s", "time within 15 deg of the bottom", low=True, size=True),
    Feature("length", "s", "duration of the cycle", size=True),
    Feature("depth", "deg", "inclination at the bottom", low=True, size=True),
    Feature("motion", "deg", "range of motion from the higher top", size=True),
    Feature("top", "deg", "inclination at the higher top", size=True),
)


@dataclass(frozen=True)
class Measured:
    """Features of one cycle.

    Attributes:
        values: values by name; features that exist only relative to the own lunges are missing.
        direction: (3,) direction of the thigh's lean at the bottom, a unit vector in sensor axes.
        low_s: first and last time of the part near the bottom, s.
    """

    values: dict[str, float]
    direction: Floats
    low_s: tuple[float, float]


def measure_cycle(track: Track, cycle: SegmentedCycle) -> Measured | None:
    """Measure one cycle; None if it has too few samples near the bottom.

    Args:
        track: the track it is from.
        cycle: the cycle.
    """
    first_s = min(cycle.left_s, cycle.start_s)
    whole = track.between(first_s, cycle.end_s)
    t_s, inclination_deg = whole.t_s, whole.inclination_deg
    if len(t_s) < 2 * SAMPLES_MIN:
        return None
    bottom = int(np.argmax(inclination_deg))
    near = np.flatnonzero(inclination_deg >= inclination_deg[bottom] - LOW_DEG)
    low = slice(int(near[0]), int(near[-1]) + 1)
    low_s = t_s[low]
    if len(low_s) < SAMPLES_MIN:
        return None
    standing = whole.standing[0]
    lean = whole.up - (whole.up @ standing)[:, None] * standing
    direction = _unit(lean[bottom])
    forward = _unit(lean[bottom] - lean[0])
    rate = np.radians(whole.rate_dps)
    yaw_rate, twist_rate = np.sum(rate * whole.up, axis=1), rate @ standing
    lever_m, forward_lever_m = levers_m(whole, standing, forward)
    half_deg = cycle.depth_deg - cycle.excursion_deg / 2
    rates_dps = np.linalg.norm(whole.rate_dps, axis=1)
    down_s, up_s = cycle.bottom_s - cycle.start_s, cycle.end_s - cycle.rise_s
    yaw_deg = _range_deg(yaw_rate, t_s)
    values = {
        "yaw": yaw_deg,
        "yaw per deg": yaw_deg / cycle.excursion_deg,
        "yaw low": _range_deg(yaw_rate[low], low_s),
        "yaw rate": _range_deg(yaw_rate[low], low_s) / (low_s[-1] - low_s[0]),
        "twist": _range_deg(twist_rate, t_s),
        "twist low": _range_deg(twist_rate[low], low_s),
        "sway": _sway_deg(lean, np.cross(standing, forward)),
        "sway low": _sway_deg(lean[low], np.cross(standing, direction)),
        "bend": _bend_deg(lean, inclination_deg, bottom, half_deg),
        "lever": 1000 * lever_m,
        "knee travel": 1000 * (lever_m - forward_lever_m),
        "rise share": up_s / max(down_s + up_s, 1e-3),
        "rise low": (low_s[-1] - t_s[bottom]) / (low_s[-1] - low_s[0]),
        "rate ratio": float(rates_dps[bottom:].max() / rates_dps[: bottom + 1].max()),
        "fullness": float(np.mean(inclination_deg[t_s >= cycle.start_s] > half_deg)),
        "mean acc": 1000 * float(np.mean(np.abs(whole.vertical_acc_g))),
        "push low": 1000 * float(whole.vertical_acc_g[low].max()),
        "down strike": 1000 * _strike_g(track, cycle.start_s - STEP_S, cycle.bottom_s),
        "end strike": 1000 * _strike_g(track, cycle.end_s - STRIKE_BEFORE_S, cycle.end_s + STRIKE_AFTER_S),
        "time low": low_s[-1] - low_s[0],
        "length": cycle.end_s - cycle.start_s,
        "depth": cycle.depth_deg,
        "motion": cycle.excursion_deg,
        "top": max(cycle.top_deg, cycle.back_deg),
    }
    return Measured({name: float(value) for name, value in values.items()}, direction, (low_s[0], low_s[-1]))


def _range_deg(rate: Floats, t_s: Floats) -> float:
    """Range of the angle integrated from a rate in rad/s, which returns to zero at the end."""
    return float(np.degrees(np.ptp(closed(integral(rate, t_s), t_s))))


def _sway_deg(lean: Floats, left: Floats) -> float:
    return float(np.degrees(np.ptp(np.arcsin(np.clip(lean @ left, -1.0, 1.0)))))


def _bend_deg(lean: Floats, inclination_deg: Floats, bottom: int, half_deg: float) -> float:
    half = int(np.argmax(inclination_deg[: bottom + 1] >= half_deg))
    return angle_deg(_unit(lean[half]), _unit(lean[bottom]))


def angle_deg(one: Floats, other: Floats) -> float:
    """Angle between two unit vectors, deg."""
    return float(np.degrees(np.arccos(np.clip(float(one @ other), -1.0, 1.0))))


def _strike_g(track: Track, first_s: float, last_s: float) -> float:
    """Largest deviation of |a| from its running mean, g; NaN without samples."""
    around = track.between(first_s - STRIKE_MEAN_S, last_s + STRIKE_MEAN_S)
    if len(around.t_s) < SAMPLES_MIN:
        return float("nan")
    size = np.linalg.norm(around.force_g, axis=1)
    width = max(3, round(STRIKE_MEAN_S / float(np.median(np.diff(around.t_s)))) | 1)
    padded = np.pad(size, width // 2, mode="edge")
    jolt = np.abs(size - np.convolve(padded, np.full(width, 1 / width), "valid"))
    return float(jolt[(around.t_s >= first_s) & (around.t_s <= last_s)].max(initial=0.0))


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9))
