"""Reads columns of numbers out of any CSV file, gzip too, and names the line of whatever is wrong with it."""

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
# Beyond nanoseconds since 1970, and short of where sums and squares overflow.
LARGEST = 1e19


class RecordingError(ValueError):
    """A file that cannot be imported; the text says which line, what, and what would do."""


@dataclass(frozen=True)
class CsvTable:
    """Columns of a CSV file.

    Attributes:
        values: one row per line, one column per name asked for.
        line_numbers: the line each row stands on, the first line of the file being 1.
    """

    values: NDArray[np.float64]
    line_numbers: NDArray[np.int64]


def read_columns(path: Path, names: Sequence[str]) -> CsvTable:
    """Read the columns called `names`; lines that begin with `#` before the column names are passed over.

    Args:
        path: the file; comma, semicolon or tab between the columns.
        names: the columns wanted, as the line of column names has them.

    Raises:
        RecordingError: the file cannot be read, a column is not there, or a cell is no finite number.
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
        raise RecordingError("there is no row of numbers below the column names")
    return CsvTable(np.concatenate(blocks), np.concatenate(numbers))


def _find(there: Sequence[str], names: Sequence[str]) -> list[int]:
    if not any(there):
        raise RecordingError("the file is empty, or its first line is: it must begin with the column names")
    missing = [name for name in names if name not in there]
    if missing:
        raise RecordingError(
            f"there is no column {', '.join(missing)}; the columns are: {', '.join(there)}"
            " (name them with --time-column, --accel-columns, --gyro-columns; --rate when there is no time)"
        )
    twice = [name for name in names if there.count(name) > 1]
    if twice:
        raise RecordingError(f"the column {twice[0]} is there twice: rename one")
    return [there.index(name) for name in names]


def _block(
    lines: Sequence[bytes], first: int, columns: Sequence[int], there: Sequence[str], delimiter: str
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The numbers of a block of lines: the fast way, or when anything is odd the one that says what it is."""
    # Without rows loadtxt warns; with empty ones it skips, and rows and line numbers would part.
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
        raise RecordingError(f"line {number} is no row of cells ({error}): mend or delete it") from error


def _row(
    number: int, line: bytes, columns: Sequence[int], there: Sequence[str], delimiter: str
) -> list[float]:
    cells = _cells(number, line.decode("utf-8", "replace"), delimiter)
    if len(cells) <= max(columns):
        raise RecordingError(
            f"line {number} has {len(cells)} of {len(there)} columns (was the file cut?): mend or delete it"
        )
    row = []
    for column in columns:
        cell = cells[column].strip()
        try:
            value = float(cell)
        except ValueError:
            hint = " (the decimal sign must be a point)" if "," in cell else ""
            what = f"{there[column]} is {short(cell)}, which is no number{hint}"
            raise RecordingError(f"line {number}: {what}: mend or delete the line") from None
        if abs(value) > LARGEST:
            raise RecordingError(
                f"line {number}: {there[column]} is {short(cell)}: no sensor reads that, delete the line"
            )
        if not np.isfinite(value):
            raise RecordingError(
                f"line {number}: {there[column]} is {cell}: fill the hole or delete the line"
            )
        row.append(value)
    return row
