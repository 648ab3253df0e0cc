"""A curve at the resolution of a screen: samples when few are in view, its envelope when there are many.

Why Bokeh, and why an envelope
------------------------------
Measured on 30 November 2026 on two cores that other programs kept busy (load 5): headless Chromium,
`--disable-gpu`, one hour of 373 000 samples, half of it in view, 830 pixels wide, moved with every frame.

=====================================================================  ===================
what is drawn                                                          frames a second
=====================================================================  ===================
Bokeh: all six axes, as lines of the extremes of each column           9 to 13
the same without the three lines                                       39
Bokeh: all six axes, as envelopes                                      34
uPlot 1.6.32: three axes with their lines and nothing else             23 (16 for 90 % of it)
a canvas: three lines of 830 columns, no library                       33
a canvas: three filled envelopes of 830 columns, no library            58
=====================================================================  ===================

So neither library is what takes the time, but Chromium's stroking of a line that goes up and down in each
column. A filled envelope shows the same pixels. uPlot would need our own code for envelopes, labels, lines to
drag, cards and the overview; Bokeh has them all. Panel draws with Bokeh, so it was not measured. `python -m
bench` prints the present frames a second.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
# Samples in the shortest buckets: with fewer there is a sample for each pixel, and a line is drawn.
SHORTEST_SAMPLES = 2


class Curve:
    """A signal, with the minimum and the maximum of buckets of time of 2, 4, 8, ... samples.

    The buckets are the same for every view, so that nothing flickers while the view moves. Computed
    once, in 40 ms for an hour; a view then takes 0.2 ms.

    Args:
        t_s: time of each sample, s, increasing, shape (n,), n at least 1.
        y: values, shape (n,).
        gap_s: a longer step between samples is a hole, which nothing crosses.

    Attributes:
        ends: minimum and maximum of the values.
    """

    def __init__(self, t_s: Floats, y: Floats, gap_s: float) -> None:
        self.t_s = t_s
        self.y = y
        self.ends = float(y.min()), float(y.max())
        self._gap_s = gap_s
        steps = np.diff(t_s)
        self._shortest_s = SHORTEST_SAMPLES * float(np.median(steps)) if len(steps) else 1.0
        self._levels: list[tuple[NDArray[np.int64], Floats, Floats]] = []
        self._build()

    def _build(self) -> None:
        bucket = ((self.t_s - self.t_s[0]) / self._shortest_s).astype(np.int64)
        # The first sample of the next bucket belongs to this one too, unless a hole is between them.
        last = np.flatnonzero(np.diff(bucket) > 0)
        linked = last[np.diff(self.t_s)[last] <= self._gap_s]
        low, high = self.y.copy(), self.y.copy()
        low[linked] = np.minimum(low[linked], self.y[linked + 1])
        high[linked] = np.maximum(high[linked], self.y[linked + 1])
        while True:
            starts = np.flatnonzero(np.diff(bucket, prepend=-1) > 0)
            bucket = bucket[starts]
            low, high = np.minimum.reduceat(low, starts), np.maximum.reduceat(high, starts)
            self._levels.append((bucket, low, high))
            if len(bucket) < 2:
                return
            bucket = bucket >> 1

    def samples(self, start_s: float, end_s: float) -> int:
        """Number of samples in a time range."""
        first, last = np.searchsorted(self.t_s, (start_s, end_s))
        return int(last - first)

    def at(self, t_s: float) -> float | None:
        """The last value up to a time; None in a hole and outside the session."""
        index = int(np.searchsorted(self.t_s, t_s, "right")) - 1
        return float(self.y[index]) if index >= 0 and t_s - self.t_s[index] <= self._gap_s else None

    def line(self, start_s: float, end_s: float) -> tuple[Floats, Floats]:
        """The samples of a time range and one more on either side, with NaN in each hole."""
        first = max(int(np.searchsorted(self.t_s, start_s)) - 1, 0)
        last = int(np.searchsorted(self.t_s, end_s, "right")) + 1
        t_s, y = self.t_s[first:last], self.y[first:last]
        holes = np.flatnonzero(np.diff(t_s) > self._gap_s) + 1
        return np.insert(t_s, holes, np.nan), np.insert(y, holes, np.nan)

    def envelope(
        self, start_s: float, end_s: float, column_s: float, thickness: float
    ) -> tuple[Floats, Floats, Floats]:
        """Minimum and maximum in the shortest buckets that are no shorter than a column of pixels.

        Args:
            start_s, end_s: the time range; one more bucket is kept on either side.
            column_s: width of a column, s.
            thickness: the least distance of minimum and maximum, in the unit of the values.

        Returns:
            Times, minima and maxima. In a hole, both are equal, so that an area between them is empty.
        """
        shift = int(np.ceil(np.log2(max(column_s / self._shortest_s, 1.0))))
        shift = min(shift, len(self._levels) - 1)
        bucket, low, high = self._levels[shift]
        width_s = self._shortest_s * 2**shift
        first, last = np.searchsorted(bucket, (np.array((start_s, end_s)) - self.t_s[0]) / width_s)
        chosen = slice(max(int(first) - 1, 0), int(last) + 1)
        bucket, low, high = bucket[chosen], low[chosen], high[chosen]
        t_s = self.t_s[0] + (bucket + 0.5) * width_s
        more = np.maximum(thickness - (high - low), 0) / 2
        low, high = low - more, high + more
        holes = np.flatnonzero(np.diff(t_s) > max(self._gap_s, 1.5 * width_s)) + 1
        ends = np.repeat(holes, 2)
        middle = np.column_stack(((low + high)[holes - 1], (low + high)[holes])).ravel() / 2
        edges_s = np.column_stack((t_s[holes - 1], t_s[holes])).ravel()
        return np.insert(t_s, ends, edges_s), np.insert(low, ends, middle), np.insert(high, ends, middle)
