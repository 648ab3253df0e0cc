"""Reads session files: raw sensor counts as text (docs/file-format.md)."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import NoReturn

import numpy as np

from heeldrive_lab.sessions.annotations import VERSION_KEY as ANNOTATIONS_KEY
from heeldrive_lab.sessions.format import (
    COLUMNS,
    COUNT_MAX,
    COUNT_MIN,
    TIME_LIMIT_MS,
    VERSION,
    VERSION_KEY,
    WHOLE_NUMBER,
    WHOLE_NUMBER_BYTES,
    NotASessionError,
    Row,
    SessionError,
    SessionHeader,
    header_from,
    row_fault,
    short,
)
from heeldrive_lab.sessions.samples import Table
from heeldrive_lab.sessions.session_writer import write_session
from heeldrive_lab.util.files import READ_ERRORS, open_input, why_unreadable
from heeldrive_lab.util.plain_text import printable

__all__ = ["NotASessionError", "Row", "SessionError", "SessionHeader", "SessionReader", "write_session"]

# Rows are parsed in blocks: 16 KiB (about 500 rows) is as fast as larger blocks.
BLOCK_BYTES = 1 << 14
# Lines are short: the limit keeps a binary file without line ends from being read whole.
LONGEST_LINE = 4096
CUT = "the file ends in the middle of this line: copy the file again, or delete the unfinished line"


class SessionReader:
    """Reads a session file once, part by part, in constant memory.

    Iterating yields `(t_ms, ax, ay, az, gx, gy, gz)`: milliseconds, specific force and angular rate in raw
    counts; `tables` yields the same as arrays.

    Attributes:
        path: the file.
        header: its `SessionHeader`, read on construction.
        markers: `(t_ms, text)` of each marker row read so far.
        on_read: called with the share of the file that has been read, 0..1; not for a pipe.

    Raises:
        SessionError: on construction if the header is invalid, while iterating if a row is.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.markers: list[tuple[int, str]] = []
        self.on_read: Callable[[float], None] = lambda share: None
        self._lines_read = 0
        self._started = False
        try:
            self._file = open_input(self.path)
        except READ_ERRORS as error:
            raise SessionError(f"{self.path}: {why_unreadable(error)}") from error
        try:
            self.header = self._read_header()
        except READ_ERRORS as error:
            self.close()
            raise SessionError(f"{self.path}: {why_unreadable(error)}") from error
        except SessionError:
            self.close()
            raise

    def __enter__(self) -> "SessionReader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __iter__(self) -> Iterator[Row]:
        return (row for table in self.tables() for row in map(tuple, table.tolist()))

    def tables(self) -> Iterator[Table]:
        """The samples in tables of some hundred rows; those before an invalid row come before its error.

        Raises:
            SessionError: while iterating: a row is invalid, or there is none.
            RuntimeError: the file has been read already.
        """
        if self._started:
            raise RuntimeError("a SessionReader can be read only once: open the file again")
        self._started = True
        return self._tables()

    def _tables(self) -> Iterator[Table]:
        before_ms = -1
        try:
            while lines := self._lines():
                self._tell_share()
                table = _plain_table(lines, before_ms)
                for part in self._checked_parts(lines, before_ms) if table is None else (table,):
                    before_ms = int(part[-1, 0])
                    yield part
                self._lines_read += len(lines)
        except READ_ERRORS as error:
            raise SessionError(
                f"{self.path}, after line {self._lines_read}: {why_unreadable(error)}"
            ) from error
        if before_ms < 0:
            raise SessionError(f"{self.path}: no samples follow the column names: nothing was recorded")

    def _tell_share(self) -> None:
        """Tell how much of the file has been read; a pipe has no size."""
        with suppress(OSError):
            descriptor = self._file.fileno()  # of a compressed file, its own
            self.on_read(os.lseek(descriptor, 0, os.SEEK_CUR) / max(1, os.fstat(descriptor).st_size))

    def _lines(self) -> list[bytes]:
        """The next lines; one that does not end within `LONGEST_LINE` is not a row, and is not read whole."""
        block = self._file.read(BLOCK_BYTES)
        if block and not block.endswith(b"\n"):
            block += self._file.readline(LONGEST_LINE)
            if len(block) >= BLOCK_BYTES + LONGEST_LINE and not block.endswith(b"\n"):
                line = self._lines_read + block.count(b"\n") + 1
                self._fail(line, f"this line is longer than {LONGEST_LINE} bytes: copy the file again")
        return BytesIO(block).readlines()

    def _checked_parts(self, lines: Sequence[bytes], before_ms: int) -> Iterator[Table]:
        """The rows of a block, at most one table; a fault comes after the rows before it."""
        rows: list[Row] = []
        try:
            rows.extend(self._rows_one_by_one(lines, before_ms))
        except SessionError:
            if rows:
                yield np.array(rows, np.int64)
            raise
        if rows:
            yield np.array(rows, np.int64)

    def _rows_one_by_one(self, lines: Sequence[bytes], before_ms: int) -> Iterator[Row]:
        """Rows of a block that contains a marker, an empty line or a fault; a fault raises an error."""
        for number, line in enumerate(lines, self._lines_read + 1):
            cells = line.split(b",")
            if not line.strip():
                continue
            if not line.endswith(b"\n"):
                self._fail(number, CUT)
            if cells[0].strip() == b"marker":
                self._parse_marker(number, line)
                continue
            if len(cells) != 7 or not all(map(WHOLE_NUMBER_BYTES.fullmatch, cells)):
                self._fail_on_text(number, line.decode("utf-8", "replace"))
            t_ms, ax, ay, az, gx, gy, gz = map(int, cells)
            row = (t_ms, ax, ay, az, gx, gy, gz)
            if fault := row_fault(before_ms, row):
                self._fail(number, f"{fault}: fix or delete the line")
            before_ms = t_ms
            yield row

    def _parse_marker(self, number: int, line: bytes) -> None:
        time, _, text = line.decode("utf-8", "replace").removeprefix("marker,").partition(",")
        if not WHOLE_NUMBER.fullmatch(time) or not 0 <= int(time) < TIME_LIMIT_MS:
            self._fail(number, "a marker row is 'marker,TIME_MS,TEXT': fix or delete it")
        self.markers.append((int(time), printable(text.strip())))

    def _fail_on_text(self, number: int, line: str) -> NoReturn:
        cells = line.strip().split(",")
        if len(cells) != 7:
            self._fail(number, f"columns: {len(cells)} instead of the 7 of {COLUMNS}: fix or delete the line")
        wrong = [
            f"{name} is {short(cell)}"
            for name, cell in zip(COLUMNS.split(","), cells, strict=True)
            if not WHOLE_NUMBER.fullmatch(cell)
        ]
        self._fail(
            number, f"{', '.join(wrong) or 'a cell'}, which is not a whole number: fix or delete the line"
        )

    def _fail(self, number: int, what: str) -> NoReturn:
        raise SessionError(f"{self.path}, line {number}: {what}")

    def _header_line(self) -> str:
        self._lines_read += 1
        line = self._file.readline(LONGEST_LINE)
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            self._fail(
                self._lines_read, f"this line is longer than {LONGEST_LINE} bytes: copy the file again"
            )
        if not line:
            self._fail(self._lines_read, f"the file ends before the column names ({COLUMNS}): copy it again")
        try:
            return line.decode("utf-8").strip()
        except UnicodeDecodeError:
            self._fail(self._lines_read, "this is not UTF-8 text: save the file as UTF-8")

    def _read_header(self) -> SessionHeader:
        self._read_version()
        found: dict[str, str] = {}
        while (line := self._header_line()).startswith("#"):
            key, colon, text = (part.strip() for part in line[1:].partition(":"))
            if not colon:
                self._fail(self._lines_read, f"{short(line)} is not '# key: value': fix or delete the line")
            if key in found or key == VERSION_KEY:
                self._fail(self._lines_read, f"the key {key} appears twice: delete one")
            found[key] = printable(text)
        if line.replace(" ", "") != COLUMNS:
            self._fail(
                self._lines_read,
                f"the columns are {short(line)}; they must be {COLUMNS} (see heeldrive import)",
            )
        try:
            return header_from(found)
        except SessionError as error:
            raise SessionError(f"{self.path}: in the header, {error}") from None

    def _read_version(self) -> None:
        self._lines_read = 1
        start = self._file.readline(LONGEST_LINE)
        if not start:
            raise SessionError(
                f"{self.path}: the file is empty: nothing was recorded, or the copy is incomplete"
            )
        # Excel writes a byte order mark at the start of UTF-8 files.
        key, _, version = start.removeprefix(b"\xef\xbb\xbf").removeprefix(b"#").partition(b":")
        text = version.decode("utf-8", "replace").strip()
        if key.strip() == ANNOTATIONS_KEY.encode():
            raise NotASessionError(f"{self.path}: these are the annotations of a session: give the session")
        if key.strip() != VERSION_KEY.encode() or not WHOLE_NUMBER.fullmatch(text):
            raise NotASessionError(
                f"{self.path}: this is not a session file: its first line is not '# {VERSION_KEY}: {VERSION}'"
                " (heeldrive pull converts a board's log, heeldrive import other recordings)"
            )
        if int(text) != VERSION:
            self._fail(1, f"format version {text}; this heeldrive reads version {VERSION}: update heeldrive")


def _plain_table(lines: Sequence[bytes], before_ms: int) -> Table | None:
    """A block in which every line is a valid sample; None if any line is not, or may not be.

    Five times faster than parsing line by line, which dominates the time to read a long recording.
    """
    if b"".join(lines).translate(None, b"0123456789-,\r\n") or not lines[-1].endswith(b"\n"):
        return None
    try:
        table = np.loadtxt(lines, np.int64, delimiter=",", ndmin=2, comments=None)
    except ValueError:
        return None
    if table.shape != (len(lines), 7):
        return None
    t_ms, counts = table[:, 0], table[:, 1:]
    increasing = before_ms < t_ms[0] and bool((t_ms[1:] > t_ms[:-1]).all())
    if not increasing or t_ms[-1] >= TIME_LIMIT_MS or counts.min() < COUNT_MIN or counts.max() > COUNT_MAX:
        return None
    return table
