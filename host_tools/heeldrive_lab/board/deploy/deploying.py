"""Deploys the program to a drive."""

from collections.abc import Callable
from pathlib import Path

from heeldrive_lab.board.deploy.boot_out import FILE_NAME as BOOT_OUT
from heeldrive_lab.board.deploy.boot_out import BootOut, parse_boot_out, why_unsupported
from heeldrive_lab.board.deploy.contents import Contents, contents
from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.installer import Installer
from heeldrive_lab.board.deploy.report import Report
from heeldrive_lab.board.deploy.settings_on_drive import merge_on, read_tuned


def read_boot_out(drive: DriveFiles) -> BootOut:
    """Read which board the drive belongs to.

    Raises:
        DeployError: `boot_out.txt` cannot be read, or CircuitPython did not write it.
    """
    path = drive.root / BOOT_OUT
    try:
        return parse_boot_out(drive.read(BOOT_OUT).decode("utf-8", "replace"))
    except DeployError as error:
        raise DeployError(f"{path}: {error}") from error
    except OSError as error:
        raise DeployError(
            f"{path}: cannot be read ({error.strerror or error}): plug the board in again"
        ) from error


def deploy(
    drive: DriveFiles,
    settings: Path | None = None,
    *,
    make: Callable[[], Contents] = contents,
    dry_run: bool = False,
) -> Report:
    """Install detector, firmware and libraries on a drive; the user's settings, logs and files are kept.

    Args:
        drive: the drive.
        settings: tuned settings to merge into the owner's; the old file is kept as a backup.
        make: makes the files to install.
        dry_run: whether to check only and write nothing.

    Raises:
        DeployError: unsupported board, too little space, or the drive failed; the message says which program
            the board starts now.
        MissingExtraError: a package that ``make`` needs is not installed.
        SettingsError: the tuned settings, or those on the drive, are wrong.
    """
    boot_out = read_boot_out(drive)
    unsupported = why_unsupported(boot_out)
    if unsupported:
        raise DeployError(f"{drive.root}: {unsupported}")
    tuned = read_tuned(settings) if settings else None
    if tuned is not None:
        merge_on(drive, tuned)  # a fault in the owner's file stops it before anything is written
    content = make()
    report = Report(
        drive=str(drive.root),
        board=boot_out.board,
        board_id=boot_out.board_id,
        circuitpython=boot_out.release,
        heeldrive=content.manifest.heeldrive,
        files=len(content.files),
        form=content.manifest.form,
        dry_run=dry_run,
    )
    Installer(drive, content, report).run(tuned, boot_out)
    return report
