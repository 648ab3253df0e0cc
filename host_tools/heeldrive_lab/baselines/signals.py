"""Input of the baselines: evenly spaced samples in physical units, and the filters they share.

The baselines process the whole session at once with zero-phase filters: an advantage over the board, which
has to decide in real time.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt

from heeldrive_lab.sessions.session import SessionHeader

Floats = NDArray[np.float64]
Span = tuple[int, int]

# A lunge contains nothing above 6 Hz (the motion captures contain nothing there, and no rep is lost).
RATE_HZ = 25.0
# Gaps are shortened to this length, so that an hour without samples is not filtered.
LONGEST_GAP_MS = 2000
FILTER_ORDER = 4
# Autocorrelations that differ by less count as equal (est.).
NEARLY = 0.02


@dataclass(frozen=True)
class Signals:
    """Evenly spaced samples.

    Attributes:
        t_ms: (n,) session time of each sample.
        accel_g: (n, 3) specific force, g.
        gyro_dps: (n, 3) angular rate, degrees per second.
    """

    t_ms: Floats
    accel_g: Floats
    gyro_dps: Floats

    @classmethod
    def from_counts(cls, header: SessionHeader, table: NDArray[np.int64]) -> "Signals":
        """Resample a session's raw counts to 25 Hz by means over 40 ms, which limits aliasing.

        Args:
            header: units of the counts.
            table: (n, 7) one row per sample: `t_ms` and six raw counts.
        """
        t_ms = table[:, 0].astype(float)
        pressed_ms = np.concatenate(([0.0], np.cumsum(np.minimum(np.diff(t_ms), LONGEST_GAP_MS))))
        step_ms = 1000 / RATE_HZ
        edges_ms = np.arange(0.0, max(pressed_ms[-1], 2 * step_ms) + step_ms / 2, step_ms)
        counts = table[:, 1:].astype(float)
        between = np.diff(pressed_ms, prepend=-step_ms)[:, None] * counts
        area = np.cumsum(between, axis=0)
        at_edges = np.column_stack([np.interp(edges_ms, pressed_ms, column) for column in area.T])
        means = np.diff(at_edges, axis=0) / step_ms
        middles_ms = (edges_ms[1:] + edges_ms[:-1]) / 2
        return cls(
            np.interp(middles_ms, pressed_ms, t_ms),
            means[:, :3] * header.accel_ug_per_count * 1e-6,
            means[:, 3:] * header.gyro_udps_per_count * 1e-6,
        )

    @cached_property
    def magnitude_g(self) -> Floats:
        """(n,) |a|, g."""
        magnitude: Floats = np.linalg.norm(self.accel_g, axis=1)
        return magnitude

    def spans(self, edges: Iterable[tuple[float, float]]) -> list[Span]:
        """Convert (start, end) in fractional samples to session ms, in order; overlaps are split."""
        index = np.arange(len(self.t_ms))
        ordered = sorted(edges)
        for at in range(len(ordered) - 1):
            (start, end), (next_start, next_end) = ordered[at], ordered[at + 1]
            if end > next_start:
                meeting = (end + next_start) / 2
                ordered[at], ordered[at + 1] = (start, meeting), (meeting, max(meeting, next_end))
        times = [tuple(np.interp(pair, index, self.t_ms).round().astype(int).tolist()) for pair in ordered]
        return [(start_ms, end_ms) for start_ms, end_ms in times if start_ms < end_ms]


def samples(seconds: float) -> int:
    """Number of samples in a time; at least one."""
    return max(1, round(seconds * RATE_HZ))


def low_pass(values: Floats, cutoff_hz: float) -> Floats:
    """Zero-phase Butterworth low-pass along the first axis."""
    return _filtered(values, cutoff_hz, "lowpass")


def band_pass(values: Floats, low_hz: float, high_hz: float) -> Floats:
    """Zero-phase Butterworth band-pass along the first axis."""
    return _filtered(values, (low_hz, high_hz), "bandpass")


def _filtered(
    values: Floats, cutoff_hz: float | Sequence[float], kind: Literal["lowpass", "bandpass"]
) -> Floats:
    sections = butter(FILTER_ORDER, cutoff_hz, kind, fs=RATE_HZ, output="sos")
    # scipy's default padding needs a longer session; a very short one is padded less.
    padding = min(3 * (2 * len(sections) + 1), len(values) - 1)
    filtered: Floats = sosfiltfilt(sections, values, axis=0, padlen=padding)
    return filtered


def first_component(values: Floats) -> Floats:
    """First principal component of (n, k) values; its sign makes reps peaks: the longer tail is up."""
    centred = values - np.median(values, axis=0)
    _, _, axes = np.linalg.svd(centred - centred.mean(axis=0), full_matrices=False)
    component: Floats = centred @ axes[0]
    low, high = np.percentile(component, (1, 99))
    return component if high >= -low else -component


def autocorrelation(values: Floats, longest: int) -> Floats:
    """Normalised autocorrelation at the lags 0 to `longest` samples, each over the overlapping part.

    Returns:
        (longest + 1,) -1..1 by lag; 0 where nothing varies or the window is shorter than the lag.
    """
    centred = values - values.mean()
    size = len(centred)
    lags = np.arange(min(longest, size - 2) + 1)
    products = np.correlate(centred, centred, "full")[size - 1 + lags]
    energy = np.concatenate(([0.0], np.cumsum(centred * centred)))
    scale = np.sqrt(energy[size - lags] * (energy[size] - energy[lags]))
    correlation = np.zeros(longest + 1)
    correlation[lags] = np.divide(products, scale, out=np.zeros(len(lags)), where=scale > 0)
    return correlation


def period(values: Floats, shortest: int, longest: int) -> tuple[int, float]:
    """Find the period, from `shortest` to `longest` samples, by the largest peak of the autocorrelation.

    A periodic signal also correlates with itself after two periods: of nearly equal peaks the shortest lag is
    taken.

    Returns:
        The lag and its autocorrelation; (longest, 0) if the autocorrelation has no peak in the range.
    """
    correlation = autocorrelation(values, longest + 1)
    inner = np.arange(max(1, shortest), longest + 1)
    is_peak = (correlation[inner] >= correlation[inner - 1]) & (correlation[inner] > correlation[inner + 1])
    lags = inner[is_peak]
    if not len(lags):
        return longest, 0.0
    best = int(lags[np.argmax(correlation[lags] > correlation[lags].max() - NEARLY)])
    return best, float(correlation[best])
