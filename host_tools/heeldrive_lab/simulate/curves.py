"""Smooth curves over time: the paths joints take, and the noise a body makes when it tries to keep still."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Fine enough that differences of a position give its acceleration; four samples of the chip's usual 104 Hz.
FINE_HZ = 416


def count(seconds: float) -> int:
    """How many fine samples `seconds` are; at least 2."""
    return max(2, round(seconds * FINE_HZ))


def times(samples: int) -> Floats:
    """Times of `samples` fine samples, s, from 0."""
    return np.arange(samples) / FINE_HZ


def reach(start: float, end: float, seconds: float, speed_in: float = 0.0, speed_out: float = 0.0) -> Floats:
    """Minimum-jerk path from `start` to `end` (Flash and Hogan 1985, J. Neurosci. 5:1688).

    Args:
        start: value at the beginning, any unit.
        end: value after `seconds`; the last sample is one step short of it, so that paths can be joined.
        seconds: duration.
        speed_in: unit/s at the beginning.
        speed_out: unit/s at the end.

    Returns:
        The path at `FINE_HZ`, without acceleration at either end.
    """
    samples = count(seconds)
    u = np.arange(samples) / samples
    way = end - start
    into, out = speed_in * seconds, speed_out * seconds
    cubic = 10 * way - 6 * into - 4 * out
    quartic = -15 * way + 8 * into + 7 * out
    quintic = 6 * way - 3 * into - 3 * out
    return start + into * u + u**3 * (cubic + u * (quartic + u * quintic))


def envelope(samples: int, ramp_s: float) -> Floats:
    """From 0 to 1 and back to 0 in `ramp_s` at each end (shorter when the whole is), 1 between."""
    ramp = reach(0.0, 1.0, min(ramp_s, samples / FINE_HZ / 2))
    ramp = ramp[: samples // 2]
    return np.concatenate([ramp, np.ones(samples - 2 * len(ramp)), ramp[::-1]])


def noise(rng: np.random.Generator, samples: int, cutoff_hz: float, deviation: float) -> Floats:
    """Gaussian noise below `cutoff_hz`, smooth in all derivatives, of standard deviation `deviation`."""
    white = np.fft.rfft(rng.standard_normal(samples))
    gain = np.exp(-0.5 * (np.fft.rfftfreq(samples, 1 / FINE_HZ) / cutoff_hz) ** 2)
    gain[0] = 0.0
    power = (2 * np.sum(gain**2)) / samples
    return np.fft.irfft(white * gain, samples) * (deviation / np.sqrt(power))


def low_pass(signal: Floats, cutoff_hz: float) -> Floats:
    """Low-pass the columns of `signal` without delay: a Hann-windowed sinc; the ends are held."""
    half = round(2 * FINE_HZ / cutoff_hz)
    k = np.arange(-half, half + 1)
    kernel = np.sinc(2 * cutoff_hz / FINE_HZ * k) * np.hanning(2 * half + 3)[1:-1]
    kernel /= kernel.sum()
    padded = np.pad(signal, ((half, half), (0, 0)), mode="edge")
    return np.stack([np.convolve(column, kernel, "valid") for column in padded.T], axis=1)
