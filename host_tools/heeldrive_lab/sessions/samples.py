"""The samples of a session, in tables: in memory, or part by part as they are read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.sessions.format import (
    COUNT_MAX,
    COUNT_MIN,
    TIME_LIMIT_MS,
    Row,
    SessionError,
    SessionHeader,
)
from heeldrive_lab.sessions.session import PLAIN, SessionReader

# (n, 7) one row per sample: `t_ms` and six raw counts; n is at least 1.
Table = NDArray[np.int64]
CHUNK_ROWS = 4096


@dataclass(frozen=True)
class SampleTable:
    """Samples that can be iterated more than once; `heeldrive_lab.detection.replay` accepts them directly.

    Attributes:
        header: units and origin.
        table: the samples.
    """

    header: SessionHeader
    table: Table

    def __iter__(self) -> Iterator[Row]:
        for start in range(0, len(self.table), CHUNK_ROWS):
            yield from map(tuple, self.table[start : start + CHUNK_ROWS].tolist())

    def tables(self) -> Iterator[Table]:
        """The samples as they are."""
        if len(self.table):
            yield self.table

    @property
    def first_ms(self) -> int:
        """Time of the first sample, ms."""
        return int(self.table[0, 0])

    @property
    def last_ms(self) -> int:
        """Time of the last sample, ms."""
        return int(self.table[-1, 0])


def tables_of(session: Any) -> Iterator[Table]:
    """The samples of a session in tables: those of its `tables`, of a file, or of its rows.

    Raises:
        SessionError: while iterating: the file is invalid; the samples before the fault have been yielded.
    """
    if hasattr(session, "tables"):
        yield from session.tables()
    elif isinstance(session, SessionReader):
        for lines in session.blocks():
            table = _plain_table(lines, session.last_ms)
            if table is None:
                yield from _tables(session.rows(lines))
            else:
                session.last_ms = int(table[-1, 0])
                yield table
    else:
        yield from _tables(iter(session))


def _tables(rows: Iterator[Row]) -> Iterator[Table]:
    """Rows in tables; an error comes after the rows before it."""
    fault = None
    while True:
        part: list[Row] = []
        try:
            part.extend(islice(rows, CHUNK_ROWS))
        except SessionError as error:
            fault = error
        if part:
            yield np.array(part, np.int64)
        if fault:
            raise fault
        if not part:
            return


def _plain_table(lines: Sequence[bytes], before_ms: int) -> Table | None:
    """A block in which every line is a valid sample; None if any line is not, or may not be.

    Many times as fast as line by line, which dominates the time to read a long recording.
    """
    if b"".join(lines).translate(None, PLAIN) or not lines[-1].endswith(b"\n"):
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


class Stretch(NamedTuple):
    """A part of a session.

    Attributes:
        numbers: numbers of the spans in it.
        table: its samples.
    """

    numbers: list[int]
    table: Table


def stretches(tables: Iterable[Table], spans_ms: Sequence[tuple[int, int]]) -> Iterator[Stretch]:
    """Cut out the parts of a session that some spans of time cover; the rest is not kept.

    Args:
        tables: the samples.
        spans_ms: start and end of each span, in any order; those that overlap make one stretch.

    Yields:
        The stretches in the order of time, except for those without samples.
    """
    order = sorted(range(len(spans_ms)), key=lambda number: spans_ms[number])
    parts: list[tuple[int, int, list[int]]] = []
    for number in order:
        start_ms, end_ms = spans_ms[number]
        if parts and start_ms <= parts[-1][1]:
            first_ms, last_ms, numbers = parts[-1]
            parts[-1] = (first_ms, max(last_ms, end_ms), [*numbers, number])
        else:
            parts.append((start_ms, end_ms, [number]))
    waiting, kept = iter(parts), []
    part = next(waiting, None)
    for table in tables:
        while part:
            first, after = np.searchsorted(table[:, 0], (part[0], part[1] + 1))
            if first < after:
                kept.append(table[first:after].copy())
            if table[-1, 0] <= part[1]:  # it may go on in the next table
                break
            if kept:
                yield Stretch(part[2], np.concatenate(kept))
            part, kept = next(waiting, None), []
    if part and kept:
        yield Stretch(part[2], np.concatenate(kept))
