"""Output of `heeldrive heel`: one row per rep, and a summary of each set."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.table import Table

from heeldrive_lab.knee_travel.results import HeelReport, TravelEstimate
from heeldrive_lab.knee_travel.verdict import MIDDLE_M
from heeldrive_lab.util.plain_text import printable
from heeldrive_lab.util.terminal_tables import clock, how_many, plain_table

NOT_CHECKED = (
    "Knee travel: distance of the knee ahead of the ankle at the bottom, with one standard deviation. Not"
    " pressure. Not yet validated on people: see docs/heel-drive.md for how to check it."
)


def heel_tables(report: HeelReport, name: str) -> Iterator[Table | str]:
    """The report for the terminal."""
    if not report.reps:
        yield f"{printable(name)}: no rep with the sensor leg in front."
        return
    table = plain_table(name, "", "start", "knee travel", "change from first reps", "score")
    table.add_column("")
    for rep in report.reps:
        verdict = rep.word if rep.travel else f"{rep.word}: {rep.reason}"
        verdict = f"{verdict} (baseline)" if rep.baseline else verdict
        table.add_row(f"rep {rep.index}", clock(rep.start_ms), *_cells(rep.travel), verdict)
    for one in report.sets:
        verdict = str(one.travel.word) if one.travel else ""
        if one.withheld:
            verdict = f"{verdict}, {one.withheld} withheld".removeprefix(", ")
        mean = f"set {one.index}: mean of {how_many(one.reps, 'rep')}"
        table.add_row(mean, "", *_cells(one.travel), verdict)
    yield table
    if report.baseline_m is not None and report.baseline_sd_m is not None:
        yield f"Baseline: {_cm(report.baseline_m, report.baseline_sd_m)} ahead of the ankle."
        if report.baseline_m - report.baseline_sd_m > MIDDLE_M:
            yield (
                "The knee is already forward in your first reps; start a session with five reps with the knee"
                " over the ankle."
            )
    yield NOT_CHECKED


def heel_json(report: HeelReport) -> dict[str, Any]:
    """The report as JSON; lengths in metres, withheld estimates are null."""
    found = asdict(report)
    for rep, row in zip(report.reps, found["reps"], strict=True):
        row["word"] = rep.word
    return found


def _cells(travel: TravelEstimate | None) -> tuple[str, str, str]:
    if travel is None:
        return "", "", ""
    change = _cm(travel.change_m, travel.change_sd_m, signed=True)
    return _cm(travel.ahead_m, travel.ahead_sd_m), change, str(travel.score)


def _cm(metres: float, deviation: float, *, signed: bool = False) -> str:
    number = f"{100 * metres:+.1f}" if signed else f"{100 * metres:.1f}"
    return f"{number} ± {100 * deviation:.1f} cm"
