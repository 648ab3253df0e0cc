"""Smooth curves over time: the paths of joints, and the noise of a body that tries to keep still."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# Fine enough for accelerations from differences of positions; four times the chip's usual 104 Hz.
FINE_HZ = 416


def count(seconds: float) -> int:
    """The number of fine samples in `seconds`; at least 2."""
    return max(2, round(seconds * FINE_HZ))


def times(samples: int) -> Floats:
    """Times of `samples` fine samples, s, from 0."""
    return np.arange(samples) / FINE_HZ


def reach(start: float, end: float, seconds: float, speed_in: float = 0.0, speed_out: float = 0.0) -> Floats:
    """Minimum-jerk path from `start` to `end` (Flash and Hogan 1985, J. Neurosci. 5:1688).

    Args:
        start: value at the beginning, any unit.
        end: value after `seconds`. The last sample is one step before it, so that paths can be joined.
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


def reach_evenly(start: float, end: float, seconds: float) -> Floats:
    """As `reach` from rest to rest, at a more even speed: 1.5 times the mean halfway instead of 1.9."""
    samples = count(seconds)
    first, middle = samples // 2, (start + end) / 2
    speed = 1.5 * (end - start) / seconds
    return np.concatenate(
        [
            reach(start, middle, first / FINE_HZ, 0.0, speed),
            reach(middle, end, (samples - first) / FINE_HZ, speed, 0.0),
        ]
    )


def through(
    levels: Sequence[float],
    seconds: Sequence[float],
    speeds: Sequence[float] | None = None,
    *,
    evenly: bool = False,
) -> Floats:
    """A path through `levels`.

    Args:
        levels: values at the start, between the parts, and at the end.
        seconds: duration of each part. A negative duration between two equal levels is an overlap: the next
            part begins that much before the previous one has ended, which rounds the turn between them and
            makes it shallower.
        speeds: speed at each level, per second; 0 at all when None.
        evenly: for paths from rest to rest, take each part at a more even speed (`reach_evenly`).

    Returns:
        The path at `FINE_HZ`.
    """
    speeds = speeds or [0.0] * len(levels)
    path = np.full(lasting(seconds), float(levels[0]))
    first = 0
    for index, duration in enumerate(seconds):
        start, end = levels[index], levels[index + 1]
        if duration > 0:
            way = (
                reach_evenly(start, end, duration)
                if evenly
                else reach(start, end, duration, speeds[index], speeds[index + 1])
            ) - start
            path[first : first + len(way)] += way
            path[first + len(way) :] += end - start
        first += lasting([duration])
    return path


def lasting(seconds: Sequence[float]) -> int:
    """The number of fine samples of a path `through` levels; negative seconds are overlap."""
    return sum(count(part) if part > 0 else round(part * FINE_HZ) for part in seconds)


def bump(seconds: float, peak_at: float = 0.5) -> Floats:
    """From 0 to 1 and back to 0 in `seconds`, with the peak at the share `peak_at` of them."""
    samples = count(seconds)
    up = min(max(2, round(samples * peak_at)), samples - 2)
    return np.concatenate([reach(0.0, 1.0, up / FINE_HZ), reach(1.0, 0.0, (samples - up) / FINE_HZ)])


def lift(seconds: float, peak_at: float = 0.5) -> Floats:
    """A `bump` with gentler ends: a nearly straight knee bends with its square root and stays smooth."""
    return bump(seconds, peak_at) ** 1.6


def envelope(samples: int, ramp_s: float) -> Floats:
    """From 0 to 1 and back to 0 in `ramp_s` at each end (shorter when the whole is), 1 between."""
    ramp = reach(0.0, 1.0, min(ramp_s, samples / FINE_HZ / 2))
    ramp = ramp[: samples // 2]
    return np.concatenate([ramp, np.ones(samples - 2 * len(ramp)), ramp[::-1]])


def smoothstep(value: Floats, low: float, high: float) -> Floats:
    """0 below `low`, 1 above `high`, and between them smooth with two continuous derivatives."""
    u = np.clip((value - low) / (high - low), 0.0, 1.0)
    return u**3 * (10 + u * (6 * u - 15))


def noise(
    rng: np.random.Generator, samples: int, cutoff_hz: float, deviation: float, low_hz: float = 0.0
) -> Floats:
    """Gaussian noise from `low_hz` to `cutoff_hz` of that standard deviation, smooth in all derivatives."""
    white = np.fft.rfft(rng.standard_normal(samples))
    frequency = np.fft.rfftfreq(samples, 1 / FINE_HZ)
    gain = np.exp(-0.5 * (frequency / cutoff_hz) ** 2)
    gain[0] = 0.0
    if low_hz:
        gain *= 1 - np.exp(-0.5 * (frequency / low_hz) ** 4)
    power = (2 * np.sum(gain**2)) / samples
    if not power:  # too short for noise that slow
        return np.zeros(samples)
    band: Floats = np.fft.irfft(white * gain, samples)
    return band * float(deviation / np.sqrt(power))


def low_pass(signal: Floats, cutoff_hz: float) -> Floats:
    """Low-pass the columns of `signal` without delay: a Hann-windowed sinc; the ends are held."""
    half = round(2 * FINE_HZ / cutoff_hz)
    k = np.arange(-half, half + 1)
    kernel = np.sinc(2 * cutoff_hz / FINE_HZ * k) * np.hanning(2 * half + 3)[1:-1]
    kernel /= kernel.sum()
    padded = np.pad(signal, ((half, half), (0, 0)), mode="edge")
    return np.stack([np.convolve(column, kernel, "valid") for column in padded.T], axis=1)


def periodic(points: Sequence[float], cycle: Floats) -> Floats:
    """The smooth periodic curve through values at equal parts of a cycle: a Fourier series of them."""
    harmonics = np.fft.rfft(points) / len(points)
    curve = np.full(len(cycle), harmonics[0].real)
    for order in range(1, (len(points) + 1) // 2):
        curve += 2 * (harmonics[order] * np.exp(2j * np.pi * order * cycle)).real
    return curve
