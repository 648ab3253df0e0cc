"""Thins a curve to what a screen can show: of each column of pixels the lowest and the highest sample."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Twice as many columns as a wide screen has for the axes.
COLUMNS = 1500


def decimate(
    t: Floats, y: Floats, start: float, end: float, gap: float, columns: int = COLUMNS
) -> tuple[Floats, Floats]:
    """The part of a curve within a view, at most two samples a column, with holes left open.

    Args:
        t: times, increasing, shape (n,).
        y: values, shape (n,).
        start, end: the view, in the unit of `t`; the samples next to it on either side are kept too.
        gap: a longer step between samples is a hole: NaN is put there, so that no line crosses it.
        columns: how many columns the view has.

    Returns:
        Times and values, not more than twice the columns, the two neighbours and the holes.
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
    """Where the lowest and the highest sample of each column are, in order, each once."""
    column = np.minimum(((t - t[0]) / (t[-1] - t[0]) * columns).astype(np.intp), columns - 1)
    begins = np.flatnonzero(np.r_[True, np.diff(column) > 0])
    by_value = np.lexsort((y, column))
    ends = np.r_[begins[1:], len(t)] - 1
    return np.unique(np.r_[by_value[begins], by_value[ends], 0, len(t) - 1])
