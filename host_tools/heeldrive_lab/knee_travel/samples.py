"""A session's raw counts as specific force and angular rate, on a time without the jitter of its stamps."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.sessions.format import GAP_PERIODS
from heeldrive_lab.sessions.session import Row, SessionHeader
from heeldrive_lab.sessions.units import STANDARD_GRAVITY

Floats = NDArray[np.float64]

# Stamps are whole milliseconds and up to some ms late; over this long the chip's own clock runs evenly.
EVEN_S = 1.0
# The gyroscope's bias is the mean of the quietest part of the session, in pieces this long.
PIECE_S = 0.5
QUIET_SHARE = 0.1
# A session has at least this many quiet pieces in what is taken for rest: five seconds.
QUIET_PIECES = 10


@dataclass(frozen=True)
class PhysicalSamples:
    """A session in physical units, sensor axes.

    Attributes:
        t_s: (n,) time, s.
        force: (n, 3) specific force, m/s^2; at rest +g along the axis that points up.
        rate: (n, 3) angular rate, rad/s, the bias at rest taken off.
        holes_s: times at which samples are missing before the next.
    """

    t_s: Floats
    force: Floats
    rate: Floats
    holes_s: Floats

    def index(self, t_ms: float) -> int:
        """Of the sample nearest to a session time."""
        return int(np.clip(np.searchsorted(self.t_s, t_ms / 1000), 0, len(self.t_s) - 1))


def samples_of(header: SessionHeader, rows: Iterable[Row]) -> PhysicalSamples:
    """Turn rows into physical units.

    Args:
        header: sensitivities and nominal rate.
        rows: `(t_ms, ax, ay, az, gx, gy, gz)`, at least two.
    """
    table = np.array(list(rows), dtype=float)
    stamps_s = table[:, 0] / 1000
    period_s = float(np.median(np.diff(stamps_s)))
    holes = np.flatnonzero(np.diff(stamps_s) > GAP_PERIODS * max(period_s, 1 / header.rate_hz))
    edges = [0, *(holes + 1).tolist(), len(table)]
    t_s = np.concatenate([_even(stamps_s[first:last], EVEN_S) for first, last in pairwise(edges)])
    force = table[:, 1:4] * (header.accel_ug_per_count * 1e-6 * STANDARD_GRAVITY)
    rate = np.radians(table[:, 4:] * (header.gyro_udps_per_count * 1e-6))
    return PhysicalSamples(t_s, force, rate - _bias(rate, max(2, round(PIECE_S / period_s))), stamps_s[holes])


def _even(stamps_s: Floats, over_s: float) -> Floats:
    """Stamps of samples that were taken evenly, each moved to the line through those around it."""
    count = len(stamps_s)
    if count < 3:
        return stamps_s
    index = np.arange(count, dtype=float)
    period = (stamps_s[-1] - stamps_s[0]) / (count - 1)
    off = stamps_s - period * index
    half = min(max(1, round(over_s / period / 2)), (count - 1) // 2)
    summed = np.concatenate([[0.0], np.cumsum(off)])
    # Near an end the window stays symmetric and shrinks, so that no slope is made up.
    reach = np.minimum(half, np.minimum(index, count - 1 - index)).astype(int)
    here = np.arange(count)
    return period * index + (summed[here + reach + 1] - summed[here - reach]) / (2 * reach + 1)


def _bias(rate: Floats, length: int) -> Floats:
    """(3,) mean rate over the quietest pieces of `length` samples."""
    pieces = rate[: len(rate) // length * length].reshape(-1, length, 3)
    if not len(pieces):
        return rate.mean(axis=0)
    stray = pieces.std(axis=1).sum(axis=1)
    quiet = np.argsort(stray)[: max(min(QUIET_PIECES, len(pieces)), round(QUIET_SHARE * len(pieces)))]
    return np.median(pieces[quiet].mean(axis=1), axis=0)
