"""`heeldrive pull`: convert the board's logs to session files."""

from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors, say
from heeldrive_lab.commands.options import Json, Thigh
from heeldrive_lab.util.plain_text import printable

EXAMPLES = examples(
    "heeldrive pull /media/me/CIRCUITPY sessions",
    "heeldrive pull heeldrive.log sessions",
    "heeldrive pull /media/me/CIRCUITPY anna --wearer anna --started 2026-11-21",
    "heeldrive pull /media/me/CIRCUITPY sessions --load-kg 12.5 --rpe 7",
    "heeldrive pull /dev/ttyACM1 sessions --delete",
)


def pull(
    source: Annotated[
        Path, typer.Argument(help="The board's drive, its heeldrive.log, or its serial data port.")
    ],
    folder: Annotated[Path, typer.Argument(help="Folder for the session files.")],
    thigh: Annotated[Thigh, typer.Option(help="The leg that wore the sensor.")] = Thigh.UNKNOWN,
    wearer: Annotated[str, typer.Option(metavar="NAME", help="Who wore the sensor.")] = "",
    started: Annotated[
        str,
        typer.Option(
            metavar="DATE", help="Date of all logs that are new here: 2026-11-21, or 2026-11-21T18:30."
        ),
    ] = "",
    load_kg: Annotated[
        float | None,
        typer.Option(metavar="KG", help="Weight carried besides the body, of the logs that are new here."),
    ] = None,
    rpe: Annotated[
        float | None, typer.Option(metavar="1-10", help="How hard it was, rating of perceived exertion.")
    ] = None,
    delete: Annotated[
        bool,
        typer.Option(
            "--delete",
            help="Empty the board's log: over the serial port log by log, on the drive once every session has"
            " been read back.",
        ),
    ] = False,
    as_json: Json = False,
) -> None:
    """Convert the board's logs to session files; the logs are kept unless --delete is given.

    A session that is in the folder already, under any name, stays as it is.
    """
    from heeldrive_lab.board.link.ports import is_port  # noqa: PLC0415
    from heeldrive_lab.board.log_reader import WornBy, check_worn_by  # noqa: PLC0415
    from heeldrive_lab.board.pull import as_json_line, empty, is_safe  # noqa: PLC0415
    from heeldrive_lab.board.pull import pull as pull_logs  # noqa: PLC0415
    from heeldrive_lab.sessions.training_notes import TrainingNotes  # noqa: PLC0415

    if delete and not is_port(source) and not source.is_dir():
        raise typer.BadParameter("works on a drive or a serial port, not on a copy", param_hint="--delete")
    with one_sentence_errors():
        worn_by = WornBy(thigh, wearer.strip(), started.strip(), TrainingNotes(load_kg, rpe))
        check_worn_by(worn_by)
        if is_port(source):
            from heeldrive_lab.board.link.pull_port import pull_port  # noqa: PLC0415

            for fetched, sentence in pull_port(str(source), folder, worn_by, delete):
                if not as_json:
                    say(sentence)
                elif fetched:
                    typer.echo(as_json_line(fetched))
        else:
            safe = True
            for pulled in pull_logs(source, folder, worn_by):
                typer.echo(as_json_line(pulled) if as_json else printable(pulled.sentence))
                safe = safe and delete and is_safe(pulled)
            if delete and safe:
                empty(source)
            if delete and not as_json:
                typer.echo("the log is empty now" if safe else "nothing was deleted: a session is incomplete")
