"""Single lunges from the joint angles of both legs and the forces under both feet: motion capture's truth.

A lunge is a time in which *both* knees are bent far: a step bends one. The front leg is the one whose hip is
more flexed at the bottom. Which leg stepped is told by the force plates: its foot leaves the ground on the
way down. If that is the back leg, the lunge is a backward one. Without forces the kind is unknown, and the
activity is `lunge`.

Phase times follow docs/architecture.md ("Words"). Inclination of a planted front thigh is flexion of the knee
minus dorsiflexion of the ankle: exact as long as the foot is flat, and free of how the trunk leans. Of a
front leg that stepped it is flexion of the hip, which contains the lean of the pelvis. In back, phases are
those of the body's fall over the planted front leg, with thigh and shank of the same length (Winter 2009:
0.245 and 0.246 of stature). A forward lunge in back has no phase times, and starts and ends with the bent
knees: up to 0.6 s outside the fall.

The rise velocity of the hip over a planted front leg comes from the same two angles, with a thigh and a shank
of the mean length: no file read here has the lengths.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from heeldrive.window import THIGH_M
from numpy.typing import NDArray

from heeldrive_lab.importers.knee_bends import JointAngles, bridged, knee_bends, time_ms
from heeldrive_lab.importers.stepping_foot import FootForces, lunge_direction
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sessions.segmentation import BOTTOM_MARGIN_DEG, segment_cycle

# Difference of the hips at the bottom. Nearer than this it is a squat, or motion capture gone astray.
HIPS_APART_DEG = 20.0
# Standing, for the zero of the inclination.
STANDING_KNEE_DEG = 15.0
# The descent and the end of a rep are looked for so far beyond the time in which both knees are bent, s.
MARGIN_S = 3.0
# docs/architecture.md: in back the bottom is the last 5 % of the body's fall (5 of 85 deg is 6 %).
BOTTOM_SHARE = 0.05

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class _Lunge:
    """One lunge: the leg in front, 0 for left, and its annotation for a sensor on either thigh."""

    front: int
    front_rep: Annotation
    back_rep: Annotation


@dataclass(frozen=True)
class Lunges:
    """The lunges of one trial."""

    found: tuple[_Lunge, ...]

    def rows(self, leg: int) -> Iterator[Annotation]:
        """Annotations for a sensor on one thigh, in order of time, without overlaps.

        Args:
            leg: 0 for left, 1 for right.
        """
        end_ms = 0
        for lunge in self.found:
            row = lunge.front_rep if lunge.front == leg else lunge.back_rep
            if row.start_ms >= end_ms:
                end_ms = row.end_ms
                yield row


def lunges(angles: JointAngles, forces: FootForces | None) -> Lunges:
    """Find the lunges of one trial; `forces` are those under both feet, if there are any."""
    t_s = angles.t_s
    hip, knee, ankle = (bridged(t_s, part) for part in (angles.hip_deg, angles.knee_deg, angles.ankle_deg))
    standing = np.nan_to_num(knee, nan=np.inf).max(axis=1) < STANDING_KNEE_DEG
    spans = list(knee_bends(t_s, knee))
    found = []
    for number, (first, last) in enumerate(spans):
        bottom = first + int(np.argmax(knee[first : last + 1].min(axis=1)))
        apart_deg = float(hip[bottom, 1] - hip[bottom, 0])
        if not abs(apart_deg) >= HIPS_APART_DEG:
            continue
        front = int(apart_deg > 0)
        begin = max(spans[number - 1][1] if number else 0, int(np.searchsorted(t_s, t_s[first] - MARGIN_S)))
        end = min(
            spans[number + 1][0] if number + 1 < len(spans) else len(t_s) - 1,
            int(np.searchsorted(t_s, t_s[last] + MARGIN_S)),
        )
        window = slice(begin, end + 1)
        direction = lunge_direction(forces, t_s[begin], t_s[bottom], front)
        flat = knee[:, front] - ankle[:, front]
        path = flat if direction == "backward" else hip[:, front]
        path = _above_standing(path, standing)[window]
        fall = 2 - np.cos(np.radians(ankle[:, front])) - np.cos(np.radians(flat))
        fall = _above_standing(fall, standing)[window]
        whole = Annotation(
            "rep",
            time_ms(t_s, first),
            time_ms(t_s, last),
            sensor_leg="front",
            activity=f"{direction}_lunge".strip("_"),
        )
        front_rep = _phased(whole, t_s[window], path, BOTTOM_MARGIN_DEG, in_front=True)
        if direction == "backward":
            height_m = THIGH_M * (np.cos(np.radians(ankle[:, front])) + np.cos(np.radians(flat)))
            front_rep = _with_velocity(front_rep, t_s, height_m)
        found.append(
            _Lunge(
                front,
                front_rep,
                _phased(
                    whole,
                    t_s[window],
                    fall if direction == "backward" else np.full(len(fall), np.nan),
                    BOTTOM_SHARE * float(np.ptp(fall)),
                    in_front=False,
                ),
            )
        )
    return Lunges(tuple(found))


def _above_standing(path: Floats, standing: NDArray[np.bool_]) -> Floats:
    """The path from standing on: a thigh that swings behind the body is no deeper top."""
    if not standing.any():
        return path
    above: Floats = np.maximum(path - np.median(path[standing]), 0)
    return above


def _with_velocity(rep: Annotation, t_s: Floats, height_m: Floats) -> Annotation:
    """The rep with the mean velocity of a hip of this height over its rise, if it has phases."""
    if rep.rise_ms is None:
        return rep
    start_m, end_m = np.interp((rep.rise_ms, rep.end_ms), t_s * 1000, height_m)
    mm_s = 1e6 * float(end_m - start_m) / (rep.end_ms - rep.rise_ms)
    return replace(rep, rise_mm_s=round(max(mm_s, 0.0), 1))


def _phased(rep: Annotation, t_s: Floats, path: Floats, margin: float, *, in_front: bool) -> Annotation:
    """The rep with phase times from a path; without them if the path has a gap or is no whole cycle."""
    leg = "front" if in_front else "back"
    plain = Annotation("rep", rep.start_ms, rep.end_ms, sensor_leg=leg, activity=rep.activity)
    if np.isnan(path).any() or np.ptp(path) < 2 * margin:
        return plain
    peak = int(np.argmax(path))
    if min(path[peak] - path[: peak + 1].min(), path[peak] - path[peak:].min()) <= 2 * margin:
        return plain
    if path[peak] - max(path[0], path[-1]) <= margin:
        return plain
    start, bottom, rise, end = np.interp(segment_cycle(path, margin), np.arange(len(path)), t_s * 1000)
    times = [round(float(time)) for time in (start, bottom, rise, end)]
    return Annotation(
        "rep", times[0], times[3], times[1], times[2],
        depth_deg=round(float(np.clip(path.max(), 0, 180)), 1) if in_front else None,
        sensor_leg=leg, activity=rep.activity,
    )  # fmt: skip
