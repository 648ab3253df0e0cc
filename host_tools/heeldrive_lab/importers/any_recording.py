"""Reads recordings of other sensors, whatever their layout: `heeldrive import`."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers import sentences as say
from heeldrive_lab.importers.checks import check_sampling, no_rest_problem, rotation_problem, rotation_ratio
from heeldrive_lab.importers.containers import open_tables
from heeldrive_lab.importers.csv_table import TextTable
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.imported_session import ImportedSession, InertialData, imported_session
from heeldrive_lab.importers.joined import Joined, check_increasing, join
from heeldrive_lab.importers.limits import RATE_KEPT_MAX_HZ, RATE_WANTED_HZ, SAME_STAMP_SHARE, TIME_FAR_MS
from heeldrive_lab.importers.scale import Scaled, scaled
from heeldrive_lab.importers.streams import Columns, Stream, find_streams
from heeldrive_lab.importers.turning import turning
from heeldrive_lab.sessions.format import GAP_PERIODS
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.sessions.units import GYRO_UNITS


@dataclass(frozen=True)
class ImportOptions:
    """How to read the recording; what is empty is found in the files.

    Attributes:
        columns: columns of time, acceleration and rates, and the unit of time.
        accel_unit: `m/s2`, `g` or `mg`.
        gyro_unit: `rad/s`, `deg/s` or `mdps`.
        thigh: `left`, `right` or `unknown`, for the header.
        sensor: name of the sensor, for the header.
        allow_moving: accept a recording without any rest.
    """

    columns: Columns = field(default_factory=Columns)
    accel_unit: str = ""
    gyro_unit: str = ""
    thigh: str = "unknown"
    sensor: str = "unknown"
    allow_moving: bool = False


@dataclass(frozen=True)
class Understood:
    """What was found in the files.

    Attributes:
        session: the recording as raw counts.
        layout: layout and time, in words.
        sensors: columns and units, in words.
        physics: what gravity says about them, in words.
    """

    session: ImportedSession
    layout: str
    sensors: str
    physics: str


def import_recording(sources: Sequence[Path], target: Path, options: ImportOptions) -> Understood:
    """Read a recording and write it as the session file `target`.

    Args:
        sources: one file, archive or folder; or several that hold one sensor each.
        target: the session file.
        options: how to read it.

    Raises:
        RecordingError: the recording is not usable.
        SessionError: the session cannot be written.
    """
    for source in sources:
        if source.resolve() == target.resolve():
            raise RecordingError(
                f"{source}: the session would overwrite the recording: choose another file name"
            )
    found = understand(sources, options)
    write_session(target, found.session.header, found.session)
    return found


def load_recording(source: str | Path, options: ImportOptions) -> ImportedSession:
    """Read one recording as a session of raw counts; see `understand`."""
    return understand([Path(source)], options).session


def understand(sources: Sequence[Path], options: ImportOptions) -> Understood:
    """Read a recording of any layout that is known, and say what was understood.

    Raises:
        RecordingError: the recording is not usable; the text begins with the file's name.
    """
    streams: list[Stream] = []
    tables: list[TextTable] = []
    source = sources[0]
    try:
        if options.columns.rate_hz is not None:
            check_sampling(options.columns.rate_hz)
        for source in sources:
            for table in open_tables(source):
                tables.append(table)
                streams += find_streams(table, options.columns)
        source = sources[0]
        joined = join(streams)
        return _understood(joined, tables[0].layout, source.name, options)
    except RecordingError as problem:
        raise RecordingError(f"{source}: {problem}") from problem


def _understood(joined: Joined, layout: str, name: str, options: ImportOptions) -> Understood:
    joined, rate_hz, t_ms, notes = _timed(joined, options)
    joined = _negated(joined, options.columns)
    units = scaled(joined, rate_hz, options.accel_unit, options.gyro_unit)
    notes += units.notes
    data, note = _averaged(
        InertialData(t_ms, units.accel_ug, units.gyro_udps, rate_hz, len(units.rest_ug) > 0)
    )
    notes += note
    if not data.still and not options.allow_moving:
        unit = units.gyro_unit if units.gyro_unit in GYRO_UNITS else "deg/s"
        raise RecordingError(no_rest_problem(units.accel_ug, units.gyro_udps, rate_hz, unit))
    if units.gyro_unit in GYRO_UNITS:
        ratio = rotation_ratio(units.accel_ug, units.gyro_udps, rate_hz)
        notes += [each for each in [rotation_problem(ratio, units.gyro_unit)] if each]
    if joined.left_out:
        notes.append(say.NOTE_LEFT_OUT.format(samples=joined.left_out))
    if joined.also:
        notes.append(say.NOTE_ALSO.format(names="; ".join(joined.also)[:120]))
    session = imported_session(data, options.sensor, options.thigh, {"imported_from": name}, None)
    session = replace(session, notes=(*session.notes, *notes))
    accel = joined.accel.name
    if joined.gravity_added:
        accel = say.PLUS_GRAVITY.format(accel=accel, gravity=joined.gravity_added)
    return Understood(
        session,
        f"{layout}; time {joined.accel.clock}",
        say.SENSORS.format(
            accel=accel, accel_unit=units.accel_unit, gyro=joined.gyro.name, gyro_unit=units.gyro_unit
        ),
        _physics(units),
    )


def _physics(units: Scaled) -> str:
    rest = f"|a| at rest {np.median(units.rest_ug) / 1e6:.3f} g" if len(units.rest_ug) else "no rest"
    if units.agreement is None:
        return f"{rest}; gravity turns too little to check the rates"
    slope = "" if units.slope is None else f", {units.slope:.2f} times as fast"
    return f"{rest}; gravity turns as the rates say: correlation {units.agreement:+.2f}{slope}"


def _timed(joined: Joined, options: ImportOptions) -> tuple[Joined, float, NDArray[np.int64], list[str]]:
    """The streams without repeated stamps, their rate, whole ms, and notes."""
    accel, gyro = joined.accel, joined.gyro
    if len(accel.values) < 2:
        raise RecordingError(say.ONE_ROW)
    if accel.times is None:
        look = turning(accel.values, gyro.values, 100.0)
        raise RecordingError(
            say.NO_TIME.format(
                column=say.NO_TIME_COLUMN if accel.table.named else "",
                about=_rate_that_fits(look.fit(), options.gyro_unit or gyro.unit) if look else "",
            )
        )
    times = accel.times
    notes: list[str] = []
    same = np.flatnonzero(np.diff(times) <= 0)
    if len(same) and not (np.diff(times) < 0).any() and len(same) <= SAME_STAMP_SHARE * len(times):
        kept = np.setdiff1d(np.arange(len(times)), same + 1)
        accel = replace(accel, values=accel.values[kept], times=times[kept], rows=accel.rows[kept])
        gyro = replace(gyro, values=gyro.values[kept], times=times[kept], rows=gyro.rows[kept])
        notes.append(say.NOTE_SAME_STAMP.format(samples=len(same)))
    check_increasing(accel)
    times = times if not notes else times[kept]
    steps = np.diff(times)
    regular = steps[steps <= GAP_PERIODS * np.median(steps)]
    rate_hz = float(1 / regular.mean())
    check_sampling(rate_hz, options.columns.time_unit or None)
    # A stray time stamp must not overflow an integer; a recording that is too long is refused later.
    t_ms = np.rint(np.clip(times * 1000, -TIME_FAR_MS, TIME_FAR_MS)).astype(np.int64)
    return replace(joined, accel=accel, gyro=gyro), rate_hz, t_ms, notes


def _rate_that_fits(fit: tuple[float, float], unit: str | None) -> str:
    """End of a message: the rate that makes gravity turn as the rates say."""
    agreement, slope = fit
    if unit is None or agreement < 0.5 or slope <= 0:
        return ""
    return say.NO_TIME_ABOUT.format(rate_hz=100 / (slope * np.degrees(1e6) / GYRO_UNITS[unit]))


def _negated(joined: Joined, columns: Columns) -> Joined:
    """The streams with the signs that the user gave, as in `-gx`."""

    def signs(names: Sequence[str]) -> NDArray[np.float64]:
        return np.array([-1.0 if name.startswith("-") else 1.0 for name in names or "xyz"])

    return replace(
        joined,
        accel=replace(joined.accel, values=joined.accel.values * signs(columns.accel)),
        gyro=replace(joined.gyro, values=joined.gyro.values * signs(columns.gyro)),
    )


def _averaged(data: InertialData) -> tuple[InertialData, list[str]]:
    """Means of neighbouring samples of a recording that is faster than the detector."""
    if data.rate_hz <= RATE_KEPT_MAX_HZ:
        return data, []
    count = int(np.ceil(data.rate_hz / RATE_WANTED_HZ))
    length = len(data.t_ms) // count * count

    def means(values: NDArray[np.float64]) -> NDArray[np.float64]:
        averaged: NDArray[np.float64] = values[:length].reshape(-1, count, 3).mean(axis=1)
        return averaged

    thinned = InertialData(
        data.t_ms[:length:count],
        means(data.accel_ug),
        means(data.gyro_udps),
        data.rate_hz / count,
        data.still,
    )
    return thinned, [say.NOTE_AVERAGED.format(rate_hz=data.rate_hz, count=count)]
