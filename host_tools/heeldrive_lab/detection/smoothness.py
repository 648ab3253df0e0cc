"""Smoothness of a movement: the spectral arc length of its angular rate.

Balasubramanian, Melendez-Calderon, Burdet 2012, "A robust and sensitive metric for quantifying movement
smoothness", IEEE Trans. Biomed. Eng. 59:2126; with the adaptive cutoff frequency of Balasubramanian et al.
2015, "On the analysis of movement smoothness", J. NeuroEng. Rehabil. 12:112.
"""

import numpy as np
from numpy.typing import NDArray

GRID_HZ = 100.0
# Movements have no content above 10 Hz; less than 5 % of the spectrum's peak is noise (2015).
CUTOFF_HZ = 10.0
FLOOR_SHARE = 0.05
# Zero padding: this many doublings beyond the next power of two (2012, K = 4).
PADDING = 4
# Fewer samples do not give a usable spectrum.
SAMPLES_MIN = 8


def spectral_arc_length(t_ms: NDArray[np.int64], rate: NDArray[np.float64]) -> float | None:
    """Spectral arc length: about -1.5 for a smooth swing, more negative for a jerky one.

    It does not depend on the amplitude of the rate, and hardly on the duration of the movement.

    Args:
        t_ms: times of the samples, ms, shape (n,); increasing, not necessarily evenly spaced.
        rate: magnitude of the angular rate, in any unit, shape (n,); not negative.

    Returns:
        The arc length, negative; None if there are too few samples or no movement.
    """
    if len(t_ms) < SAMPLES_MIN or not rate.any():
        return None
    grid_ms = np.arange(t_ms[0], t_ms[-1], 1000 / GRID_HZ)
    even = np.interp(grid_ms, t_ms, rate)
    length = 1 << (len(even) - 1).bit_length() + PADDING
    spectrum = np.abs(np.fft.rfft(even, length))
    spectrum /= spectrum.max()
    frequency_hz = np.arange(len(spectrum)) * GRID_HZ / length
    inside = np.flatnonzero((spectrum >= FLOOR_SHARE) & (frequency_hz <= CUTOFF_HZ))
    curve, axis = spectrum[: inside[-1] + 1], frequency_hz[: inside[-1] + 1]
    if len(curve) < 2:
        return None
    return -float(np.hypot(np.diff(axis) / (axis[-1] - axis[0]), np.diff(curve)).sum())
