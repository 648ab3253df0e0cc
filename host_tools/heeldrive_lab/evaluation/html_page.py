"""Evaluation results as one self-contained HTML file."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path

from heeldrive import Settings
from matplotlib.figure import Figure

from heeldrive_lab.evaluation.matching import MATCH_RULE
from heeldrive_lab.evaluation.mode_sheets import modes_sheet
from heeldrive_lab.evaluation.modes import mode_of
from heeldrive_lab.evaluation.plots import false_rates_figure, methods_figure, phase_errors_figure, svg
from heeldrive_lab.evaluation.pressure import PRESSURE_NOTE, pressure_sheet, withheld_line
from heeldrive_lab.evaluation.run import Result
from heeldrive_lab.evaluation.scores import merge
from heeldrive_lab.evaluation.tables import (
    CYCLES_NOTE,
    activities_sheet,
    delay_line,
    groups_sheet,
    methods_sheet,
    refused_line,
    sessions_sheet,
    timing_sheet,
)
from heeldrive_lab.evaluation.worst import worst, worst_figure
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.util.files import replacing

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; color: #1b1f24;
  max-width: 72rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.2rem; margin-top: 2.2rem }
h3 { font-size: 1rem; margin: 1.6rem 0 .4rem }
.wide { overflow-x: auto } img { max-width: 100%; display: block } p { max-width: 48rem }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums }
th, td { text-align: right; padding: .2rem .6rem; border-bottom: 1px solid #e3e6ea; vertical-align: top }
th { border-bottom: 2px solid #9aa4af; font-weight: 600 }
th:first-child, td:first-child { text-align: left }
tr:hover td { background: #f4f6f8 }
"""


def write_html(
    path: Path, title: str, by_mode: Mapping[str, Sequence[Result]], settings: Settings, mode: str = ""
) -> None:
    """Write the page; an old one stays until the new one is complete.

    Args:
        path: the file to write.
        title: its heading.
        by_mode: results by mode: details are shown for one mode, totals for each; baselines are shown if the
            results contain them.
        settings: the settings of the evaluation.
        mode: the mode of the details; empty for that of the settings.

    Raises:
        SessionError: the file cannot be written.
    """
    lines = list(_lines(title, by_mode, settings, mode or mode_of(settings)))
    try:
        with replacing(path) as page:
            page.writelines(line + "\n" for line in lines)
    except OSError as error:
        raise SessionError(
            f"{path}: cannot be written ({error.strerror or error}): check the folder"
        ) from error


def _lines(
    title: str, by_mode: Mapping[str, Sequence[Result]], settings: Settings, mode: str
) -> Iterator[str]:
    results = by_mode[mode]
    total = merge((result.ours for result in results), "all")
    yield f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
    yield f"<style>{STYLE}</style></head><body>"
    yield f"<h1>{escape(title)}</h1>"
    yield f"<p>{total.sessions} sessions, {total.ms / 3_600_000:.2f} hours."
    yield f"Mode: {mode}. Matching: {escape(MATCH_RULE)}.</p>"
    yield from _wide(methods_sheet("By method", results).html())
    yield f"<p>{escape(CYCLES_NOTE)}</p>"
    yield from _wide(modes_sheet("By mode", by_mode).html())
    yield _picture(methods_figure(results), "found, missed and false reps of each method")
    yield "<h2>Phase times</h2>"
    if timing_sheet("", total).rows:
        yield from _wide(timing_sheet("Phase times and depth", total).html())
        yield f"<p>{escape(delay_line(total))}</p>"
        yield _picture(phase_errors_figure(total), "distribution of the errors of the phase times")
    else:
        yield "<p>No found rep has annotated phase times.</p>"
    if pairs := [pair for result in results for pair in result.pressure]:
        yield from _wide(pressure_sheet(pairs).html())
        yield f"<p>{escape(PRESSURE_NOTE)} {escape(withheld_line(pairs))}</p>"
    yield "<h2>False reps by activity</h2>"
    rates = false_rates_figure(results)
    if rates is not None:
        yield _picture(rates, "false reps per hour by activity and method")
    yield "<p>Baselines: found + false, or only false if the activity has no true reps.</p>"
    yield from _wide(activities_sheet("By activity", results).html())
    yield f"<p>{escape(refused_line(total))}</p>"
    yield "<h2>The worst sessions</h2>"
    wrong = worst(results)
    if wrong:
        yield _picture(worst_figure(wrong, settings), "thigh inclination, true and counted reps")
    else:
        yield "<p>There is no session with an error.</p>"
    yield "<h2>Every session</h2>"
    yield from _wide(groups_sheet("By folder", results).html())
    yield from _wide(sessions_sheet("By session", results).html())
    yield "</body></html>"


def _wide(lines: Iterator[str]) -> Iterator[str]:
    yield '<div class="wide">'
    yield from lines
    yield "</div>"


def _picture(figure: Figure, about: str) -> str:
    # As a separate image: the ids inside several inline SVG pictures would collide.
    data = base64.b64encode(svg(figure).encode()).decode()
    return f'<img alt="{escape(about)}" src="data:image/svg+xml;base64,{data}">'
