"""The sections of docs/accuracy.md that show the same tables for different sessions."""

import json
from collections.abc import Iterable, Iterator

from heeldrive_lab.baselines import BASELINES, TUNED
from heeldrive_lab.evaluation.accuracy_text import BASELINES_HEAD, CYCLES
from heeldrive_lab.evaluation.evidence import ByMode
from heeldrive_lab.evaluation.mode_sheets import activities_by_mode_sheet, modes_sheet, outcomes_sheet
from heeldrive_lab.evaluation.modes import SENSOR_LEG
from heeldrive_lab.evaluation.scores import SessionScore, merge
from heeldrive_lab.evaluation.seen import marked, seen_line, seen_word
from heeldrive_lab.evaluation.tables import (
    delay_line,
    groups_sheet,
    methods_by_group_sheet,
    methods_sheet,
    refused_line,
    timing_sheet,
)


def folded(summary: str, lines: Iterable[str]) -> Iterator[str]:
    """Lines of Markdown that open at a click."""
    yield f"<details><summary>{summary}</summary>"
    yield ""
    yield from lines
    yield ""
    yield "</details>"


def part(by_mode: ByMode) -> Iterator[str]:
    """Totals by mode, method and folder."""
    sources = [result.source for result in by_mode[SENSOR_LEG]]
    yield seen_line(sources)
    yield ""
    yield "### By mode"
    yield ""
    yield from modes_sheet("", by_mode).markdown()
    for mode, results in by_mode.items():
        yield ""
        yield f"### By method and folder, mode {mode}"
        yield ""
        yield from methods_sheet("", results).markdown()
        yield ""
        yield from marked(groups_sheet("", results), sources).markdown()
        yield ""
        yield from marked(methods_by_group_sheet("", results), sources).markdown()
    yield ""


def folder(name: str, real: ByMode) -> Iterator[str]:
    """One data set by activity."""
    inside = {
        mode: [result for result in results if result.source.group == name] for mode, results in real.items()
    }
    yield f"### {name} ({seen_word(result.source for result in inside[SENSOR_LEG])} in development)"
    yield ""
    yield from activities_by_mode_sheet("", inside).markdown()
    yield ""
    yield from refused(inside)
    moving = sum(not result.still for result in inside[SENSOR_LEG])
    if moving:
        yield f"Recordings without half a second of rest: {moving}."


def refused(by_mode: ByMode) -> Iterator[str]:
    """Refused cycles by reason, in each mode."""
    for mode, results in by_mode.items():
        yield f"- Mode {mode}: {refused_line(merge(result.ours for result in results))}"


def cycles(real: ByMode) -> Iterator[str]:
    """Outcomes of single cycles."""
    yield "### Squat or lunge"
    yield ""
    yield CYCLES
    yield from marked(outcomes_sheet("", real), [result.source for result in real[SENSOR_LEG]]).markdown()


def phases(score: SessionScore, about: str) -> Iterator[str]:
    """Errors of the phase times, under a paragraph about them."""
    yield ""
    yield "### Phase times"
    yield ""
    if about:
        yield about
    sheet = timing_sheet("", score)
    if not sheet.rows:
        yield "No found rep has annotated phase times."
        return
    yield from sheet.markdown()
    yield ""
    yield delay_line(score)


def baselines() -> Iterator[str]:
    """The baselines, their sources and their tuned parameters."""
    tuning = json.loads(TUNED.read_text("utf-8"))
    yield BASELINES_HEAD.format(command=tuning["command"]).rstrip()
    for baseline in BASELINES:
        yield ""
        yield f"### {baseline.name}"
        yield ""
        yield baseline.about.strip()
        yield ""
        values = tuning["parameters"][baseline.name]
        yield ", ".join(f"`{name}` {value:g}" for name, value in values.items()) + "."
