"""`heeldrive simulate`: simulate a session and its annotations, NAME.truth.csv."""

from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors

EXAMPLES = examples("heeldrive simulate my_session.toml -o my_session.csv --seed 3")


def simulate(
    spec: Annotated[Path, typer.Argument(help="A TOML file with activities, wearer and sensor placement.")],
    output: Annotated[
        Path,
        typer.Option("--output", "-o", metavar="FILE", help="The session file to write, .csv or .csv.gz."),
    ],
    seed: Annotated[int | None, typer.Option(min=0, help="Replaces the seed in the spec.")] = None,
) -> None:
    """Simulate a session and its annotations, NAME.truth.csv."""
    with one_sentence_errors():
        from heeldrive_lab.simulator import read_spec  # noqa: PLC0415
        from heeldrive_lab.simulator.folder import write_simulated  # noqa: PLC0415
        from heeldrive_lab.util.progress import busy  # noqa: PLC0415

        with busy("simulating"):
            session = write_simulated(output, read_spec(spec), seed)
    seconds = (session.rows[-1][0] - session.rows[0][0]) / 1000
    reps = len(session.truth.reps)
    typer.echo(f"{output}: {len(session.rows)} samples, {seconds:.1f} s, {reps} true reps.")
