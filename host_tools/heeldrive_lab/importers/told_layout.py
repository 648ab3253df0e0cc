"""Layouts told in lines above the data: Gyroflow's scales, OpenSignals' columns; and one value a row."""

import json
from dataclasses import replace

from heeldrive_lab.importers.column_names import TIME, triples
from heeldrive_lab.importers.csv_table import TextTable
from heeldrive_lab.importers.patterns import GYROFLOW_SCALE


def as_told(table: TextTable) -> TextTable:
    """The table with the names, rate and scales that its own lines tell."""
    for line in table.preamble:
        if scale := GYROFLOW_SCALE.match(line.strip()):
            table.scales[scale[1]] = float(scale[2])
        elif line.lstrip("# ").startswith("{") and not table.named:
            _open_signals(table, line.lstrip("# "))
    return _one_value_a_row(table)


def _open_signals(table: TextTable, line: str) -> None:
    """Names of an OpenSignals file: `sensor` tells what each of the last columns is."""
    try:
        device = next(iter(json.loads(line).values()))
        columns, sensors = list(device["column"]), list(device["sensor"])
        rate_hz = float(device["sampling rate"])
    except (ValueError, KeyError, TypeError, AttributeError, StopIteration):
        return
    width = len(table.names)
    # Rows may end in a tab.
    if not len(sensors) <= len(columns) <= width or not all(
        isinstance(each, str) for each in (*columns, *sensors)
    ):
        return
    if len(set(sensors)) < len(sensors):
        # Only the kind stands there, thrice: its axes come in order.
        sensors = [f"{sensor} {'xyz'[sensors[:at].count(sensor) % 3]}" for at, sensor in enumerate(sensors)]
    names = columns[: len(columns) - len(sensors)] + sensors
    table.names = names + [""] * (width - len(names))
    table.named, table.rate_hz, table.layout = True, rate_hz, "tabs, names in the OpenSignals header"


def _one_value_a_row(table: TextTable) -> TextTable:
    """A table whose rows are time, channel and value, turned into one with a column per channel."""
    if len(table.names) > 5:
        return table
    for index in range(len(table.names)):
        cells = [cell.strip() for cell in table.cells(index)]
        channels = list(dict.fromkeys(cells[:200]))
        if not 6 <= len(channels) <= 30 or {"accel", "gyro"} - {
            each.kind for each in triples(channels, [""] * 30, "")
        }:
            continue
        time = next(
            (at for at, name in enumerate(table.names) if at != index and TIME.search(name)),
            0 if index else 1,
        )
        value = next(at for at in range(len(table.names) - 1, -1, -1) if at not in (index, time))
        rows: dict[str, list[str]] = {}
        lines: dict[str, int] = {}
        place = {channel: at for at, channel in enumerate(channels, 1)}
        for cell, row, number in zip(cells, table.rows, table.lines, strict=True):
            filled = rows.setdefault(row[time], [row[time]] + [""] * len(channels))
            lines.setdefault(row[time], number)
            if cell in place:
                filled[place[cell]] = row[value]
        name = table.names[time] if table.named else "time"
        return replace(
            table, names=[name, *channels], units=[table.units[time]] + [""] * len(channels),
            rows=list(rows.values()), lines=list(lines.values()), breaks=[], named=True,
        )  # fmt: skip
    return table
