"""Session files that can be iterated more than once: whole in memory, or read anew each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from heeldrive_lab.sessions.file_names import may_be_session
from heeldrive_lab.sessions.samples import SampleTable, Table, tables_of
from heeldrive_lab.sessions.session import Row, SessionError, SessionReader
from heeldrive_lab.util.progress import bar


@dataclass(frozen=True)
class Recording(SampleTable):
    """A session file in memory.

    Attributes:
        path: the file it was read from.
        markers: `(t_ms, text)`, in the order of the file.
    """

    path: Path
    markers: tuple[tuple[int, str], ...] = ()


def read_recording(path: str | Path) -> Recording:
    """Read a whole session file.

    Raises:
        SessionError: the file cannot be read, or a line in it is invalid.
    """
    with SessionReader(path) as reader:
        table = np.concatenate(list(tables_of(reader)))
        return Recording(reader.header, table, reader.path, tuple(reader.markers))


class StoredSession:
    """A session file that is read anew each time it is iterated, in constant memory, with a progress bar.

    Attributes:
        path: the file.
        header: its header.
        markers: `(t_ms, text)` of the markers read so far, in the order of the file.

    Raises:
        SessionError: on construction if the header is invalid, while iterating if a row is.
    """

    def __init__(self, path: str | Path) -> None:
        with SessionReader(path) as reader:
            self.path, self.header = reader.path, reader.header
        self.markers: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[Row]:
        for table in self.tables():
            yield from map(tuple, table.tolist())

    def tables(self) -> Iterator[Table]:
        """The samples in tables of some hundred rows."""
        with SessionReader(self.path) as reader, bar(f"reading {self.path.name}") as reader.on_read:
            self.markers.clear()
            reader.markers = self.markers
            yield from tables_of(reader)


def stored_session(path: Path) -> "StoredSession | Recording":
    """A session file that can be iterated more than once; a pipe is read whole.

    Raises:
        SessionError: the file cannot be read, or the header is invalid; for a pipe, or a line is.
    """
    return StoredSession(path) if path.is_file() or not path.exists() else read_recording(path)


def sessions_in(folder: Path) -> list[Path]:
    """Files in a folder and its subfolders that may be sessions, sorted by path.

    Raises:
        SessionError: the folder holds no such file.
    """
    found = [path for path in sorted(folder.rglob("*")) if may_be_session(path)]
    if not found:
        raise SessionError(f"{folder}: this folder holds no session (NAME.csv or NAME.csv.gz)")
    return found
