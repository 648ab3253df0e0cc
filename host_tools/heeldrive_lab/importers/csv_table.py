"""Reads a table of numbers from text as recorders write it: any separator, encoding and line end."""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers import sentences as say
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.limits import CONTROL_SHARE, LARGEST, LINE_LOOK, NUMBERS_MIN, SAMPLE_LINES
from heeldrive_lab.importers.patterns import (
    BRACKETS,
    CONTROLS,
    DECIMAL_COMMA,
    DELIMITER_NAMES,
    MONITOR,
    NOT_TEXT,
    PLOTTED,
    UNIT_CELL,
)
from heeldrive_lab.sessions.format import VERSION_KEY, short
from heeldrive_lab.util.files import READ_ERRORS, open_input, why_unreadable

# Three to five hours at 100 Hz. An hour of them (24 MB) takes 430 MB of memory and 4 s.
BYTES_MAX = 1 << 27
# Byte order marks; the longer one first.
MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


@dataclass
class TextTable:
    """A table as it stands in a file.

    Attributes:
        label: name of the file, or of its member in an archive.
        names: one per column; `column 1` and so on if the file has none.
        units: one per column, as written; empty if not told.
        rows: cells of each row.
        lines: line number of each row; the first line of the file is 1.
        preamble: lines above the data.
        breaks: indices of rows before which the names stand once more: a further recording.
        layout: words about separator and names, for the user.
        rate_hz: samples per second told beside the data, if any.
        scales: factors told beside the data, by `t`, `a` and `g` (Gyroflow).
        named: whether the file names its columns.
    """

    label: str
    names: list[str]
    units: list[str]
    rows: list[Sequence[str]]
    lines: list[int]
    preamble: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    layout: str = ""
    rate_hz: float | None = None
    scales: dict[str, float] = field(default_factory=dict)
    named: bool = True

    def cells(self, index: int) -> list[str]:
        """Cells of a column as written."""
        return [row[index] for row in self.rows]

    def column(self, index: int) -> NDArray[np.float64]:
        """Numbers of a column; NaN where a cell is none."""
        cells = self.cells(index)
        try:
            return np.array(cells, dtype=np.float64)
        except ValueError:
            return np.array([number(cell) for cell in cells])

    def check(self, index: int, values: NDArray[np.float64]) -> None:
        """Check that all `values` of the column `index` are finite and plausible.

        Raises:
            RecordingError: one is not; the text names its line.
        """
        bad = np.flatnonzero(~(np.abs(values) <= LARGEST))
        if not len(bad):
            return
        cell = self.rows[bad[0]][index].strip()
        place = {"line": self.lines[bad[0]], "name": self.names[index]}
        if len(bad) > len(values) / 2:
            raise RecordingError(
                say.EVERY_LINE.format(bad=len(bad), rows=len(values), cell=short(cell), **place)
            )
        if cell.lower() == "nan":
            raise RecordingError(say.CELL_NAN.format(cell=cell, **place))
        words = say.CELL_TOO_LARGE if _is_number(cell) else say.CELL_NO_NUMBER
        raise RecordingError(words.format(cell=short(cell), **place))


def number(cell: str) -> float:
    """The number in a cell, with a decimal point or comma; NaN if it is none."""
    try:
        return float(cell)
    except ValueError:
        cell = cell.strip()
        return float(cell.replace(",", ".")) if DECIMAL_COMMA.fullmatch(cell) else float("nan")


