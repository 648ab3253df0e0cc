"""Finds the sensors in a table: which rows and columns hold acceleration, angular rate, gravity and time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.column_names import COUNTER, ELAPSED, TIME, Triple, kind_of, time_unit, triples
from heeldrive_lab.importers.csv_table import TextTable
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.limits import DEVICES_MAX, RESTART_GAP_S, SPARSE_SHARE, UNIT_S, WRAPS
from heeldrive_lab.importers.patterns import ANDROID_TYPES, BLANKS, DEVICE, RATE, RATE_NAME, TYPED
from heeldrive_lab.importers.time_stamps import (
    Seconds,
    clock_seconds,
    guess_unit,
    restarts,
    spread,
    unwrapped,
)


@dataclass(frozen=True)
class Columns:
    """Columns that the user named; empty to find them."""

    time: str = ""
    accel: tuple[str, ...] = ()
    gyro: tuple[str, ...] = ()
    time_unit: str = ""
    rate_hz: float | None = None


@dataclass(frozen=True)
class RowTimes:
    """Times of a table's rows.

    Attributes:
        seconds: one per row.
        words: column and unit, for the user.
    """

    seconds: Seconds
    words: str


@dataclass(frozen=True, eq=False)
class Stream:
    """Samples of one sensor.

    Attributes:
        kind: `accel`, `gyro`, `gravity`, `linear`, or empty.
        name: its columns, for the user.
        unit: as told by the file, or None.
        values: (n, 3).
        times: (n,) seconds, or None if the file tells none.
        rows: (n,) rows of the table.
        clock: words about its time.
        table: where it comes from.
    """

    kind: str
    name: str
    unit: str | None
    values: NDArray[np.float64]
    times: Seconds | None
    rows: NDArray[np.int64]
    clock: str
    table: TextTable

    @property
    def rate_hz(self) -> float:
        """Mean samples per second."""
        if self.times is None or len(self.times) < 2:
            return 0.0
        steps = np.diff(self.times)
        usual = steps[steps <= 3 * np.median(steps)]
        return float(1 / usual.mean()) if len(usual) and usual.mean() > 0 else 0.0


def find_streams(table: TextTable, wanted: Columns) -> list[Stream]:
    """Find the sensors of a table.

    Raises:
        RecordingError: a column is missing, a cell is no number, or time is not usable.
    """
    streams = []
    for label, rows in _by_sensor(table):
        part = table if len(rows) == len(table.rows) else _rows_of(table, rows)
        streams += _streams(part, label, wanted)
    return streams


def _rows_of(table: TextTable, rows: Sequence[int]) -> TextTable:
    breaks = sorted({int(np.searchsorted(rows, at)) for at in table.breaks} - {0, len(rows)})
    return replace(
        table, rows=[table.rows[row] for row in rows], lines=[table.lines[row] for row in rows], breaks=breaks
    )


def _by_sensor(table: TextTable) -> Sequence[tuple[str, Sequence[int]]]:
    """Rows of each sensor if a column names it, else all rows."""
    for index, name in enumerate(table.names):
        cells = [cell.strip() for cell in table.cells(index)]
        # Most columns are told by their first rows.
        if len(set(cells[:500])) > DEVICES_MAX or not 2 <= len(distinct := set(cells)) <= DEVICES_MAX:
            continue
        typed = TYPED.search(name)
        if typed and distinct <= set(ANDROID_TYPES):
            cells = [ANDROID_TYPES[cell] for cell in cells]
        elif (
            any(not any(map(str.isalpha, cell)) for cell in distinct) or clock_seconds([cells[0]]) is not None
        ):
            continue
        rows: dict[str, list[int]] = {}
        for row, cell in enumerate(cells):
            rows.setdefault(cell, []).append(row)
        kinds = {kind_of(cell, None, None) for cell in rows}
        if kinds & {"accel", "linear"} and "gyro" in kinds:
            return list(rows.items())
        if DEVICE.search(name) and len(rows) > 1:
            raise RecordingError(
                f"it has rows of {len(rows)} devices ({', '.join(sorted(rows)[:4])} in {name}):"
                " keep the rows of one"
            )
    return [(table.label, range(len(table.rows)))]


def _streams(table: TextTable, label: str, wanted: Columns) -> list[Stream]:
    found = _wanted(table, wanted) or (
        triples(table.names, table.units, label) if table.named else _unnamed(table)
    )
    if not found and table.named and label != table.label:
        found = _unnamed(table, kind_of(label, None, None))
    if not found:
        return []
    numbers = {index: table.column(index) for triple in found for index in triple.columns}
    clock = _clock(table, wanted, set(numbers))
    streams = []
    for triple in found:
        values = np.column_stack([numbers[index] for index in triple.columns])
        bad = np.flatnonzero(~np.isfinite(values).all(axis=1))
        rows = np.setdiff1d(np.arange(len(values)), bad)
        if triple.kind == "other":
            continue
        if triple.kind in ("accel", "gyro", "") and not (
            len(bad) > SPARSE_SHARE * len(values) and _blank(table, triple, bad)
        ):
            for index in triple.columns:
                table.check(index, numbers[index])
        if not len(rows):
            continue
        scale, unit = _told_scale(table, triple)
        times = None if clock is None else spread(clock.seconds[rows])[0]
        streams.append(
            Stream(
                triple.kind,
                ",".join(table.names[index] for index in triple.columns),
                unit,
                values[rows] * scale,
                times,
                rows,
                "" if clock is None else clock.words,
                table,
            )
        )
    return streams


def _blank(table: TextTable, triple: Triple, rows: NDArray[np.int64]) -> bool:
    """Whether each of `rows` has at least one empty cell in the triple."""
    return all(
        any(table.rows[row][index].strip().lower() in BLANKS for index in triple.columns) for row in rows
    )


def _told_scale(table: TextTable, triple: Triple) -> tuple[float, str | None]:
    """Factor and unit of a triple; Gyroflow's files have a line `gscale` for rad/s and `ascale` for g."""
    if not table.scales:
        return 1.0, triple.unit
    key, unit = ("g", "rad/s") if triple.kind == "gyro" else ("a", "g")
    return table.scales.get(key, 1.0), unit


