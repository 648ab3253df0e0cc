"""`heeldrive live`: what the board counts, as it happens."""

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
        str | None, typer.Argument(help="The board's serial port for data; without one, it is looked for.")
    ] = None,
    record: Annotated[
        Path | None,
        typer.Option("--record", metavar="FILE.csv", help="Write a session of the raw samples as well."),
    ] = None,
    thigh: Annotated[Thigh, typer.Option(help="Which leg wears the sensor.")] = Thigh.UNKNOWN,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Count, phases and inclination from a board on USB, until Ctrl-C. Survives unplugging."""
    from heeldrive_lab.board.link.live import live as follow_live  # noqa: PLC0415
    from heeldrive_lab.util.terminal_tables import console  # noqa: PLC0415

    with one_sentence_errors():
        follow_live(port, record, thigh, as_json, console())
