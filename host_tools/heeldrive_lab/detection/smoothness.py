"""How smooth a movement was: the spectral arc length of its angular rate.

Balasubramanian, Melendez-Calderon, Burdet 2012, "A robust and sensitive metric for quantifying movement
smoothness", IEEE Trans. Biomed. Eng. 59:2126; with the cutoff that follows the movement of Balasubramanian
et al. 2015, "On the analysis of movement smoothness", J. NeuroEng. Rehabil. 12:112.
"""

import numpy as np
from numpy.typing import NDArray

GRID_HZ = 100.0
# Nothing above 10 Hz belongs to a movement, nor what is under 5 % of the spectrum's peak (2015).
CUTOFF_HZ = 10.0
FLOOR_SHARE = 0.05
# The spectrum is drawn four times as fine as doubling the length to a power of two would.
PADDING = 4
# Fewer samples than this tell nothing of a spectrum.
SAMPLES_MIN = 8


def spectral_arc_length(t_ms: NDArray[np.int64], rate: NDArray[np.float64]) -> float | None:
    """Minus the length of the spectrum's curve: about -1.5 for one smooth swing, less the more it falters.

    It depends neither on the size of the rate nor, hardly, on how long the movement took.

    Args:
        t_ms: times of the samples, increasing, shape (n,); they may be uneven.
        rate: size of the angular rate, any unit, not negative, shape (n,).

    Returns:
        The arc length, below zero; None when there are too few samples or no movement.
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
