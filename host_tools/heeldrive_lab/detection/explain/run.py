"""Goes through a session with the watched detector: its time line, or one moment of it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heeldrive import EVENT_NONE, EVENT_SET, EVENT_SLIP, Settings

from heeldrive_lab.detection.explain.cycles import Cycle, WatchedCounter
from heeldrive_lab.detection.explain.state import State, standing_of, state_of
from heeldrive_lab.sessions.session import SessionError, SessionReader

# Of the state, what makes a line of the time line when it changes.
WATCHED = ("standing", "waits_for", "ready")
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d{1,3}):)?(\d+(?:\.\d+)?)s?")


@dataclass(frozen=True)
class Change:
    """The state has changed: `what` names the attributes of `State` that did."""

    what: tuple[str, ...]
    state: State


@dataclass(frozen=True)
class SetEnd:
    """A set has ended."""

    index: int
    reps: int
    start_ms: int
    end_ms: int
    told_ms: int


@dataclass(frozen=True)
class Slip:
    """The strap has slipped."""

    at_ms: int
    moved_deg: float


Entry = Change | Cycle | SetEnd | Slip


@dataclass(frozen=True)
class Moment:
    """The detector at one moment.

    Attributes:
        state: after the last sample that is not later.
        under_way: the cycles that were under way then, as they ended later: one, or one of each leg.
        before: the last cycle that was told before it.
    """

    state: State
    under_way: tuple[Cycle, ...]
    before: Cycle | None


def parse_at(text: str) -> int:
    """Session time in ms of `1:23.4`, `0:01:23.4`, `83.4`, `83.4s` or `83400ms`.

    Raises:
        ValueError: it is none of these.
    """
    if milliseconds := re.fullmatch(r"(\d+)ms", text):
        return int(milliseconds[1])
    found = _CLOCK.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is no time: write 1:23.4, seconds (83.4) or milliseconds (83400ms)")
    hours, minutes, seconds = found.groups()
    return round((int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)) * 1000)


def time_line(session: str | Path, settings: Settings) -> list[Entry]:
    """What happened in a session: changes of state, cycles that ended, sets and slips, in order of time.

    Raises:
        SessionError: the file is wrong.
    """
    return sorted(_entries(session, settings), key=entry_ms)


def entry_ms(entry: Entry) -> int:
    """When an entry belongs in the time line: a cycle where it starts, what else when it was known."""
    if isinstance(entry, Change):
        return entry.state.t_ms
    if isinstance(entry, Cycle):
        return entry.start_ms
    return entry.told_ms if isinstance(entry, SetEnd) else entry.at_ms


def _entries(session: str | Path, settings: Settings) -> Iterator[Entry]:
    with SessionReader(session) as reader:
        counter = _counter(reader, settings)
        before: tuple[Any, ...] = ()
        t_ms = 0
        for row in reader:
            t_ms = row[0]
            code = counter.step(*row)
            yield from _told(counter, code)
            now = standing_of(counter, t_ms)
            if now != before:
                state = state_of(counter, t_ms)
                names = ("standing", "waits_for", "ready")
                yield Change(
                    tuple(name for k, name in enumerate(names) if not before or now[k] != before[k]), state
                )
                before = now
        while (code := counter.finish()) != EVENT_NONE:
            yield from _told(counter, code)
    yield from counter.cycles


def _told(counter: WatchedCounter, code: int) -> Iterator[Entry]:
    event = counter.event
    if code == EVENT_SET:
        yield SetEnd(event.index, event.reps, event.start_ms, event.end_ms, event.shown_ms)
    elif code == EVENT_SLIP:
        yield Slip(event.start_ms, event.depth_cdeg / 100)


def moment(session: str | Path, settings: Settings, at_ms: int) -> Moment:
    """The detector at one moment, and the cycles around it.

    Raises:
        SessionError: the file is wrong, or the moment is not within it.
    """
    with SessionReader(session) as reader:
        counter = _counter(reader, settings)
        state = first_ms = None
        t_ms = 0
        for row in reader:
            first_ms = row[0] if first_ms is None else first_ms
            if state is None and first_ms <= at_ms < row[0]:
                state = state_of(counter, t_ms)
            t_ms = row[0]
            counter.step(*row)
        if at_ms == t_ms:
            state = state_of(counter, t_ms)
        while counter.finish() != EVENT_NONE:
            pass
    if state is None:
        raise SessionError(
            f"{session}: {at_ms} ms is not in this session: ask for a time from {first_ms} to {t_ms} ms"
        )
    under_way = [cycle for cycle in counter.cycles if cycle.left_ms <= at_ms < cycle.judged_ms]
    before = [cycle for cycle in counter.cycles if cycle.judged_ms <= at_ms and cycle.outcome != "untold"]
    return Moment(state, tuple(under_way), before[-1] if before else None)


def _counter(reader: SessionReader, settings: Settings) -> WatchedCounter:
    header = reader.header
    return WatchedCounter(settings, header.accel_ug_per_count, header.gyro_udps_per_count)
