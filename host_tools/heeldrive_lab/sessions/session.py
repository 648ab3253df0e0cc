"""Reads session files: raw sensor counts as text (docs/file-format.md)."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import NoReturn

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
from heeldrive_lab.sessions.session_writer import write_session
from heeldrive_lab.util.files import READ_ERRORS, open_input, why_unreadable
from heeldrive_lab.util.plain_text import printable

__all__ = ["NotASessionError", "Row", "SessionError", "SessionHeader", "SessionReader", "write_session"]

# Rows are parsed in blocks: 16 KiB (about 500 rows) is as fast as larger blocks.
BLOCK_BYTES = 1 << 14
# Lines are short: the limit keeps a binary file without line ends from being read whole.
LONGEST_LINE = 4096
PLAIN = b"0123456789-,\r\n"  # the characters of a sample without spaces
CUT = "the file ends in the middle of this line: copy the file again, or delete the unfinished line"


class SessionReader:
    """Reads a session file once, part by part, in constant memory.

    Iterating yields `(t_ms, ax, ay, az, gx, gy, gz)`: milliseconds, specific force and angular rate in raw
    counts; `heeldrive_lab.sessions.samples.tables_of` yields the same as arrays.

    Attributes:
        path: the file.
        header: its `SessionHeader`, read on construction.
        markers: `(t_ms, text)` of each marker row read so far.
        last_ms: time of the last sample read so far; -1 before the first.
        on_read: called with the share of the file that has been read, 0..1; not for a pipe.

    Raises:
        SessionError: on construction if the header is invalid, while iterating if a row is.
    """

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self.markers: list[tuple[int, str]] = []
        self.last_ms = -1
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

    def __exit__(self, *reason: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __iter__(self) -> Iterator[Row]:
        return (row for lines in self.blocks() for row in self.rows(lines))

    def blocks(self) -> Iterator[list[bytes]]:
        """The lines after the header in blocks of some hundred; the caller parses each, as `rows` does.

        Raises:
            SessionError: while iterating: the file cannot be read, or there is no sample.
            RuntimeError: the file has been read already.
        """
        if self._started:
            raise RuntimeError("a SessionReader can be read only once: open the file again")
        self._started = True
        return self._blocks()

    def _blocks(self) -> Iterator[list[bytes]]:
        try:
            while lines := self._lines():
                self._tell_share()
                yield lines
                self._lines_read += len(lines)
        except READ_ERRORS as error:
            raise SessionError(
                f"{self.path}, after line {self._lines_read}: {why_unreadable(error)}"
            ) from error
        if self.last_ms < 0:
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

    def rows(self, lines: Sequence[bytes]) -> Iterator[Row]:
        """The samples in the latest block; its markers are added to `markers`.

        Raises:
            SessionError: while iterating: a line is invalid.
        """
        for number, line in enumerate(lines, self._lines_read + 1):
            row = _plain_row(line, self.last_ms) or self._any_row(number, line)
            if row:
                self.last_ms = row[0]
                yield row

    def _any_row(self, number: int, line: bytes) -> Row | None:
        """The sample in a line; None for an empty line or a marker."""
        cells = line.split(b",")
        if not line.strip():
            return None
        if not line.endswith(b"\n"):
            self._fail(number, CUT)
        if cells[0].strip() == b"marker":
            self._parse_marker(number, line)
            return None
        if len(cells) != 7 or not all(map(WHOLE_NUMBER_BYTES.fullmatch, cells)):
            self._fail_on_text(number, line.decode("utf-8", "replace"))
        t_ms, ax, ay, az, gx, gy, gz = map(int, cells)
        row = (t_ms, ax, ay, az, gx, gy, gz)
        if fault := row_fault(self.last_ms, row):
            self._fail(number, f"{fault}: fix or delete the line")
        return row

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


def _plain_row(line: bytes, before_ms: int) -> Row | None:
    """The sample in a line; None if it is no valid one, or may be none.

    Three times as fast as what explains a fault.
    """
    if line.translate(None, PLAIN) or not line.endswith(b"\n"):
        return None
    try:
        t_ms, ax, ay, az, gx, gy, gz = map(int, line.split(b","))
    except ValueError:
        return None
    low, high = min(ax, ay, az, gx, gy, gz), max(ax, ay, az, gx, gy, gz)
    if not before_ms < t_ms < TIME_LIMIT_MS or low < COUNT_MIN or high > COUNT_MAX:
        return None
    return t_ms, ax, ay, az, gx, gy, gz
