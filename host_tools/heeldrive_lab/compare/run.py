"""Compares two sets of settings on many sessions; formats the result for the terminal or as JSON."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from heeldrive import Settings, SettingsError
from rich.console import Group, RenderableType

from heeldrive_lab.compare.changes import CycleChange, Replayed, Side, changes_of
from heeldrive_lab.evaluation.modes import legs_of, mode_of
from heeldrive_lab.evaluation.scores import SessionScore, merge
from heeldrive_lab.evaluation.session_score import score_session
from heeldrive_lab.sessions.annotation_checks import checked_annotations
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.sessions.recording import read_recording, sessions_in
from heeldrive_lab.settings.load import Values
from heeldrive_lab.settings.of_session import own_settings
from heeldrive_lab.util.parallel import parallel_map
from heeldrive_lab.util.plain_text import printable
from heeldrive_lab.util.progress import tracked
from heeldrive_lab.util.terminal_tables import FittingTable, clock, how_many, in_brackets, plain_table

TRUE_WORDS = {True: "true rep", False: "not a rep", None: ""}


@dataclass(frozen=True)
class Compared:
    """One session with both sets of settings.

    Attributes:
        path: the session file.
        counted: number of reps counted with the old and the new settings.
        refused: number of refused cycles.
        scores: scores against the annotations; None without annotations.
        changes: cycles with different outcomes.
        own: where the session's own settings stand, if it has any.
        fault: why the session could not be compared; then all other attributes are empty.
    """

    path: Path
    counted: tuple[int, int] = (0, 0)
    refused: tuple[int, int] = (0, 0)
    scores: tuple[SessionScore, SessionScore] | None = None
    changes: tuple[CycleChange, ...] = ()
    own: str = ""
    fault: str = ""


def compare(
    paths: Sequence[Path], before: Values, after: Values, workers: int | None = None
) -> list[Compared]:
    """Compare two sets of settings on session files and folders of them; the result is sorted by path.

    Args:
        paths: the files and folders.
        before, after: settings by name; what one does not name is as in the session's own settings.
        workers: number of processes; None for one per core.

    Raises:
        SessionError: a file does not exist, or a folder contains no session.
    """
    files: dict[Path, None] = {}
    for path in paths:
        files |= dict.fromkeys(sessions_in(path) if path.is_dir() else [path])
    missing = [path for path in files if not path.exists()]
    if missing:
        raise SessionError(f"{missing[0]}: there is no such file: check the name")
    work = partial(_compared, before=before, after=after)
    done = tracked(parallel_map(work, list(files), workers), "comparing", len(files))
    return sorted(done, key=lambda one: one.path)


def _compared(path: Path, before: Values, after: Values) -> Compared:
    try:
        recording = read_recording(path)
        annotations = checked_annotations(path, recording)
        own = own_settings(path, recording.header)
    except (SessionError, SettingsError) as error:
        return Compared(path, fault=str(error))
    old, new = Settings(own.values | before), Settings(own.values | after)
    found = changes_of(recording, old, new, annotations)
    scores = None
    if annotations is not None:
        scores = (
            _score(path, found.before, annotations, old),
            _score(path, found.after, annotations, new),
        )
    return Compared(path, _number(found, "rep"), _number(found, "refused"), scores, found.changes, own.source)


def _score(
    path: Path, events: Sequence[dict[str, Any]], annotations: Annotations, settings: Settings
) -> SessionScore:
    return score_session(events, annotations, path.name, legs_of(mode_of(settings)))


def _number(found: Replayed, kind: str) -> tuple[int, int]:
    before, after = (sum(event["kind"] == kind for event in events) for events in (found.before, found.after))
    return before, after


def differing(before: Settings, after: Settings) -> dict[str, tuple[Any, Any]]:
    """The settings that differ, with both values."""
    return {
        name: (value, vars(after)[name]) for name, value in vars(before).items() if value != vars(after)[name]
    }


def comparison_json(
    compared: Sequence[Compared], names: tuple[str, str], settings: dict[str, tuple[Any, Any]]
) -> dict[str, Any]:
    """The comparison as a JSON object; `settings` is the result of `differing`."""
    return {
        "before": names[0],
        "after": names[1],
        "settings": settings,
        "sessions": [
            {
                "name": one.path.as_posix(),
                "fault": one.fault or None,
                "own_settings": one.own or None,
                "counted": list(one.counted),
                "refused": list(one.refused),
                "against_truth": [_numbers(score) for score in one.scores] if one.scores else None,
                "changes": [change.as_dict() for change in one.changes],
            }
            for one in compared
        ],
        "all": {
            "counted": [sum(one.counted[side] for one in compared) for side in (0, 1)],
            "against_truth": [_numbers(total) for total in totals(compared)],
            "changes": dict(Counter(change.what for one in compared for change in one.changes)),
        },
    }


def totals(compared: Sequence[Compared]) -> tuple[SessionScore, SessionScore]:
    """Total scores of all annotated sessions, with the old and the new settings."""
    scored = [one.scores for one in compared if one.scores]
    return merge(one[0] for one in scored), merge(one[1] for one in scored)


def _numbers(score: SessionScore) -> dict[str, int]:
    return {
        "true": score.true,
        "found": score.matched,
        "missed": score.missed,
        "false": score.false,
        "sets": len(score.sets),
        "exact_sets": score.exact_sets,
    }


def comparison_tables(
    compared: Sequence[Compared], names: tuple[str, str], settings: dict[str, tuple[Any, Any]]
) -> RenderableType:
    """Tables of the differing settings, the changes in each session with their reasons, and the totals."""
    differences = ", ".join(f"{name} {before} -> {after}" for name, (before, after) in settings.items())
    shown: list[RenderableType] = [f"{names[0]} -> {names[1]}: {differences or 'the same settings'}", ""]
    alike = Counter(one.path.name for one in compared)
    for one in compared:
        if one.changes:
            # Sessions with the same name are distinguished by their folders.
            name = one.path.name if alike[one.path.name] == 1 else one.path.as_posix()
            shown += [_session_table(one, name, names), ""]
    whole = [one for one in compared if not one.fault]
    kinds = Counter(change.what for one in compared for change in one.changes)
    same = sum(not one.changes for one in whole)
    shown.append(_totals_table(whole, names))
    shown.append(
        f"{how_many(len(whole), 'session')}, {same} unchanged; cycles with different outcomes:"
        f" {sum(kinds.values())}{in_brackets(kinds)}."
    )
    if own := sum(bool(one.own) for one in whole):
        shown.append(
            f"{how_many(own, 'session')} with settings of their own: what a file does not name is as there."
        )
    shown += [printable(f"NOT COMPARED: {one.fault}") for one in compared if one.fault]
    return Group(*shown)


def _session_table(one: Compared, session: str, names: tuple[str, str]) -> FittingTable:
    title = f"{session}: {one.counted[0]} -> {one.counted[1]} reps"
    if one.scores:
        title += f", {one.scores[0].true} true"
    table = FittingTable(title)
    for name in ("", "start", "leg", "", *names):
        table.add_column(name)
    for change in one.changes:
        table.add_row(
            change.what, clock(change.start_ms), change.sensor_leg, TRUE_WORDS[change.true_rep],
            *map(_side_text, (change.before, change.after)),
        )  # fmt: skip
    return table


def _side_text(side: Side) -> str:
    return f"{side.label} ({side.words})" if side.words else side.label


def _totals_table(compared: Sequence[Compared], names: tuple[str, str]) -> FittingTable:
    table = plain_table("in all", "", "counted", "refused", "true", "found", "missed", "false", "sets exact")
    for side, cells in enumerate(_total_cells(compared)):
        table.add_row(names[side], *cells)
    return table


def _total_cells(compared: Sequence[Compared]) -> Iterator[list[str]]:
    for side, score in enumerate(totals(compared)):
        numbers = _numbers(score)
        counts = [sum(one.counted[side] for one in compared), sum(one.refused[side] for one in compared)]
        found = [numbers[name] for name in ("true", "found", "missed", "false")]
        yield [*map(str, counts + found), f"{score.exact_sets} of {len(score.sets)}"]
