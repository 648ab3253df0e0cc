"""Collects explanations from a traced run: the timeline of a session, or the state at one time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heeldrive import Settings
from heeldrive.window import Snapshot

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.traced_run import TracedRun, trace
from heeldrive_lab.sessions.session import SessionError, SessionReader

# A change of one of these attributes of the state makes a timeline entry.
TRACKED = ("standing", "waits_for", "ready")
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d{1,3}):)?(\d+(?:\.\d+)?)s?")


@dataclass(frozen=True)
class Change:
    """A change of state; `what` names the attributes that changed."""

    what: tuple[str, ...]
    state: Snapshot


@dataclass(frozen=True)
class SetEnd:
    """The end of a set."""

    index: int
    reps: int
    start_ms: int
    end_ms: int
    reported_ms: int


@dataclass(frozen=True)
class Slip:
    """A slip of the strap."""

    at_ms: int
    moved_deg: float


Entry = Change | Cycle | SetEnd | Slip


@dataclass(frozen=True)
class Moment:
    """The detector at one time.

    Attributes:
        state: state after the last sample at or before this time.
        under_way: the cycles in progress then, with their later outcomes: at most one for each leg.
        before: the last reported cycle that was judged before this time.
    """

    state: Snapshot
    under_way: tuple[Cycle, ...]
    before: Cycle | None


def parse_at(text: str) -> int:
    """Parse a session time such as `1:23.4`, `0:01:23.4`, `83.4`, `83.4s` or `83400ms`; returns ms.

    Raises:
        ValueError: the text has none of these forms.
    """
    if milliseconds := re.fullmatch(r"(\d+)ms", text):
        return int(milliseconds[1])
    found = _CLOCK.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a time: write 1:23.4, seconds (83.4) or milliseconds (83400ms)")
    hours, minutes, seconds = found.groups()
    return round((int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)) * 1000)


def timeline(session: str | Path | SessionReader, settings: Settings) -> list[Entry]:
    """The timeline of a session: changes of state, cycles, ends of sets, and slips, in order of time.

    Args:
        session: the path of a session file, or an open one.
        settings: the detector's settings.

    Raises:
        SessionError: the file is invalid.
    """
    with _opened(session) as reader:
        run = trace(reader, settings)
    return sorted([*_sets_and_slips(run), *_changes(run), *run.cycles], key=entry_ms)


def _opened(session: str | Path | SessionReader) -> SessionReader:
    return session if isinstance(session, SessionReader) else SessionReader(session)


def entry_ms(entry: Entry) -> int:
    """Time of an entry in the timeline: the start of a cycle; otherwise the time at which it was reported."""
    if isinstance(entry, Change):
        return entry.state.t_ms
    if isinstance(entry, Cycle):
        return entry.start_ms
    return entry.reported_ms if isinstance(entry, SetEnd) else entry.at_ms


def _changes(run: TracedRun) -> Iterator[Change]:
    before: tuple[Any, ...] = ()
    for state in run.snapshots:
        now = (state.standing, state.waits_for, state.ready)
        yield Change(
            tuple(name for k, name in enumerate(TRACKED) if not before or now[k] != before[k]), state
        )
        before = now


def _sets_and_slips(run: TracedRun) -> Iterator[SetEnd | Slip]:
    for event, shown_ms in zip(run.events, run.shown_ms, strict=True):
        if event["kind"] == "set":
            yield SetEnd(event["index"], event["reps"], event["start_ms"], event["end_ms"], shown_ms)
        elif event["kind"] == "slip":
            yield Slip(event["at_ms"], event["moved_deg"])


def moment(session: str | Path | SessionReader, settings: Settings, at_ms: int) -> Moment:
    """The detector's state at one time, and the cycles around it; see `timeline` for the arguments.

    Raises:
        SessionError: the file is invalid, or the session does not cover the time.
    """
    with _opened(session) as reader:
        run = trace(reader, settings, at_ms=at_ms)
    state = run.requested
    if state is None:
        raise SessionError(
            f"{reader.path}: {at_ms} ms is outside this session:"
            f" use a time from {run.first_ms} to {run.last_ms} ms"
        )
    under_way = [cycle for cycle in run.cycles if cycle.left_ms <= at_ms < cycle.judged_ms]
    before = [cycle for cycle in run.cycles if cycle.judged_ms <= at_ms and cycle.outcome != "untold"]
    return Moment(state, tuple(under_way), before[-1] if before else None)
