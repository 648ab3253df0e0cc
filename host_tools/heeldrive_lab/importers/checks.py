"""Is it a recording of a thigh, in the units it is said to be in? The checks of `heeldrive import`."""

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.csv_table import RecordingError
from heeldrive_lab.sessions.format import GAP_PERIODS
from heeldrive_lab.sessions.units import ACCEL_UNITS, GYRO_UNITS, TIME_UNITS

# Half a second of stillness is what the detector learns the standing direction from.
STILL_S = 0.5
# Still: |a| wavers by less than this share of itself (sensor noise 0.1 %, breathing and swaying 1 %) ...
STILL_ACCEL_SHARE = 0.03
# ... and no axis turns faster than a zero-rate offset of 10 deg/s with some swaying on top.
STILL_RATE_UDPS = 20e6
# |a| at rest: 20 % off is worse than any sensor measured (UTD-MHAD 5 %), and far from another unit.
REST_MIN_UG, REST_MAX_UG = 0.8e6, 1.2e6
# Gravity that swings by more than the first from one half second to the next tells that the sensor turned.
# Over 132 real recordings the rates then add up to 0.5 to 3.4 times that turn; in the other unit, to 57 times
# more or less. Less than the second in all is too little to judge by.
SWING_MIN_RAD, SWINGS_MIN_RAD = np.radians(15), np.radians(60)
TURN_SHARE_MIN, TURN_SHARE_MAX = 0.2, 12.0
# Slower than the first, a lunge is a handful of samples; faster than the second, two share a millisecond.
RATE_MIN_HZ, RATE_MAX_HZ = 5, 500
# Nothing on a thigh turns twice as fast as the largest full scale.
RATE_ABSURD_UDPS = 4000e6


