"""Maxima of the low-passed |a| with `scipy.signal.argrelextrema`: a common hobby counter.

Source: the function `count_reps` found in dozens of public fitness-tracker projects (a low-pass of 0.35-0.65
Hz chosen by exercise, then every maximum is a rep), written for intervals that already contain only the
exercise. To make it usable on whole sessions, we added a smallest amplitude of a maximum, which is tuned; the
cutoff is tuned too.
"""

from dataclasses import dataclass

import numpy as np
from scipy.signal import argrelextrema

from heeldrive_lab.baselines.signals import Signals, Span, low_pass, samples


@dataclass(frozen=True)
class LowPassedMagnitudeParameters:
    """Parameters, all tuned.

    Attributes:
        cutoff_hz: cutoff of the low-pass.
        order_s: time to either side in which a maximum must be the largest value.
        amplitude_g: smallest height of a maximum above the lower of its two adjacent minima; 0 in the source.
        length_max_s: longest rep; its ends are the adjacent minima, at most half of this from the maximum.
    """

    cutoff_hz: float = 0.4
    order_s: float = 0.2
    amplitude_g: float = 0.03
    length_max_s: float = 4.0


GRID = {
    "cutoff_hz": (0.4, 0.5, 0.65, 0.8, 1.0, 1.5),
    "order_s": (0.04, 0.5, 1.0, 1.5, 2.0),
    "amplitude_g": (0.0, 0.02, 0.04, 0.06, 0.08, 0.1, 0.12),
    "length_max_s": (2.0, 3.0, 4.0),
}


def count(signals: Signals, parameters: LowPassedMagnitudeParameters) -> list[Span]:
    """Count the reps of a session; returns (start, end) in ms, in order and without overlaps."""
    magnitude = low_pass(signals.magnitude_g, parameters.cutoff_hz)
    maxima = argrelextrema(magnitude, np.greater, order=samples(parameters.order_s))[0]
    minima = np.concatenate(([0], argrelextrema(magnitude, np.less)[0], [len(magnitude) - 1]))
    after = np.searchsorted(minima, maxima)
    left, right = minima[after - 1], minima[after]
    stands_out = magnitude[maxima] - np.minimum(magnitude[left], magnitude[right]) >= parameters.amplitude_g
    reach = samples(parameters.length_max_s / 2)
    edges = zip(
        np.maximum(left, maxima - reach)[stands_out].tolist(),
        np.minimum(right, maxima + reach)[stands_out].tolist(),
        strict=True,
    )
    return signals.spans(edges)
