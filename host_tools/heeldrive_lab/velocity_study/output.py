"""Output of `heeldrive velocity`: tables, JSON, the marked part of a page and its picture."""

from collections.abc import Iterator
from dataclasses import asdict
from math import isnan
from pathlib import Path
from typing import Any

from heeldrive_lab.evaluation.sheets import Sheet
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.util.files import replacing
from heeldrive_lab.util.study_page import picture_beside
from heeldrive_lab.velocity_study.methods import METHODS
from heeldrive_lab.velocity_study.study import (
    Accuracy,
    VelocityStudy,
    loss_accuracy,
    mean_accuracy,
    peak_accuracy,
)

BEGIN, END = "<!-- judged: begin -->", "<!-- judged: end -->"
NUMBERS = (
    "reps",
    "left out",
    "true m/s",
    "error m/s: mean",
    "sd",
    "95 %",
    "in a set: 95 % of errors, %",
    "change, sd, %",
)


def sheets(found: VelocityStudy) -> Iterator[Sheet]:
    """The methods on the workouts where one was chosen, and the accuracy of the chosen one elsewhere."""
    rows = []
    for leg, methods in METHODS.items():
        reps = [rep for rep in found.chosen_on if rep.leg == leg]
        rows += [(leg, name, *_cells(mean_accuracy(reps, name))) for name in methods if reps]
    yield Sheet("Methods for the mean", ("sensor leg", "method", *NUMBERS), tuple(rows), 2)
    rows = [
        (quantity, leg, kind, *_cells(accuracy), "" if accuracy.holds else "withheld")
        for quantity, leg, kind, accuracy in _accuracies(found)
    ]
    columns = ("velocity", "sensor leg", "truth", *NUMBERS, "")
    yield Sheet("Accuracy", columns, tuple(rows), 3)
    losses = [(leg, kind, loss_accuracy(reps)) for kind, leg, reps in found.groups()]
    lines = [
        (leg, kind, str(loss.sets), f"{loss.bias:+.1f}", f"{loss.sd:.1f}", f"{loss.most:.1f}")
        for leg, kind, loss in losses
        if loss.sets
    ]
    head = ("sensor leg", "truth", "sets", "error: mean", "sd", "95 %")
    yield Sheet("Velocity loss at the end of a set, percentage points", head, tuple(lines), 2)


def study_json(found: VelocityStudy) -> list[dict[str, Any]]:
    """The accuracies as JSON."""
    return [
        {"velocity": quantity, "sensor_leg": leg, "truth": kind, **asdict(accuracy), "holds": accuracy.holds}
        for quantity, leg, kind, accuracy in _accuracies(found)
    ]


def around_figures(path: Path) -> tuple[str, str]:
    """The text of a page before and after its figures.

    Raises:
        SessionError: there is no such page, or a mark is missing.
    """
    text = path.read_text("utf-8") if path.exists() else ""
    before, found_begin, rest = text.partition(BEGIN)
    _, found_end, after = rest.partition(END)
    if not found_begin or not found_end:
        raise SessionError(
            f"{path}: the marks {BEGIN} and {END} are missing: name a page that has them, as docs/velocity.md"
        )
    return before, after


def write_page(path: Path, found: VelocityStudy, command: str) -> None:
    """Renew the part between the marks of a page, and its picture in the folder `pictures` next to it.

    Raises:
        SessionError: there is no such page, or a mark is missing.
    """
    from heeldrive_lab.velocity_study.picture import velocity_picture  # noqa: PLC0415

    before, after = around_figures(path)
    lines = [f"`{command}`", ""]
    for sheet in sheets(found):
        lines += [f"### {sheet.title}", "", *sheet.markdown(), ""]
    picture = velocity_picture(found)
    with replacing(picture_beside(path, "velocity.svg")) as file:
        file.write(picture)
    with replacing(path) as file:
        file.write("\n".join([before + BEGIN, *lines]) + END + after)


def _accuracies(found: VelocityStudy) -> Iterator[tuple[str, str, str, Accuracy]]:
    for kind, leg, reps in found.groups():
        yield "mean", leg, kind, mean_accuracy(reps)
        if leg == "front" and not any(isnan(rep.true_peak_mps) for rep in reps):
            yield "peak", leg, kind, peak_accuracy(reps)


def _cells(accuracy: Accuracy) -> tuple[str, ...]:
    return (
        str(accuracy.reps),
        str(accuracy.left_out),
        f"{accuracy.true_mps:.2f}",
        f"{accuracy.bias_mps:+.3f}",
        f"{accuracy.sd_mps:.3f}",
        f"{accuracy.most_mps:.3f}",
        f"{accuracy.within_percent:.1f}",
        f"{accuracy.change_percent:.1f}",
    )
