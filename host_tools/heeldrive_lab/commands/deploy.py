"""`heeldrive deploy`: install the program on a board's drive."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from heeldrive_lab.commands.errors import examples, one_sentence_errors
from heeldrive_lab.commands.options import Drive, Json

EXAMPLES = examples(
    "heeldrive deploy",
    "heeldrive deploy /media/me/CIRCUITPY --settings tuned.toml",
    "heeldrive deploy --dry-run",
)


def deploy(
    drive: Drive = None,
    settings: Annotated[
        Path | None,
        typer.Option(
            "--settings",
            metavar="FILE",
            help="Tuned settings, merged into those on the board: what the tuner did not search stays.",
        ),
    ] = None,
    source: Annotated[
        bool,
        typer.Option(
            "--source", help="Write the program as .py files, to read it on the board; they need more memory."
        ),
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only; write nothing.")] = False,
    as_json: Json = False,
) -> None:
    """Install the program on a board's drive. Settings and logs are kept.

    If it is interrupted, the board starts the old program or the new one.
    """
    from heeldrive_lab.board.deploy.contents import contents  # noqa: PLC0415
    from heeldrive_lab.board.deploy.deploying import deploy as deploy_to  # noqa: PLC0415
    from heeldrive_lab.board.deploy.drive_files import DriveFiles  # noqa: PLC0415
    from heeldrive_lab.board.deploy.find_drive import find_drive  # noqa: PLC0415
    from heeldrive_lab.board.deploy.forms import as_mpy, as_source  # noqa: PLC0415

    with one_sentence_errors():
        files = DriveFiles(find_drive(drive))
        make = partial(contents, as_source if source else as_mpy)
        report = deploy_to(files, settings, make=make, dry_run=dry_run)
    typer.echo(report.as_json() if as_json else "\n".join(report.lines()))
    for note in report.notes:
        typer.echo(f"heeldrive: note: {note}", err=True)