def column_index(table: TextTable, name: str) -> int:
    """Index of the column that the user calls `name`: as in the file, without its unit, or its number from 1.

    Raises:
        RecordingError: there is none, or several.
    """
    bare = [re.sub(r"\s*[\[(].*$", "", each) for each in table.names]
    for known in (table.names, bare):
        if known.count(name) > 1:
            raise RecordingError(f"the column {name} appears {known.count(name)} times: rename one")
        if name in known:
            return known.index(name)
    if name.isdigit() and 1 <= int(name) <= len(table.names):
        return int(name) - 1
    listed = ", ".join(each for each in table.names if each)
    raise RecordingError(f"there is no column {name}; the columns are: {listed[:120]}")


def _wanted(table: TextTable, wanted: Columns) -> list[Triple]:
    chosen = []
    for kind, names in (("accel", wanted.accel), ("gyro", wanted.gyro)):
        if not names:
            continue
        x, y, z = (column_index(table, name.removeprefix("-")) for name in names)
        told = triples([f"{kind}{axis}" for axis in "xyz"], [table.units[x]] * 3, "")
        chosen.append(replace(told[0], columns=(x, y, z), kind=kind))
    if len(chosen) == 1:
        chosen += [
            each for each in triples(table.names, table.units, "") if each.kind not in ("", chosen[0].kind)
        ]
    return chosen


def _unnamed(table: TextTable, kind: str = "") -> list[Triple]:
    """Triples of neighbouring columns that look like a sensor, where no column has a name."""
    columns = [table.column(index) for index in range(len(table.names))]
    usable = [
        index
        for index, values in enumerate(columns)
        if np.isfinite(values).mean() > 1 - SPARSE_SHARE and not _is_time(values) and np.nanstd(values) > 0
    ]
    runs: list[list[int]] = []
    for index in usable:
        if runs and runs[-1][-1] == index - 1 and len(runs[-1]) < 3:
            runs[-1].append(index)
        else:
            runs.append([index])
    return [
        Triple((run[0], run[1], run[2]), kind, None, f"columns {run[0] + 1} to {run[2] + 1}")
        for run in runs
        if len(run) == 3
    ]


def _is_time(values: NDArray[np.float64]) -> bool:
    """Whether numbers only increase, but for wraps and restarts."""
    steps = np.diff(values)
    return len(steps) > 2 and bool((steps >= 0).mean() > 0.98) and bool((steps > 0).mean() > 0.01)


def told_rate_hz(table: TextTable) -> float | None:
    """Samples per second told in a line above the data, or in a column."""
    if table.rate_hz is not None:
        return table.rate_hz
    for line in table.preamble:
        if (found := RATE.search(line)) and 1 < (rate := float(found[1] or found[2])) < 10_000:
            return rate
    for index, name in enumerate(table.names):
        if RATE_NAME.search(name):
            median = float(np.nanmedian(table.column(index)))
            if 1 < median < 10_000:
                return median
    return None


