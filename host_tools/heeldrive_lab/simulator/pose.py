"""Places of hips, knees and ankles: two-link inverse kinematics of both legs, for all samples at once."""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.simulator.curves import Floats
from heeldrive_lab.simulator.person import Person
from heeldrive_lab.simulator.turns import apply, hinge_angles, oriented

LEFT, RIGHT = 0, 1
# +1 where y points outward, -1 where it points inward.
SIDES = (1.0, -1.0)
# A leg is never stretched beyond this share of its length, since at 1 the knee angle has no derivative. The
# ankle falls short of targets further away; the shortfall grows smoothly over the last 0.4 %.
LONGEST, BEND = 0.999, 0.004


@dataclass(frozen=True)
class Pose:
    """Both legs (index 1: `LEFT`, `RIGHT`) at each sample.

    Attributes:
        pelvis: (n, 3, 3) rotations from pelvis to world.
        hip_m: (n, 2, 3).
        knee_m: (n, 2, 3).
        ankle_m: (n, 2, 3); the reached place, if the target was out of reach.
        thigh: (n, 2, 3, 3) rotations from thigh to world; z points from the knee to the hip.
        shank: (n, 2, 3, 3); z from the ankle to the knee.
        foot: (n, 2, 3, 3); x along the foot.
    """

    pelvis: Floats
    hip_m: Floats
    knee_m: Floats
    ankle_m: Floats
    thigh: Floats
    shank: Floats
    foot: Floats

    def angles(self, pelvis_m: Floats, pelvis_rad: Floats, trunk_rad: Floats) -> Floats:
        """(n, 22) coordinates of the model's hinges and slides, in the order of `model.JOINTS`.

        Args:
            pelvis_m: (n, 3) midpoint of the hips.
            pelvis_rad: (n, 3) yaw, roll, pitch of the pelvis.
            trunk_rad: (n, 2) lean of the trunk forward and to the right, from the pelvis.
        """
        columns = [pelvis_m, pelvis_rad, trunk_rad]
        for leg in (LEFT, RIGHT):
            hip = hinge_angles(np.swapaxes(self.pelvis, 1, 2) @ self.thigh[:, leg])
            between = np.swapaxes(self.thigh[:, leg], 1, 2) @ self.shank[:, leg]
            knee = np.arctan2(between[:, 0, 2], between[:, 0, 0])
            ankle = hinge_angles(np.swapaxes(self.shank[:, leg], 1, 2) @ self.foot[:, leg])
            columns += [hip, knee[:, None], ankle]
        return np.hstack(columns)


def pose_of(
    person: Person,
    pelvis_m: Floats,
    pelvis_rad: Floats,
    ankle_m: Floats,
    foot_rad: Floats,
    knee_out_rad: Floats,
) -> Pose:
    """Solve both legs: the pelvis and the feet are given, the knees follow.

    Args:
        person: whose legs they are.
        pelvis_m: (n, 3) midpoint of the hips.
        pelvis_rad: (n, 3) yaw, roll, pitch of the pelvis.
        ankle_m: (n, 2, 3) where the ankles should be.
        foot_rad: (n, 2, 3) yaw, roll, pitch of the feet.
        knee_out_rad: (n, 2) angle by which the knees point outward of the toes.
    """
    pelvis = oriented(pelvis_rad)
    legs = []
    for leg in (LEFT, RIGHT):
        hip = pelvis_m + apply(pelvis, np.array([0.0, SIDES[leg] * person.hips_m / 2, 0.0]))
        yaw = foot_rad[:, leg, 0] + SIDES[leg] * knee_out_rad[:, leg]
        legs.append((hip, *_leg(person, hip, ankle_m[:, leg], yaw)))
    hips, knees, ankles, thighs, shanks = (np.stack(part, axis=1) for part in zip(*legs, strict=True))
    feet = np.stack([oriented(foot_rad[:, leg]) for leg in (LEFT, RIGHT)], axis=1)
    return Pose(pelvis, hips, knees, ankles, thighs, shanks, feet)


def _leg(
    person: Person, hip: Floats, target: Floats, knee_yaw: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Knee, ankle, thigh and shank of one leg whose knee hinge points along `knee_yaw` + 90 deg."""
    thigh_m, shank_m = person.thigh_m, person.shank_m
    way = target - hip
    asked = np.linalg.norm(way, axis=1)
    down = way / asked[:, None]
    length = _within_reach(asked, person.leg_m)
    left = np.stack([-np.sin(knee_yaw), np.cos(knee_yaw), np.zeros_like(knee_yaw)], axis=1)
    left -= np.sum(left * down, axis=1)[:, None] * down
    left /= np.linalg.norm(left, axis=1)[:, None]
    forward = np.cross(left, -down)
    # The angle at the hip in the triangle of hip, knee and ankle.
    cosine = np.clip((thigh_m**2 + length**2 - shank_m**2) / (2 * thigh_m * length), -1.0, 1.0)
    knee = hip + thigh_m * (cosine[:, None] * down + np.sqrt(1 - cosine**2)[:, None] * forward)
    ankle = hip + length[:, None] * down
    thigh = _segment(left, (hip - knee) / thigh_m)
    shank = _segment(left, (knee - ankle) / shank_m)
    return knee, ankle, thigh, shank


def _within_reach(asked: Floats, leg_m: float) -> Floats:
    """`asked` within reach; beyond, a curve that approaches the longest reach."""
    edge = (LONGEST - BEND) * leg_m
    over = np.maximum(asked - edge, 0.0)
    room = BEND * leg_m
    return np.where(asked > edge, edge + room * (1 - np.exp(-over / room)), asked)


def _segment(left: Floats, up: Floats) -> Floats:
    """(n, 3, 3) rotations of a segment from its y and z axes."""
    return np.stack([np.cross(left, up), left, up], axis=2)


def bends_of(person: Person, hip_x_m: Floats, hip_z_m: Floats) -> tuple[Floats, Floats]:
    """Thigh flexion and forward lean of the shank, rad, by the place of the hip relative to the ankle."""
    thigh_m, shank_m = person.thigh_m, person.shank_m
    length = np.minimum(np.hypot(hip_x_m, hip_z_m), LONGEST * person.leg_m)
    at_hip = np.arccos((thigh_m**2 + length**2 - shank_m**2) / (2 * thigh_m * length))
    at_ankle = np.arccos((shank_m**2 + length**2 - thigh_m**2) / (2 * shank_m * length))
    ahead = np.arctan2(hip_x_m, hip_z_m)
    return at_hip - ahead, at_ankle + ahead


def hip_from_ankle(person: Person, thigh_rad: Floats, shank_rad: Floats) -> tuple[Floats, Floats]:
    """Place of the hip ahead of and above its ankle, m, by thigh flexion and forward lean of the shank."""
    ahead = person.shank_m * np.sin(shank_rad) - person.thigh_m * np.sin(thigh_rad)
    above = person.shank_m * np.cos(shank_rad) + person.thigh_m * np.cos(thigh_rad)
    return ahead, above
