"""Decimates a curve for a screen: keeps the minimum and maximum of each column of pixels."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Twice the width of the axes on a wide screen, in pixels.
COLUMNS = 1500


def decimate(
    t: Floats, y: Floats, start: float, end: float, gap: float, columns: int = COLUMNS
) -> tuple[Floats, Floats]:
    """Decimate the part of a curve in a view to at most two samples per column, with gaps for holes.

    Args:
        t: times, increasing, shape (n,).
        y: values, shape (n,).
        start, end: the view, in the unit of `t`; one more sample is kept on either side.
        gap: a longer step between samples is a hole, marked by NaN so that no line crosses it.
        columns: number of columns in the view.

    Returns:
        Times and values: at most two per column, the two neighbours, and one NaN per hole.
    """
    first = max(int(np.searchsorted(t, start)) - 1, 0)
    last = min(int(np.searchsorted(t, end, "right")) + 1, len(t))
    t, y = t[first:last], y[first:last]
    holes = np.flatnonzero(np.diff(t) > gap) + 1
    if len(t) > 2 * columns:
        chosen = _extremes(t, y, columns)
        holes = np.searchsorted(chosen, holes)
        t, y = t[chosen], y[chosen]
    holes = np.unique(holes)
    return np.insert(t, holes, np.nan), np.insert(y, holes, np.nan)


def _extremes(t: Floats, y: Floats, columns: int) -> NDArray[np.intp]:
    """Indices of the minimum and maximum of each column, sorted and unique."""
    column = np.minimum(((t - t[0]) / (t[-1] - t[0]) * columns).astype(np.intp), columns - 1)
    begins = np.flatnonzero(np.r_[True, np.diff(column) > 0])
    by_value = np.lexsort((y, column))
    ends = np.r_[begins[1:], len(t)] - 1
    return np.unique(np.r_[by_value[begins], by_value[ends], 0, len(t) - 1])