def _clock(table: TextTable, wanted: Columns, taken: set[int]) -> RowTimes | None:
    """The best time column, or counted samples if the rate is told; None if there is neither."""
    count = len(table.rows)
    if wanted.rate_hz is not None:
        return RowTimes(np.arange(count) / wanted.rate_hz, f"counted at {wanted.rate_hz:g} Hz")
    if wanted.time:
        indices = [column_index(table, wanted.time)]
    elif table.named:
        indices = [
            index for index, name in enumerate(table.names) if index not in taken and TIME.search(name)
        ]
    else:
        indices = [index for index in range(len(table.names)) if index not in taken]
    best: tuple[tuple[bool, bool, int], RowTimes] | None = None
    for index in indices:
        found = _seconds(table, index, wanted.time_unit, bool(wanted.time))
        if found is None:
            continue
        clock, rank = found
        steps = np.diff(clock.seconds)
        merit = (bool((steps < 0).any()), bool((steps > 0).mean() < 0.9), rank)
        if best is None or merit < best[0]:
            best = merit, clock
    if best:
        return best[1]
    rate_hz = told_rate_hz(table)
    return None if rate_hz is None else _counted(table, rate_hz, taken)


def _counted(table: TextTable, rate_hz: float, taken: set[int]) -> RowTimes:
    """Samples counted at a told rate; a counter in the file shows those that were lost."""
    for index, name in enumerate(table.names):
        if index not in taken and table.named and COUNTER.search(name):
            counter = table.column(index)
            steps = np.diff(counter)
            if not np.isfinite(counter).all() or not len(steps) or (usual := float(np.median(steps))) <= 0:
                continue
            counter = unwrapped(counter, (*(2.0**bits for bits in (4, 8, 12, 15, 16, 24, 32)),)) / usual
            if (np.diff(counter) > 0).all():
                return RowTimes((counter - counter[0]) / rate_hz, f"{name} at {rate_hz:g} Hz")
    return RowTimes(np.arange(len(table.rows)) / rate_hz, f"counted at {rate_hz:g} Hz")


def _seconds(table: TextTable, index: int, unit: str, forced: bool) -> tuple[RowTimes, int] | None:
    """Times of a column and its rank (0 epoch, 1 another counter, 2 a clock, 3 since the file's start)."""
    stamps = table.column(index)
    name = table.names[index]
    told = unit or time_unit(name, table.units[index])
    if np.isfinite(stamps).all():
        if "t" in table.scales:
            stamps, told = stamps * table.scales["t"], "s"
        rank = 3 if ELAPSED.search(name) else 0 if abs(float(stamps[0])) > 1e9 else 1
        if len(stamps) < 2 or (not forced and not _is_time(_longest(stamps, table.breaks))):
            return None
        guessed = guess_unit(_longest(stamps, table.breaks))
        if told and not unit and guessed and not 1 <= _rate(stamps, told) <= 5000:
            told = None
        told = told or guessed
        if told is None:
            return None
        # The board's micros(), written in another unit, wraps at 2**32 microseconds still.
        moduli = (*WRAPS, 2.0**32 * UNIT_S["us"] / UNIT_S[told])
        parts = [unwrapped(part, moduli) * UNIT_S[told] for part in np.split(stamps, table.breaks)]
        words = f"{name} in {told}"
    else:
        table_clock = clock_seconds(table.cells(index))
        if table_clock is None:
            if forced:
                table.check(index, stamps)
            return None
        parts = [unwrapped(part, (43200.0, 86400.0)) for part in np.split(table_clock, table.breaks)]
        words, rank = f"{name}, a clock", 2
        if not any(np.ptp(part) > 0 for part in parts):
            return None
    parts = [piece for part in parts for piece in restarts(part)]
    if len(parts) > 1:
        words += f", {len(parts)} recordings"
    return RowTimes(_appended(parts), words), rank


def _rate(stamps: NDArray[np.float64], unit: str) -> float:
    mean = float(np.abs(np.diff(stamps)).mean()) * UNIT_S[unit]
    return 1 / mean if mean > 0 else 0.0


def _longest(stamps: NDArray[np.float64], breaks: Sequence[int]) -> NDArray[np.float64]:
    return max(np.split(stamps, breaks), key=len)


def _appended(parts: Sequence[Seconds]) -> Seconds:
    """Recordings that follow each other; one that does not begin later is placed a rest later."""
    placed: list[Seconds] = []
    for part in parts:
        if not len(part):
            continue
        restarted = placed and part[0] <= placed[-1][-1]
        placed.append(part - part[0] + placed[-1][-1] + RESTART_GAP_S if restarted else part)
    return np.concatenate(placed)
