"""`heeldrive exercises`: what distinguishes a lunge from squats, sit-to-stands and side lunges."""

import json
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors
from heeldrive_lab.commands.options import DataSets, Json, page

EXAMPLES = examples(
    "heeldrive exercises datasets",
    "heeldrive exercises datasets --json",
    "heeldrive exercises sessions/georgia-tech",
    "heeldrive exercises datasets --write docs/squat-or-lunge.md",
)


def exercises(
    datasets: DataSets,
    as_json: Json = False,
    write: Annotated[Path | None, page("Also write a Markdown page and its picture.")] = None,
) -> None:
    """Study what distinguishes lunges from squats, sit-to-stands and side lunges of people."""
    from heeldrive_lab.util.optional_dependencies import require  # noqa: PLC0415

    with one_sentence_errors():
        if write is not None:
            require("score", "matplotlib")
        from heeldrive_lab.evaluation.real_sources import find_real  # noqa: PLC0415
        from heeldrive_lab.exercise_study.output import NOTE, study_json, write_page  # noqa: PLC0415
        from heeldrive_lab.exercise_study.sheets import sheets, verdicts  # noqa: PLC0415
        from heeldrive_lab.exercise_study.study import run_study  # noqa: PLC0415
        from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

        found = run_study(find_real(datasets))
        if write is not None:
            write_page(write, found)
    if as_json:
        typer.echo(json.dumps(study_json(found), indent=1))
        return
    for sheet in sheets(found):
        console().print(sheet.rich(), "")
    console().print(NOTE, "", *verdicts(found), sep="\n")
