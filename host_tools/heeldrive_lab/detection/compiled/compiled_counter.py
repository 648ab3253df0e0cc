"""Runs a counter on the compiled backend."""

from collections.abc import Sequence
from operator import attrgetter

import numpy as np
from heeldrive import RepCounter
from heeldrive.events import TABLE
from numpy.typing import NDArray

from heeldrive_lab.detection.compiled.backend import Backend
from heeldrive_lab.detection.compiled.module_text import PROPERTIES

FIELDS = TABLE[::2]
"""Names of the fields of an event, in the order of its attributes."""

EVENTS_AT_ONCE = 256  # capacity of the buffer of events
Output = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
"""Events, the row of each, and watched values."""


class CompiledCounter:
    """A counter's state in an array of cells, and the backend that runs on it."""

    def __init__(self, backend: Backend, counter: RepCounter, watch: Sequence[str]) -> None:
        self._backend = backend
        if counter.teaching is None:
            counter.teach(0)  # loads the stage; no count depends on it
        cells, addresses = backend.layout.lay_out(counter)
        self._cells = np.array(cells, np.int64)
        self._counter = addresses[id(counter)]
        self._teaching = addresses[id(counter.teaching)]
        self._watch = np.array([self._watch_code(counter, addresses, name) for name in watch], np.int64)

    def _watch_code(self, counter: RepCounter, addresses: dict[int, int], name: str) -> int:
        """Code of a watched value for the backend: its cell, or -1, -2, ... for a property."""
        if name in PROPERTIES:
            return -1 - PROPERTIES.index(name)
        path, _, last = name.rpartition(".")
        owner = attrgetter(path)(counter) if path else counter
        return addresses[id(owner)] + self._backend.layout.offsets[type(owner)][last]

    def run_rows(self, rows: NDArray[np.int64], watch_at: range) -> Output:
        """Count rows, as `Counting.run_rows` does."""
        watch = self._watch if len(watch_at) else self._watch[:0]
        watched = np.zeros((len(watch_at), len(self._watch)), np.int64)
        reported = [as_table([], len(FIELDS))]
        reported_at = [np.zeros(0, np.int64)]
        first = 0
        while first < len(rows):
            events, events_at = (
                np.zeros((EVENTS_AT_ONCE, len(FIELDS)), np.int64),
                np.zeros(EVENTS_AT_ONCE, np.int64),
            )
            first, n = self._backend.run(
                self._cells,
                self._counter,
                rows,
                first,
                events,
                events_at,
                watch,
                watched,
                watch_at.start,
                watch_at.step,
            )
            reported.append(events[:n])
            reported_at.append(events_at[:n])
        return np.concatenate(reported), np.concatenate(reported_at), watched

    def teach(self, reps: int) -> None:
        """Begin to teach, as `RepCounter.teach` does."""
        self._backend.teach(self._cells, self._teaching, reps)

    def finish(self) -> list[list[int]]:
        """The remaining events after the last sample."""
        reported = []
        event = np.zeros(len(FIELDS), np.int64)
        while self._backend.finish(self._cells, self._counter, event):
            reported.append(event.tolist())
        return reported


def as_table(rows: Sequence[Sequence[int]], columns: int) -> NDArray[np.int64]:
    """Rows of integers as an array, shape (rows, columns); there may be no rows."""
    return np.array(rows, np.int64).reshape(len(rows), columns)
