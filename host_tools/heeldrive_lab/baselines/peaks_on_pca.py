"""`scipy.signal.find_peaks` on the first principal component of the acceleration.

Source: the straightforward use of scipy's `find_peaks`. The specific force on a tilting thigh is mostly
gravity, and its first component mostly the tilt.
"""

from dataclasses import dataclass

from scipy.signal import find_peaks, peak_widths

from heeldrive_lab.baselines.signals import Signals, Span, first_component, low_pass, samples

EDGE_SHARE = 0.9  # of a peak's prominence: a rep starts and ends 10 % above the level before and after it


@dataclass(frozen=True)
class PeaksOnPcaParameters:
    """Parameters, all tuned.

    Attributes:
        cutoff_hz: cutoff of the low-pass before the principal component analysis.
        prominence_g: smallest prominence of a peak.
        distance_s: smallest time between peaks.
        width_min_s: smallest width at half of the prominence.
        width_max_s: largest width at half of the prominence.
    """

    cutoff_hz: float = 2.0
    prominence_g: float = 0.5
    distance_s: float = 1.5
    width_min_s: float = 0.6
    width_max_s: float = 6.0


GRID = {
    "cutoff_hz": (0.5, 0.7, 1.0, 2.0),
    "prominence_g": (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9),
    "distance_s": (1.0, 2.0),
    "width_min_s": (0.2, 0.8, 1.1),
    "width_max_s": (2.5, 3.5, 5.0, 7.0),
}


def count(signals: Signals, parameters: PeaksOnPcaParameters) -> list[Span]:
    """Count the reps of a session; returns (start, end) in ms, in order and without overlaps."""
    component = first_component(low_pass(signals.accel_g, parameters.cutoff_hz))
    peaks, _ = find_peaks(
        component,
        prominence=parameters.prominence_g,
        distance=samples(parameters.distance_s),
        width=(samples(parameters.width_min_s), samples(parameters.width_max_s)),
    )
    _, _, left, right = peak_widths(component, peaks, EDGE_SHARE)
    return signals.spans(zip(left.tolist(), right.tolist(), strict=True))
