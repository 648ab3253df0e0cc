"""The samples of a session, in tables: in memory, or part by part as they are read."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.sessions.format import Row, SessionHeader, gap_ms

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
    """The samples of a session in tables, whether it has `tables` or rows only."""
    if hasattr(session, "tables"):
        yield from session.tables()
        return
    rows: list[Row] = []
    for row in session:
        rows.append(row)
        if len(rows) == CHUNK_ROWS:
            yield np.array(rows, np.int64)
            rows = []
    if rows:
        yield np.array(rows, np.int64)


class SampleTimes:
    """The times of a session's samples, gathered while it is read.

    Attributes:
        first_ms, last_ms: times of the first and last sample so far; None before the first.
        samples: number of samples so far.
        gaps: number of gaps so far.
    """

    def __init__(self, header: SessionHeader) -> None:
        self.first_ms: int | None = None
        self.last_ms: int | None = None
        self.samples = 0
        self.gaps = 0
        self._longest_ms = gap_ms(header)

    def add(self, table: Table) -> NDArray[np.int64]:
        """Take the next samples into account; return the time steps to each of them, ms."""
        first_ms = int(table[0, 0])
        steps_ms = np.diff(table[:, 0], prepend=first_ms if self.last_ms is None else self.last_ms)
        self.gaps += int((steps_ms > self._longest_ms).sum())
        if self.first_ms is None:
            self.first_ms, steps_ms = first_ms, steps_ms[1:]
        self.last_ms = int(table[-1, 0])
        self.samples += len(table)
        return steps_ms


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
