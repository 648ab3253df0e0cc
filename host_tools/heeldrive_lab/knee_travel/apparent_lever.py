"""Apparent levers: knee travel from a few sums over a rep, in floating point; an upper bound for the board.

The board computes the same in integers and does not wait for the leg to rest.

If the knee did not move, the sensor would move on a circle about it: forward by minus the lever times the
change of the sine of inclination, up by the lever times the change of the cosine. If the knee moves forward,
the lever apparent from the forward speed is too short by about the knee's travel; the one from the upward
speed is not. The difference, upward minus forward lever, is the measure of knee travel. It is meaningful only
relative to the wearer's own first reps: the accelerometer's offset alone shifts it by 10 cm, the same in each
rep.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from heeldrive_lab.knee_travel.samples import Floats, InertialSamples
from heeldrive_lab.knee_travel.windows import windows_of
from heeldrive_lab.sessions.units import STANDARD_GRAVITY

# Time constants of the board's complementary filter, with which it follows gravity.
FOLLOW_REST_S, FOLLOW_SLOW_S, FOLLOW_MOVING_S, FOLLOW_SHAKEN_S = 1.0, 2.7, 5.5, 16.0
REST_RAD_S, SLOW_RAD_S = np.radians(5.0), np.radians(28.75)
REST_AFTER_S = 0.3
# A deviation from 1 g by about 0.1 g, as a difference of squares.
SHAKEN = 0.2
LONGEST_STEP_S = 0.06
# Weight of a rep in the forward direction relative to the next rep.
FADE = 0.8


class LeverSums:
    """Sums over a rep, as a board keeps them: a dozen numbers, independent of the rep's duration."""

    def __init__(self) -> None:
        self.t_s = 0.0
        self.speed = np.zeros(2)
        self.speed_turn = np.zeros(2)
        self.time_turn = np.zeros(2)
        self.turn2 = np.zeros(2)

    def step(self, dt_s: float, acceleration: Floats, turn: Floats) -> None:
        """Add one sample.

        Args:
            dt_s: time since the previous sample.
            acceleration: (2,) forward and up, without gravity, m/s^2.
            turn: (2,) change of minus the sine, and of the cosine, of inclination.
        """
        self.speed += acceleration * dt_s
        self.t_s += dt_s
        self.speed_turn += self.speed * turn * dt_s
        self.time_turn += self.t_s * turn * dt_s
        self.turn2 += turn * turn

    def levers_m(self) -> Floats:
        """(2,) levers apparent from the forward and upward speed, for a leg at rest at start and end."""
        straight = self.speed / self.t_s
        return (self.speed_turn - straight * self.time_turn) / self.turn2


def lever_differences(samples: InertialSamples, reps: Sequence[Mapping[str, Any]]) -> dict[int, float]:
    """Upward minus forward lever of each rep, m, by its number in the list; nan if it is undetermined."""
    up = _up(samples)
    found: dict[int, float] = {}
    lean = np.zeros(3)
    for window in windows_of(samples, reps):
        first, last = window.still_until, window.still_from
        standing = up[first]
        here = up[window.turn] - (up[window.turn] @ standing) * standing
        here /= np.linalg.norm(here)
        # The board learns the forward direction from earlier reps; the first rep uses its own.
        known = lean if lean.any() else here
        lean = FADE * lean + here
        forward = known - (known @ standing) * standing
        forward /= np.linalg.norm(forward)
        found[window.rep] = _difference(samples, up, first, last, forward)
    return found


def _difference(samples: InertialSamples, up: Floats, first: int, last: int, forward: Floats) -> float:
    standing = up[first]
    left = np.cross(standing, forward)
    gravity = float(samples.force[first] @ standing)
    sums = LeverSums()
    for index in range(first + 1, last + 1):
        here, force = up[index], samples.force[index]
        turn = here - up[index - 1]
        acceleration = np.array([force @ np.cross(left, here), force @ here - gravity])
        sums.step(
            float(samples.t_s[index] - samples.t_s[index - 1]),
            acceleration,
            np.array([-(turn @ forward), turn @ standing]),
        )
    if not (sums.turn2 > 0).all():
        return float("nan")
    along, upward = sums.levers_m()
    return float(upward - along)


def _up(samples: InertialSamples) -> Floats:
    """(n, 3) upward direction in sensor axes, by the board's filter."""
    ups = np.empty_like(samples.force)
    up = samples.force[0] / np.linalg.norm(samples.force[0])
    rest_s = 0.0
    steps = np.minimum(np.diff(samples.t_s, prepend=samples.t_s[0]), LONGEST_STEP_S)
    rates = np.linalg.norm(samples.rate, axis=1)
    forces = samples.force / STANDARD_GRAVITY
    shaken = np.abs(np.sum(forces**2, axis=1) - 1) > SHAKEN
    for index, dt_s in enumerate(steps):
        rest_s = rest_s + dt_s if rates[index] < REST_RAD_S and not shaken[index] else 0.0
        if shaken[index]:
            follow_s = FOLLOW_SHAKEN_S
        elif rest_s > REST_AFTER_S:
            follow_s = FOLLOW_REST_S
        else:
            follow_s = FOLLOW_MOVING_S if rates[index] > SLOW_RAD_S else FOLLOW_SLOW_S
        x, y, z = up
        a, b, c = samples.rate[index]
        pitch_change_rad = np.array([y * c - z * b, z * a - x * c, x * b - y * a])
        up = up + pitch_change_rad * dt_s + (forces[index] - up) * (dt_s / follow_s)
        up = up / np.sqrt(up @ up)
        ups[index] = up
    return ups
