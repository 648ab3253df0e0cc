"""Compares the turn of gravity with the rates: handedness, order and sign of axes, unit and time scale.

While the sensor turns by w, the direction u of gravity, fixed in the world, changes by u x w in the
sensor's axes. The correlation of both is above +0.94 in sound recordings of lunges, and as negative in
mirrored ones; the slope is 1 if unit and time fit.
"""

from dataclasses import dataclass
from itertools import permutations, product

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.limits import FORCE_OFF_MAX, FORCE_STD_MAX, SMOOTH_S, TURNED_MIN_RAD

Vectors = NDArray[np.float64]


@dataclass(frozen=True)
class Turning:
    """The turn of gravity against the rates.

    Attributes:
        change: (n, 3) change of the direction of gravity per second.
        up: (n, 3) direction of gravity.
        rate: (n, 3) angular rate in its own unit.
    """

    change: Vectors
    up: Vectors
    rate: Vectors

    def fit(self, axes: NDArray[np.float64] | None = None) -> tuple[float, float]:
        """Correlation and slope of the turn of gravity on u x w, with w in other `axes` if given."""
        rate = self.rate if axes is None else self.rate @ axes.T
        expected = np.cross(self.up, rate)
        both, power = (self.change * expected).sum(axis=1), (expected**2).sum(axis=1)
        scale = np.sqrt(float((self.change**2).sum()) * float(power.sum()))
        if scale <= 0:
            return 0.0, 0.0
        # A median of the faster half: spikes of a gyroscope would draw a least-squares slope to 0.
        fast = power >= np.median(power[power > 0])
        return float(both.sum()) / scale, float(np.median(both[fast] / power[fast]))

    def best_axes(self) -> tuple[NDArray[np.float64], float]:
        """The order and signs of the rates' axes that explain gravity best, fewest changes first."""
        candidates = [
            np.array(signs)[:, None] * np.eye(3)[list(order)]
            for order in permutations(range(3))
            for signs in product((1.0, -1.0), repeat=3)
        ]
        candidates.sort(key=lambda axes: float(-np.trace(np.abs(axes))))
        fits = [self.fit(axes)[0] for axes in candidates]
        top = max(fits)
        # All three reversed is one mistake, not three: it goes first.
        reversed_fit = self.fit(-np.eye(3))[0]
        if reversed_fit > top - 0.03:
            return -np.eye(3), reversed_fit
        return next((axes, fit) for axes, fit in zip(candidates, fits, strict=True) if fit > top - 0.03)


def turning(accel: Vectors, gyro: Vectors, rate_hz: float) -> Turning | None:
    """Prepare the comparison; None if gravity turns too little to judge.

    Args:
        accel: (n, 3) specific force, any unit.
        gyro: (n, 3) angular rate, any unit.
        rate_hz: samples per second.
    """
    span = max(3, round(SMOOTH_S * rate_hz))
    if len(accel) < 4 * span:
        return None
    norm = np.linalg.norm(accel, axis=1, keepdims=True)
    usual = max(float(np.median(norm)), 1e-12)
    force, rate, size = _means(accel, span), _means(gyro, span), _means(norm, span)
    spread = np.sqrt(np.maximum(_means(norm**2, span) - size**2, 0))
    force_size = np.linalg.norm(force, axis=1, keepdims=True)
    calm = (np.abs(force_size / usual - 1) < FORCE_OFF_MAX) & (spread < FORCE_STD_MAX * usual)
    up = force / np.maximum(force_size, 1e-12)
    change = (up[span:] - up[:-span]) * rate_hz / span
    count = len(change)
    kept = (calm[:count] & calm[span:])[:, 0]
    if float(np.linalg.norm(change[kept], axis=1).sum()) / rate_hz < TURNED_MIN_RAD:
        return None
    middle = span // 2
    return Turning(change[kept], up[middle : middle + count][kept], _means(rate, span)[:count][kept])


def _means(values: Vectors, length: int) -> Vectors:
    sums = np.cumsum(np.vstack((np.zeros(values.shape[1]), values)), axis=0)
    means: Vectors = (sums[length:] - sums[:-length]) / length
    return means


def axes_words(axes: NDArray[np.float64], names: str) -> str:
    """Columns in the order and with the signs of `axes`, as `--gyro-columns` takes them."""
    cells = names.split(",")
    return ",".join(
        ("-" if row[np.argmax(np.abs(row))] < 0 else "") + cells[int(np.argmax(np.abs(row)))] for row in axes
    )
