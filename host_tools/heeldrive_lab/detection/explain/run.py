"""Why the detector decided as it did: the time line of a session, or one moment of it."""

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

# Of the state, what makes a line of the time line when it changes.
WATCHED = ("standing", "waits_for", "ready")
_CLOCK = re.compile(r"(?:(?:(\d+):)?(\d{1,3}):)?(\d+(?:\.\d+)?)s?")


@dataclass(frozen=True)
class Change:
    """The state has changed: `what` names the attributes of it that did."""

    what: tuple[str, ...]
    state: Snapshot


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

    state: Snapshot
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
    with SessionReader(session) as reader:
        run = trace(reader, settings)
    return sorted([*_sets_and_slips(run), *_changes(run), *run.cycles], key=entry_ms)


def entry_ms(entry: Entry) -> int:
    """When an entry belongs in the time line: a cycle where it starts, what else when it was known."""
    if isinstance(entry, Change):
        return entry.state.t_ms
    if isinstance(entry, Cycle):
        return entry.start_ms
    return entry.told_ms if isinstance(entry, SetEnd) else entry.at_ms


def _changes(run: TracedRun[SessionReader]) -> Iterator[Change]:
    before: tuple[Any, ...] = ()
    for state in run.snapshots:
        now = (state.standing, state.waits_for, state.ready)
        yield Change(
            tuple(name for k, name in enumerate(WATCHED) if not before or now[k] != before[k]), state
        )
        before = now


def _sets_and_slips(run: TracedRun[SessionReader]) -> Iterator[SetEnd | Slip]:
    for event, shown_ms in zip(run.events, run.shown_ms, strict=True):
        if event["kind"] == "set":
            yield SetEnd(event["index"], event["reps"], event["start_ms"], event["end_ms"], shown_ms)
        elif event["kind"] == "slip":
            yield Slip(event["at_ms"], event["moved_deg"])


def moment(session: str | Path, settings: Settings, at_ms: int) -> Moment:
    """The detector at one moment, and the cycles around it.

    Raises:
        SessionError: the file is wrong, or the moment is not within it.
    """
    with SessionReader(session) as reader:
        run = trace(reader, settings, at_ms=at_ms)
    state = run.asked
    if state is None:
        first_ms, last_ms = (int(run.t_ms[k]) for k in (0, -1)) if len(run.t_ms) else (None, 0)
        raise SessionError(
            f"{session}: {at_ms} ms is not in this session: ask for a time from {first_ms} to {last_ms} ms"
        )
    under_way = [cycle for cycle in run.cycles if cycle.left_ms <= at_ms < cycle.judged_ms]
    before = [cycle for cycle in run.cycles if cycle.judged_ms <= at_ms and cycle.outcome != "untold"]
    return Moment(state, tuple(under_way), before[-1] if before else None)
