"""Writes docs/accuracy.md and its pictures: results of the detector and the baselines, good or bad."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from heeldrive import Settings
from matplotlib.figure import Figure

from heeldrive_lab.evaluation.accuracy_sections import (
    baselines,
    cycles,
    folded,
    folder,
    part,
    phases,
    refused,
)
from heeldrive_lab.evaluation.accuracy_text import (
    GOALS,
    HEAD,
    NEVER_SEEN,
    PHASES,
    REAL,
    SEEN_HEAD,
    SIDE_BY_SIDE,
    SIMULATED,
    TERMS,
    VARIANTS,
)
from heeldrive_lab.evaluation.evidence import VARIANTS_OF_EACH, ByMode, Evidence
from heeldrive_lab.evaluation.fresh_workouts import LEGS, SIMULATORS, side_by_side_sheet
from heeldrive_lab.evaluation.goals import COLUMNS as GOAL_COLUMNS
from heeldrive_lab.evaluation.goals import goals_sheet
from heeldrive_lab.evaluation.goals_everywhere import yes
from heeldrive_lab.evaluation.in_short import in_short
from heeldrive_lab.evaluation.mode_sheets import activities_by_mode_sheet
from heeldrive_lab.evaluation.modes import BOTH_LEGS, SENSOR_LEG, in_mode
from heeldrive_lab.evaluation.never_seen import never_seen_sheet
from heeldrive_lab.evaluation.plots import methods_figure, svg
from heeldrive_lab.evaluation.robustness import variants_sheet
from heeldrive_lab.evaluation.run import by_group
from heeldrive_lab.evaluation.scores import merge
from heeldrive_lab.evaluation.seen import seen_sheet, seen_word
from heeldrive_lab.evaluation.worst import worst, worst_figure
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.util.files import replacing
from heeldrive_lab.util.study_page import picture_beside

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
        for name, figure in pictures.items():
            _write(picture_beside(page, name), svg(figure))
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
    goals = goals_sheet(evidence)
    reached = [row[GOAL_COLUMNS.index("reached")] for row in goals.rows]
    yield HEAD.format(command=command)
    yield from in_short(evidence)
    for title, about, sheet, summary in (
        ("## Never seen before", NEVER_SEEN, never_seen_sheet(evidence), ""),
        (
            "### Two simulators",
            _about_simulators(simulated),
            side_by_side_sheet(simulated),
            "Each method on the workouts of both simulators",
        ),
        (
            "## Goals",
            GOALS.format(**{mode: evidence.best_baseline(mode) for mode in real}),
            goals,
            f"{reached.count(yes(reached=True))} of {sum(map(bool, reached))} goals are reached",
        ),
        ("## Seen in development", SEEN_HEAD, seen_sheet(), "The list"),
    ):
        yield ""
        yield title
        yield ""
        yield about
        yield from folded(summary, sheet.markdown()) if summary else sheet.markdown()
    for title, summary, lines in (
        ("Terms", "What the columns mean", [TERMS]),
        ("People", "By mode, method, data set and activity", _people(real, pictures)),
        ("Simulated", "By mode, method and activity", _simulated(simulated, pictures)),
        ("Session variants", "By kind of variant", _variants(evidence)),
        ("Baselines", "Each baseline, its source and its parameters", baselines()),
    ):
        yield ""
        yield f"## {title}"
        yield ""
        yield from folded(summary, lines)


def _people(real: ByMode, pictures: Mapping[str, Figure]) -> Iterator[str]:
    yield REAL
    yield from part(real)
    yield f"![found, missed and false reps of each method]({PICTURES}/accuracy_methods.svg)"
    for group in by_group(real[SENSOR_LEG])[:-1]:
        yield ""
        yield from folder(group.name, real)
    yield ""
    yield from cycles(real)
    yield from phases(merge(result.ours for result in real[SENSOR_LEG]), PHASES)
    yield from _worst("real", real, pictures)


def _simulated(simulated: ByMode, pictures: Mapping[str, Figure]) -> Iterator[str]:
    yield SIMULATED
    yield from part(simulated)
    yield "### By activity"
    yield ""
    yield from activities_by_mode_sheet("", simulated).markdown()
    yield ""
    yield from refused(simulated)
    yield from phases(merge(result.ours for result in simulated[BOTH_LEGS]), "Mode both_legs:\n")
    yield from _worst("simulated", simulated, pictures)


def _variants(evidence: Evidence) -> Iterator[str]:
    yield VARIANTS.format(each=VARIANTS_OF_EACH)
    by_origin = {"people": evidence.real, "simulated": evidence.simulated}
    yield from variants_sheet("", by_origin).markdown()


def _about_simulators(simulated: ByMode) -> str:
    """The text above the table of both simulators, with the seeds that are in it."""
    seeds, words = {}, {}
    for simulator in SIMULATORS:
        name = simulator.simulator.lower()
        workouts = [result.source for result in simulated[BOTH_LEGS] if isinstance(result.source, simulator)]
        numbers = [workout.seed for workout in workouts]
        seeds[name] = f"{min(numbers)} to {max(numbers)}" if numbers else "none"
        words[f"{name}_seen"] = seen_word(workouts) or "none"
    return SIDE_BY_SIDE.format(each=len(workouts) // len(LEGS), **seeds, **words)


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
