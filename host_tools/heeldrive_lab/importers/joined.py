"""Joins acceleration and angular rate, measured at times of their own, into samples of one time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers import sentences as say
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.limits import (
    AGREES_MIN,
    FASTER,
    GRAVITY_OUT_SHARE,
    GRAVITY_OUT_SPREAD,
    HOLE_PERIODS,
)
from heeldrive_lab.importers.streams import Stream
from heeldrive_lab.importers.turning import turning
from heeldrive_lab.sessions.units import ACCEL_UNITS


@dataclass(frozen=True)
class Joined:
    """Samples of both sensors at the same times.

    Attributes:
        accel, gyro: the streams; both have the times of the result.
        gravity_added: the columns of gravity that were put back, or empty.
        left_out: rows without a partner.
        also: names of sensors that were not taken.
    """

    accel: Stream
    gyro: Stream
    gravity_added: str
    left_out: int
    also: tuple[str, ...]


def join(streams: Sequence[Stream]) -> Joined:
    """Choose acceleration and rates, put gravity back if it was taken out, and bring all to the same times.

    Raises:
        RecordingError: one is missing, or they have no time in common.
    """
    streams = _guessed(streams)
    gyros = _of_kind(streams, "gyro")
    accels = _of_kind(streams, "accel") + _of_kind(streams, "linear")
    if not gyros or not accels:
        raise RecordingError(_missing(bool(accels), bool(gyros), streams))
    gyro = gyros[0]
    problem = ""
    for accel in accels:
        both, left_out = _at_same_times(accel, gyro)
        added = ""
        gravity = next(iter(_of_kind(streams, "gravity")), None)
        # ROS calls the specific force linear acceleration.
        if (accel.kind == "linear" and gravity) or _gravity_is_out(*both):
            problem = say.GRAVITY_OUT.format(name=accel.name[:50])
            if gravity is None:
                continue
            both = (_plus_gravity(both[0], gravity), both[1])
            added = gravity.name
        others = [
            each.name for each in (*accels, *gyros) if each not in (accel, gyro) and each.kind != "linear"
        ]
        return Joined(both[0], both[1], added, left_out, tuple(others))
    raise RecordingError(problem)


def _of_kind(streams: Sequence[Stream], kind: str) -> list[Stream]:
    """Streams of a kind: the total before others, uncalibrated ones last."""
    found = [each for each in streams if each.kind == kind]
    words = {id(each): f"{each.name} {each.table.label}".lower() for each in found}
    return sorted(found, key=lambda each: ("total" not in words[id(each)], "uncal" in words[id(each)]))


def _missing(accel: bool, gyro: bool, streams: Sequence[Stream]) -> str:
    if accel:
        return say.NO_GYRO
    if gyro:
        return say.NO_ACCEL
    columns = ", ".join(each.name for each in streams) or "no x, y, z"
    return say.NO_SENSORS.format(columns=columns[:50])


def _guessed(streams: Sequence[Stream]) -> list[Stream]:
    """Kinds of streams that have no name: the pair in which gravity turns as the rates say."""
    unknown = [each for each in streams if not each.kind]
    known = {each.kind for each in streams}
    if not unknown or {"accel", "gyro"} <= known:
        return list(streams)
    best: tuple[float, Stream | None, Stream | None] = (AGREES_MIN, None, None)
    accels = [each for each in streams if each.kind == "accel"]
    gyros = [each for each in streams if each.kind == "gyro"]
    for force, rate in product(accels or unknown, gyros or unknown):
        if force is rate:
            continue
        look = turning(*_values(force, rate), rate_hz=max(force.rate_hz, 1))
        # Reversed rates are found later; here only the kinds matter.
        if look and abs(fit := look.fit()[0]) > best[0]:
            best = abs(fit), force, rate
    _, accel, gyro = best
    if accel is None or gyro is None:
        accel = next(iter(accels or sorted(unknown, key=_unsteadiness)))
        gyro = next((each for each in gyros or unknown if each is not accel), None)
    return [
        replace(each, kind="accel") if each is accel else replace(each, kind="gyro") if each is gyro else each
        for each in streams
    ]


def _values(accel: Stream, gyro: Stream) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    (one, two), _ = _at_same_times(accel, gyro)
    return one.values, two.values


def _unsteadiness(stream: Stream) -> float:
    """Spread of the norm as a share of its median: small for specific force, large for rates."""
    norm = np.linalg.norm(stream.values, axis=1)
    return float(np.subtract(*np.percentile(norm, (75, 25))) / max(float(np.median(norm)), 1e-12))


def _at_same_times(accel: Stream, gyro: Stream) -> tuple[tuple[Stream, Stream], int]:
    """Both at the times of the faster one, where they overlap; and the rows left out."""
    if accel.table is gyro.table and np.array_equal(accel.rows, gyro.rows):
        return (accel, gyro), 0
    if accel.times is None or gyro.times is None:
        raise RecordingError(say.ROWS_APART)
    by_gyro = gyro.rate_hz > FASTER * accel.rate_hz
    base, other = (gyro, accel) if by_gyro else (accel, gyro)
    for each in (base, other):
        check_increasing(each)
    at, rows = _interpolated(other, base)
    if len(rows) < 2:
        raise RecordingError(
            say.NO_COMMON_TIME.format(
                accel=accel.clock, accel_s=accel.times[0], gyro=gyro.clock, gyro_s=gyro.times[0]
            )
        )
    left_out = len(base.rows) - len(rows)
    base = replace(base, values=base.values[rows], times=_times(base)[rows], rows=base.rows[rows])
    other = replace(other, values=at, times=base.times, rows=base.rows)
    return ((other, base) if by_gyro else (base, other)), left_out


def _times(stream: Stream) -> NDArray[np.float64]:
    if stream.times is None:
        raise RecordingError(say.NO_TIMES.format(name=stream.name))
    return stream.times


def _interpolated(other: Stream, base: Stream) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Values of `other` at the times of `base`, and the rows of `base` that it covers."""
    have, want = _times(other), _times(base)
    after = np.clip(np.searchsorted(have, want), 1, len(have) - 1)
    period = float(np.median(np.diff(have)))
    # Sensors of one device start within a period of each other.
    inside = (want >= have[0] - period) & (want <= have[-1] + period)
    rows = np.flatnonzero(inside & (have[after] - have[after - 1] <= HOLE_PERIODS * period))
    return np.column_stack([np.interp(want[rows], have, axis) for axis in other.values.T]), rows


