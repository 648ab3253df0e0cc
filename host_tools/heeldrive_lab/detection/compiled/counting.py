"""Counts sessions in memory, on the compiled detector if available, otherwise on the interpreter."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from heeldrive import EVENT_NONE, RepCounter, Settings
from heeldrive.events import Event
from heeldrive.window import INNER
from numpy.typing import ArrayLike, NDArray

from heeldrive_lab.detection.compiled import cache as caches
from heeldrive_lab.detection.compiled.cache import DetectorCache
from heeldrive_lab.detection.compiled.compiled_counter import FIELDS, CompiledCounter, Output, as_table

_CHUNK_ROWS = 16384  # between two checks whether compiling is worthwhile


def prepare(*, apart: bool = False) -> bool:
    """Load or compile the detector before counting a lot; returns whether it is available.

    Loading takes about half a second, compiling about 10 s. Other threads can count meanwhile.

    Args:
        apart: compile in another process, for a program whose other threads have users waiting.
    """
    if apart:
        caches.CACHE.compile_apart()
    return caches.CACHE.prepare()


def is_compiled() -> bool:
    """Whether the compiled detector is loaded."""
    return caches.CACHE.backend(0) is not None


@dataclass(frozen=True)
class Counted:
    """The events of some samples.

    Attributes:
        reported: events, shape (events, fields), with the attributes in the order of `FIELDS`.
        reported_at: index in the session of the sample that reported each event; the number of samples
            for events after the last one.
        watched: watched values, shape (watched samples, names).
        watched_at: indices of the watched samples.
    """

    reported: NDArray[np.int64]
    reported_at: NDArray[np.int64]
    watched: NDArray[np.int64]
    watched_at: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.reported)

    def field(self, name: str) -> NDArray[np.int64]:
        """One attribute of `heeldrive.events.Event`, such as `depth_cdeg`, of all events: shape (events,)."""
        return self.reported[:, FIELDS.index(name)]

    def events(self) -> Iterator[Event]:
        """Yield each event as a separate object."""
        for row in self.reported.tolist():
            event = Event.__new__(Event)  # all its fields follow
            vars(event).update(zip(FIELDS, row, strict=True))
            yield event


class Counting:
    """Counts one session in chunks of any length.

    It moves the counter's state from the interpreter to the compiled detector between two chunks, as soon as
    that is worthwhile.

    Args:
        settings: the detector's settings.
        ug_per_count, udps_per_count: sensitivities, see `heeldrive.RepCounter`.
        watch: values to record: integer attributes of RepCounter, such as `inclination_cdeg`, `phase`,
            `waits_for` or `reps`, or names in `heeldrive.window.INNER`.
        watch_every: record them after the first sample and every `watch_every` samples from there.
        cache: the cache of compiled detectors; None for the user's.

    Raises:
        ValueError: a sensitivity is out of range.
        AttributeError: a name in `watch` is not an integer attribute.
    """

    def __init__(
        self,
        settings: Settings,
        ug_per_count: int,
        udps_per_count: int,
        watch: Sequence[str] = (),
        watch_every: int = 1,
        cache: DetectorCache | None = None,
    ) -> None:
        self._counter = RepCounter(settings, ug_per_count, udps_per_count)
        for name in watch:
            if name not in INNER and (
                name.startswith("_") or not isinstance(getattr(self._counter, name), int)
            ):
                raise AttributeError(f"{name} is not an integer attribute of the detector")
        self._names = tuple(INNER.get(name, name) for name in watch)
        self._watch = [attrgetter(name) for name in self._names]
        self._every = watch_every
        self._cache = cache or caches.CACHE
        self._samples = 0
        self._compiled: CompiledCounter | None = None

    def feed(self, table: ArrayLike) -> Counted:
        """Count samples, one row each: `t_ms` and six raw counts; return their events."""
        rows = np.ascontiguousarray(table, np.int64).reshape(-1, 7)
        parts: list[Counted] = []
        while len(rows) or not parts:
            if self._compiled is None:
                backend = self._cache.backend(min(len(rows), _CHUNK_ROWS))
                if backend is not None:
                    self._compiled = CompiledCounter(backend, self._counter, self._names)
            chunk = rows if self._compiled else rows[:_CHUNK_ROWS]
            rows = rows[len(chunk) :]
            watch_at = (
                range(-self._samples % self._every, len(chunk), self._every) if self._names else range(0)
            )
            reported, reported_at, watched = (self._compiled or self).run_rows(chunk, watch_at)
            watched_at = np.array(watch_at, np.int64) + self._samples
            parts.append(Counted(reported, reported_at + self._samples, watched, watched_at))
            self._samples += len(chunk)
        return joined(parts)

    def teach(self, reps: int) -> None:
        """Begin to teach between two samples; see `RepCounter.teach`."""
        (self._compiled or self._counter).teach(reps)

    def finish(self) -> Counted:
        """End the session and return the remaining events."""
        reported = []
        if self._compiled:
            reported = self._compiled.finish()
        else:
            while self._counter.finish() != EVENT_NONE:
                reported.append(_values(self._counter.event))
        reported_at = np.full(len(reported), self._samples, np.int64)
        return Counted(
            as_table(reported, len(FIELDS)), reported_at, as_table([], len(self._names)), reported_at[:0]
        )

    def run_rows(self, rows: NDArray[np.int64], watch_at: range) -> Output:
        """Count rows on the interpreter: events, the row of each, and watched values at rows `watch_at`."""
        counter, step = self._counter, self._counter.step
        reported, reported_at, watched = [], [], []
        for index, row in enumerate(rows.tolist()):
            kind = step(*row)
            if index in watch_at:
                watched.append([read(counter) for read in self._watch])
            if kind != EVENT_NONE:
                reported.append(_values(counter.event))
                reported_at.append(index)
        return (
            as_table(reported, len(FIELDS)),
            np.array(reported_at, np.int64),
            as_table(watched, len(self._watch)),
        )


def count(
    table: ArrayLike,
    settings: Settings,
    ug_per_count: int,
    udps_per_count: int,
    watch: Sequence[str] = (),
    watch_every: int = 1,
    cache: DetectorCache | None = None,
) -> Counted:
    """Count a whole session; the arguments are those of `Counting` and `Counting.feed`."""
    counting = Counting(settings, ug_per_count, udps_per_count, watch, watch_every, cache)
    return joined([counting.feed(table), counting.finish()])


def count_each(
    table: ArrayLike,
    settings: Sequence[Settings],
    ug_per_count: int,
    udps_per_count: int,
    watch: Sequence[str] = (),
    watch_every: int = 1,
    cache: DetectorCache | None = None,
) -> list[Counted]:
    """Count one session with several settings, on one thread per core: the backend releases the GIL."""
    rows = np.ascontiguousarray(table, np.int64)

    def count_with(each: Settings) -> Counted:
        return count(rows, each, ug_per_count, udps_per_count, watch, watch_every, cache)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(count_with, settings))


def joined(parts: Sequence[Counted]) -> Counted:
    """Join the results of consecutive chunks."""
    names = ("reported", "reported_at", "watched", "watched_at")
    return Counted(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _values(event: Event) -> list[int]:
    return list(vars(event).values())
