"""Reads numeric columns from any CSV file, plain or gzip; every error names its line."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.sessions.format import short
from heeldrive_lab.util.files import READ_ERRORS, open_input, why_unreadable

BLOCK_LINES = 4096
# Larger than nanoseconds since 1970, and small enough that sums and squares do not overflow.
LARGEST = 1e19


class RecordingError(ValueError):
    """A file that cannot be imported; the text says which line, what, and how to fix it."""


@dataclass(frozen=True)
class CsvTable:
    """Columns of a CSV file.

    Attributes:
        values: (n, k) one row per line, one column per requested name.
        line_numbers: (n,) line number of each row; the first line of the file is 1.
    """

    values: NDArray[np.float64]
    line_numbers: NDArray[np.int64]


def read_columns(path: Path, names: Sequence[str]) -> CsvTable:
    """Read the columns called `names`; lines before the column names that begin with `#` are ignored.

    Args:
        path: the file; columns are separated by comma, semicolon or tab.
        names: names of the columns, as in the file.

    Raises:
        RecordingError: the file cannot be read, a column is missing, or a cell is not a finite number.
    """
    try:
        with open_input(path) as file:
            return _read(file, names)
    except READ_ERRORS as error:
        raise RecordingError(why_unreadable(error)) from error


def _read(file: BinaryIO, names: Sequence[str]) -> CsvTable:
    head_line = 0
    line = b"#"
    while line.startswith(b"#"):
        line = file.readline()
        head_line += 1
    head = line.decode("utf-8-sig", "replace")
    delimiter = max(",;\t", key=head.count)
    there = [cell.strip() for cell in _cells(head_line, head, delimiter)]
    columns = _find(there, names)
    blocks: list[NDArray[np.float64]] = []
    numbers: list[NDArray[np.int64]] = []
    first = head_line + 1
    while lines := list(islice(file, BLOCK_LINES)):
        values, line_numbers = _block(lines, first, columns, there, delimiter)
        blocks.append(values)
        numbers.append(line_numbers)
        first += len(lines)
    if not any(map(len, blocks)):
        raise RecordingError("no row of numbers follows the column names")
    return CsvTable(np.concatenate(blocks), np.concatenate(numbers))


def _find(there: Sequence[str], names: Sequence[str]) -> list[int]:
    if not any(there):
        raise RecordingError("the file or its first line is empty: it must begin with the column names")
    missing = [name for name in names if name not in there]
    if missing:
        raise RecordingError(
            f"there is no column {', '.join(missing)}; the columns are: {', '.join(there)}"
            " (give them with --time-column, --accel-columns, --gyro-columns; --rate if there is no time)"
        )
    twice = [name for name in names if there.count(name) > 1]
    if twice:
        raise RecordingError(f"the column {twice[0]} appears twice: rename one")
    return [there.index(name) for name in names]


def _block(
    lines: Sequence[bytes], first: int, columns: Sequence[int], there: Sequence[str], delimiter: str
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Numbers of a block of lines: parsed at once if all are valid, else line by line to find the fault."""
    # loadtxt warns if there are no rows and skips empty ones, so that rows would lose their line numbers.
    if not any(line.isspace() for line in lines):
        try:
            values = np.loadtxt(
                lines, delimiter=delimiter, usecols=columns, ndmin=2, comments=None, quotechar='"'
            )
            if values.shape == (len(lines), len(columns)) and (np.abs(values) <= LARGEST).all():
                return values, np.arange(first, first + len(lines))
        except ValueError:
            pass
    rows = []
    numbers = []
    for number, line in enumerate(lines, first):
        if not line.isspace():
            rows.append(_row(number, line, columns, there, delimiter))
            numbers.append(number)
    return np.array(rows, float).reshape(-1, len(columns)), np.array(numbers, np.int64)


def _cells(number: int, line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line.rstrip("\r\n")], delimiter=delimiter), [])
    except csv.Error as error:
        raise RecordingError(f"line {number} is not a row of cells ({error}): fix or delete it") from error


def _row(
    number: int, line: bytes, columns: Sequence[int], there: Sequence[str], delimiter: str
) -> list[float]:
    cells = _cells(number, line.decode("utf-8", "replace"), delimiter)
    if len(cells) <= max(columns):
        raise RecordingError(
            f"line {number} has {len(cells)} of {len(there)} columns (truncated file?): fix or delete it"
        )
    row = []
    for column in columns:
        cell = cells[column].strip()
        try:
            value = float(cell)
        except ValueError:
            hint = " (the decimal sign must be a point)" if "," in cell else ""
            what = f"{there[column]} is {short(cell)}, which is not a number{hint}"
            raise RecordingError(f"line {number}: {what}: fix or delete the line") from None
        if abs(value) > LARGEST:
            raise RecordingError(
                f"line {number}: {there[column]} is {short(cell)}, too large for any sensor: delete the line"
            )
        if not np.isfinite(value):
            raise RecordingError(
                f"line {number}: {there[column]} is {cell}: fill in the value or delete the line"
            )
        row.append(value)
    return row
