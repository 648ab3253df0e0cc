"""Stacks of rotation matrices, and the angles of a joint's three hinges.

World, body and segments in standing have the same axes: x forward, y left, z up.
"""

import numpy as np

from heeldrive_lab.simulator.curves import Floats


def about(axis: int, angle_rad: Floats) -> Floats:
    """(n, 3, 3) right-handed rotations about a coordinate axis (0 x, 1 y, 2 z)."""
    turn = np.zeros((len(angle_rad), 3, 3))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    turn[:, axis, axis] = 1.0
    turn[:, i, i] = turn[:, j, j] = np.cos(angle_rad)
    turn[:, j, i] = np.sin(angle_rad)
    turn[:, i, j] = -turn[:, j, i]
    return turn


def oriented(yaw_roll_pitch_rad: Floats) -> Floats:
    """(n, 3, 3) rotations of a segment: yaw about z, then roll about its own x, then pitch about its own y.

    Pitch is positive with the front down, as with a raised heel or a trunk that leans forward.
    """
    yaw, roll, pitch = yaw_roll_pitch_rad.T
    return about(2, yaw) @ about(0, roll) @ about(1, pitch)


def hinge_angles(turn: Floats) -> Floats:
    """(n, 3) angles about y, then own x, then own z of (n, 3, 3) rotations; the one about x within 90 deg."""
    return np.stack(
        [
            np.arctan2(turn[:, 0, 2], turn[:, 2, 2]),
            -np.arcsin(np.clip(turn[:, 1, 2], -1.0, 1.0)),
            np.arctan2(turn[:, 1, 0], turn[:, 1, 1]),
        ],
        axis=1,
    )


def apply(turn: Floats, vector: Floats) -> Floats:
    """Rotate one vector (3,), or one for each rotation (n, 3), by (n, 3, 3) rotations; returns (n, 3)."""
    turned: Floats = turn @ vector if vector.ndim == 1 else np.einsum("nij,nj->ni", turn, vector)
    return turned


def angle_between_deg(a: Floats, b: Floats) -> Floats:
    """Angle between vectors along the last axis, degrees; accurate for small angles too."""
    angle: Floats = np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), np.sum(a * b, axis=-1)))
    return angle
