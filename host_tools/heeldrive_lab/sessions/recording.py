"""A whole session file in memory: header, sample table and markers."""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from heeldrive_lab.sessions.samples import SampleTable
from heeldrive_lab.sessions.session import SessionError, SessionReader


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
        return read_rest(reader)


def read_rest(reader: SessionReader) -> Recording:
    """Read the rest of an open session file, of which the header has been read.

    Raises:
        SessionError: a line in it is invalid.
    """
    table = np.fromiter(chain.from_iterable(reader), np.int64).reshape(-1, 7)
    return Recording(reader.header, table, reader.path, tuple(reader.markers))


def sessions_in(folder: Path) -> list[Path]:
    """Files in a folder and its subfolders that may be sessions, sorted by path.

    Raises:
        SessionError: the folder holds no such file.
    """
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.name.endswith((".csv", ".csv.gz")) and not path.name.endswith(".truth.csv")
    ]
    if not found:
        raise SessionError(f"{folder}: this folder holds no session (NAME.csv or NAME.csv.gz)")
    return found
