"""Plausibility checks of `heeldrive import`: units, sample rate, gravity and rest."""

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers import sentences as say
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.limits import (
    RATE_LIMIT_UDPS,
    RATE_MAX_HZ,
    RATE_MIN_HZ,
    REST_MAX_UG,
    REST_MIN_UG,
    ROTATION_RATIO_MAX,
    ROTATION_RATIO_MIN,
    STILL_ACCEL_SHARE,
    STILL_RATE_UDPS,
    STILL_S,
    SWING_MIN_RAD,
    SWINGS_MIN_RAD,
)
from heeldrive_lab.sessions.format import GAP_PERIODS
from heeldrive_lab.sessions.units import ACCEL_UNITS, GYRO_UNITS, TIME_UNITS


def rest_magnitudes_ug(
    accel_ug: NDArray[np.float64], gyro_udps: NDArray[np.float64], rate_hz: float
) -> NDArray[np.float64]:
    """Compute the mean |a| of each half second at rest; the half seconds overlap by half.

    Args:
        accel_ug: (n, 3) specific force, micro-g.
        gyro_udps: (n, 3) angular rate, micro-degrees per second.
        rate_hz: samples per second.

    Returns:
        (k,) micro-g; empty if the recording contains no rest.
    """
    window = max(2, round(STILL_S * rate_hz))
    if len(accel_ug) < window:
        return np.zeros(0)
    force = _windows(np.linalg.norm(accel_ug, axis=1), window, window // 2)
    turning = np.sqrt(_windows((gyro_udps**2).max(axis=1), window, window // 2).mean(axis=1))
    mean = force.mean(axis=1)
    at_rest: NDArray[np.float64] = mean[
        (force.std(axis=1) < STILL_ACCEL_SHARE * mean) & (turning < STILL_RATE_UDPS)
    ]
    return at_rest


def _windows(values: NDArray[np.float64], length: int, step: int) -> NDArray[np.float64]:
    windows: NDArray[np.float64] = np.lib.stride_tricks.sliding_window_view(values, length)[::step]
    return windows


def check_sampling(rate_hz: float, time_unit: str | None = None) -> None:
    """Check that the sample rate is plausible.

    Args:
        rate_hz: samples per second.
        time_unit: the unit in which time was read; None if the user gave the rate.

    Raises:
        RecordingError: the rate is out of range; the text suggests a plausible unit of time, if any.
    """
    if RATE_MIN_HZ <= rate_hz <= RATE_MAX_HZ:
        return
    advice = say.SAMPLING_RATE
    if time_unit is not None:
        would_be = {unit: rate_hz * TIME_UNITS[time_unit] / in_ms for unit, in_ms in TIME_UNITS.items()}
        sound = [unit for unit, hz in would_be.items() if RATE_MIN_HZ <= hz <= RATE_MAX_HZ]
        advice = (
            say.SAMPLING_UNIT.format(unit=sound[0], rate_hz=would_be[sound[0]])
            if sound
            else say.SAMPLING_OTHER
        )
    raise RecordingError(
        say.SAMPLING.format(rate_hz=rate_hz, least=RATE_MIN_HZ, most=RATE_MAX_HZ, advice=advice)
    )


def check_rates(gyro_udps: NDArray[np.float64], unit: str) -> None:
    """Check that a thigh can reach the angular rates.

    Args:
        gyro_udps: (n, 3) angular rate, micro-degrees per second if `unit` is right.
        unit: the unit in which the rates were read.

    Raises:
        RecordingError: a rate is out of range; the text suggests a plausible unit, if any.
    """
    largest = float(np.abs(gyro_udps).max())
    if largest > RATE_LIMIT_UDPS:
        would_be = _other_unit(largest, unit, GYRO_UNITS, (0, RATE_LIMIT_UDPS))
        raise RecordingError(say.RATES_FAST.format(dps=largest / 1e6, unit=unit, would_be=would_be))


def rotation_ratio(
    accel_ug: NDArray[np.float64], gyro_udps: NDArray[np.float64], rate_hz: float
) -> float | None:
    """Rotation integrated from the rates, divided by the rotation of gravity in the sensor's axes.

    Args:
        accel_ug: (n, 3) specific force, micro-g.
        gyro_udps: (n, 3) angular rate, micro-degrees per second.
        rate_hz: samples per second.

    Returns:
        The ratio, about 1 if the units are right; None if gravity turns too little to judge.
    """
    window = max(2, round(STILL_S * rate_hz))
    if len(accel_ug) < 2 * window:
        return None
    # A median, because a knock or an outlier would turn a mean.
    up = np.column_stack([np.median(_windows(axis, window, window), axis=1) for axis in accel_ug.T])
    up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1)
    swings = np.arccos(np.clip((up[1:] * up[:-1]).sum(axis=1), -1, 1))
    speed_udps = _windows(np.linalg.norm(gyro_udps, axis=1), window, window).mean(axis=1)
    turns = np.radians((speed_udps[1:] + speed_udps[:-1]) / 2 / 1e6 * window / rate_hz)
    swung = swings > SWING_MIN_RAD
    swing = float(swings[swung].sum())
    return float(turns[swung].sum()) / swing if swing >= SWINGS_MIN_RAD else None


def rotation_problem(ratio: float | None, unit: str) -> str | None:
    """Message about rates that do not match the rotation of gravity; None if they match.

    Args:
        ratio: from `rotation_ratio`; None counts as a match.
        unit: the unit in which the rates were read.
    """
    if ratio is None or ROTATION_RATIO_MIN <= ratio <= ROTATION_RATIO_MAX:
        return None
    advice = say.NOTE_ROTATION_COLUMNS
    for other, size in GYRO_UNITS.items():
        if ROTATION_RATIO_MIN <= ratio / GYRO_UNITS[unit] * size <= ROTATION_RATIO_MAX:
            advice = say.NOTE_ROTATION_UNIT.format(unit=other)
    return say.NOTE_ROTATION.format(unit=unit, ratio=ratio, advice=advice)


def check_gravity(accel_ug: NDArray[np.float64], rest_ug: NDArray[np.float64], unit: str) -> None:
    """Check that |a| at rest is gravity.

    Args:
        accel_ug: (n, 3) specific force, micro-g if `unit` is right.
        rest_ug: (k,) |a| at rest, from `rest_magnitudes_ug`. If empty, the median over all samples is used.
        unit: the unit in which the specific force was read.

    Raises:
        RecordingError: |a| is not about 1 g; the text suggests a plausible unit, if any.
    """
    rest = float(np.median(rest_ug if len(rest_ug) else np.linalg.norm(accel_ug, axis=1)))
    if not REST_MIN_UG <= rest <= REST_MAX_UG:
        would_be = _other_unit(rest, unit, ACCEL_UNITS, (REST_MIN_UG, REST_MAX_UG))
        raise RecordingError(say.REST_NOT_1_G.format(rest_g=rest / 1e6, unit=unit, would_be=would_be))


def _other_unit(value: float, unit: str, units: dict[str, float], sound: tuple[float, float]) -> str:
    """End of a message: the option that brings `value` into the range `sound`, or that none does."""
    option, shown_in = ("--accel-unit", "g") if units is ACCEL_UNITS else ("--gyro-unit", "deg/s")
    for other, size in units.items():
        would_be = value / units[unit] * size
        if other != unit and sound[0] <= would_be <= sound[1]:
            return say.WOULD_BE.format(option=option, unit=other, value=would_be / 1e6, shown_in=shown_in)
    return say.WOULD_NOT_BE.format(units=", ".join(units))


def no_rest_problem(
    accel_ug: NDArray[np.float64], gyro_udps: NDArray[np.float64], rate_hz: float, unit: str
) -> str:
    """Message about a recording without half a second of rest, with the remedy."""
    # If the rotation of gravity confirms the unit, the wearer really never rested.
    ratio = rotation_ratio(accel_ug, gyro_udps, rate_hz)
    if ratio is None or rotation_problem(ratio, unit):
        for other, size in GYRO_UNITS.items():
            if len(rest_magnitudes_ug(accel_ug, gyro_udps / GYRO_UNITS[unit] * size, rate_hz)):
                return say.NO_REST_UNIT.format(unit=other)
    return say.NO_REST


def gaps(t_ms: NDArray[np.int64], rate_hz: float) -> tuple[int, int]:
    """Number of gaps, and the length of the longest in milliseconds (0 if there are none)."""
    steps = np.diff(t_ms)
    lost = steps[steps > GAP_PERIODS * 1000 / round(rate_hz)]
    return len(lost), int(lost.max(initial=0))
