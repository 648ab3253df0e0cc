"""Shows what `heeldrive real` found: in the terminal and as JSON."""

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType
from rich.table import Table

from heeldrive_lab.real_data import RealScore
from heeldrive_lab.score import SessionScore, merge
from heeldrive_lab.score_tables import score_json
from heeldrive_lab.tables import activity_table, in_brackets, plain_table

FOLDER_COLUMNS = ("folder", "files", "hours", "true", "found", "missed", "false", "of other leg", "false/h")


def by_folder(scores: Sequence[RealScore]) -> list[SessionScore]:
    """One score a folder, in the order of the folders, and the sum of all last."""
    folders = list(dict.fromkeys(real.folder for real in scores))
    merged = [merge((real.score for real in scores if real.folder == folder), folder) for folder in folders]
    return [*merged, merge(merged, "all")]


def folder_cells(scores: Sequence[RealScore], folder: SessionScore) -> tuple[str, ...]:
    """One line under `FOLDER_COLUMNS`."""
    files = sum(folder.name in (real.folder, "all") for real in scores)
    return (
        folder.name,
        str(files),
        f"{folder.ms / 3_600_000:.2f}",
        str(folder.true),
        str(folder.matched),
        str(folder.missed),
        str(folder.false),
        str(folder.false_other_leg),
        f"{folder.false_per_hour:.2f}",
    )


def real_tables(scores: Sequence[RealScore], files: bool = False) -> list[RenderableType]:
    """The tables for the terminal: by folder, by activity, and by file where asked for."""
    folders = by_folder(scores)
    summary = plain_table("By folder", *FOLDER_COLUMNS)
    for folder in folders:
        summary.add_row(*folder_cells(scores, folder))
    shown: list[RenderableType] = [summary, ""]
    for folder in folders[:-1]:
        shown += [
            activity_table(folder.name, folder),
            f"refused {folder.refused.total()}{in_brackets(folder.refused)}",
            "",
        ]
    if files:
        shown.append(_file_table(scores))
    return shown


def real_json(scores: Sequence[RealScore], files: bool = False) -> dict[str, Any]:
    """The same as JSON: `folders`, with all of them together last, and `files` where asked for."""
    shown: dict[str, Any] = {"folders": [score_json(folder) for folder in by_folder(scores)]}
    if files:
        shown["files"] = [
            {"folder": real.folder, "still": real.still, **score_json(real.score)} for real in scores
        ]
    return shown


def _file_table(scores: Sequence[RealScore]) -> Table:
    table = plain_table("By file", "file", "true", "found", "false", "still", "refused")
    table.columns[-1].justify = "left"
    for real in scores:
        score = real.score
        table.add_row(
            f"{real.folder}/{score.name}",
            str(score.true),
            str(score.matched),
            str(score.false),
            "yes" if real.still else "no",
            f"{score.refused.total()}{in_brackets(score.refused)}",
        )
    return table
