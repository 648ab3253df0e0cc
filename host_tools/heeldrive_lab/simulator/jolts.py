"""Shocks of feet that strike the floor, as they arrive at a thigh."""

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.simulator.curves import Floats, times

Indices = NDArray[np.intp]


def strike_jolt(samples: int, at_s: float, peak_mps2: float, heading_rad: float = 0.0) -> Floats:
    """(samples, 3) acceleration of a foot strike as it arrives at the thigh: up and, by a third, backward.

    A wave of 14 Hz that is over within 60 ms on either side: the shock of running is at 10-20 Hz (Shorten and
    Winslow 1992, Int. J. Sport Biomech. 8:288). What lasting velocity it brings is below 0.1 m/s.
    """
    late = times(samples) - at_s
    wave = peak_mps2 * np.exp(-0.5 * (late / 0.022) ** 2) * np.cos(2 * np.pi * 14.0 * late)
    return np.outer(wave, [-0.33 * np.cos(heading_rad), -0.33 * np.sin(heading_rad), 1.0])


def strikes(cycle: Floats, shift: float) -> Indices:
    """The samples at which a foot strikes: `cycle` counts strides, `shift` is the foot's place in one."""
    return np.flatnonzero(np.diff(np.floor(cycle + shift)) > 0)


def add_strike(jolt: Floats, leg: int, at_s: float, peak_mps2: float, heading_rad: float = 0.0) -> None:
    """Add a strike of `leg`'s foot to (n, 2, 3) `jolt`: a quarter of it reaches the other thigh (est.)."""
    shock = strike_jolt(len(jolt), at_s, peak_mps2, heading_rad)
    jolt[:, leg] += shock
    jolt[:, 1 - leg] += 0.25 * shock
