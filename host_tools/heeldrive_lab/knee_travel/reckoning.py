"""Dead reckoning of the sensor through one rep, and what each error of the sensor would make of it.

Axes: x forward, z up, y to the left, still in the world. Attitude comes from gravity in the pause before
the rep and from the gyroscope after it. Forward is where flexing the thigh takes the knee: the thigh turns
about -y.
"""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.knee_travel.samples import Floats, PhysicalSamples
from heeldrive_lab.knee_travel.windows import Window
from heeldrive_lab.sessions.units import STANDARD_GRAVITY

# Errors of the accelerometer in its own axes: three offsets, three gains, and three cross-axis shares.
ACCELEROMETER_ERRORS = 9


@dataclass(frozen=True)
class Path:
    """The sensor through one window, as reckoned without any error, and its answer to errors.

    A first axis of two is always forward and up. Derivatives are with respect to, in this order: tilt at the
    beginning (rad, the world turning about y), tilt drift (rad/s), gain of the gyroscope, and the
    `ACCELEROMETER_ERRORS`.

    Attributes:
        window: which.
        tau_s: (n,) time since its beginning.
        turns: (n, 3, 3) rotations from sensor axes to forward, left, up.
        turned: (n,) turn about y since the beginning, rad; flexion is negative.
        velocity: (2, n) gained since the beginning, m/s.
        way: (2, n) gone since the beginning for no velocity there, m.
        velocity_by: (12, 2, n) derivatives of `velocity`.
        way_by: (12, 2, n) derivatives of `way`.
    """

    window: Window
    tau_s: Floats
    turns: Floats
    turned: Floats
    velocity: Floats
    way: Floats
    velocity_by: Floats
    way_by: Floats

    def up(self, index: int) -> Floats:
        """(3,) up in sensor axes at a sample of the window."""
        return self.turns[index, 2]

    def axis(self) -> Floats:
        """(3,) the axis y about which the thigh turns, in sensor axes."""
        return self.turns[0, 1]


def reckon(samples: PhysicalSamples, window: Window) -> Path:
    """Reckon through one window."""
    part = slice(window.first, window.last + 1)
    t_s, force, rate = samples.t_s[part], samples.force[part], samples.rate[part]
    pause = samples.force[window.first : max(window.still_until, window.first + 1) + 1]
    turns = _attitudes(_level(pause.mean(axis=0)), t_s, rate)
    turns = _facing(turns, window.turn - window.first)
    acceleration = np.einsum("nij,nj->ni", turns, force)
    world_rate = np.einsum("nij,nj->ni", turns, rate)
    turned = _integral(t_s, world_rate[:, 1])
    tau = t_s - t_s[0]
    # A world turned about y by a small angle e: x gains e z, z loses e x.
    tilted = np.stack([acceleration[:, 2], -acceleration[:, 0]])
    by = [tilted, tilted * tau, tilted * turned]
    sagittal = turns[:, [0, 2], :].transpose(1, 0, 2)
    by += [-sagittal[:, :, axis] for axis in range(3)]
    by += [
        -sagittal[:, :, felt_by] * force[:, felt]
        for felt_by, felt in ((0, 0), (1, 1), (2, 2), (0, 1), (1, 2), (2, 0))
    ]
    plain = np.stack([acceleration[:, 0], acceleration[:, 2] - STANDARD_GRAVITY])
    velocity, velocity_by = _integral(t_s, plain), _integral(t_s, np.array(by))
    return Path(
        window,
        tau,
        turns,
        turned,
        velocity,
        _integral(t_s, velocity),
        velocity_by,
        _integral(t_s, velocity_by),
    )


def _integral(t_s: Floats, values: Floats) -> Floats:
    """Integral over time along the last axis, 0 at the first sample (trapezoids)."""
    steps = np.diff(t_s) * (values[..., 1:] + values[..., :-1]) / 2
    return np.concatenate([np.zeros((*values.shape[:-1], 1)), np.cumsum(steps, axis=-1)], axis=-1)


def _level(up: Floats) -> Floats:
    """A rotation from sensor axes to axes with z along `up`; heading as it comes."""
    z = up / np.linalg.norm(up)
    x = np.eye(3)[int(np.argmin(np.abs(z)))]
    x = x - (x @ z) * z
    x /= np.linalg.norm(x)
    return np.stack([x, np.cross(z, x), z])


def _attitudes(start: Floats, t_s: Floats, rate: Floats) -> Floats:
    """(n, 3, 3) attitudes from `start` on; each step turns by the mean rate of its two samples."""
    turns = np.empty((len(t_s), 3, 3))
    turns[0] = start
    steps = _rotations(np.diff(t_s)[:, None] * (rate[1:] + rate[:-1]) / 2)
    for index, step in enumerate(steps):
        turns[index + 1] = turns[index] @ step
    return turns


def _rotations(vectors: Floats) -> Floats:
    """(n, 3, 3) matrices of (n, 3) rotation vectors (Rodrigues)."""
    angles = np.linalg.norm(vectors, axis=1)
    safe = np.where(angles > 1e-12, angles, 1.0)
    x, y, z = (vectors / safe[:, None]).T
    zero = np.zeros_like(x)
    cross = np.array([[zero, -z, y], [z, zero, -x], [-y, x, zero]]).transpose(2, 0, 1)
    sines, cosines = np.sin(angles)[:, None, None], np.cos(angles)[:, None, None]
    return np.eye(3) + sines * cross + (1 - cosines) * (cross @ cross)


def _facing(turns: Floats, bottom: int) -> Floats:
    """The same attitudes where x is forward: on its way to the bottom the thigh turns about -y."""
    turn = turns[bottom] @ turns[0].T
    vector = np.array([turn[2, 1] - turn[1, 2], turn[0, 2] - turn[2, 0], 0.0])
    length = np.linalg.norm(vector)
    y = -vector / length if length > 0 else np.array([0.0, 1.0, 0.0])
    world = np.stack([np.cross(y, [0.0, 0.0, 1.0]), y, [0.0, 0.0, 1.0]])
    return world @ turns
