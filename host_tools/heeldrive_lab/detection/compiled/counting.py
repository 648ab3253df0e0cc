"""Counts sessions in memory: on the compiled detector where there is one, else on the interpreter."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from operator import attrgetter

import numpy as np
from heeldrive import EVENT_NONE, RepCounter, Settings
from heeldrive.events import TABLE, Event
from heeldrive.window import INNER
from numpy.typing import ArrayLike, NDArray

from heeldrive_lab.detection.compiled.backend import Machine
from heeldrive_lab.detection.compiled.cache import Shelf
from heeldrive_lab.detection.compiled.module_text import PROPERTIES

FIELDS = TABLE[::2]
_PIECE = 16384  # rows after which the interpreter asks whether the compiled detector would pay by now
_TOLD_AT_ONCE = 256
_Passed = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]

SHELF = Shelf()


def prepare() -> bool:
    """Load the compiled detector, or compile it, for whoever is about to count a lot; whether it is there.

    It takes about a second, or fifteen. Other threads count on meanwhile.
    """
    return SHELF.prepare()


@dataclass(frozen=True)
class Counted:
    """What was told of some samples.

    Attributes:
        told: one row an event, its attributes in the order of `FIELDS`.
        told_at: the sample after which each was told, counted from the session's first, 0; after the last
            sample, how many there were.
        watched: one row for each sample looked at, one column for each name that was to be watched.
        watched_at: those samples.
    """

    told: NDArray[np.int64]
    told_at: NDArray[np.int64]
    watched: NDArray[np.int64]
    watched_at: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.told)

    def field(self, name: str) -> NDArray[np.int64]:
        """One attribute of all events, such as `depth_cdeg`; see `heeldrive.events.Event`."""
        return self.told[:, FIELDS.index(name)]

    def events(self) -> Iterator[Event]:
        """Each event as an object of its own, as `RepCounter.event` was when it was told."""
        for row in self.told.tolist():
            event = Event()
            vars(event).update(zip(FIELDS, row, strict=True))
            yield event


class Counting:
    """One session on its way through the detector, in pieces of any length.

    It moves from the interpreter to the compiled detector between two pieces, with all that the counter
    holds, as soon as that pays.

    Args:
        settings: the detector's settings.
        ug_per_count, udps_per_count: sensitivities, see `heeldrive.RepCounter`.
        watch: what to look at after a sample: a number that RepCounter shows, such as `inclination_cdeg`,
            `phase`, `waits_for` or `reps`, or one of `heeldrive.window.INNER`.
        watch_every: look after the first sample and each so many after it.
        shelf: where the compiled detector is kept.

    Raises:
        ValueError: a sensitivity is out of its range.
        AttributeError: there is nothing of the name of one to be watched.
    """

    def __init__(
        self,
        settings: Settings,
        ug_per_count: int,
        udps_per_count: int,
        watch: Sequence[str] = (),
        watch_every: int = 1,
        shelf: Shelf | None = None,
    ) -> None:
        self._counter = RepCounter(settings, ug_per_count, udps_per_count)
        for name in watch:
            if name not in INNER and (
                name.startswith("_") or not isinstance(getattr(self._counter, name), int)
            ):
                raise AttributeError(f"{name} is no number of the detector")
        self._names = tuple(INNER.get(name, name) for name in watch)
        self._watch = [attrgetter(name) for name in self._names]
        self._every = watch_every
        self._shelf = shelf or SHELF
        self._samples = 0
        self._compiled: _Compiled | None = None

    def feed(self, table: ArrayLike) -> Counted:
        """Take samples, one row each: `t_ms` and six raw counts; return what was told of them."""
        rows = np.ascontiguousarray(table, np.int64).reshape(-1, 7)
        done: list[Counted] = []
        while len(rows) or not done:
            if self._compiled is None:
                machine = self._shelf.machine(min(len(rows), _PIECE))
                if machine is not None:
                    self._compiled = _Compiled(machine, self._counter, self._names)
            piece = rows if self._compiled else rows[:_PIECE]
            rows = rows[len(piece) :]
            looks = range(-self._samples % self._every, len(piece), self._every) if self._names else range(0)
            told, told_at, watched = (self._compiled or self).pass_on(piece, looks)
            watched_at = np.array(looks, np.int64) + self._samples
            done.append(Counted(told, told_at + self._samples, watched, watched_at))
            self._samples += len(piece)
        return joined(done)

    def finish(self) -> Counted:
        """Say that no sample follows; return what was still to be told."""
        told = []
        if self._compiled:
            told = self._compiled.finish()
        else:
            while self._counter.finish() != EVENT_NONE:
                told.append(_values(self._counter.event))
        told_at = np.full(len(told), self._samples, np.int64)
        return Counted(_table(told, len(FIELDS)), told_at, _table([], len(self._names)), told_at[:0])

    def pass_on(self, rows: NDArray[np.int64], looks: range) -> _Passed:
        """Put rows through the interpreter: events, the row of each, and what was seen at the `looks`."""
        counter, step = self._counter, self._counter.step
        told, told_at, watched = [], [], []
        for index, row in enumerate(rows.tolist()):
            kind = step(*row)
            if index in looks:
                watched.append([look(counter) for look in self._watch])
            if kind != EVENT_NONE:
                told.append(_values(counter.event))
                told_at.append(index)
        return _table(told, len(FIELDS)), np.array(told_at, np.int64), _table(watched, len(self._watch))


class _Compiled:
    """A counter's state in cells, and the machine that goes on with it."""

    def __init__(self, machine: Machine, counter: RepCounter, watch: Sequence[str]) -> None:
        self._machine = machine
        self._cells, places = machine.layout.laid_out(counter)
        self._counter = places[id(counter)]
        self._watch = np.array([self._what(counter, places, name) for name in watch], np.int64)

    def _what(self, counter: RepCounter, places: dict[int, int], name: str) -> int:
        """What the machine knows by this name: a cell, or a property numbered from -1 down."""
        if name in PROPERTIES:
            return -1 - PROPERTIES.index(name)
        path, _, last = name.rpartition(".")
        owner = attrgetter(path)(counter) if path else counter
        return places[id(owner)] + self._machine.layout.places[type(owner)][last]

    def pass_on(self, rows: NDArray[np.int64], looks: range) -> _Passed:
        """Put rows through the machine; as `Counting.pass_on`."""
        watch = self._watch if len(looks) else self._watch[:0]
        watched = np.zeros((len(looks), len(self._watch)), np.int64)
        told = [_table([], len(FIELDS))]
        told_at = [np.zeros(0, np.int64)]
        first = 0
        while first < len(rows):
            some, some_at = (
                np.zeros((_TOLD_AT_ONCE, len(FIELDS)), np.int64),
                np.zeros(_TOLD_AT_ONCE, np.int64),
            )
            first, n = self._machine.run(
                self._cells,
                self._counter,
                rows,
                first,
                some,
                some_at,
                watch,
                watched,
                looks.start,
                looks.step,
            )
            told.append(some[:n])
            told_at.append(some_at[:n])
        return np.concatenate(told), np.concatenate(told_at), watched

    def finish(self) -> list[list[int]]:
        """What is still to be told after the last sample."""
        told = []
        event = np.zeros(len(FIELDS), np.int64)
        while self._machine.finish(self._cells, self._counter, event):
            told.append(event.tolist())
        return told


