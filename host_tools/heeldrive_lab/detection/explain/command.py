"""What `heeldrive replay --explain` prints."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer
from heeldrive import Settings
from heeldrive.window import Snapshot

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.explain.run import Change, Entry, SetEnd, moment, parse_at, time_line
from heeldrive_lab.detection.explain.terminal import moment_table, time_line_table
from heeldrive_lab.detection.explain.words import waiting_for, why
from heeldrive_lab.util.terminal_tables import console


def explain(session: Path, at: str | None, settings: Settings, *, as_json: bool) -> None:
    """Print the time line of a session, or one moment of it.

    Raises:
        SessionError: the file is wrong, or the moment is not in it.
    """
    if at is None:
        entries = time_line(session, settings)
        if as_json:
            for entry in entries:
                typer.echo(json.dumps(entry_dict(entry)))
        else:
            console().print(time_line_table(entries, session.name))
        return
    try:
        at_ms = parse_at(at)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="AT") from None
    asked = moment(session, settings, at_ms)
    if as_json:
        told = {
            **state_dict(asked.state),
            "waiting_for": waiting_for(asked.state),
            "under_way": [cycle_dict(cycle) for cycle in asked.under_way],
            "before": cycle_dict(asked.before) if asked.before else None,
        }
        typer.echo(json.dumps(told))
    else:
        console().print(moment_table(asked))


def state_dict(state: Snapshot) -> dict[str, Any]:
    """The detector's state for JSON."""
    return {"kind": "state", **asdict(state)}


def cycle_dict(cycle: Cycle) -> dict[str, Any]:
    """A cycle for JSON, with the sentence."""
    return {**cycle.as_dict(), "why": why(cycle)}


def entry_dict(entry: Entry) -> dict[str, Any]:
    """An entry of the time line for JSON lines: kind `state`, `cycle`, `set` or `slip`."""
    if isinstance(entry, Change):
        return {**state_dict(entry.state), "changed": list(entry.what)}
    if isinstance(entry, Cycle):
        return cycle_dict(entry)
    if isinstance(entry, SetEnd):
        return {
            "kind": "set", "index": entry.index, "reps": entry.reps, "start_ms": entry.start_ms,
            "end_ms": entry.end_ms, "told_ms": entry.told_ms,
        }  # fmt: skip
    return {"kind": "slip", "at_ms": entry.at_ms, "moved_deg": entry.moved_deg}
