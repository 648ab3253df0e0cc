"""`heeldrive live`: show the count of a board in real time."""

from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors
from heeldrive_lab.commands.options import Thigh

EXAMPLES = examples(
    "heeldrive live",
    "heeldrive live /dev/ttyACM1 --record today.csv --thigh left",
    "heeldrive live --json",
)


def live(
    port: Annotated[
        str | None, typer.Argument(help="The board's serial data port; found automatically by default.")
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="FILE.csv", help="Also write the raw samples to a session file."),
    ] = None,
    thigh: Annotated[Thigh, typer.Option(help="The leg that wears the sensor.")] = Thigh.UNKNOWN,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object per line.")] = False,
    sound: Annotated[bool, typer.Option("--sound", help="Play the board's cues on this computer.")] = False,
) -> None:
    """Show count, phase and inclination of a board on USB until Ctrl-C; reconnects after unplugging."""
    from heeldrive_lab.board.link.live import live as follow_live  # noqa: PLC0415
    from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

    with one_sentence_errors():
        follow_live(port, record, thigh, as_json, console(), sound)