def decode(content: bytes) -> str:
    """Text of a file: UTF-8, UTF-16 or UTF-32, else Windows' Western European.

    Raises:
        RecordingError: it is no text; the text says what it is.
    """
    if content.startswith(f"# {VERSION_KEY}".encode()):
        raise RecordingError("this is a session of heeldrive already: use it as it is")
    for magic, what in NOT_TEXT.items():
        if content.lstrip().startswith(magic):
            raise RecordingError(say.NOT_TEXT.format(what=what))
    head = content[:4096]
    encoding = next((encoding for mark, encoding in MARKS.items() if content.startswith(mark)), None)
    if encoding is None and len(head) > 8:
        # UTF-16 without a mark: every other byte of plain letters and digits is 0.
        zeros = [head[start::2].count(0) > 0.9 * (len(head) // 2) for start in (1, 0)]
        encoding = "utf-16-le" if zeros == [True, False] else "utf-16-be" if zeros == [False, True] else None
    if encoding is not None:
        text = content.decode(encoding, "replace")
    else:
        # A recorder whose supply was cut leaves zeros or erased flash at the end.
        content = content.rstrip(b"\x00\xff")
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError:
            text = content.decode("cp1252", "replace")
    if len(CONTROLS.findall(text)) > CONTROL_SHARE * len(text):
        raise RecordingError(
            "this is a binary file, not a table of numbers: export the recording as CSV"
            " (heeldrive pull converts a board's log)"
        )
    return text


def read_text(label: str, content: bytes) -> TextTable:
    """Read a table; the layout is found from its content.

    Args:
        label: name of the file.
        content: its bytes.

    Raises:
        RecordingError: it contains no table of numbers.
    """
    lines = _as_rows(io.StringIO(decode(content), newline=None).read().split("\n"))
    full = [(index, line) for index, line in enumerate(lines, 1) if line.strip()]
    if not full:
        raise RecordingError("the file is empty: record or export it again")
    delimiter, width = _layout([line for _, line in full])
    rows = _split([line for _, line in full], delimiter)
    first = _first_data_row(rows, width)
    head = _Head(rows[:first], [line for _, line in full[:first]], width)
    above = {line.strip() for _, line in full[:first]}
    table = TextTable(label, head.names, head.units, [], [], [line for _, line in full[:first]])
    table.named = head.row is not None
    for (index, line), cells in zip(full[first:], rows[first:], strict=True):
        if line.strip() in above:
            if table.rows and (not table.breaks or table.breaks[-1] != len(table.rows)):
                table.breaks.append(len(table.rows))
            continue
        # A comment, or words such as "button pressed".
        if line.startswith(("#", "//")) or not any(map(str.isdigit, line)):
            continue
        table.rows.append(cells)
        table.lines.append(index)
    _check_widths(table, width)
    if not table.rows:
        raise RecordingError(say.NO_ROWS)
    where = f"names in line {full[head.row][0]}" if head.row is not None else "no names"
    table.layout = f"{DELIMITER_NAMES[delimiter]}, {where}"
    return table


def _as_rows(lines: list[str]) -> list[str]:
    """Lines of a serial monitor, `10:11:12.345 -> 1,2`, or plotter, `ax:1,ay:2`, as rows of a table."""
    sample = lines[:: max(1, len(lines) // SAMPLE_LINES)]
    if sum(bool(MONITOR.match(line)) for line in sample) > len(sample) / 2:
        comma = max(",;\t", key="".join(sample).count)
        # Before names the stamp is the name of its column.
        lines = [
            MONITOR.sub(f"time{comma}" if line.split("->")[-1].strip()[:1].isalpha() else rf"\1{comma}", line)
            for line in lines
        ]
        sample = lines[:: max(1, len(lines) // SAMPLE_LINES)]
    found = [PLOTTED.findall(line[:LINE_LOOK]) for line in sample]
    if sum(len(each) >= NUMBERS_MIN for each in found) <= len(sample) / 2:
        return lines
    names = [name for name, _ in max(found, key=len)]
    rows = [PLOTTED.findall(line) for line in lines]
    first = next(at for at, row in enumerate(rows) if len(row) >= NUMBERS_MIN)
    # The names take the place of the line above; an empty one if there is none would shift the line numbers.
    above = [*lines[: max(0, first - 1)], ",".join(names)]
    return above + [",".join(value for _, value in row) for row in rows[first:]]


def _split(lines: Sequence[str], delimiter: str | None) -> list[Sequence[str]]:
    if delimiter is None:
        return [line.split() for line in lines]
    csv.field_size_limit(1 << 24)
    # One line at a time: a stray quote must not swallow the lines that follow.
    return [line.split(delimiter) if '"' not in line else _quoted(line, delimiter) for line in lines]


def _quoted(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _layout(lines: Sequence[str]) -> tuple[str | None, int]:
    """Separator and number of columns that most numbers of a sample of the lines go by."""
    sample = lines[:: max(1, len(lines) // SAMPLE_LINES)]
    best: tuple[int, str | None, int] = (0, None, 0)
    for delimiter in DELIMITER_NAMES:
        widths: Counter[int] = Counter()
        for cells in _split(sample, delimiter):
            if (numbers := sum(map(_is_number, cells))) >= NUMBERS_MIN:
                widths[len(cells)] += numbers
        for width, numbers in widths.most_common(1):
            if numbers > best[0]:
                best = (numbers, delimiter, width)
    if not best[0]:
        raise RecordingError(
            f"no line of it has numbers in columns; it begins {short(lines[0].strip())}:"
            " export the recording as CSV"
        )
    return best[1], best[2]


def _is_number(cell: str) -> bool:
    return not np.isnan(number(cell))


def _first_data_row(rows: Sequence[Sequence[str]], width: int) -> int:
    return next(
        index
        for index, cells in enumerate(rows)
        if len(cells) == width and sum(map(_is_number, cells)) >= NUMBERS_MIN
    )


class _Head:
    """Names and units found above the data.

    Attributes:
        row: index of the row with the names, or None.
        names, units: one per column.
    """

    def __init__(self, rows: Sequence[Sequence[str]], lines: Sequence[str], width: int) -> None:
        self.row: int | None = None
        cells: list[str] = []
        units: list[str] = []
        for index in range(len(rows) - 1, -1, -1):
            cells = _names_in(lines[index], rows[index], width)
            said = [cell for cell in cells if cell]
            if len(said) < NUMBERS_MIN or abs(len(cells) - width) > 1:
                continue
            if not units and sum(bool(UNIT_CELL.fullmatch(cell)) for cell in said) > 0.7 * len(said):
                units = cells
                continue
            if sum(any(map(str.isalpha, cell)) for cell in said) > len(said) / 2:
                self.row = index
                break
        if self.row is None:
            self.names = [f"column {number}" for number in range(1, width + 1)]
            self.units = [""] * width
            return
        names = (cells + [""] * width)[:width]
        units = [cell.strip("[]() ") for cell in (units + [""] * width)[:width]]
        self.names, self.units = [], []
        for name, unit in zip(names, units, strict=True):
            found = BRACKETS.search(name)
            self.names.append(name)
            self.units.append(unit or (found[1] if found else ""))


def _names_in(line: str, cells: Sequence[str], width: int) -> list[str]:
    """Cells of a line that may be names; they may be separated in another way than the data."""
    if len(cells) != width:
        for delimiter in DELIMITER_NAMES:
            other = _split([line.lstrip("# ")], delimiter)[0]
            if len(other) == width:
                cells = other
                break
    return [cell.strip().strip('"').lstrip("#").strip() for cell in cells]


def _check_widths(table: TextTable, width: int) -> None:
    """Drop a last row that was cut; refuse a file with others."""
    wrong = [index for index, cells in enumerate(table.rows) if len(cells) != width]
    if wrong and wrong[-1] == len(table.rows) - 1:
        wrong.pop()
        table.rows.pop()
        table.lines.pop()
        table.breaks = [row for row in table.breaks if row < len(table.rows)]
    if wrong:
        every = say.WRONG_WIDTH_EVERY.format(wrong=len(wrong), rows=len(table.rows))
        raise RecordingError(
            say.WRONG_WIDTH.format(
                line=table.lines[wrong[0]],
                found=len(table.rows[wrong[0]]),
                width=width,
                every=every if len(wrong) > 1 else "",
            )
        )


def read_bytes(path: Path) -> bytes:
    """Read a file, plain or gzip.

    Raises:
        RecordingError: it cannot be read or is too large.
    """
    try:
        with open_input(path) as file:
            content = file.read(BYTES_MAX + 1)
    except READ_ERRORS as error:
        raise RecordingError(why_unreadable(error)) from error
    if len(content) > BYTES_MAX:
        raise RecordingError(f"it is larger than {BYTES_MAX >> 20} MB: split it")
    return content


def read_columns(path: Path, names: Sequence[str]) -> NDArray[np.float64]:
    """Read the columns called `names` from a table of numbers.

    Returns:
        (n, k) one row per line, one column per name.

    Raises:
        RecordingError: the file cannot be read, a column is missing, or a cell is not a finite number.
    """
    table = read_text(path.name, read_bytes(path))
    if missing := [name for name in names if name not in table.names]:
        raise RecordingError(
            f"there is no column {', '.join(missing)}; the columns are: {', '.join(table.names)}"
        )
    columns = [table.names.index(name) for name in names]
    values = [table.column(index) for index in columns]
    for index, column in zip(columns, values, strict=True):
        table.check(index, column)
    return np.column_stack(values)
