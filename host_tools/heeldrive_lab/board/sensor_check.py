"""Finds in a recording a sensor that does not measure 1 g at rest, or an axis at the end of its range.

The limits of rest are those of the board (firmware/sensor/self_test.py).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.sessions.session import Row
from heeldrive_lab.sessions.units import STANDARD_GRAVITY

_WINDOW_MS = 2000
_WINDOWS = 2  # with the same axis up; a lift starts or stops in less time than two take
_FEWEST = 20  # samples in it
_STILL_G = 0.08
_STILL_DPS = 9.0
_OFFSET_MAX_MG = 61  # 40 mg on each axis and 1 % of sensitivity, by the data sheets, with some margin
_SCALE_MAX = 1.4  # more than this times 1 g, or less than its inverse, is no offset
_END = 32736  # of a count that the board has rounded to 64 (firmware/sensor/rest_decimator.py)
_SATURATED_SHARE = 0.01  # single kicks and impacts are shorter
_LEFT_OUT = (0, 4, 8, 16, 32)  # what boards write for such an axis: 0, or the middle of a step from 0 on
_LEFT_OUT_SHARE = 0.9  # no noisy sensor repeats it
_AXES = ("ax", "ay", "az", "gx", "gy", "gz")


def sensor_faults(rows: Sequence[Row], ug_per_count: int, udps_per_count: int) -> Iterator[str]:
    """What is wrong with the sensor, one clause each, without a remedy.

    Args:
        rows: the samples, `(t_ms, ax, ay, az, gx, gy, gz)` in raw counts.
        ug_per_count: accelerometer sensitivity, micro-g per count.
        udps_per_count: gyroscope sensitivity, micro-degrees per second per count.
    """
    if not rows:
        return
    table = np.array(rows, np.int64)
    for axis, counts in zip(_AXES, table[:, 1:].T, strict=True):
        at_end = float((np.abs(counts) >= _END).mean())
        if at_end and float(np.isin(counts, _LEFT_OUT).mean()) > _LEFT_OUT_SHARE:
            yield f"axis {axis} of the sensor stayed at the end of its range: the board has left it out"
        elif at_end > _SATURATED_SHARE:
            yield f"axis {axis} of the sensor is at the end of its range in {at_end:.0%} of the samples"
    forces_g = _at_rest(table, ug_per_count, udps_per_count)
    if not len(forces_g):
        return
    sizes = np.linalg.norm(forces_g, axis=1)
    middle = float(np.median(sizes))
    if not 1 / _SCALE_MAX < middle < _SCALE_MAX:
        yield (
            f"the sensor measures {STANDARD_GRAVITY * middle:.1f} m/s^2 at rest instead of 9.8:"
            " its scale is wrong"
        )
        return
    upright = np.argmax(np.abs(forces_g), axis=1)
    for number, axis in enumerate(_AXES[:3]):
        here = upright == number
        if here.sum() < _WINDOWS:
            continue
        size, up = float(np.median(sizes[here])), float(np.sign(np.median(forces_g[here, number])))
        offset_mg = 1000 * (size - 1)
        if abs(offset_mg) > _OFFSET_MAX_MG:
            yield (
                f"the sensor measures {STANDARD_GRAVITY * size:.1f} m/s^2 at rest instead of 9.8:"
                f" axis {axis} has an offset of about {offset_mg * up:.0f} mg"
            )


def _at_rest(table: NDArray[np.int64], ug_per_count: int, udps_per_count: int) -> NDArray[np.float64]:
    """The mean specific force in each window at rest, g, shape (windows, 3)."""
    means = []
    for window in np.split(table, np.flatnonzero(np.diff(table[:, 0] // _WINDOW_MS)) + 1):
        force_g = window[:, 1:4] * (ug_per_count * 1e-6)
        rate_dps = window[:, 4:7] * (udps_per_count * 1e-6)
        still = np.ptp(force_g, axis=0).max() < _STILL_G and np.ptp(rate_dps, axis=0).max() < _STILL_DPS
        if len(window) >= _FEWEST and still:
            means.append(force_g.mean(axis=0))
    return np.array(means).reshape(-1, 3)