def count(
    table: ArrayLike,
    settings: Settings,
    ug_per_count: int,
    udps_per_count: int,
    watch: Sequence[str] = (),
    watch_every: int = 1,
    shelf: Shelf | None = None,
) -> Counted:
    """Count a whole session; the arguments are those of `Counting` and `Counting.feed`."""
    counting = Counting(settings, ug_per_count, udps_per_count, watch, watch_every, shelf)
    return joined([counting.feed(table), counting.finish()])


def count_each(
    table: ArrayLike,
    settings: Sequence[Settings],
    ug_per_count: int,
    udps_per_count: int,
    watch: Sequence[str] = (),
    watch_every: int = 1,
    shelf: Shelf | None = None,
) -> list[Counted]:
    """Count one session with several settings, on as many threads as there are cores: no lock is held."""
    rows = np.ascontiguousarray(table, np.int64)

    def one(each: Settings) -> Counted:
        return count(rows, each, ug_per_count, udps_per_count, watch, watch_every, shelf)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(one, settings))


def joined(parts: Sequence[Counted]) -> Counted:
    """What was told of pieces that follow each other, as one."""
    names = ("told", "told_at", "watched", "watched_at")
    return Counted(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def _values(event: Event) -> list[int]:
    return list(vars(event).values())


def _table(rows: Sequence[Sequence[int]], columns: int) -> NDArray[np.int64]:
    return np.array(rows, np.int64).reshape(len(rows), columns)
