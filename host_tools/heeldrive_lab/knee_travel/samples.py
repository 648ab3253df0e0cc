"""Converts raw counts to specific force and angular rate, with the jitter of the time stamps removed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.detection.replay import Session
from heeldrive_lab.sessions.format import GAP_PERIODS
from heeldrive_lab.sessions.sample_times import SampleTimes
from heeldrive_lab.sessions.samples import Table, stretches, tables_of
from heeldrive_lab.sessions.session import SessionHeader

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
    """Samples in physical units, sensor axes.

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


def inertial_samples(
    session: Session, spans_ms: Sequence[tuple[int, int]] | None = None
) -> Iterator[tuple[list[int], InertialSamples]]:
    """Convert the samples in some spans of time to physical units.

    The bias of the gyroscope is that of the whole session.

    Args:
        session: the session; it is iterated three times.
        spans_ms: start and end of each span; None for one that covers the session.

    Yields:
        Numbers of the spans in each stretch of the session that they cover, and its samples.
    """
    times, steps = SampleTimes(session.header), Counter[int]()
    for table in tables_of(session):
        before_ms = [] if times.last_ms is None else [times.last_ms]
        times.add_table(table)
        found = np.unique(np.diff(table[:, 0], prepend=before_ms), return_counts=True)
        steps.update(dict(zip(*(one.tolist() for one in found), strict=True)))
    period_s = _median(steps) / 1000 if steps else 1 / session.header.rate_hz
    quiet = _QuietWindows(max(2, round(BIAS_WINDOW_S / period_s)), _rad_s(session.header))
    for table in tables_of(session):
        quiet.add(table)
    bias = quiet.bias()
    hole_s = GAP_PERIODS * max(period_s, 1 / session.header.rate_hz)
    whole = [(times.first_ms or 0, times.last_ms or 0)]
    for numbers, table in stretches(tables_of(session), whole if spans_ms is None else spans_ms):
        yield numbers, _converted(table, session.header, bias, hole_s)


def _median(counts: Counter[int]) -> float:
    """The median of values of which each occurs so many times."""
    values = sorted(counts)
    ends = np.cumsum([counts[value] for value in values])
    low, high = np.searchsorted(ends, ((ends[-1] - 1) // 2, ends[-1] // 2), side="right")
    return float(values[low] + values[high]) / 2


def _converted(table: Table, header: SessionHeader, bias: Floats, hole_s: float) -> InertialSamples:
    stamps_s = table[:, 0] / 1000
    holes = np.flatnonzero(np.diff(stamps_s) > hole_s)
    edges = [0, *(holes + 1).tolist(), len(table)]
    t_s = np.concatenate([_even(stamps_s[first:last], SMOOTHING_S) for first, last in pairwise(edges)])
    force = table[:, 1:4] * header.mps2_per_count
    rate = table[:, 4:] * _rad_s(header) - bias
    return InertialSamples(t_s, np.asarray(force, np.float64), np.asarray(rate, np.float64), stamps_s[holes])


def _rad_s(header: SessionHeader) -> float:
    """Angular rate of one count, rad/s."""
    return float(np.radians(header.dps_per_count))


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


class _QuietWindows:
    """Finds the bias of the gyroscope in windows of some samples: of each, only a few numbers are kept.

    Args:
        length: samples in a window.
        rad_s: angular rate of one count.
    """

    def __init__(self, length: int, rad_s: float) -> None:
        self._length, self._rad_s = length, rad_s
        self._left: Floats = np.zeros((0, 3))
        self._means: list[Floats] = []
        self._strays: list[Floats] = []

    def add(self, table: Table) -> None:
        """Take the next samples into account."""
        rates = np.concatenate([self._left, table[:, 4:] * self._rad_s])
        whole = len(rates) // self._length * self._length
        pieces = rates[:whole].reshape(-1, self._length, 3)
        self._means.append(pieces.mean(axis=1))
        self._strays.append(pieces.std(axis=1).sum(axis=1))
        self._left = rates[whole:]

    def bias(self) -> Floats:
        """(3,) median of the mean rates of the quietest windows."""
        means, strays = np.concatenate(self._means), np.concatenate(self._strays)
        if not len(means):
            return np.asarray(self._left.mean(axis=0))
        quiet = np.argsort(strays)[: max(min(QUIET_WINDOWS, len(means)), round(QUIET_SHARE * len(means)))]
        return np.asarray(np.median(means[quiet], axis=0))
