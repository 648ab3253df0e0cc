"""Data for the page's HTML: session list, readout, totals, settings, timeline, state at the cursor."""

from bisect import bisect_left
from collections import Counter
from dataclasses import asdict
from itertools import groupby
from typing import Any

import numpy as np

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.detection.replay_table import split_by_leg
from heeldrive_lab.evaluation.scores import SessionScore
from heeldrive_lab.sessions.file_names import session_name
from heeldrive_lab.taught.lunge import lunge_words
from heeldrive_lab.util.terminal_tables import clock, how_many, in_brackets
from heeldrive_lab.workbench.counting import SessionCount
from heeldrive_lab.workbench.model import Workbench
from heeldrive_lab.workbench.saving import changed_values
from heeldrive_lab.workbench.state_columns import state_words
from heeldrive_lab.workbench.trace import Trace

PageData = dict[str, Any]


def session_list(bench: Workbench) -> list[PageData]:
    """One entry per session."""
    lines = []
    for session in bench.entries:
        status = bench.status(session)
        lines.append(
            {
                "id": session,
                "name": session_name(status.entry.path),
                "folder": status.entry.folder,
                "counted": status.counted,
                "true": status.true,
                "verdict": status.verdict,
                "words": status.words,
                "fresh": status.fresh,
                "unsaved": status.unsaved,
            }
        )
    return lines


def readout(bench: Workbench, session: str) -> PageData:
    """The session shown."""
    status, counted, opened = bench.status(session), bench.counted(session), bench.cache.opened.get(session)
    data: PageData = {
        "id": session,
        "name": status.entry.name,
        "counted": status.counted,
        "true": status.true,
        "verdict": status.verdict,
        "words": status.words,
        "fresh": status.fresh,
        "about": "",
        "sets": [],
        "refused": "",
        "took": "",
        "values": counted.values if counted else None,
    }
    if opened:
        header, seconds = opened.loaded.header, (opened.loaded.last_ms - opened.loaded.first_ms) / 1000
        thigh = "" if header.thigh == "unknown" else f", {header.thigh} thigh"
        own = opened.loaded.own.source
        with_own = f", counted with {own} where nothing else is set" if own else ""
        data["about"] = (
            f"{clock(round(seconds * 1000))}, {header.rate_hz} samples/s{thigh}, {header.origin}{with_own}"
        )
    if counted:
        refused = Counter(event["reason"] for event in counted.of_kind("refused"))
        data["refused"] = f"{refused.total()} refused{in_brackets(refused)}" if refused else "nothing refused"
        data["took"] = f"{counted.took_ms:.0f} ms"
        data["sets"] = _sets(counted)
    return data


def _sets(counted: SessionCount) -> list[PageData]:
    return [
        {
            "words": f"set {event['index']}: {how_many(event['reps'], 'rep')}"
            + (f" ({split_by_leg(event)})" if split_by_leg(event) else ""),
            "start": event["start_ms"] / 1000,
            "end": event["end_ms"] / 1000,
        }
        for event in counted.of_kind("set")
    ]


def totals(bench: Workbench) -> PageData:
    """Totals over all sessions, with the settings in force and with the saved ones."""
    found = bench.totals()
    data: PageData = {
        "counted": found.counted,
        "sessions": found.sessions,
        "labelled": found.now.sessions,
        "now": _sum(found.now),
        "saved": _sum(found.saved) if found.saved else None,
    }
    if found.saved and found.counted == found.sessions:
        worse = found.now.errors - found.saved.errors
        data["change"] = (
            ""
            if not worse
            else f"{abs(worse)} {'more' if worse > 0 else 'fewer'} errors than with the saved settings"
        )
        data["better"] = worse < 0
    return data


def _sum(score: SessionScore) -> PageData:
    return {
        "right": score.exact_sessions,
        "found": score.matched,
        "true": score.true,
        "missed": score.missed,
        "false": score.false,
    }


def values(bench: Workbench, session: str = "") -> PageData:
    """The settings a session is counted with, undo and redo, and unsaved changes."""
    return {
        "changed": changed_values(bench.settings(session)),
        "lunge": lunge_words(vars(bench.settings(session))),
        "undo": bench.history.undo_words(session),
        "redo": bench.history.redo_words(session),
        "settings_unsaved": bench.settings_are_unsaved,
        "path": str(bench.settings_path),
        "truth_unsaved": bool(session) and bench.annotations_are_unsaved(session),
        "notes": asdict(bench.notes(session)),
    }


def timeline(counted: SessionCount) -> list[tuple[float, str]]:
    """Times at which the board's display changes, s, and its text: the number of reps in the set."""
    changes: list[tuple[float, str]] = [(-1.0, "0")]
    ends = [event["end_ms"] for event in counted.of_kind("set")]

    def set_of(rep: Event) -> int:
        return bisect_left(ends, rep["end_ms"])

    for _, reps in groupby(counted.of_kind("rep"), set_of):
        changes += [(rep["shown_ms"] / 1000, str(number)) for number, rep in enumerate(reps, 1)]
    return sorted(changes)


def moment(trace: Trace | None, t_s: float) -> PageData:
    """The detector's state at a time."""
    data: PageData = {"t": t_s, "words": clock(round(max(t_s, 0) * 1000))}
    if trace is not None:
        index = max(int(np.searchsorted(trace.t_s, t_s, "right")) - 1, 0)
        data["words"] += f" · {trace.inclination_deg[index]:.1f} deg · {state_words(trace, t_s)}"
    return data
