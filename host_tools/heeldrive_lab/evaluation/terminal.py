"""Evaluation results in the terminal."""

from collections.abc import Mapping, Sequence

from rich.console import RenderableType

from heeldrive_lab.evaluation.matching import MATCH_RULE
from heeldrive_lab.evaluation.mode_sheets import modes_sheet
from heeldrive_lab.evaluation.pressure import NO_FORCE_PLATES, PRESSURE_NOTE, pressure_sheet, withheld_line
from heeldrive_lab.evaluation.run import Result, by_group, by_method
from heeldrive_lab.evaluation.scores import SessionScore, merge
from heeldrive_lab.evaluation.sheets import Sheet
from heeldrive_lab.evaluation.tables import (
    CYCLES_NOTE,
    activities_sheet,
    delay_line,
    groups_sheet,
    methods_by_group_sheet,
    methods_sheet,
    refused_line,
    sessions_sheet,
    timing_sheet,
)
from heeldrive_lab.util.terminal_tables import in_brackets

RULE = f"Matching: {MATCH_RULE}."
BASELINES_NOTE = "Baselines, which process the whole session at once: found + false."


def session_tables(by_mode: Mapping[str, Sequence[Result]], mode: str) -> list[RenderableType]:
    """Tables of `heeldrive score`: the results in one mode, and the totals in both."""
    results = by_mode[mode]
    total = merge((result.ours for result in results), "all")
    shown: list[RenderableType] = [RULE, f"Mode: {mode}.", ""]
    shown += [sessions_sheet("By session", results).rich(), ""]
    shown += [methods_sheet("Total", results).rich(), CYCLES_NOTE, ""]
    if _has_baselines(results):
        shown += [BASELINES_NOTE, ""]
    shown += [activities_sheet("By activity", results).rich(), ""]
    shown += [modes_sheet("Both modes", by_mode).rich(), *_timing(total)]
    return shown


def folder_tables(
    by_mode: Mapping[str, Sequence[Result]], mode: str, files: bool = False
) -> list[RenderableType]:
    """Tables of `heeldrive real`: one mode by folder and activity, the totals in both; files on request."""
    results = by_mode[mode]
    shown: list[RenderableType] = [
        RULE,
        f"Mode: {mode}.",
        "",
        groups_sheet("By folder", results).rich(),
        CYCLES_NOTE,
        "",
    ]
    if _has_baselines(results):
        shown += [methods_sheet("By method", results).rich(), "", BASELINES_NOTE, ""]
        shown += [methods_by_group_sheet("By folder and method", results).rich(), ""]
    for folder in by_group(results)[:-1]:
        inside = [result for result in results if result.source.group == folder.name]
        shown += [activities_sheet(folder.name, inside).rich(), refused_line(folder), ""]
    shown += [modes_sheet("Both modes", by_mode).rich()]
    shown += _timing(merge(result.ours for result in results))
    shown += ["", *_pressure(results)]
    if files:
        shown += ["", _files_sheet(results).rich()]
    return shown


def _timing(score: SessionScore) -> list[RenderableType]:
    sheet = timing_sheet("Phase times and depth of the found reps", score)
    return ["", sheet.rich(), delay_line(score)] if sheet.rows else []


def _pressure(results: Sequence[Result]) -> list[RenderableType]:
    pairs = [pair for result in results for pair in result.pressure]
    if not pairs:
        return [NO_FORCE_PLATES]
    return [pressure_sheet(pairs).rich(), PRESSURE_NOTE, withheld_line(pairs)]


def _has_baselines(results: Sequence[Result]) -> bool:
    return len(by_method(results)) > 1


def _files_sheet(results: Sequence[Result]) -> Sheet:
    rows = [
        (
            f"{result.source.group}/{result.ours.name}",
            str(result.ours.true),
            str(result.ours.matched),
            str(result.ours.false),
            "yes" if result.still else "no",
            f"{result.ours.refused.total()}{in_brackets(result.ours.refused)}",
        )
        for result in results
    ]
    return Sheet("By file", ("file", "true", "found", "false", "still", "refused"), tuple(rows))
