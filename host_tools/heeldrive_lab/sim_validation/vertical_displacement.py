"""Vertical displacement of the body from a thigh sensor's samples; the same for people and simulation."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GRAVITY_MPS2 = 9.80665
# Complementary filter: up is corrected towards the specific force with this time constant, but only while the
# force is within 5 % of 1 g.
CORRECTION_S = 2.0
CORRECTION_RANGE_G = 0.05
# High-pass against the drift of the double integration: a fifth of the frequency of slow reps.
HIGH_PASS_HZ = 0.08


def up_directions(t_s: Floats, angular_rate_dps: Floats, specific_force_mps2: Floats) -> Floats:
    """Estimate the upward direction by a complementary filter.

    Args:
        t_s: (n,) times.
        angular_rate_dps: (n, 3) angular rate without bias.
        specific_force_mps2: (n, 3) specific force, 1 g at rest.

    Returns:
        (n, 3) unit vectors in sensor axes.
    """
    up = specific_force_mps2[0] / np.linalg.norm(specific_force_mps2[0])
    found = np.empty_like(specific_force_mps2)
    steps_s = np.diff(t_s, prepend=t_s[0])
    sizes = np.linalg.norm(specific_force_mps2, axis=1)
    turns = np.radians(angular_rate_dps) * steps_s[:, None]
    for index, turn in enumerate(turns):
        up = up - np.cross(turn, up) + np.cross(turn, np.cross(turn, up)) / 2
        if abs(sizes[index] / GRAVITY_MPS2 - 1) < CORRECTION_RANGE_G:
            up = up + steps_s[index] / CORRECTION_S * (specific_force_mps2[index] / sizes[index] - up)
        up = up / np.linalg.norm(up)
        found[index] = up
    return found


def downward_displacement_m(t_s: Floats, specific_force_mps2: Floats, up: Floats) -> Floats:
    """Integrate the vertical acceleration twice in the frequency domain, with a high-pass below the reps.

    Args:
        t_s: (n,) times.
        specific_force_mps2: (n, 3) specific force.
        up: (n, 3) unit vectors up, sensor axes.

    Returns:
        (n,) displacement of the sensor below its mean position, m.
    """
    vertical_acc_mps2 = np.sum(specific_force_mps2 * up, axis=1) - GRAVITY_MPS2
    even_s = float(np.median(np.diff(t_s)))
    at = np.arange(t_s[0], t_s[-1] + even_s, even_s)
    spectrum = np.fft.rfft(np.interp(at, t_s, vertical_acc_mps2))
    circular = 2 * np.pi * np.fft.rfftfreq(len(at), even_s)
    slowest = 2 * np.pi * HIGH_PASS_HZ
    spectrum *= circular**2 / (circular**4 + slowest**4)
    return np.asarray(np.interp(t_s, at, np.fft.irfft(spectrum, len(at))))
