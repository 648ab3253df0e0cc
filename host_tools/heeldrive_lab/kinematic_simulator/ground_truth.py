"""Annotations from the true movement: phase times, depth, leg.

The phases are those of docs/architecture.md ("Words"), cut here by this package's own code. For a rep with
the sensor leg in back they follow the drop of its hip; the bottom is where the hip is within
`BACK_MARGIN_SHARE` of its lowest point, which corresponds to 5 deg of a front thigh that goes down 85 deg.
"""

from typing import NamedTuple

import numpy as np

from heeldrive_lab.kinematic_simulator.curves import FINE_HZ, Curve
from heeldrive_lab.kinematic_simulator.thigh_path import Interval, MotionScript, ThighPath
from heeldrive_lab.sessions.annotations import Annotation

EDGE_SHARE = 0.1
FRONT_MARGIN_DEG = 5.0
BACK_MARGIN_SHARE = 0.06


class PhaseSamples(NamedTuple):
    """Samples at which a rep's phases start, and at which it ends."""

    start: int
    bottom: int
    rise: int
    end: int


def phase_samples(course: Curve, margin: float) -> PhaseSamples:
    """Cut one rep.

    Args:
        course: (n,) how deep the wearer is, any unit, from a top through the deepest point to a top.
        margin: the bottom is where the course is within this of the deepest point.
    """
    deepest = int(np.argmax(course))
    depth = course[deepest]
    before, after = course[: deepest + 1].min(), course[deepest:].min()
    below = np.flatnonzero(course[: deepest + 1] <= before + EDGE_SHARE * (depth - before))
    above = np.flatnonzero(course[deepest:] <= after + EDGE_SHARE * (depth - after))
    near = np.flatnonzero(course >= depth - margin)
    return PhaseSamples(int(below[-1]), int(near[0]), int(near[-1]), deepest + int(above[0]))


def inclination_deg(path: ThighPath, standing_deg: float) -> Curve:
    """(n,) angle between the thigh's axis and its direction while standing, degrees."""
    flexion, abduction, standing = (
        np.radians(each) for each in (path.flexion_deg, path.abduction_deg, standing_deg)
    )
    cosine = np.sin(flexion) * np.sin(standing) + np.cos(flexion) * np.cos(abduction) * np.cos(standing)
    angle: Curve = np.degrees(np.arccos(np.clip(cosine, -1, 1)))
    return angle


def annotated(script: MotionScript, path: ThighPath) -> tuple[Annotation, ...]:
    """The rows of a session, in the order of time."""
    inclination = inclination_deg(path, script.standing_deg)
    rows = [
        _rep(each, inclination, path.up_m) if each.kind == "rep" else _plain(each)
        for each in script.intervals
    ]
    return tuple(sorted(rows, key=lambda row: (row.start_ms, row.kind != "set")))


def _rep(interval: Interval, inclination: Curve, up_m: Curve) -> Annotation:
    inside = slice(interval.start, interval.stop)
    if interval.leg == "front":
        phases = phase_samples(inclination[inside], FRONT_MARGIN_DEG)
    else:
        drop = -up_m[inside]
        phases = phase_samples(drop, BACK_MARGIN_SHARE * float(np.ptp(drop)))
    start, bottom, rise, end = (_ms(interval.start + sample) for sample in phases)
    return Annotation(
        kind="rep",
        start_ms=start,
        end_ms=end,
        bottom_ms=bottom,
        rise_ms=rise,
        depth_deg=round(float(inclination[inside].max()), 1),
        sensor_leg=interval.leg,
        activity=interval.activity,
    )


def _plain(interval: Interval) -> Annotation:
    return Annotation(
        kind=interval.kind,
        start_ms=_ms(interval.start),
        end_ms=max(_ms(interval.stop - 1), _ms(interval.start) + 1),
        sensor_leg=interval.leg,
        reps=interval.cycles,
        activity=interval.activity,
    )


def _ms(sample: int) -> int:
    return round(1000 * sample / FINE_HZ)