def check_increasing(stream: Stream) -> None:
    """Check that time increases.

    Raises:
        RecordingError: it does not; the text names the line.
    """
    times = _times(stream)
    back = np.flatnonzero(np.diff(times) <= 0)
    if len(back):
        at = back[0]
        line = stream.table.lines[stream.rows[at + 1]]
        raise RecordingError(
            say.BACKWARDS.format(line=line, now_s=times[at + 1], before_s=times[at], places=len(back))
        )


def _gravity_is_out(accel: Stream, gyro: Stream) -> bool:
    """Whether the acceleration is about 0 where the sensor turns least."""
    norm = np.linalg.norm(accel.values, axis=1)
    turning_rate = np.linalg.norm(gyro.values, axis=1)
    quiet = norm[turning_rate <= np.percentile(turning_rate, 20)]
    low, middle, high = np.percentile(quiet, (25, 50, 75))
    # Noise about 0 spreads by half its size; the norm about 1 g of a runner hardly does.
    return bool(
        middle < GRAVITY_OUT_SHARE * np.percentile(norm, 99) and high - low > GRAVITY_OUT_SPREAD * middle
    )


def _plus_gravity(accel: Stream, gravity: Stream) -> Stream:
    if accel.unit and gravity.unit:
        gravity = replace(
            gravity, values=gravity.values * ACCEL_UNITS[gravity.unit] / ACCEL_UNITS[accel.unit]
        )
    if gravity.table is accel.table and np.array_equal(gravity.rows, accel.rows):
        return replace(accel, values=accel.values + gravity.values)
    _, rows = _interpolated(gravity, accel)
    if len(rows) < len(accel.rows) - 2 / max(gravity.rate_hz, 1e-9) * accel.rate_hz - 2:
        raise RecordingError(say.GRAVITY_SHORT)
    whole = np.column_stack([np.interp(_times(accel), _times(gravity), axis) for axis in gravity.values.T])
    return replace(accel, values=accel.values + whole)
