"""`heeldrive doctor`: diagnose problems with a board's drive."""

import json

import typer

from heeldrive_lab.commands.errors import EXIT_FINDINGS, examples, one_sentence_errors, say
from heeldrive_lab.commands.options import Drive, Json

EXAMPLES = examples("heeldrive doctor", "heeldrive doctor /media/me/CIRCUITPY --json")


def doctor(drive: Drive = None, as_json: Json = False) -> None:
    """Diagnose problems with a board's drive. Exit codes: 0 no problems, 1 problems found, 2 cannot check."""
    from heeldrive_lab.board.deploy.deploying import read_boot_out  # noqa: PLC0415
    from heeldrive_lab.board.deploy.doctor import examine  # noqa: PLC0415
    from heeldrive_lab.board.deploy.drive_files import DriveFiles, why_failed  # noqa: PLC0415
    from heeldrive_lab.board.deploy.errors import DeployError  # noqa: PLC0415
    from heeldrive_lab.board.deploy.find_drive import find_drive  # noqa: PLC0415

    with one_sentence_errors():
        files = DriveFiles(find_drive(drive))
        boot_out = read_boot_out(files)
        try:
            release, findings = examine(files, boot_out)
        except OSError as error:
            raise DeployError(f"{files.root}: {why_failed(error)}") from error
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "drive": str(files.root),
                    "release": release,
                    "findings": [found._asdict() for found in findings],
                }
            )
        )
    else:
        say(f"{files.root}: {boot_out.board}, CircuitPython {boot_out.release}")
        if release:
            say(f"  {release}.")
        for found in findings:
            say(f"  {found.where or 'the drive'}: {found.what}: {found.remedy}.")
        if not findings:
            typer.echo("  All is well.")
    if findings:
        raise typer.Exit(EXIT_FINDINGS)
