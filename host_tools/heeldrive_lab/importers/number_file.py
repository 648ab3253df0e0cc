"""Reads files of numbers with a known number of columns; every error names its line."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.sessions.format import short
from heeldrive_lab.util.files import READ_ERRORS, open_input, why_unreadable

BLOCK_LINES = 4096


def read_numbers(path: Path, width: int, wanted: Sequence[int], delimiter: str) -> NDArray[np.float64]:
    """Read columns of a file without column names.

    Args:
        path: the file, plain or gzip.
        width: number of columns in a line.
        wanted: indices of the columns to read, from 0.
        delimiter: separator of the columns.

    Returns:
        (n, k) one row per line, one column per entry of `wanted`.

    Raises:
        RecordingError: the file cannot be read, has no line, or a line is invalid.
    """
    try:
        with open_input(path) as file:
            return _rows(path, file, 1, width, wanted, delimiter)
    except READ_ERRORS as error:
        raise RecordingError(f"{path}: {why_unreadable(error)}") from error


def read_named(
    path: Path, names: Sequence[str], delimiter: str, *, missing: bool = False
) -> NDArray[np.float64]:
    """Read the columns called `names` from a file whose first line names its columns.

    Args:
        path: the file, plain or gzip.
        names: the columns to read, lower case.
        delimiter: separator of the columns.
        missing: whether a value may be missing: `NaN` or an empty cell, both returned as NaN.

    Returns:
        (n, k) one row per line, one column per name.

    Raises:
        RecordingError: the file cannot be read, a column is missing, no line follows the names, or a line is
            invalid.
    """
    try:
        with open_input(path) as file:
            head = file.readline().decode("utf-8-sig", "replace")
            there = [cell.strip().lower() for cell in head.split(delimiter)]
            if absent := [name for name in names if name not in there]:
                raise RecordingError(
                    f"{path}, line 1: there is no column {', '.join(absent)}; it is {short(head.strip())}:"
                    " check that the file is the owners' own"
                )
            columns = [there.index(name) for name in names]
            return _rows(path, file, 2, len(there), columns, delimiter, missing=missing)
    except READ_ERRORS as error:
        raise RecordingError(f"{path}: {why_unreadable(error)}") from error


def read_headed(path: Path, width: int, wanted: Sequence[int], delimiter: str) -> NDArray[np.float64]:
    """Read columns by position, as `read_numbers`, after comment lines, `#`, and one line of names."""
    try:
        with open_input(path) as file:
            first = 2
            while file.readline().startswith(b"#"):
                first += 1
            return _rows(path, file, first, width, wanted, delimiter)
    except READ_ERRORS as error:
        raise RecordingError(f"{path}: {why_unreadable(error)}") from error


def matrix(path: Path, name: str, values: NDArray[Any], width: int) -> NDArray[np.float64]:
    """Check that an array read from a file consists of rows of finite numbers.

    Args:
        path: the file, for messages.
        name: name of the array in the file.
        values: the array.
        width: numbers per row.

    Returns:
        (n, width) the same numbers.

    Raises:
        RecordingError: the array has another shape or type, or a number is not finite.
    """
    if values.ndim != 2 or values.shape[1] != width or len(values) < 2 or values.dtype.kind not in "fiu":
        raise RecordingError(
            f"{path}: {name} is an array of {' x '.join(map(str, values.shape))} {values.dtype}; it must be"
            f" rows of {width} numbers, two or more"
        )
    bad = np.flatnonzero(~np.isfinite(values).all(axis=1))
    if len(bad):
        raise RecordingError(f"{path}: row {bad[0] + 1} contains a number that is not finite: copy it again")
    return values.astype(np.float64)


def _rows(
    path: Path,
    file: BinaryIO,
    first: int,
    width: int,
    wanted: Sequence[int],
    delimiter: str,
    *,
    missing: bool = False,
) -> NDArray[np.float64]:
    blocks = []
    while lines := list(islice(file, BLOCK_LINES)):
        rows = [(number, line) for number, line in enumerate(lines, first) if line.strip()]
        for number, line in rows:
            columns = line.count(delimiter.encode()) + 1
            if columns != width:
                raise RecordingError(
                    f"{path}, line {number}: columns: {columns} instead of {width}: copy the file again, or"
                    " check that it is the owners' own"
                )
        if rows:
            blocks.append(_numbers(path, rows, wanted, delimiter, missing=missing))
        first += len(lines)
    if not blocks:
        raise RecordingError(f"{path}: it contains no row of numbers: copy it again")
    return np.concatenate(blocks)


def _numbers(
    path: Path, rows: Sequence[tuple[int, bytes]], wanted: Sequence[int], delimiter: str, *, missing: bool
) -> NDArray[np.float64]:
    cells = [line for _, line in rows]
    try:
        values = np.loadtxt(cells, delimiter=delimiter, usecols=wanted, ndmin=2, comments=None)
    except ValueError:
        if not missing:
            _name_the_fault(path, rows, wanted, delimiter, missing=False)
        values = _with_empty_cells(path, rows, wanted, delimiter)
    if np.isinf(values).any() or (not missing and np.isnan(values).any()):
        _name_the_fault(path, rows, wanted, delimiter, missing=missing)
    return values


def _with_empty_cells(
    path: Path, rows: Sequence[tuple[int, bytes]], wanted: Sequence[int], delimiter: str
) -> NDArray[np.float64]:
    """The numbers of rows in which cells are empty, one by one: loadtxt refuses them."""
    try:
        return np.array(
            [
                [float(cells[column].strip() or "nan") for column in wanted]
                for cells in (line.decode("utf-8", "replace").split(delimiter) for _, line in rows)
            ]
        )
    except ValueError:
        _name_the_fault(path, rows, wanted, delimiter, missing=True)


def _name_the_fault(
    path: Path, rows: Sequence[tuple[int, bytes]], wanted: Sequence[int], delimiter: str, *, missing: bool
) -> NoReturn:
    for number, line in rows:
        cells = line.decode("utf-8", "replace").split(delimiter)
        for column in wanted:
            cell = cells[column].strip()
            if not (missing and cell.lower() in ("", "nan")) and not _is_finite(cell):
                raise RecordingError(
                    f"{path}, line {number}: column {column + 1} is {short(cell)}, which is not a finite"
                    " number: fix or delete the line"
                )
    raise RecordingError(f"{path}, from line {rows[0][0]}: a number has an unknown notation")


def _is_finite(cell: str) -> bool:
    try:
        return bool(np.isfinite(float(cell)))
    except ValueError:
        return False
