"""The floor's force on the front foot of a lunge: its share of the load, and the centre of pressure."""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.simulator.curves import Floats
from heeldrive_lab.simulator.model import JOINTS
from heeldrive_lab.simulator.motion import BodyMotion, Span
from heeldrive_lab.simulator.physics import Reading
from heeldrive_lab.simulator.turns import about, apply

# Strength of hip, knee and ankle in the plane of motion, which normalizes torques (est. after the maximum
# isometric torques of adults, Anderson et al. 2007, J. Biomech. 40:3105: about 200, 180 and 130 N m).
STRENGTH_NM = np.array([200.0, 180.0, 130.0])
# Forces change slowly: every eighth fine sample is enough.
EVERY = 8


@dataclass(frozen=True)
class FrontFoot:
    """The floor's force on the front foot, one row for each of `samples`.

    Attributes:
        samples: indices of fine samples of the motion.
        load_n: vertical force, N.
        from_heel: centre of pressure along the foot, 0 at the heel, 1 at the tip of the toes.
        both: whether the back foot bears load too.
    """

    samples: np.ndarray
    load_n: Floats
    from_heel: Floats
    both: np.ndarray


def front_foot(motion: BodyMotion, reading: Reading, span: Span) -> FrontFoot:
    """Split the floor's force between the feet of a lunge with the least squared torques of the leg joints.

    With one foot on the floor, inverse dynamics determines where the force acts. With both, two quantities
    are undetermined: the back foot's load and its push along the floor. People distribute load so that the
    sum of the squared normalized torques is small (Crowninshield and Brand 1981, J. Biomech. 14:793). The
    back foot bears on its ball. The force stays under the foot.

    Args:
        motion: with the lunge.
        reading: the forces the motion takes.
        span: the lunge.
    """
    front = span.front or 0
    back, person = 1 - front, motion.person
    at = np.arange(span.first, span.last, EVERY)
    pose, effort = motion.pose, reading.effort[at]
    forward = apply(about(2, motion.foot_rad[at, front, 0]), np.array([1.0, 0.0, 0.0]))

    def flat(place: Floats) -> Floats:
        """(n, 2) distance along the front foot from its ankle, and height over the floor, m."""
        way = place - pose.ankle_m[at, front]
        return np.stack([np.sum(way * forward, axis=1), way[:, 2] + person.ankle_m], axis=1)

    # Force and moment about the pelvis that move the whole body, in the plane of the front foot.
    force, moment = effort[:, :3], _moment(motion, at, effort)
    across = np.stack([-forward[:, 1], forward[:, 0], np.zeros(len(at))], axis=1)
    whole = np.stack([np.sum(force * forward, axis=1), force[:, 2], np.sum(moment * across, axis=1)], axis=1)
    pelvis = flat(motion.pelvis_m[at])
    ball = pose.ankle_m[at, back] + apply(
        pose.foot[at, back], np.array([person.ball_ahead_m, 0.0, -person.ankle_m])
    )
    ball_at = flat(ball)
    count = len(at)
    balance = np.zeros((count, 3, 5))
    balance[:, 0, [0, 3]] = balance[:, 1, [1, 4]] = 1.0
    balance[:, 2] = _levers(pelvis, ball_at)
    per_unknown, torque = np.zeros((count, 6, 5)), np.zeros((count, 6))
    row = 0
    for leg, bears in ((front, slice(0, 3)), (back, slice(3, 5))):
        side = ("left", "right")[leg]
        for joint, place in (("hip", pose.hip_m), ("knee", pose.knee_m), ("ankle", pose.ankle_m)):
            lever = _levers(flat(place[at, leg]), ball_at)
            per_unknown[:, row, bears] = lever[:, bears] / STRENGTH_NM[row % 3]
            torque[:, row] = effort[:, JOINTS.index(f"{side}_{joint}_y")] / STRENGTH_NM[row % 3]
            row += 1

    found = np.zeros((count, 5))
    both = motion.planted[at, back].copy()
    found[both] = _least_torque(balance[both], whole[both], per_unknown[both], torque[both])
    both &= found[:, 4] > 0  # a foot cannot pull on the floor
    alone = np.zeros((count, 2, 5))
    alone[:, 0, 3] = alone[:, 1, 4] = 1.0
    found[~both] = np.linalg.solve(
        np.concatenate([balance, alone], axis=1)[~both],
        np.concatenate([whole, np.zeros((count, 2))], axis=1)[~both][..., None],
    )[..., 0]
    # Where the optimum is beyond heel or toes, the force acts at their end.
    heel, toe = -person.heel_behind_m, person.foot_m - person.heel_behind_m
    place = -found[:, 2] / np.maximum(found[:, 1], 1.0)
    edge = np.clip(place, heel, toe)
    out = both & (edge != place)
    pinned = np.zeros((count, 1, 5))
    pinned[:, 0, 1], pinned[:, 0, 2] = edge, 1.0
    found[out] = _least_torque(
        np.concatenate([balance, pinned], axis=1)[out],
        np.concatenate([whole, np.zeros((count, 1))], axis=1)[out],
        per_unknown[out],
        torque[out],
    )
    return FrontFoot(at, found[:, 1], (edge - heel) / person.foot_m, both)


def _levers(about_m: Floats, ball_m: Floats) -> Floats:
    """(n, 5) moment of each unknown about a point, in the plane of the front foot, positive toes down.

    The unknowns are the forces on the front foot along it and up, their moment about the point of the sole
    below its ankle, and the forces on the ball of the back foot along and up.
    """
    levers = np.zeros((len(about_m), 5))
    levers[:, 0], levers[:, 1], levers[:, 2] = -about_m[:, 1], about_m[:, 0], 1.0
    levers[:, 3], levers[:, 4] = ball_m[:, 1] - about_m[:, 1], about_m[:, 0] - ball_m[:, 0]
    return levers


def _moment(motion: BodyMotion, at: np.ndarray, effort: Floats) -> Floats:
    """(n, 3) moment about the pelvis, world axes, from the torques at its hinges z, x, y."""
    yaw, roll = motion.pelvis_rad[at, 0], motion.pelvis_rad[at, 1]
    turned = about(2, yaw)
    axes = np.stack(
        [np.tile([0.0, 0.0, 1.0], (len(at), 1)), turned[:, :, 0], (turned @ about(0, roll))[:, :, 1]], axis=1
    )
    return np.linalg.solve(axes, effort[:, 3:6, None])[..., 0]


def _least_torque(bound: Floats, value: Floats, per_unknown: Floats, torque: Floats) -> Floats:
    """(n, 5) solutions of `bound` x = `value` with the least squares of `torque` - `per_unknown` x."""
    count, rows = value.shape
    system = np.zeros((count, 5 + rows, 5 + rows))
    system[:, :5, :5] = np.swapaxes(per_unknown, 1, 2) @ per_unknown
    system[:, :5, 5:] = np.swapaxes(bound, 1, 2)
    system[:, 5:, :5] = bound
    right = np.concatenate([np.einsum("nij,ni->nj", per_unknown, torque), value], axis=1)
    return np.linalg.solve(system, right[..., None])[:, :5, 0]
