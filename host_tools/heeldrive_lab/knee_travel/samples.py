"""Converts raw counts to specific force and angular rate, with the jitter of the time stamps removed."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.sessions.format import GAP_PERIODS
from heeldrive_lab.sessions.session import Row, SessionHeader
from heeldrive_lab.sessions.units import STANDARD_GRAVITY

Floats = NDArray[np.float64]

# Time stamps are whole milliseconds and a few ms late; over this time the chip's own clock is even.
SMOOTHING_S = 1.0
# The bias of the gyroscope is estimated from the quietest windows of this length.
BIAS_WINDOW_S = 0.5
QUIET_SHARE = 0.1
# At least this many windows count as quiet: five seconds.
QUIET_WINDOWS = 10


@dataclass(frozen=True)
class InertialSamples:
    """A session in physical units, sensor axes.

    Attributes:
        t_s: (n,) time, s.
        force: (n, 3) specific force, m/s^2; at rest +g along the axis that points up.
        rate: (n, 3) angular rate, rad/s, without the bias at rest.
        gaps_s: times of the last sample before each gap, s.
    """

    t_s: Floats
    force: Floats
    rate: Floats
    gaps_s: Floats

    def index(self, t_ms: float) -> int:
        """Index of the first sample at or after a session time, ms."""
        return int(np.clip(np.searchsorted(self.t_s, t_ms / 1000), 0, len(self.t_s) - 1))


def inertial_samples(header: SessionHeader, rows: Iterable[Row]) -> InertialSamples:
    """Convert rows to physical units.

    Args:
        header: sensitivities and nominal rate.
        rows: `(t_ms, ax, ay, az, gx, gy, gz)`; at least two.
    """
    table = np.array(list(rows), dtype=float)
    stamps_s = table[:, 0] / 1000
    period_s = float(np.median(np.diff(stamps_s)))
    holes = np.flatnonzero(np.diff(stamps_s) > GAP_PERIODS * max(period_s, 1 / header.rate_hz))
    edges = [0, *(holes + 1).tolist(), len(table)]
    t_s = np.concatenate([_even(stamps_s[first:last], SMOOTHING_S) for first, last in pairwise(edges)])
    force = table[:, 1:4] * (header.accel_ug_per_count * 1e-6 * STANDARD_GRAVITY)
    rate = np.radians(table[:, 4:] * (header.gyro_udps_per_count * 1e-6))
    return InertialSamples(
        t_s, force, rate - _bias(rate, max(2, round(BIAS_WINDOW_S / period_s))), stamps_s[holes]
    )


def _even(stamps_s: Floats, over_s: float) -> Floats:
    """Time stamps of evenly spaced samples, each moved to the line through its neighbours."""
    count = len(stamps_s)
    if count < 3:
        return stamps_s
    index = np.arange(count, dtype=float)
    period = (stamps_s[-1] - stamps_s[0]) / (count - 1)
    off = stamps_s - period * index
    half = min(max(1, round(over_s / period / 2)), (count - 1) // 2)
    summed = np.concatenate([[0.0], np.cumsum(off)])
    # Near an end the window shrinks but stays symmetric; otherwise it would distort the slope.
    reach = np.minimum(half, np.minimum(index, count - 1 - index)).astype(int)
    here = np.arange(count)
    means = (summed[here + reach + 1] - summed[here - reach]) / (2 * reach + 1)
    return np.asarray(period * index + means)


def _bias(rate: Floats, length: int) -> Floats:
    """(3,) median of the mean rates of the quietest windows of `length` samples."""
    pieces = rate[: len(rate) // length * length].reshape(-1, length, 3)
    if not len(pieces):
        return np.asarray(rate.mean(axis=0))
    stray = pieces.std(axis=1).sum(axis=1)
    quiet = np.argsort(stray)[: max(min(QUIET_WINDOWS, len(pieces)), round(QUIET_SHARE * len(pieces)))]
    return np.asarray(np.median(pieces[quiet].mean(axis=1), axis=0))
