"""Counts by period: in a window with a periodic autocorrelation, the count is time divided by the period.

Source: the textbook method of finding a period (Rabiner 1977, On the use of autocorrelation analysis for
pitch detection), used by gym counters that show a number without marking reps. Overlapping windows are joined
as long as they are periodic. The reps are spread evenly over the joined interval, with the offset at which
the edges fit the valleys of the signal best, so that the same matching can score them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from heeldrive_lab.baselines.signals import (
    RATE_HZ,
    Floats,
    Signals,
    Span,
    band_pass,
    first_component,
    period,
    samples,
)

HOP_S = 1.0


@dataclass(frozen=True)
class AutocorrelationParameters:
    """Parameters, all tuned.

    Attributes:
        window_s: length of a window; it must contain two reps.
        shortest_s: shortest period.
        longest_s: longest period; its inverse is the lower cutoff of the band-pass; the upper one is 2 Hz.
        correlation_min: smallest autocorrelation at the period of a periodic window.
        amplitude_min_g: smallest standard deviation in a periodic window.
    """

    window_s: float = 12.0
    shortest_s: float = 2.0
    longest_s: float = 7.0
    correlation_min: float = 0.5
    amplitude_min_g: float = 0.15


GRID = {
    "window_s": (6.0, 8.0, 12.0),
    "shortest_s": (1.5, 2.0, 3.0),
    "longest_s": (5.0, 6.0, 8.0),
    "correlation_min": (0.35, 0.5, 0.65),
    "amplitude_min_g": (0.2, 0.3, 0.4),
}
UPPER_HZ = 2.0


def count(signals: Signals, parameters: AutocorrelationParameters) -> list[Span]:
    """Count the reps of a session; returns (start, end) in ms, in order and without overlaps."""
    component = first_component(band_pass(signals.accel_g, 1 / parameters.longest_s, UPPER_HZ))
    periods = _periods(component, parameters)
    hop, window = samples(HOP_S), samples(parameters.window_s)
    edges: list[tuple[float, float]] = []
    for first, last in _stretches(periods):
        # The interval reaches from the start of the first window to the end of the last one.
        start, end = first * hop, min(len(component), last * hop + window)
        start, end = _trimmed(component, start, end, parameters.amplitude_min_g)
        lag = float(np.median(periods[first : last + 1]))
        edges += pairwise(_spread(component, start, end, lag))
    return signals.spans(edges)


def _periods(component: Floats, parameters: AutocorrelationParameters) -> Sequence[float]:
    """Period of each window, samples; 0 if it is not periodic."""
    window, hop = samples(parameters.window_s), samples(HOP_S)
    found = []
    for start in range(0, max(1, len(component) - window + 1), hop):
        values = component[start : start + window]
        lag = 0.0
        if values.std() >= parameters.amplitude_min_g:
            best, correlation = period(values, samples(parameters.shortest_s), samples(parameters.longest_s))
            lag = best if correlation >= parameters.correlation_min else 0.0
        found.append(lag)
    return found


def _stretches(periods: Sequence[float]) -> list[tuple[int, int]]:
    """First and last window of each run of periodic windows."""
    runs: list[tuple[int, int]] = []
    for index, lag in enumerate(periods):
        if lag and runs and runs[-1][1] == index - 1:
            runs[-1] = (runs[-1][0], index)
        elif lag:
            runs.append((index, index))
    return runs


def _trimmed(component: Floats, start: int, end: int, amplitude_g: float) -> tuple[int, int]:
    """The interval without the rest at its ends, because the outer windows reach beyond the set."""
    moving = start + np.flatnonzero(np.abs(component[start:end]) > amplitude_g)
    margin = samples(0.5)
    if not len(moving):
        return start, end
    return max(start, int(moving[0]) - margin), min(end, int(moving[-1]) + margin)


def _spread(component: Floats, start: int, end: int, lag: float) -> list[float]:
    """Evenly spaced edges of as many reps as fit, shifted to where the signal is lowest at the edges."""
    reps = max(1, round((end - start) / lag))
    edges = start + np.arange(reps + 1) * (end - start) / reps
    shifts = np.linspace(-lag / 2, lag / 2, max(3, round(lag / RATE_HZ * 10)))
    index = np.arange(len(component))
    depths = [float(np.interp(edges + shift, index, component).sum()) for shift in shifts]
    moved: list[float] = np.clip(edges + shifts[int(np.argmin(depths))], 0, len(component) - 1).tolist()
    return moved
