"""RecoFit's counting stage.

Source: D. Morris, T. S. Saponas, A. Guillory, I. Kelner: RecoFit: using a wearable sensor to find, recognize,
and count repetitive exercises, CHI 2014, section "Counting". Band-pass; first principal component; greedy
selection of maxima, highest first, each at least the shortest rep away from those already selected; a second
selection with 3/4 of the period found by the autocorrelation around each peak as the distance; removal of
peaks below half of the 40th percentile. The paper recognises the exercise first and uses its range of
periods.

The paper counts only in intervals that a trained classifier has marked as exercise. We have no such
classifier. Instead, we added three tuned parameters: the smallest amplitude and autocorrelation of a peak,
and the smallest number of consecutive peaks. The percentile is taken over each such run, as the paper takes
it over each set.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.signal import argrelextrema, peak_widths

from heeldrive_lab.baselines.signals import (
    Floats,
    Signals,
    Span,
    band_pass,
    first_component,
    period,
    samples,
)

# As published.
PERIOD_SHARE = 0.75
PERCENTILE = 40
CUT_SHARE = 0.5
WINDOW_PERIODS = 2  # of the longest rep, around each peak
EDGE_SHARE = 0.9


@dataclass(frozen=True)
class RecofitParameters:
    """Parameters, all tuned.

    Attributes:
        shortest_s: shortest time between reps.
        longest_s: longest time between reps in a set; its inverse is the lower cutoff of the band-pass.
        cutoff_hz: upper cutoff of the band-pass.
        amplitude_g: smallest height of a peak; added by us, 0 in the source.
        correlation_min: smallest autocorrelation at the local period; added by us, -1 in the source.
        run_min: fewest peaks in a run without a rest longer than two longest reps; added by us, 1 in the
            source.
    """

    shortest_s: float = 2.0
    longest_s: float = 7.0
    cutoff_hz: float = 1.0
    amplitude_g: float = 0.2
    correlation_min: float = 0.0
    run_min: int = 2


GRID = {
    "shortest_s": (1.5, 2.5, 3.0),
    "longest_s": (8.0, 10.0, 12.0),
    "cutoff_hz": (0.5, 0.7, 1.0),
    "amplitude_g": (0.2, 0.3, 0.4),
    "correlation_min": (-1.0, 0.3, 0.45, 0.6),
    # Not more than 5, although the sets here are longer: a set of five should count.
    "run_min": (1, 5),
}


def count(signals: Signals, parameters: RecofitParameters) -> list[Span]:
    """Count the reps of a session; returns (start, end) in ms, in order and without overlaps."""
    shortest, longest = samples(parameters.shortest_s), samples(parameters.longest_s)
    component = first_component(band_pass(signals.accel_g, 1 / parameters.longest_s, parameters.cutoff_hz))
    maxima = argrelextrema(component, np.greater)[0]
    maxima = maxima[component[maxima] >= parameters.amplitude_g]
    candidates = _spaced(component, maxima.tolist(), [PERIOD_SHARE * shortest] * len(maxima))
    local = [_local_period(component, peak, shortest, longest) for peak in candidates]
    regular = [
        (peak, PERIOD_SHARE * lag)
        for peak, (lag, correlation) in zip(candidates, local, strict=True)
        if correlation >= parameters.correlation_min
    ]
    peaks = _spaced(component, [peak for peak, _ in regular], [distance for _, distance in regular])
    kept = [peak for run in _runs(peaks, 2 * longest) for peak in _cut(component, run, parameters.run_min)]
    _, _, left, right = peak_widths(component, kept, EDGE_SHARE, wlen=2 * longest)
    return signals.spans(zip(left.tolist(), right.tolist(), strict=True))


def _spaced(component: Floats, peaks: Sequence[int], distances: Sequence[float]) -> list[int]:
    """Select peaks, highest first, at least their own distance away from those already selected; in order."""
    taken: list[int] = []
    for peak, distance in sorted(zip(peaks, distances, strict=True), key=lambda one: -component[one[0]]):
        at = int(np.searchsorted(taken, peak))
        near = taken[max(0, at - 1) : at + 1]
        if all(abs(peak - other) >= distance for other in near):
            taken.insert(at, peak)
    return taken


def _local_period(component: Floats, peak: int, shortest: int, longest: int) -> tuple[int, float]:
    reach = WINDOW_PERIODS * longest
    return period(component[max(0, peak - reach) : peak + reach], shortest, longest)


def _runs(peaks: Sequence[int], rest: int) -> list[list[int]]:
    runs: list[list[int]] = []
    for peak in peaks:
        if runs and peak - runs[-1][-1] <= rest:
            runs[-1].append(peak)
        else:
            runs.append([peak])
    return runs


def _cut(component: Floats, run: Sequence[int], run_min: int) -> list[int]:
    """The peaks of a run that are high enough relative to the others; none if the run is too short."""
    height = np.percentile(component[list(run)], PERCENTILE)
    kept = [peak for peak in run if component[peak] >= CUT_SHARE * height]
    return kept if len(kept) >= run_min else []
