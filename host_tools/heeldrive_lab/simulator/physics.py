"""Runs a motion through MuJoCo: what the board measures, and the forces the motion takes."""

from dataclasses import dataclass
from functools import lru_cache

import mujoco
import numpy as np

from heeldrive_lab.simulator.curves import FINE_HZ, Floats
from heeldrive_lab.simulator.model import BOARD_JOINTS, GRAVITY_MPS2, JOINTS, model_of
from heeldrive_lab.simulator.motion import BodyMotion
from heeldrive_lab.simulator.mounting import Flesh, Mounting
from heeldrive_lab.simulator.turns import apply

UP = np.array([0.0, 0.0, 1.0])
BLOCK = 1 << 14  # samples whose velocities are in memory at once
_cached_model = lru_cache(maxsize=8)(model_of)


@dataclass(frozen=True)
class Reading:
    """The result of `put_through`, at `FINE_HZ`.

    Attributes:
        force_mps2: (n, 3) specific force at the board in its own axes; at rest +1 g along the upward axis.
        rate_rad_s: (n, 3) angular rate in the same axes, right-handed.
        effort: (n, 22) generalised forces at `model.JOINTS` that the motion takes without a floor: N for
            slides, N m for hinges.
    """

    force_mps2: Floats
    rate_rad_s: Floats
    effort: Floats


def put_through(motion: BodyMotion, mounting: Mounting, flesh: Flesh | None) -> Reading:
    """Read the board's accelerometer and gyroscope, and the joints' forces, over a motion.

    Args:
        motion: the motion; its `leg` wears the board.
        mounting: where the board is.
        flesh: the soft tissue under it; None for a rigid connection to the bone.
    """
    model = _cached_model(motion.person, motion.leg, mounting)
    data = mujoco.MjData(model)
    addresses = np.array([model.joint(name).qposadr[0] for name in (*JOINTS, *BOARD_JOINTS)])
    samples = len(motion)
    joints = np.hstack(
        [
            motion.pose.angles(motion.pelvis_m, motion.pelvis_rad, motion.trunk_rad),
            mounting.slip(samples, motion.leg),
            _give(motion, mounting, flesh),
            motion.board,
        ]
    )
    read, effort, turned = np.empty((samples, 6)), np.empty((samples, len(JOINTS))), np.empty((samples, 9))
    position, velocity, acceleration = data.qpos, data.qvel, data.qacc
    sensors, forces, axes = data.sensordata, data.qfrc_inverse, data.site("sensor").xmat
    whole, own, inverse = np.empty(model.nv), addresses[: len(JOINTS)], mujoco.mj_inverse
    for first in range(0, samples, BLOCK):
        # Two more samples on either side, for the differences that give velocity and acceleration.
        before, after = max(first - 2, 0), min(first + BLOCK + 2, samples)
        path = np.zeros((after - before, model.nq))
        path[:, addresses] = joints[before:after]
        speed = np.gradient(path, axis=0) * FINE_HZ
        change = np.gradient(speed, axis=0) * FINE_HZ
        for index in range(first, min(first + BLOCK, samples)):
            at = index - before
            position[:] = path[at]
            velocity[:] = speed[at]
            acceleration[:] = change[at]
            inverse(model, data)
            read[index] = sensors
            whole[:] = forces
            effort[index] = whole[own]
            turned[index] = axes
    # An impact travels through bone and flesh, not as a motion of rigid segments; it is added at the board.
    impact = np.einsum("nji,nj->ni", turned.reshape(-1, 3, 3), motion.impact_mps2[:, motion.leg])
    return Reading(read[:, :3] + impact, read[:, 3:], effort)


def sensed(motion: BodyMotion, mounting: Mounting, flesh: Flesh | None) -> tuple[Floats, Floats]:
    """Specific force, m/s^2, and angular rate, rad/s, at the board; arguments and axes of `put_through`."""
    reading = put_through(motion, mounting, flesh)
    return reading.force_mps2, reading.rate_rad_s


def _give(motion: BodyMotion, mounting: Mounting, flesh: Flesh | None) -> Floats:
    """(n, 5) displacement, m, and tilt, rad, of the board by soft tissue, in thigh axes."""
    if flesh is None:
        return np.zeros((len(motion), 5))
    thigh = motion.orientation()
    bone = motion.pose.hip_m[:, motion.leg] + apply(thigh, mounting.place_m(motion.person, motion.leg))
    pull = np.gradient(np.gradient(bone, axis=0), axis=0) * FINE_HZ**2
    pull += motion.impact_mps2[:, motion.leg] + GRAVITY_MPS2 * UP
    given = flesh.give_m(np.einsum("nji,nj->ni", thigh, pull))
    flexion = np.arccos(np.clip(thigh[:, 2, 2], -1.0, 1.0))
    return np.hstack([given - given[0], flesh.tip_rad(given, flexion)])
