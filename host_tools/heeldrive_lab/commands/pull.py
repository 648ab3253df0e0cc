"""`heeldrive pull`: turn the board's logs into session files; the logs stay where they are."""

from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.command_line import examples, one_sentence_errors
from heeldrive_lab.commands.options import Json, Thigh

EXAMPLES = examples("heeldrive pull /media/me/CIRCUITPY sessions", "heeldrive pull heeldrive.log sessions")


def pull(
    source: Annotated[Path, typer.Argument(help="The board's drive, or its heeldrive.log.")],
    folder: Annotated[Path, typer.Argument(help="Where the sessions go.")],
    thigh: Annotated[Thigh, typer.Option(help="Which leg wore the sensor.")] = Thigh.UNKNOWN,
    as_json: Json = False,
) -> None:
    """Turn the board's logs into session files; the logs stay where they are."""
    from heeldrive_lab.pull import as_json_line  # noqa: PLC0415
    from heeldrive_lab.pull import pull as pull_logs  # noqa: PLC0415

    with one_sentence_errors():
        for pulled in pull_logs(source, folder, thigh):
            typer.echo(as_json_line(pulled) if as_json else pulled.sentence)
