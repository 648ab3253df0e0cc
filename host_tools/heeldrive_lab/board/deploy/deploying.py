"""Brings the program to a drive: whole, or not at all.

The order is what makes it so. Until the release has its name the board starts the one before; from then on
this one. Everything else (launchers, settings, what is left of the release before) comes after it, and the
next deploy does again what was cut off.
"""

import contextlib
import errno
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from heeldrive_lab.board.deploy.boot_out import FILE_NAME as BOOT_OUT
from heeldrive_lab.board.deploy.boot_out import BootOut, parse_boot_out, why_unsupported
from heeldrive_lab.board.deploy.contents import Contents, contents, known_boards
from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.libraries import Libraries
from heeldrive_lab.board.deploy.manifest import FILE_NAME as MANIFEST
from heeldrive_lab.board.deploy.manifest import Listed
from heeldrive_lab.board.deploy.releases import (
    differences,
    folders_of,
    manifest_of,
    next_name,
    releases_on,
    remove_release,
    room_of,
    staged_on,
)
from heeldrive_lab.board.deploy.report import Report
from heeldrive_lab.board.deploy.root_files import write_root
from heeldrive_lab.board.deploy.settings_on_drive import complaints, tuned_text, write_settings
from heeldrive_lab.util.progress import tracked

_SETTINGS_ROOM_CLUSTERS = 8  # the file, the one before, and what either is written under meanwhile


