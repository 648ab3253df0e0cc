"""Cuts a cycle whose true course is known into its phases, as docs/architecture.md ("Words") defines them."""

import numpy as np
from numpy.typing import NDArray

# docs/architecture.md: descent starts, and the rep ends, at 10 % of the way; the bottom is within 5 deg of D.
EDGE_SHARE = 0.10
BOTTOM_MARGIN_DEG = 5.0


def segment_cycle(path: NDArray[np.float64], bottom_margin: float) -> tuple[float, float, float, float]:
    """Cut one cycle, from a top through a peak to a top, into its phases.

    Args:
        path: inclination (or the body's fall) of the cycle with some standing on either side, any unit.
        bottom_margin: the bottom is where the path is within this of its peak, same unit.

    Returns:
        Start of the descent, of the bottom, of the rise, and the end, in samples of `path`, with fractions.
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
    """Where, between `index` and the next sample, `path` meets `level`."""
    return index + float((level - path[index]) / (path[index + 1] - path[index]))
