"""Converts CSV recordings of other sensors into session files: `heeldrive import`."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.checks import (
    check_gravity,
    check_rates,
    check_sampling,
    no_rest_problem,
    rest_magnitudes_ug,
    rotation_problem,
    rotation_ratio,
)
from heeldrive_lab.importers.csv_table import CsvTable, RecordingError, read_columns
from heeldrive_lab.importers.imported_session import ImportedSession, InertialData, imported_session
from heeldrive_lab.sessions.format import GAP_PERIODS
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.sessions.units import ACCEL_UNITS, GYRO_UNITS, TIME_UNITS

TIME_FAR_MS = 2.0**61


@dataclass(frozen=True)
class ImportOptions:
    """How to read the file.

    Attributes:
        time_column: name of the column with the time.
        time_unit: `ms`, `s`, `us` or `ns`.
        accel_columns: names of the three columns of specific force (at rest +1 g along the axis pointing up).
        gyro_columns: names of the three columns of angular rate, right-handed about the same axes.
        accel_unit: `m/s2`, `g` or `mg`.
        gyro_unit: `rad/s` or `deg/s`.
        rate_hz: samples per second; if given, time is computed from it and no time column is read.
        thigh: `left`, `right` or `unknown`, for the header.
        sensor: name of the sensor, for the header.
        allow_moving: accept a recording without any rest.
    """

    time_column: str = "t_ms"
    time_unit: str = "ms"
    accel_columns: tuple[str, str, str] = ("ax", "ay", "az")
    gyro_columns: tuple[str, str, str] = ("gx", "gy", "gz")
    accel_unit: str = "m/s2"
    gyro_unit: str = "rad/s"
    rate_hz: float | None = None
    thigh: str = "unknown"
    sensor: str = "unknown"
    allow_moving: bool = False


def import_csv(source: str | Path, target: str | Path, options: ImportOptions) -> ImportedSession:
    """Read the CSV file `source` and write it as the session file `target`.

    Raises:
        RecordingError: the recording is not usable.
        SessionError: the session cannot be written.
    """
    if Path(source).resolve() == Path(target).resolve():
        raise RecordingError(f"{source}: the session would overwrite the recording: choose another file name")
    session = load_csv(source, options)
    write_session(target, session.header, session)
    return session


def load_csv(source: str | Path, options: ImportOptions) -> ImportedSession:
    """Read any CSV with three specific forces and three angular rates as a session of raw counts.

    Needs about 350 bytes of memory per sample: 130 MB for an hour at 104 Hz.

    Args:
        source: the file, plain or gzip.
        options: how to read it.

    Raises:
        RecordingError: the recording is not usable; the text begins with the file's name.
    """
    source = Path(source)
    try:
        return _load(source, options)
    except RecordingError as problem:
        raise RecordingError(f"{source}: {problem}") from problem


def _load(source: Path, options: ImportOptions) -> ImportedSession:
    if options.rate_hz is not None:
        check_sampling(options.rate_hz)
    time_columns = [options.time_column] if options.rate_hz is None else []
    csv = read_columns(source, [*time_columns, *options.accel_columns, *options.gyro_columns])
    if options.rate_hz is None:
        rate_hz, t_ms = _times(csv, options.time_unit)
    else:
        rate_hz = options.rate_hz
        t_ms = np.rint(np.arange(len(csv.values)) * 1000 / rate_hz).astype(np.int64)
    accel_ug = csv.values[:, -6:-3] * ACCEL_UNITS[options.accel_unit]
    gyro_udps = csv.values[:, -3:] * GYRO_UNITS[options.gyro_unit]
    rest_ug = rest_magnitudes_ug(accel_ug, gyro_udps, rate_hz)
    check_gravity(accel_ug, rest_ug, options.accel_unit)
    check_rates(gyro_udps, options.gyro_unit)
    still = len(rest_ug) > 0
    if not still and not options.allow_moving:
        raise RecordingError(no_rest_problem(accel_ug, gyro_udps, rate_hz, options.gyro_unit))

    mismatch = rotation_problem(rotation_ratio(accel_ug, gyro_udps, rate_hz), options.gyro_unit)
    data = InertialData(t_ms, accel_ug, gyro_udps, rate_hz, still)
    return imported_session(data, options.sensor, options.thigh, {"imported_from": source.name}, mismatch)


def _times(csv: CsvTable, unit: str) -> tuple[float, NDArray[np.int64]]:
    """Sample rate, Hz, from the mean time step without gaps (single steps are rounded), and whole ms."""
    time = csv.values[:, 0]
    if len(time) < 2:
        raise RecordingError("the file has one row only: a recording has more")
    steps = np.diff(time)
    back = np.flatnonzero(steps <= 0)
    if len(back):
        at = back[0]
        raise RecordingError(
            f"line {csv.line_numbers[at + 1]}: time runs backwards, {time[at + 1]:.10g} after {time[at]:.10g}"
            f" ({len(back)} such places): sort the rows, split the file there, or ignore its time with --rate"
        )
    regular = steps[steps <= GAP_PERIODS * np.median(steps)]
    rate_hz = 1000 / (float(regular.mean()) * TIME_UNITS[unit])
    check_sampling(rate_hz, unit)
    # A stray time stamp must not overflow an integer; a recording that is too long is refused later.
    t_ms = np.rint(np.clip(time * TIME_UNITS[unit], -TIME_FAR_MS, TIME_FAR_MS)).astype(np.int64)
    same = np.flatnonzero(np.diff(t_ms) <= 0)
    if len(same):
        raise RecordingError(
            f"line {csv.line_numbers[same[0] + 1]}: two samples within one millisecond: delete one of them"
        )
    return rate_hz, t_ms
