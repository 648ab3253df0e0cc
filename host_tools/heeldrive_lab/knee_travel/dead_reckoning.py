"""Dead reckoning of the sensor through one rep, with its derivatives by each error of the sensor.

World axes: x forward, y left, z up. The attitude comes from gravity in the pause before the rep and from the
gyroscope after it. Forward is the direction in which the knee moves when the thigh flexes: the thigh rotates
about -y.
"""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.knee_travel.samples import Floats, InertialSamples
from heeldrive_lab.knee_travel.windows import Window
from heeldrive_lab.sessions.units import STANDARD_GRAVITY

# Errors of the accelerometer in its own axes: three offsets, three gains, and three cross-axis sensitivities.
ACCELEROMETER_ERRORS = 9


@dataclass(frozen=True)
class SensorPath:
    """Path of the sensor through one window, reckoned without errors, and its derivatives by the errors.

    An axis of length 2 is forward, up. The derivatives are, in this order, by the tilt at the start (rad, a
    rotation of the world about y), the tilt drift (rad/s), the gain of the gyroscope, and the
    `ACCELEROMETER_ERRORS`.

    Attributes:
        window: the rep with its pauses.
        tau_s: (n,) time since the start of the window.
        attitudes: (n, 3, 3) rotations from sensor axes to forward, left, up.
        pitch_change_rad: (n,) rotation about y since the start; flexion is negative.
        velocity: (2, n) change of velocity since the start, m/s.
        displacement: (2, n) displacement since the start for zero velocity there, m.
        velocity_by: (12, 2, n) derivatives of `velocity`.
        displacement_by: (12, 2, n) derivatives of `displacement`.
    """

    window: Window
    tau_s: Floats
    attitudes: Floats
    pitch_change_rad: Floats
    velocity: Floats
    displacement: Floats
    velocity_by: Floats
    displacement_by: Floats


def dead_reckon(samples: InertialSamples, window: Window) -> SensorPath:
    """Integrate specific force and angular rate through one window."""
    part = slice(window.first, window.last + 1)
    t_s, force, rate = samples.t_s[part], samples.force[part], samples.rate[part]
    pause = samples.force[window.first : max(window.still_until, window.first + 1) + 1]
    attitudes = _attitudes(_level(pause.mean(axis=0)), t_s, rate)
    attitudes = _facing(attitudes, window.turn - window.first)
    acceleration = np.einsum("nij,nj->ni", attitudes, force)
    world_rate = np.einsum("nij,nj->ni", attitudes, rate)
    pitch_change_rad = _integral(t_s, world_rate[:, 1])
    tau = t_s - t_s[0]
    # A rotation of the world about y by a small angle e: x gains e z, z loses e x.
    tilted = np.stack([acceleration[:, 2], -acceleration[:, 0]])
    by = [tilted, tilted * tau, tilted * pitch_change_rad]
    sagittal = attitudes[:, [0, 2], :].transpose(1, 0, 2)
    by += [-sagittal[:, :, axis] for axis in range(3)]
    by += [
        -sagittal[:, :, felt_by] * force[:, felt]
        for felt_by, felt in ((0, 0), (1, 1), (2, 2), (0, 1), (1, 2), (2, 0))
    ]
    plain = np.stack([acceleration[:, 0], acceleration[:, 2] - STANDARD_GRAVITY])
    velocity, velocity_by = _integral(t_s, plain), _integral(t_s, np.array(by))
    return SensorPath(
        window,
        tau,
        attitudes,
        pitch_change_rad,
        velocity,
        _integral(t_s, velocity),
        velocity_by,
        _integral(t_s, velocity_by),
    )


def _integral(t_s: Floats, values: Floats) -> Floats:
    """Integral over time along the last axis, 0 at the first sample (trapezoidal rule)."""
    steps = np.diff(t_s) * (values[..., 1:] + values[..., :-1]) / 2
    return np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(steps, axis=-1)], axis=-1)


def _level(up: Floats) -> Floats:
    """A rotation from sensor axes to axes with z along `up`; the heading is arbitrary."""
    z = up / np.linalg.norm(up)
    x = np.eye(3)[int(np.argmin(np.abs(z)))]
    x = x - (x @ z) * z
    x /= np.linalg.norm(x)
    return np.stack([x, np.cross(z, x), z])


def _attitudes(start: Floats, t_s: Floats, rate: Floats) -> Floats:
    """(n, 3, 3) attitudes from `start` on; each step rotates by the mean rate of its two samples."""
    attitudes = np.empty((len(t_s), 3, 3))
    attitudes[0] = start
    steps = _rotations(np.diff(t_s)[:, None] * (rate[1:] + rate[:-1]) / 2)
    for index, step in enumerate(steps):
        attitudes[index + 1] = attitudes[index] @ step
    return attitudes


def _rotations(vectors: Floats) -> Floats:
    """(n, 3, 3) matrices of (n, 3) rotation vectors (Rodrigues)."""
    angles = np.linalg.norm(vectors, axis=1)
    safe = np.where(angles > 1e-12, angles, 1.0)
    x, y, z = (vectors / safe[:, None]).T
    zero = np.zeros_like(x)
    cross = np.array([[zero, -z, y], [z, zero, -x], [-y, x, zero]]).transpose(2, 0, 1)
    sines, cosines = np.sin(angles)[:, None, None], np.cos(angles)[:, None, None]
    return np.asarray(np.eye(3) + sines * cross + (1 - cosines) * (cross @ cross))


def _facing(attitudes: Floats, bottom: int) -> Floats:
    """The attitudes with x forward: on its way to the bottom the thigh rotates about -y."""
    turn = attitudes[bottom] @ attitudes[0].T
    vector = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], 0.0])
    length = np.linalg.norm(vector)
    y = -vector / length if length > 0 else np.array([0.0, 1.0, 0.0])
    world = np.stack([np.cross(y, [0.0, 0.0, 1.0]), y, [0.0, 0.0, 1.0]])
    return world @ attitudes
