"""Impacts of foot strikes as they arrive at a thigh."""

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.simulator.curves import Floats, times

Indices = NDArray[np.intp]


def strike_impact(samples: int, at_s: float, peak_mps2: float, heading_rad: float = 0.0) -> Floats:
    """(samples, 3) acceleration at the thigh from a foot strike: upward and, by a third, backward.

    A wave of 14 Hz that fades within 60 ms on either side: the impact of running is at 10-20 Hz (Shorten and
    Winslow 1992, Int. J. Sport Biomech. 8:288). It changes the velocity by less than 0.1 m/s.
    """
    late = times(samples) - at_s
    wave = peak_mps2 * np.exp(-0.5 * (late / 0.022) ** 2) * np.cos(2 * np.pi * 14.0 * late)
    return np.outer(wave, [-0.33 * np.cos(heading_rad), -0.33 * np.sin(heading_rad), 1.0])


def strikes(cycle: Floats, shift: float) -> Indices:
    """The samples at which a foot strikes: `cycle` counts strides, `shift` is the foot's phase, 0 to 1."""
    return np.flatnonzero(np.diff(np.floor(cycle + shift)) > 0)


def add_strike(impact: Floats, leg: int, at_s: float, peak_mps2: float, heading_rad: float = 0.0) -> None:
    """Add a strike of `leg`'s foot to (n, 2, 3) `impact`; a quarter of it reaches the other thigh (est.)."""
    wave = strike_impact(len(impact), at_s, peak_mps2, heading_rad)
    impact[:, leg] += wave
    impact[:, 1 - leg] += 0.25 * wave
