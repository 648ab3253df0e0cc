"""Smooth curves on a fine time grid: asymmetric beta steps, and random Fourier sums.

A step from one value to another follows the distribution function of a beta law, the integral of
t^(a-1) (1-t)^(b-1). With a = b = 3 it would be the minimum-jerk curve of Flash and Hogan 1985; here a and b
differ and are drawn, so that movements start and brake unevenly, as people do.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]

FINE_HZ = 500
# Above 2, so that the acceleration is continuous where a step starts and ends.
SMALLEST_EXPONENT, LARGEST_EXPONENT = 2.3, 3.6
# Gauss-Legendre points and weights on 0..1, for the integral over one grid interval.
_POINTS, _WEIGHTS = (np.polynomial.legendre.leggauss(6)[0] + 1) / 2, np.polynomial.legendre.leggauss(6)[1] / 2


class BetaStep(NamedTuple):
    """A change of a curve.

    Attributes:
        start_s: when it starts.
        duration_s: how long it takes; at least one grid interval.
        amount: change of the value.
        rise: exponent a; a small one starts briskly.
        fall: exponent b; a small one brakes late.
    """

    start_s: float
    duration_s: float
    amount: float
    rise: float = 3.0
    fall: float = 3.4


def drawn_step(rng: np.random.Generator, start_s: float, duration_s: float, amount: float) -> BetaStep:
    """A step with an uneven speed profile drawn at random."""
    rise, fall = rng.uniform(SMALLEST_EXPONENT, LARGEST_EXPONENT, 2)
    return BetaStep(start_s, duration_s, amount, float(rise), float(fall))


def samples_in(seconds: float) -> int:
    """Number of grid intervals in a time, at least one."""
    return max(1, round(seconds * FINE_HZ))


def progress(n: int, rise: float, fall: float) -> Curve:
    """(n + 1,) from 0 to 1 along the distribution function of the beta law."""
    t = (np.arange(n)[:, None] + _POINTS) / n
    speed = (t ** (rise - 1) * (1 - t) ** (fall - 1)) @ _WEIGHTS
    way = np.concatenate([[0.0], np.cumsum(speed)])
    share: Curve = way / way[-1]
    return share


def curve(n: int, first: float, steps: Iterable[BetaStep]) -> Curve:
    """(n,) a curve that begins at `first` and adds each step; steps may overlap and outlast the curve."""
    values = np.full(n, float(first))
    for step in steps:
        start, length = round(step.start_s * FINE_HZ), samples_in(step.duration_s)
        way = step.amount * progress(length, step.rise, step.fall)
        begin = max(start, 0)
        stop = min(start + length + 1, n)
        if stop > begin:
            values[begin:stop] += way[begin - start : stop - start]
        values[max(stop, 0) :] += step.amount
    return values


def envelope(n: int, ramp_s: float) -> Curve:
    """(n,) 0 at both ends and 1 between them."""
    ramp = min(ramp_s, n / FINE_HZ / 2)
    return curve(n, 0.0, [BetaStep(0, ramp, 1.0), BetaStep((n - 1) / FINE_HZ - ramp, ramp, -1.0)])


def wander(rng: np.random.Generator, n: int, rms: float, band_hz: tuple[float, float]) -> Curve:
    """(n,) a random Fourier sum in a frequency band; its spectrum falls with frequency, as body sway does."""
    hz, phases = drawn_waves(rng, band_hz)
    share = 1 / hz
    share *= rms * np.sqrt(2) / np.linalg.norm(share)
    return fourier_sum(n, share, hz, phases)


def drawn_waves(rng: np.random.Generator, band_hz: tuple[float, float]) -> tuple[Curve, Curve]:
    """Draw the frequencies of 12 waves, evenly over the logarithm of the band, and their phases."""
    waves = 12
    hz = np.exp(rng.uniform(np.log(band_hz[0]), np.log(band_hz[1]), waves))
    return hz, rng.uniform(0, 2 * np.pi, waves)


def fourier_sum(n: int, amplitudes: Curve, hz: Curve, phases: Curve) -> Curve:
    """(n,) the sum of sine waves."""
    t = np.arange(n) / FINE_HZ
    total = np.zeros(n)
    for amplitude, frequency, phase in zip(amplitudes, hz, phases, strict=True):
        total += amplitude * np.sin(2 * np.pi * frequency * t + phase)
    return total


def smoothed(values: Curve, sigma_s: float) -> Curve:
    """The curve convolved with a Gaussian; its ends are held."""
    half = samples_in(4 * sigma_s)
    kernel = np.exp(-0.5 * (np.arange(-half, half + 1) / (sigma_s * FINE_HZ)) ** 2)
    blurred: Curve = np.convolve(np.pad(values, half, mode="edge"), kernel / kernel.sum(), mode="valid")
    return blurred
