"""Lever arms of a cycle, from the vertical and from the forward velocity."""

import numpy as np

from heeldrive_lab.exercise_study.front_end import Floats, Track
from heeldrive_lab.sessions.units import STANDARD_GRAVITY


def levers_m(cycle: Track, standing: Floats, forward: Floats) -> tuple[float, float]:
    """Fit both levers by least squares: v = L c' + b t + k sum(1 - c) upwards, and v = -L s' + b t forwards.

    c and s are cosine and sine of the inclination. The leg is at rest at the start, but may still turn at
    the end of the cycle, so the drift b is fitted; the last velocity is not made zero. The third term is the
    contribution of the accelerometer's zero-g offset, which depends on posture. A forward one would take away
    the knee's travel.

    Args:
        cycle: the track of the cycle.
        standing: (3,) standing direction.
        forward: (3,) direction of the lean, perpendicular to it.

    Returns:
        Lever from the vertical velocity, and from the forward velocity, m. If the knee does not move, both
        are the sensor's distance from the knee.
    """
    t_s, up = cycle.t_s - cycle.t_s[0], cycle.up
    level = np.cross(np.cross(standing, forward), up)
    level /= np.linalg.norm(level, axis=1)[:, None]
    cosine, sine = up @ standing, up @ forward
    upward_mps = integral(cycle.vertical_acc_g * STANDARD_GRAVITY, t_s)
    forward_mps = integral(np.sum(cycle.force_g * level, axis=1) * STANDARD_GRAVITY, t_s)
    return (
        _first_coefficient(upward_mps, np.gradient(cosine, t_s), t_s, integral(1 - cosine, t_s)),
        _first_coefficient(forward_mps, -np.gradient(sine, t_s), t_s),
    )


def _first_coefficient(values: Floats, *columns: Floats) -> float:
    return float(np.linalg.lstsq(np.column_stack(columns), values, rcond=None)[0][0])


def integral(values: Floats, t_s: Floats) -> Floats:
    """(n,) integral over time by trapezoids, zero at the first sample."""
    return np.concatenate(([0.0], np.cumsum((values[1:] + values[:-1]) / 2 * np.diff(t_s))))


def closed(values: Floats, t_s: Floats) -> Floats:
    """The values minus the straight line through the first and the last one."""
    line = values[0] + (values[-1] - values[0]) * (t_s - t_s[0]) / (t_s[-1] - t_s[0])
    return np.asarray(values - line)
