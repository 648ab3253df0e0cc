"""`heeldrive simulate`: simulate a session and its annotations, NAME.truth.csv."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors, say

EXAMPLES = examples(
    "heeldrive simulate my_session.toml -o my_session.csv --seed 3",
    "heeldrive simulate --kinematic --seed 3 --leg back -o workout.csv",
)


class LegPosition(StrEnum):
    """Position of the sensor leg in the lunges of a workout."""

    FRONT = "front"
    BACK = "back"
    ALTERNATING = "alternating"


def simulate(
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="The session file to write, .csv or .csv.gz."),
    ],
    spec: Annotated[
        Path | None,
        typer.Argument(help="A TOML file with activities, wearer and sensor placement.", show_default=False),
    ] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="Replaces the seed in the spec.")] = None,
    kinematic: Annotated[
        bool,
        typer.Option("--kinematic", help="A random hard workout of the second simulator, without a spec."),
    ] = False,
    leg: Annotated[
        LegPosition, typer.Option(help="With --kinematic: position of the sensor leg.")
    ] = LegPosition.FRONT,
) -> None:
    """Simulate a session and its annotations, NAME.truth.csv."""
    with one_sentence_errors():
        from heeldrive_lab.util.progress import busy  # noqa: PLC0415

        if (spec is None) != kinematic:
            raise typer.BadParameter("give either a spec or --kinematic")
        with busy("simulating"):
            if spec is None:
                from heeldrive_lab.kinematic_simulator.files import write_workout  # noqa: PLC0415

                workout = write_workout(output, seed or 0, leg.value)
                first_ms, last_ms = int(workout.table[0, 0]), int(workout.table[-1, 0])
                samples, truth = len(workout.table), workout.annotations
            else:
                from heeldrive_lab.simulator import read_spec  # noqa: PLC0415
                from heeldrive_lab.simulator.folder import write_simulated  # noqa: PLC0415

                session = write_simulated(output, read_spec(spec), seed)
                first_ms, last_ms = session.rows[0][0], session.rows[-1][0]
                samples, truth = len(session.rows), session.truth
    seconds = (last_ms - first_ms) / 1000
    say(f"{output}: {samples} samples, {seconds:.1f} s, {len(truth.reps)} true reps.")
