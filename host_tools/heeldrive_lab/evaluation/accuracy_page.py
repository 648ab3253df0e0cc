"""Writes docs/accuracy.md and its pictures: results of the detector and the baselines, good or bad."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from heeldrive import Settings
from matplotlib.figure import Figure

from heeldrive_lab.baselines import BASELINES, TUNED
from heeldrive_lab.evaluation.accuracy_text import (
    BASELINES_HEAD,
    CYCLES,
    GOALS,
    HEAD,
    PHASES,
    REAL,
    SIMULATED,
    VARIANTS,
)
from heeldrive_lab.evaluation.evidence import VARIANTS_OF_EACH, ByMode, Evidence
from heeldrive_lab.evaluation.goals import goals_sheet
from heeldrive_lab.evaluation.mode_sheets import activities_by_mode_sheet, modes_sheet, outcomes_sheet
from heeldrive_lab.evaluation.modes import BOTH_LEGS, SENSOR_LEG, in_mode
from heeldrive_lab.evaluation.plots import methods_figure, svg
from heeldrive_lab.evaluation.pools import FIRST_SEED, LEGS, WORKOUTS_PER_LEG
from heeldrive_lab.evaluation.robustness import variants_sheet
from heeldrive_lab.evaluation.run import by_group
from heeldrive_lab.evaluation.scores import SessionScore, merge
from heeldrive_lab.evaluation.tables import (
    delay_line,
    groups_sheet,
    methods_by_group_sheet,
    methods_sheet,
    refused_line,
    timing_sheet,
)
from heeldrive_lab.evaluation.worst import worst, worst_figure
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.util.files import replacing

PICTURES = "pictures"


def write_accuracy_page(page: Path, evidence: Evidence, settings: Settings, command: str) -> None:
    """Write the page, and its pictures to the folder `pictures` next to it.

    Args:
        page: the page to write.
        evidence: the results to show.
        settings: the settings of the evaluation; their mode is ignored.
        command: the command to print on the page, without paths of this computer.

    Raises:
        SessionError: the page or a picture cannot be written.
    """
    pictures = {
        "accuracy_methods.svg": methods_figure(evidence.real[SENSOR_LEG]),
        **_worst_pictures("real", evidence.real, settings),
        **_worst_pictures("simulated", evidence.simulated, settings),
    }
    lines = list(_lines(evidence, command, pictures))
    try:
        (page.parent / PICTURES).mkdir(exist_ok=True)
        for name, figure in pictures.items():
            _write(page.parent / PICTURES / name, svg(figure))
        _write(page, "".join(line + "\n" for line in lines))
    except OSError as error:
        raise SessionError(
            f"{page}: cannot be written ({error.strerror or error}): check the folder"
        ) from error


def _worst_pictures(kind: str, by_mode: ByMode, settings: Settings) -> dict[str, Figure]:
    wrong = {mode: worst(results) for mode, results in by_mode.items()}
    return {
        _worst_name(kind, mode): worst_figure(results, in_mode(settings, mode))
        for mode, results in wrong.items()
        if results
    }


def _worst_name(kind: str, mode: str) -> str:
    return f"accuracy_worst_{kind}{'' if mode == SENSOR_LEG else f'_{mode}'}.svg"


def _write(path: Path, text: str) -> None:
    with replacing(path) as file:
        file.write(text)


def _lines(evidence: Evidence, command: str, pictures: Mapping[str, Figure]) -> Iterator[str]:
    real, simulated = evidence.real, evidence.simulated
    yield HEAD.format(command=command)
    yield "## Goals"
    yield ""
    baselines = {mode: evidence.best_baseline(mode) for mode in real}
    yield GOALS.format(sensor_leg=baselines[SENSOR_LEG], both_legs=baselines[BOTH_LEGS])
    yield from goals_sheet(evidence).markdown()
    yield ""
    yield "## People"
    yield ""
    yield REAL
    yield from _part(real)
    yield f"![found, missed and false reps of each method]({PICTURES}/accuracy_methods.svg)"
    for folder in by_group(real[SENSOR_LEG])[:-1]:
        yield ""
        yield from _folder(folder.name, real)
    yield ""
    yield from _cycles(real)
    yield from _phases(merge(result.ours for result in real[SENSOR_LEG]), PHASES)
    yield from _worst("real", real, pictures)
    yield ""
    yield "## Simulated"
    yield ""
    last = FIRST_SEED + WORKOUTS_PER_LEG * len(LEGS) - 1
    yield SIMULATED.format(each=WORKOUTS_PER_LEG, first=FIRST_SEED, last=last)
    yield from _part(simulated)
    yield "### By activity"
    yield ""
    yield from activities_by_mode_sheet("", simulated).markdown()
    yield ""
    yield from _refused(simulated)
    yield from _phases(merge(result.ours for result in simulated[BOTH_LEGS]), "Mode both_legs:\n")
    yield from _worst("simulated", simulated, pictures)
    yield ""
    yield "## Session variants"
    yield ""
    yield VARIANTS.format(each=VARIANTS_OF_EACH)
    yield from variants_sheet("", {"people": real, "simulated": simulated}).markdown()
    yield ""
    yield from _baselines()


def _part(by_mode: ByMode) -> Iterator[str]:
    yield "### By mode"
    yield ""
    yield from modes_sheet("", by_mode).markdown()
    for mode, results in by_mode.items():
        yield ""
        yield f"### By method and folder, mode {mode}"
        yield ""
        yield from methods_sheet("", results).markdown()
        yield ""
        yield from groups_sheet("", results).markdown()
        yield ""
        yield from methods_by_group_sheet("", results).markdown()
    yield ""


def _folder(name: str, real: ByMode) -> Iterator[str]:
    inside = {
        mode: [result for result in results if result.source.group == name] for mode, results in real.items()
    }
    yield f"### {name}"
    yield ""
    yield from activities_by_mode_sheet("", inside).markdown()
    yield ""
    yield from _refused(inside)
    moving = sum(not result.still for result in inside[SENSOR_LEG])
    if moving:
        yield f"Recordings without half a second of rest: {moving}."


def _refused(by_mode: ByMode) -> Iterator[str]:
    for mode, results in by_mode.items():
        yield f"- Mode {mode}: {refused_line(merge(result.ours for result in results))}"


def _cycles(real: ByMode) -> Iterator[str]:
    yield "### Squat or lunge"
    yield ""
    yield CYCLES
    yield from outcomes_sheet("", real).markdown()


def _phases(score: SessionScore, about: str) -> Iterator[str]:
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


def _worst(kind: str, by_mode: ByMode, pictures: Mapping[str, Figure]) -> Iterator[str]:
    yield ""
    yield "### Worst sessions"
    yield ""
    yield "Sessions with the most missed reps, then those with the most false reps. Of several sessions with"
    yield "errors in the same activity only the worst is shown."
    for mode, results in by_mode.items():
        yield ""
        wrong = sum(result.ours.errors > 0 for result in results)
        yield f"Mode {mode}: {wrong} of {len(results)} sessions have an error."
        if _worst_name(kind, mode) in pictures:
            yield ""
            yield f"![thigh inclination, true and counted reps]({PICTURES}/{_worst_name(kind, mode)})"


def _baselines() -> Iterator[str]:
    tuning = json.loads(TUNED.read_text("utf-8"))
    yield "## Baselines"
    yield ""
    yield BASELINES_HEAD.format(command=tuning["command"]).rstrip()
    for baseline in BASELINES:
        yield ""
        yield f"### {baseline.name}"
        yield ""
        yield baseline.about.strip()
        yield ""
        values = tuning["parameters"][baseline.name]
        yield ", ".join(f"`{name}` {value:g}" for name, value in values.items()) + "."
