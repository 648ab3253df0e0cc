"""Segments a cycle of known inclination into the phases defined in docs/architecture.md ("Words")."""

import numpy as np
from numpy.typing import NDArray

# docs/architecture.md: the descent starts, and the rep ends, at 10 % of the way; the bottom is within 5 deg
# of the largest inclination.
EDGE_SHARE = 0.10
BOTTOM_MARGIN_DEG = 5.0


def segment_cycle(path: NDArray[np.float64], bottom_margin: float) -> tuple[float, float, float, float]:
    """Segment one cycle, from a top through a peak to a top.

    Args:
        path: (n,) inclination (or downward displacement of the body) with some standing before and after the
            cycle, any unit.
        bottom_margin: the bottom is where `path` is within this of its peak, same unit.

    Returns:
        Starts of descent, bottom and rise, and the end of the rep, as fractional indices of `path`.
    """
    peak = int(np.argmax(path))
    before, after, deepest = float(path[: peak + 1].min()), float(path[peak:].min()), float(path[peak])
    from_top = before + EDGE_SHARE * (deepest - before)
    to_top = after + EDGE_SHARE * (deepest - after)
    start = int(np.flatnonzero(path[:peak] <= from_top)[-1])
    low = np.flatnonzero(path >= deepest - bottom_margin)
    end = peak + int(np.flatnonzero(path[peak:] <= to_top)[0]) - 1
    bottom, rise = int(low[0]) - 1, int(low[-1])
    level = deepest - bottom_margin
    return (
        _crossing(path, start, from_top),
        _crossing(path, bottom, level),
        _crossing(path, rise, level),
        _crossing(path, end, to_top),
    )


def _crossing(path: NDArray[np.float64], index: int, level: float) -> float:
    """Fractional index between `index` and the next sample where `path` crosses `level`."""
    return index + float((level - path[index]) / (path[index + 1] - path[index]))
