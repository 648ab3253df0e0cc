"""A session file read whole: header, samples in one table, markers."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.session import Row, SessionError, SessionHeader, SessionReader

CHUNK_ROWS = 4096


@dataclass(frozen=True)
class Recording:
    """A session in memory, to be gone through more than once; `heeldrive_lab.replay` takes it as it is.

    Attributes:
        path: the file it was read from.
        header: units and origin.
        table: (n, 7) a row for each sample, `t_ms` and six raw counts; at least one.
        markers: `(t_ms, text)`, in the order of the file.
    """

    path: Path
    header: SessionHeader
    table: NDArray[np.int64]
    markers: tuple[tuple[int, str], ...] = ()

    def __iter__(self) -> Iterator[Row]:
        for start in range(0, len(self.table), CHUNK_ROWS):
            yield from map(tuple, self.table[start : start + CHUNK_ROWS].tolist())

    @property
    def first_ms(self) -> int:
        """Time of the first sample."""
        return int(self.table[0, 0])

    @property
    def last_ms(self) -> int:
        """Time of the last sample."""
        return int(self.table[-1, 0])


def read_recording(path: str | Path) -> Recording:
    """Read a session file.

    Raises:
        SessionError: the file is wrong.
    """
    with SessionReader(path) as reader:
        table = np.fromiter(chain.from_iterable(reader), np.int64).reshape(-1, 7)
        return Recording(reader.path, reader.header, table, tuple(reader.markers))


def sessions_in(folder: Path) -> list[Path]:
    """The files in a folder, at any depth, that may be sessions.

    Raises:
        SessionError: there is none.
    """
    found = [
        path
        for path in sorted(folder.rglob("*"))
        if path.name.endswith((".csv", ".csv.gz")) and not path.name.endswith(".truth.csv")
    ]
    if not found:
        raise SessionError(f"{folder}: there is no session (NAME.csv or NAME.csv.gz) in this folder")
    return found
