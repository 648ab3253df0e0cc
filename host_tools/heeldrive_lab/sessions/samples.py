"""The samples of a session, in tables: in memory, or part by part as they are read."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.sessions.format import GAP_PERIODS, Row, SessionHeader, gap_ms

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
        self._rate_hz = header.rate_hz
        self._longest_ms = gap_ms(header)
        self._steps: Counter[int] = Counter()

    def add(self, table: Table) -> None:
        """Take the next samples into account."""
        times = table[:, 0] if self.last_ms is None else np.concatenate([[self.last_ms], table[:, 0]])
        steps_ms = np.diff(times)
        self.gaps += int((steps_ms > self._longest_ms).sum())
        for step_ms, times_seen in zip(*np.unique(steps_ms, return_counts=True), strict=True):
            self._steps[int(step_ms)] += int(times_seen)
        self.first_ms = int(times[0]) if self.first_ms is None else self.first_ms
        self.last_ms = int(times[-1])
        self.samples += len(table)

    @property
    def period_s(self) -> float:
        """The usual time between two samples, s: the median; the nominal one without two samples."""
        steps = sorted(self._steps.items())
        ends = np.cumsum([times_seen for _, times_seen in steps])
        if not len(ends):
            return 1 / self._rate_hz
        middle = ((ends[-1] - 1) // 2, ends[-1] // 2)
        return sum(steps[bisect_left(ends, place + 1)][0] for place in middle) / 2000

    @property
    def hole_s(self) -> float:
        """A longer time between two samples is a hole, s."""
        return GAP_PERIODS * max(self.period_s, 1 / self._rate_hz)


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
