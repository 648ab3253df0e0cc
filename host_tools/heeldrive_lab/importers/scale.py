"""Units and axes of a recording: as told, and as gravity and its turn allow."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers import sentences as say
from heeldrive_lab.importers.checks import check_gravity, check_rates, rest_magnitudes_ug, rotation_ratio
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.joined import Joined
from heeldrive_lab.importers.limits import (
    ACCEL_COUNTS_UG,
    AGREES_MIN,
    EXPLAINS_MIN,
    GYRO_COUNTS_UDPS,
    RATE_AGREES_MIN,
    RATE_FACTOR,
    REST_MAX_UG,
    REST_MIN_UG,
    SLOPE_MAX,
    SLOPE_MIN,
)
from heeldrive_lab.importers.turning import Turning, axes_words, turning
from heeldrive_lab.sessions.units import ACCEL_UNITS, GYRO_UNITS


@dataclass(frozen=True)
class Scaled:
    """Inertial data in units, and how they were found.

    Attributes:
        accel_ug, gyro_udps: (n, 3).
        rest_ug: |a| at rest.
        accel_unit, gyro_unit: keys of the units, or words about raw counts.
        agreement, slope: of the turn of gravity; None if it turns too little.
        notes: what was corrected or is doubtful.
    """

    accel_ug: NDArray[np.float64]
    gyro_udps: NDArray[np.float64]
    rest_ug: NDArray[np.float64]
    accel_unit: str
    gyro_unit: str
    agreement: float | None
    slope: float | None
    notes: tuple[str, ...]


def scaled(joined: Joined, rate_hz: float, accel_unit: str, gyro_unit: str) -> Scaled:
    """Convert to units. Those that the user gives are not doubted; those that the file tells may be.

    Raises:
        RecordingError: no unit gives 1 g at rest, rates are too fast, or axes do not fit each other.
    """
    notes = []
    accel, gyro = joined.accel.values, joined.gyro.values
    look = turning(accel, gyro, rate_hz)
    agreement, slope = look.fit() if look else (None, None)
    if look and agreement is not None and agreement < AGREES_MIN:
        gyro, note = _other_axes(look, gyro, joined.gyro.name)
        if note:
            notes.append(note)
            look = turning(accel, gyro, rate_hz)
            agreement, slope = look.fit() if look else (None, None)
    # A slope below 0 in spite of the correlation, of rates that stick, tells no size.
    sure = slope if agreement is not None and agreement >= AGREES_MIN and slope and slope > 0 else None
    gyro_name, gyro_size, found = _gyro_size(joined, gyro, rate_hz, sure, gyro_unit)
    notes += found
    gyro_udps = gyro * gyro_size
    accel_name, accel_size, found = _accel_size(joined, gyro_udps, rate_hz, accel_unit)
    notes += found
    accel_ug = accel * accel_size
    rest_ug = rest_magnitudes_ug(accel_ug, gyro_udps, rate_hz)
    check_gravity(accel_ug, rest_ug, accel_name if accel_name in ACCEL_UNITS else "g")
    check_rates(gyro_udps, gyro_name if gyro_name in GYRO_UNITS else "deg/s")
    if sure is not None:
        sure *= np.degrees(1e6) / gyro_size
        off = not 1 / RATE_FACTOR <= sure <= RATE_FACTOR and SLOPE_MIN <= sure <= SLOPE_MAX
        if off and agreement is not None and agreement >= RATE_AGREES_MIN:
            notes.append(say.NOTE_RATE.format(slope=sure, rate_hz=rate_hz, fits_hz=rate_hz / sure))
    return Scaled(accel_ug, gyro_udps, rest_ug, accel_name, gyro_name, agreement, sure, tuple(notes))


def _other_axes(look: Turning, gyro: NDArray[np.float64], names: str) -> tuple[NDArray[np.float64], str]:
    """The rates with reversed signs if the axes are mirrored.

    Raises:
        RecordingError: another order or sign of single axes would fit: the user must say so.
    """
    axes, fit = look.best_axes()
    if fit < EXPLAINS_MIN:
        return gyro, ""
    now = look.fit()[0]
    if np.array_equal(axes, -np.eye(3)):
        return -gyro, say.NOTE_MIRRORED.format(now=now)
    raise RecordingError(say.OTHER_AXES.format(now=now, axes=axes_words(axes, names), fit=fit))


def _gyro_size(
    joined: Joined, gyro: NDArray[np.float64], rate_hz: float, slope: float | None, wanted: str
) -> tuple[str, float, list[str]]:
    """Unit of the rates, its size in micro-deg/s, and notes."""
    told = wanted or (joined.gyro.unit if joined.gyro.unit in GYRO_UNITS else None)
    # A slope of 1 for rad/s. Speed of turn divided by the rates tells the size of their unit.
    found_udps = None if slope is None else slope * np.degrees(1e6)
    if found_udps is None and (ratio := rotation_ratio(joined.accel.values * 1e6, gyro * 1e6, rate_hz)):
        found_udps = 1e6 / ratio
    if told and (wanted or found_udps is None or SLOPE_MIN <= found_udps / GYRO_UNITS[told] <= SLOPE_MAX):
        return told, GYRO_UNITS[told], []
    if found_udps is None:
        # Nobody's thigh turns at 12 rad/s, and everybody's at 12 deg/s.
        unit = "rad/s" if float(np.percentile(np.abs(gyro), 99.5)) < 12 else "deg/s"
        return unit, GYRO_UNITS[unit], []
    whole = bool((gyro == np.rint(gyro)).all())
    sizes = dict(GYRO_UNITS) | (
        {say.GYRO_COUNTS.format(size=size): float(size) for size in GYRO_COUNTS_UDPS} if whole else {}
    )
    name = min(sizes, key=lambda each: abs(np.log(sizes[each] / found_udps)))
    note = []
    if told:
        note = [say.NOTE_GYRO_UNIT.format(told=told, unit=name)]
    if not SLOPE_MIN <= found_udps / sizes[name] <= SLOPE_MAX:
        note.append(say.NOTE_GYRO_FACTOR.format(factor=sizes[name] / found_udps, unit=name))
    return name, sizes[name], note


def _accel_size(
    joined: Joined, gyro_udps: NDArray[np.float64], rate_hz: float, wanted: str
) -> tuple[str, float, list[str]]:
    """Unit of the acceleration, its size in micro-g, and notes."""
    accel = joined.accel.values
    told = wanted or (joined.accel.unit if joined.accel.unit in ACCEL_UNITS else None)
    rest = rest_magnitudes_ug(accel, gyro_udps, rate_hz)
    size = float(np.median(rest if len(rest) else np.linalg.norm(accel, axis=1)))
    if told and (wanted or REST_MIN_UG <= size * ACCEL_UNITS[told] <= REST_MAX_UG):
        return told, ACCEL_UNITS[told], []
    fits = {unit: each for unit, each in ACCEL_UNITS.items() if REST_MIN_UG <= size * each <= REST_MAX_UG}
    if not fits and bool((accel == np.rint(accel)).all()):
        near = min(ACCEL_COUNTS_UG, key=lambda each: abs(np.log(size * each / 1e6)))
        if REST_MIN_UG <= size * near <= REST_MAX_UG:
            fits = {say.ACCEL_COUNTS.format(size=near): float(near)}
    if not fits:
        unit = told or "m/s2"
        return unit, ACCEL_UNITS[unit], []
    name = next(iter(fits))
    return name, fits[name], [say.NOTE_ACCEL_UNIT.format(told=told, unit=name)] if told else []
