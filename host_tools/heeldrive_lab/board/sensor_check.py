"""Finds in a recording a sensor that does not measure 1 g at rest, or an axis at the end of its range.

The limits of rest are those of the board (firmware/sensor/self_test.py).
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import copysign, hypot
from statistics import fmean, median

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
    for axis, counts in zip(_AXES, list(zip(*rows, strict=True))[1:], strict=True):
        at_end = sum(abs(count) >= _END for count in counts) / len(counts)
        if at_end and sum(count in _LEFT_OUT for count in counts) / len(counts) > _LEFT_OUT_SHARE:
            yield f"axis {axis} of the sensor stayed at the end of its range: the board has left it out"
        elif at_end > _SATURATED_SHARE:
            yield f"axis {axis} of the sensor is at the end of its range in {at_end:.0%} of the samples"
    forces_g = list(_at_rest(rows, ug_per_count, udps_per_count))
    if not forces_g:
        return
    middle = median(hypot(*force_g) for force_g in forces_g)
    if not 1 / _SCALE_MAX < middle < _SCALE_MAX:
        yield (
            f"the sensor measures {STANDARD_GRAVITY * middle:.1f} m/s^2 at rest instead of 9.8:"
            " its scale is wrong"
        )
        return
    for number, axis in enumerate(_AXES[:3]):
        here = [force_g for force_g in forces_g if max(force_g, key=abs) == force_g[number]]
        if len(here) < _WINDOWS:
            continue
        size, up = median(hypot(*force_g) for force_g in here), median(force_g[number] for force_g in here)
        offset_mg = 1000 * (size - 1)
        if abs(offset_mg) > _OFFSET_MAX_MG:
            yield (
                f"the sensor measures {STANDARD_GRAVITY * size:.1f} m/s^2 at rest instead of 9.8:"
                f" axis {axis} has an offset of about {offset_mg * copysign(1, up):.0f} mg"
            )


def _at_rest(rows: Sequence[Row], ug_per_count: int, udps_per_count: int) -> Iterator[list[float]]:
    """The mean specific force in each window at rest, g, along the three axes."""
    for _, window in groupby(rows, lambda row: row[0] // _WINDOW_MS):
        t_ms, *counts = zip(*window, strict=True)
        forces, rates = counts[:3], counts[3:]
        still = _widest(forces) * ug_per_count * 1e-6 < _STILL_G and (
            _widest(rates) * udps_per_count * 1e-6 < _STILL_DPS
        )
        if len(t_ms) >= _FEWEST and still:
            yield [fmean(axis) * ug_per_count * 1e-6 for axis in forces]


def _widest(axes: Sequence[Sequence[int]]) -> int:
    """The largest range of an axis, counts."""
    return max(max(axis) - min(axis) for axis in axes)