def read_boot_out(drive: DriveFiles) -> BootOut:
    """What board this is.

    Raises:
        DeployError: the file cannot be read, or CircuitPython did not write it.
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
    libraries_for: Callable[[BootOut], Libraries],
    settings: Path | None = None,
    *,
    dry_run: bool = False,
) -> Report:
    """Put detector, firmware and libraries on a drive; the owner's settings, logs and files stay.

    Args:
        drive: the drive.
        libraries_for: gives the driver libraries for a board.
        settings: tuned settings to put there as well; the old file is kept beside.
        dry_run: look and check, and write nothing.

    Raises:
        DeployError: not this board, no room, or the drive failed; says what became of the program there.
        SettingsError: the tuned settings are wrong.
    """
    boot_out = read_boot_out(drive)
    unsupported = why_unsupported(boot_out)
    if unsupported:
        raise DeployError(f"{drive.root}: {unsupported}")
    tuned = tuned_text(settings) if settings else None
    libraries = libraries_for(boot_out)
    content = contents(libraries)
    report = Report(
        drive=str(drive.root),
        board=boot_out.board,
        board_id=boot_out.board_id,
        circuitpython=boot_out.release,
        heeldrive=content.manifest.heeldrive,
        files=len(content.files),
        libraries_from=libraries.came_from,
        dry_run=dry_run,
    )
    _Deploy(drive, content, report).run(tuned, boot_out, libraries)
    return report


class _Deploy:
    """One deploy; ``committed`` tells whether the board starts the new release yet."""

    def __init__(self, drive: DriveFiles, content: Contents, report: Report) -> None:
        self._drive = drive
        self._content = content
        self._report = report
        self._committed = False

    def run(self, tuned: str | None, boot_out: BootOut, libraries: Libraries) -> None:
        drive, report = self._drive, self._report
        try:
            if drive.read_only():
                raise OSError(errno.EROFS, "Read-only file system")
            releases = releases_on(drive)
            known = self._known_root(releases)
            report.room_bytes = room_of(drive.cluster_bytes(), self._content.manifest)
            self._committed = self._is_there(releases)
            report.previous = releases[-1] if releases else ""
            report.release = report.previous if self._committed else next_name(releases)
            if not self._committed:
                self._check_room(releases)
            if report.dry_run:
                self._tell_release("would be written" if not self._committed else "is there already")
                self._note(boot_out, libraries)
                return
            self._put_in_place(releases, known, tuned)
            self._note(boot_out, libraries)
        except OSError as error:
            self._give_up(error)
            raise DeployError(f"{drive.root}: {self._sentence(error)}") from error

    def _put_in_place(self, releases: list[str], known: dict[str, list[Listed]], tuned: str | None) -> None:
        drive, report = self._drive, self._report
        for name in [*staged_on(drive), *releases[:-1]]:
            self._remove(name)
        if not self._committed:
            self._stage()
            drive.rename(f"{report.release}.part", report.release)
            self._committed = True
            self._tell_release("written and read back")
        else:
            self._tell_release("is there already, and whole")
        report.done += write_root(drive, self._content.root, known)
        report.done += write_settings(drive, tuned)
        if releases and releases[-1] != report.release:
            self._remove(releases[-1])

    def _is_there(self, releases: list[str]) -> bool:
        """Whether the newest release is this one, with every file as it should be."""
        if not releases or manifest_of(self._drive, releases[-1]) != self._content.manifest:
            return False
        return not any(differences(self._drive, releases[-1], self._content.manifest))

    def _known_root(self, releases: list[str]) -> dict[str, list[Listed]]:
        known: dict[str, list[Listed]] = defaultdict(list)
        for release in releases:
            manifest = manifest_of(self._drive, release)
            for name, expected in (manifest.root if manifest else {}).items():
                known[name].append(expected)
        return known

    def _check_room(self, releases: list[str]) -> None:
        drive = self._drive
        leftovers = [manifest_of(drive, name) for name in [*staged_on(drive), *releases[:-1]]]
        comes_free = sum(
            size
            for name, manifest in zip([*staged_on(drive), *releases[:-1]], leftovers, strict=True)
            for path, (size, _) in (manifest.files if manifest else {}).items()
            if drive.exists(f"{name}/{path}")
        )
        needed = self._report.room_bytes + _SETTINGS_ROOM_CLUSTERS * drive.cluster_bytes()
        there = drive.free_bytes() + comes_free
        if there < needed:
            raise DeployError(
                f"{drive.root}: the new program needs {needed // 1024 + 1} KB beside the one that is there,"
                f" and {there // 1024} KB are free: heeldrive pull the logs, then delete heeldrive.log,"
                " or delete files of your own"
            )

    def _stage(self) -> None:
        drive, manifest = self._drive, self._content.manifest
        part = f"{self._report.release}.part"
        drive.make_folder(part)
        drive.write(f"{part}/{MANIFEST}", manifest.to_bytes())  # first: it says what may be removed again
        for folder in folders_of(self._content.files):
            drive.make_folder(f"{part}/{folder}")
        files = self._content.files
        for name, data in tracked(files.items(), "writing", total=len(files)):
            drive.write(f"{part}/{name}", data)
        for path, what in differences(drive, part, manifest):
            raise OSError(errno.EIO, f"{path} is {what} when it is read back")

    def _remove(self, release: str) -> None:
        left = remove_release(
            self._drive, release, self._content.manifest, changed_too=release.endswith(".part")
        )
        if left:
            self._report.notes.append(
                f"{', '.join(left)} in a release no longer used is not as Heeldrive wrote it: it stays"
            )

    def _give_up(self, error: OSError) -> None:
        """Makes room again where the drive is still there."""
        part = f"{self._report.release}.part"
        with contextlib.suppress(OSError):
            if not self._committed and error.errno != errno.EROFS and self._drive.exists(part):
                remove_release(self._drive, part, self._content.manifest, changed_too=True)

    def _sentence(self, error: OSError) -> str:
        fate = "the new program is in place" if self._committed else "the program that was there is untouched"
        if error.errno == errno.EROFS:
            return (
                "the drive is read-only, because the board holds it or its file system is damaged; "
                f"{fate}: press reset without holding the button"
            )
        if error.errno == errno.ENOSPC:
            return f"the drive is full; {fate}: delete files of your own, then try again"
        what = error.strerror or error
        return f"the drive failed or has gone ({what}); {fate}: plug the board in again, then deploy again"

    def _tell_release(self, what: str) -> None:
        report = self._report
        report.done.append(
            f"{report.release} {what}: heeldrive {report.heeldrive}, {report.files} files,"
            f" {report.room_bytes / 1024:.0f} KB"
        )

    def _note(self, boot_out: BootOut, libraries: Libraries) -> None:
        report, drive = self._report, self._drive
        report.done.append(
            "driver libraries compiled by circup"
            if report.libraries_from == "circup"
            else "driver libraries from beside heeldrive, in the versions it was tested with"
        )
        if libraries.note:
            report.notes.append(libraries.note)
        if boot_out.board_id not in known_boards():
            report.notes.append(
                f"the board {boot_out.board_id or 'without an id'} is not known: the usual pins are used"
                f" (known are {', '.join(known_boards())})"
            )
        if drive.exists("code.txt"):
            report.notes.append("the board runs code.txt instead of code.py: rename or delete it")
        if drive.exists("settings.toml"):
            report.notes += complaints(drive)
