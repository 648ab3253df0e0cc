"""Output of `heeldrive replay --explain`."""

import json
from dataclasses import asdict
from typing import Any

import typer
from heeldrive import Settings
from heeldrive.window import Snapshot

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.explain.run import Change, Entry, SetEnd, moment, parse_at, timeline
from heeldrive_lab.detection.explain.terminal import moment_table, timeline_table
from heeldrive_lab.detection.explain.words import waiting_for, why
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.util.progress import bar
from heeldrive_lab.util.terminal_tables import console


def explain(session: SessionReader, at: str | None, settings: Settings, *, as_json: bool) -> None:
    """Print the timeline of an open session, or the detector's state at one time.

    Raises:
        SessionError: the file is invalid, or the session does not cover the time.
    """
    if at is None:
        with bar(f"counting {session.path.name}") as session.on_read:
            entries = timeline(session, settings)
        if as_json:
            for entry in entries:
                typer.echo(json.dumps(entry_dict(entry)))
        else:
            console().print(timeline_table(entries, session.path.name))
        return
    try:
        at_ms = parse_at(at)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="AT") from None
    with bar(f"counting {session.path.name}") as session.on_read:
        requested = moment(session, settings, at_ms)
    if as_json:
        data = {
            **state_dict(requested.state),
            "waiting_for": waiting_for(requested.state),
            "under_way": [cycle_dict(cycle) for cycle in requested.under_way],
            "before": cycle_dict(requested.before) if requested.before else None,
        }
        typer.echo(json.dumps(data))
    else:
        console().print(moment_table(requested))


def state_dict(state: Snapshot) -> dict[str, Any]:
    """The detector's state as a JSON object."""
    return {"kind": "state", **asdict(state)}


def cycle_dict(cycle: Cycle) -> dict[str, Any]:
    """A cycle as a JSON object, with its explanation."""
    return {**cycle.as_dict(), "why": why(cycle)}


def entry_dict(entry: Entry) -> dict[str, Any]:
    """An entry of the timeline as a JSON object of kind `state`, `cycle`, `set` or `slip`."""
    if isinstance(entry, Change):
        return {**state_dict(entry.state), "changed": list(entry.what)}
    if isinstance(entry, Cycle):
        return cycle_dict(entry)
    if isinstance(entry, SetEnd):
        return {
            "kind": "set", "index": entry.index, "reps": entry.reps, "start_ms": entry.start_ms,
            "end_ms": entry.end_ms, "told_ms": entry.reported_ms,
        }  # fmt: skip
    return {"kind": "slip", "at_ms": entry.at_ms, "moved_deg": entry.moved_deg}
