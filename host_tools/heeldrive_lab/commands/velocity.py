"""`heeldrive velocity`: how accurate the rise velocity of the hip is."""

import json
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors
from heeldrive_lab.commands.options import Json, page

EXAMPLES = examples(
    "heeldrive velocity",
    "heeldrive velocity datasets --json",
    "heeldrive velocity datasets --write docs/velocity.md",
)


def velocity(
    datasets: Annotated[
        Path | None,
        typer.Argument(
            help="A folder of data sets, each a folder with CSV files and a labels.csv; those with a captured"
            " flexion of the thigh are used.",
            show_default=False,
        ),
    ] = None,
    workouts: Annotated[
        int, typer.Option(min=1, help="Number of simulated workouts for each simulator and leg.")
    ] = 8,
    first_seed: Annotated[int, typer.Option(min=0, help="Seed of the first workout judged.")] = 8000,
    as_json: Json = False,
    write: Annotated[Path | None, page("Also renew the figures of a Markdown page and its picture.")] = None,
) -> None:
    """Judge the rise velocity of the hip on two simulators, and on captured angles of people."""
    from heeldrive_lab.util.optional_dependencies import require  # noqa: PLC0415

    with one_sentence_errors():
        require("sim", "mujoco")
        if write is not None:
            require("score", "matplotlib")
        from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415
        from heeldrive_lab.velocity_study.output import (  # noqa: PLC0415
            around_figures,
            sheets,
            study_json,
            write_page,
        )
        from heeldrive_lab.velocity_study.study import run_study  # noqa: PLC0415
        from heeldrive_lab.velocity_study.true_heights import (  # noqa: PLC0415
            CHOSEN_FIRST_SEED,
            KINEMATIC,
            MUJOCO,
            captured_sources,
            simulated_sources,
        )

        if write is not None:
            around_figures(write)
        people = list(captured_sources(datasets)) if datasets else []
        found = run_study(
            simulated_sources(MUJOCO, CHOSEN_FIRST_SEED, workouts),
            [
                *simulated_sources(MUJOCO, first_seed, workouts),
                *simulated_sources(KINEMATIC, first_seed, workouts),
                *people,
            ],
        )
        if write is not None:
            folder = " DATASETS_DIR" if datasets else ""
            command = f"heeldrive velocity{folder} --workouts {workouts} --first-seed {first_seed}"
            write_page(write, found, command)
    if as_json:
        typer.echo(json.dumps(study_json(found), indent=1))
        return
    for sheet in sheets(found):
        console().print(sheet.rich(), "")