def rest_forces(
    accel_ug: NDArray[np.float64], gyro_udps: NDArray[np.float64], rate_hz: float
) -> NDArray[np.float64]:
    """The mean |a|, micro-g, of each half second that is still (half seconds overlap by half)."""
    window = max(2, round(STILL_S * rate_hz))
    if len(accel_ug) < window:
        return np.zeros(0)
    force = _windows(np.linalg.norm(accel_ug, axis=1), window, window // 2)
    turning = np.sqrt(_windows((gyro_udps**2).max(axis=1), window, window // 2).mean(axis=1))
    mean = force.mean(axis=1)
    return mean[(force.std(axis=1) < STILL_ACCEL_SHARE * mean) & (turning < STILL_RATE_UDPS)]


def _windows(values: NDArray[np.float64], length: int, step: int) -> NDArray[np.float64]:
    return np.lib.stride_tricks.sliding_window_view(values, length)[::step]


def check_sampling(rate_hz: float, time_unit: str | None = None) -> None:
    """Refuse a number of samples a second that no recording of a thigh has.

    Args:
        rate_hz: samples a second.
        time_unit: the unit that time was read in; None when the rate was given.

    Raises:
        RecordingError: with the unit of time that would make sense, if there is one.
    """
    if RATE_MIN_HZ <= rate_hz <= RATE_MAX_HZ:
        return
    advice = "check --rate"
    if time_unit is not None:
        would_be = {unit: rate_hz * TIME_UNITS[time_unit] / in_ms for unit, in_ms in TIME_UNITS.items()}
        sound = [unit for unit, hz in would_be.items() if RATE_MIN_HZ <= hz <= RATE_MAX_HZ]
        advice = (
            f"with --time-unit {sound[0]} it would be {would_be[sound[0]]:.4g}" if sound else "resample it"
        )
    raise RecordingError(
        f"{rate_hz:.4g} samples a second; it must be {RATE_MIN_HZ} to {RATE_MAX_HZ}: {advice}"
    )


def check_rates(gyro_udps: NDArray[np.float64], unit: str) -> None:
    """Refuse rates that no thigh reaches.

    Raises:
        RecordingError: with the unit that would make sense, if there is one.
    """
    largest = float(np.abs(gyro_udps).max())
    if largest > RATE_ABSURD_UDPS:
        would_be = _other_unit(largest, unit, GYRO_UNITS, (0, RATE_ABSURD_UDPS))
        raise RecordingError(
            f"it turns at {largest / 1e6:.0f} deg/s when read in {unit}, which no thigh does{would_be}"
        )


def turn_share(accel_ug: NDArray[np.float64], gyro_udps: NDArray[np.float64], rate_hz: float) -> float | None:
    """The turn that the rates make, as a share of what gravity shows; None when that is too little."""
    window = max(2, round(STILL_S * rate_hz))
    if len(accel_ug) < 2 * window:
        return None
    # The median lets a knock or a stray sample pass, which would swing a mean.
    up = np.column_stack([np.median(_windows(axis, window, window), axis=1) for axis in accel_ug.T])
    up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1)
    swings = np.arccos(np.clip((up[1:] * up[:-1]).sum(axis=1), -1, 1))
    speed_udps = _windows(np.linalg.norm(gyro_udps, axis=1), window, window).mean(axis=1)
    turns = np.radians((speed_udps[1:] + speed_udps[:-1]) / 2 / 1e6 * window / rate_hz)
    swung = swings > SWING_MIN_RAD
    swing = float(swings[swung].sum())
    return float(turns[swung].sum()) / swing if swing >= SWINGS_MIN_RAD else None


def turn_problem(share: float | None, unit: str) -> str | None:
    """What to say of rates that do not fit how gravity swings through the sensor's axes; None when they do.

    Args:
        share: from `turn_share`; what cannot be judged is not complained of.
        unit: the unit the rates were read in.
    """
    if share is None or TURN_SHARE_MIN <= share <= TURN_SHARE_MAX:
        return None
    advice = "check --gyro-columns"
    for other, size in GYRO_UNITS.items():
        if TURN_SHARE_MIN <= share / GYRO_UNITS[unit] * size <= TURN_SHARE_MAX:
            advice = f"with --gyro-unit {other} they would fit"
    return f"the rates read in {unit} make {share:.2g} times the turn that gravity shows: {advice}"


def check_gravity(accel_ug: NDArray[np.float64], rest_ug: NDArray[np.float64], unit: str) -> None:
    """Refuse a |a| at rest that is not gravity.

    Args:
        accel_ug: all accelerations, micro-g as `unit` has them.
        rest_ug: |a| wherever it is still, from `rest_forces`. Without any, the median over all must do.
        unit: the unit they were read in.

    Raises:
        RecordingError: with the unit that would make sense, if there is one.
    """
    rest = float(np.median(rest_ug if len(rest_ug) else np.linalg.norm(accel_ug, axis=1)))
    if not REST_MIN_UG <= rest <= REST_MAX_UG:
        would_be = _other_unit(rest, unit, ACCEL_UNITS, (REST_MIN_UG, REST_MAX_UG))
        raise RecordingError(
            f"|a| at rest is {rest / 1e6:.3g} g when read in {unit}; it must be about 1 g{would_be}"
        )


def _other_unit(value: float, unit: str, units: dict[str, float], sound: tuple[float, float]) -> str:
    """How the sentence goes on: the option that brings `value` within `sound`, or that none does."""
    option, shown_in = ("--accel-unit", "g") if units is ACCEL_UNITS else ("--gyro-unit", "deg/s")
    for other, size in units.items():
        would_be = value / units[unit] * size
        if other != unit and sound[0] <= would_be <= sound[1]:
            return f"; with {option} {other} it would be {would_be / 1e6:.3g} {shown_in}"
    return f": check the columns; no unit of {', '.join(units)} makes sense of it"


def still_problem(
    accel_ug: NDArray[np.float64], gyro_udps: NDArray[np.float64], rate_hz: float, unit: str
) -> str:
    """What to say of a recording without a still half second, and what would do."""
    # Where gravity swings enough to bear the unit out, only the wearer is to blame.
    share = turn_share(accel_ug, gyro_udps, rate_hz)
    if share is None or turn_problem(share, unit):
        for other, size in GYRO_UNITS.items():
            if len(rest_forces(accel_ug, gyro_udps / GYRO_UNITS[unit] * size, rate_hz)):
                return f"it is not still for half a second anywhere; with --gyro-unit {other} it would be"
    return (
        "it is not still for half a second anywhere, which the detector needs to learn how the wearer stands;"
        " import it all the same with --allow-moving"
    )


def gaps(t_ms: NDArray[np.int64], rate_hz: float) -> tuple[int, int]:
    """How many steps are gaps, and the longest in milliseconds (0 when there is none)."""
    steps = np.diff(t_ms)
    lost = steps[steps > GAP_PERIODS * 1000 / round(rate_hz)]
    return len(lost), int(lost.max(initial=0))
