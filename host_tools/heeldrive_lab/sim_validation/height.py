"""How far a body has sunk, from what a sensor on its thigh felt: the same way for people and simulation."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

GRAVITY_MPS2 = 9.80665
# Up follows the specific force with this time constant while that is within 5 % of one g, else only turns.
PULL_S = 2.0
NEAR_G = 0.05
# Twice integrated offsets drift: what is slower than this, a fifth of a slow rep's rate, is taken out.
SLOWEST_HZ = 0.08


def up_directions(t_s: Floats, turning_dps: Floats, pull_mps2: Floats) -> Floats:
    """(n, 3) unit vectors up, in the sensor's axes, at each of (n,) times.

    Args:
        t_s: times.
        turning_dps: (n, 3) angular rate without its offset.
        pull_mps2: (n, 3) specific force, one g at rest.
    """
    up = pull_mps2[0] / np.linalg.norm(pull_mps2[0])
    found = np.empty_like(pull_mps2)
    steps_s = np.diff(t_s, prepend=t_s[0])
    sizes = np.linalg.norm(pull_mps2, axis=1)
    turns = np.radians(turning_dps) * steps_s[:, None]
    for index, turn in enumerate(turns):
        up = up - np.cross(turn, up) + np.cross(turn, np.cross(turn, up)) / 2
        if abs(sizes[index] / GRAVITY_MPS2 - 1) < NEAR_G:
            up = up + steps_s[index] / PULL_S * (pull_mps2[index] / sizes[index] - up)
        up = up / np.linalg.norm(up)
        found[index] = up
    return found


def fallen_m(t_s: Floats, pull_mps2: Floats, up: Floats) -> Floats:
    """(n,) how far the sensor is below where it is on the average, m, without what is slower than a rep.

    The upward acceleration is integrated twice in the frequency domain.
    """
    rising = np.sum(pull_mps2 * up, axis=1) - GRAVITY_MPS2
    even_s = float(np.median(np.diff(t_s)))
    at = np.arange(t_s[0], t_s[-1] + even_s, even_s)
    spectrum = np.fft.rfft(np.interp(at, t_s, rising))
    circular = 2 * np.pi * np.fft.rfftfreq(len(at), even_s)
    slowest = 2 * np.pi * SLOWEST_HZ
    spectrum *= circular**2 / (circular**4 + slowest**4)
    return np.asarray(np.interp(t_s, at, np.fft.irfft(spectrum, len(at))))
