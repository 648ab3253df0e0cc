"""Installs a release on a drive so that an interruption at any point leaves a program that starts.

The order of the steps guarantees this. The board starts the old release until the new folder gets its final
name, and the new release from then on. Launchers, settings and the removal of the old release come after
that; if they are cut off, the next deploy completes them.
"""

import contextlib
import errno
from collections import defaultdict

from heeldrive_lab.board.deploy.boot_out import BootOut
from heeldrive_lab.board.deploy.contents import Contents, known_boards
from heeldrive_lab.board.deploy.drive_files import DriveFiles, why_failed
from heeldrive_lab.board.deploy.errors import DeployError
from heeldrive_lab.board.deploy.log_file import log_size, make_log, why_unusable
from heeldrive_lab.board.deploy.manifest import FILE_NAME as MANIFEST
from heeldrive_lab.board.deploy.manifest import FileEntry
from heeldrive_lab.board.deploy.releases import (
    NO_RELEASE,
    differences,
    folders_of,
    manifest_of,
    next_name,
    obstacles_on,
    releases_on,
    remove_release,
    room_of,
    staged_on,
)
from heeldrive_lab.board.deploy.report import Report
from heeldrive_lab.board.deploy.root_files import write_root
from heeldrive_lab.board.deploy.settings_on_drive import (
    Tuned,
    merge_on,
    merge_sentences,
    settings_errors,
    write_settings,
)
from heeldrive_lab.board.log_reader import FILE_NAME as LOG
from heeldrive_lab.util.progress import tracked

_SETTINGS_ROOM_CLUSTERS = 8  # the settings file, its backup, and the temporary files of both


class Installer:
    """Installs one release.

    Args:
        drive: the drive.
        content: the files to write.
        report: is filled in with what was done.
    """

    def __init__(self, drive: DriveFiles, content: Contents, report: Report) -> None:
        self._drive = drive
        self._content = content
        self._report = report
        self._committed = False  # whether the board starts the new release

    def run(self, tuned: Tuned | None, boot_out: BootOut) -> None:
        """Install the release, or only check if the report says ``dry_run``.

        Args:
            tuned: the settings to merge into those on the drive; None to keep these.
            boot_out: the board.

        Raises:
            DeployError: too little space, or the drive failed.
        """
        drive, report = self._drive, self._report
        try:
            if drive.read_only():
                raise OSError(errno.EROFS, "Read-only file system")
            for name in obstacles_on(drive):
                raise DeployError(f"{drive.root / name}: {NO_RELEASE}: rename or delete it")
            releases = releases_on(drive)
            known = self._known_root(releases)
            report.room_bytes = room_of(drive.cluster_bytes(), self._content.manifest)
            self._committed = self._is_installed(releases)
            report.previous = releases[-1] if releases else ""
            report.release = report.previous if self._committed else next_name(releases)
            if not self._committed:
                self._check_room(releases)
            if report.dry_run:
                self._report_release("would be written" if not self._committed else "is already installed")
                self._report_log_to_make()
                if tuned is not None:
                    report.done += merge_sentences(tuned, merge_on(drive, tuned))
                self._note(boot_out)
                return
            self._install(releases, known, tuned)
            self._note(boot_out)
        except OSError as error:
            self._give_up(error)
            raise DeployError(f"{drive.root}: {self._sentence(error)}") from error

    def _install(self, releases: list[str], known: dict[str, list[FileEntry]], tuned: Tuned | None) -> None:
        drive, report = self._drive, self._report
        installed = self._committed
        for name in [*staged_on(drive), *releases[:-1]]:
            self._remove(name)
        if not self._committed:
            self._stage()
            drive.rename(f"{report.release}.part", report.release)
            self._committed = True
            self._report_release("written and verified")
        else:
            self._report_release("is already installed and intact")
        report.done += write_root(drive, self._content.root, known)
        report.done += write_settings(drive, tuned)
        if releases and releases[-1] != report.release:
            self._remove(releases[-1])
        keep_free = report.room_bytes + self._settings_room()
        report.done += make_log(drive, keep_free)
        what, remedy = why_unusable(drive, keep_free)
        if what:
            report.notes.append(f"{LOG}: {what}: {remedy}")
        if len(report.done) > 1 or not installed:
            report.done.append("eject the drive and press reset: until then the old program runs")

    def _is_installed(self, releases: list[str]) -> bool:
        """Whether the newest release is this one, with every file intact."""
        if not releases or manifest_of(self._drive, releases[-1]) != self._content.manifest:
            return False
        return not any(differences(self._drive, releases[-1], self._content.manifest))

    def _known_root(self, releases: list[str]) -> dict[str, list[FileEntry]]:
        known: dict[str, list[FileEntry]] = defaultdict(list)
        for release in releases:
            manifest = manifest_of(self._drive, release)
            for name, expected in (manifest.root if manifest else {}).items():
                known[name].append(expected)
        return known

    def _check_room(self, releases: list[str]) -> None:
        drive = self._drive
        leftovers = [manifest_of(drive, name) for name in [*staged_on(drive), *releases[:-1]]]
        reclaimable = sum(
            size
            for name, manifest in zip([*staged_on(drive), *releases[:-1]], leftovers, strict=True)
            for path, (size, _) in (manifest.files if manifest else {}).items()
            if drive.exists(f"{name}/{path}")
        )
        needed = self._report.room_bytes + self._settings_room()
        available = drive.free_bytes() + reclaimable
        if available < needed:
            besides = " in addition to the old one" if releases else ""
            remedy = (
                f"heeldrive pull the logs, then delete {LOG}, which deploy makes again, or "
                if drive.exists(LOG)
                else ""
            )
            raise DeployError(
                f"{drive.root}: the new program needs {needed // 1024 + 1} KB{besides}, but"
                f" {available // 1024} KB are free: {remedy}delete files of your own"
            )

    def _settings_room(self) -> int:
        return _SETTINGS_ROOM_CLUSTERS * self._drive.cluster_bytes()

    def _stage(self) -> None:
        drive, manifest = self._drive, self._content.manifest
        part = f"{self._report.release}.part"
        drive.make_folder(part)
        drive.write(f"{part}/{MANIFEST}", manifest.to_bytes())  # first: it lists what may be removed again
        for folder in folders_of(self._content.files):
            drive.make_folder(f"{part}/{folder}")
        files = self._content.files
        for name, data in tracked(files.items(), "writing", total=len(files)):
            drive.write(f"{part}/{name}", data)
        for path, what in differences(drive, part, manifest):
            raise OSError(errno.EIO, f"{path} is {what} after writing")

    def _remove(self, release: str) -> None:
        left = remove_release(
            self._drive, release, self._content.manifest, changed_too=release.endswith(".part")
        )
        if left:
            self._report.notes.append(
                f"{', '.join(left)}: edited or added in a release no longer used, and therefore kept:"
                " delete the folder if you do not need them"
            )

    def _give_up(self, error: OSError) -> None:
        """Remove the unfinished release if the drive is still there."""
        part = f"{self._report.release}.part"
        with contextlib.suppress(OSError):
            if not self._committed and error.errno != errno.EROFS and self._drive.exists(part):
                remove_release(self._drive, part, self._content.manifest, changed_too=True)

    def _sentence(self, error: OSError) -> str:
        fate = "the new program is installed" if self._committed else "the old program is unchanged"
        if error.errno == errno.EROFS:
            return (
                "the drive is read-only: the board is using it, or its file system is damaged; "
                f"{fate}: press reset without holding the button"
            )
        if error.errno == errno.ENOSPC:
            return f"the drive is full; {fate}: delete files of your own, then try again"
        what, _, remedy = why_failed(error).rpartition(": ")
        return f"{what}; {fate}: {remedy}, then deploy again"

    def _report_release(self, what: str) -> None:
        report = self._report
        report.done.append(
            f"{report.release} {what}: heeldrive {report.heeldrive}, {report.files} files,"
            f" {report.room_bytes / 1024:.0f} KB"
        )

    def _report_log_to_make(self) -> None:
        """What a dry run says of the log."""
        drive, report = self._drive, self._report
        if drive.exists(LOG):
            return
        room = report.room_bytes + self._settings_room()
        # A release that is there gives its room back.
        free = drive.free_bytes() - (0 if report.previous else room)
        size = log_size(free - room)
        if size:
            report.done.append(f"{LOG} would be made, about {size // 1024} KB")
        else:
            report.notes.append(
                f"{LOG}: {max(free, 0) // 1024} KB would be left, too little to make it: the board would"
                " count, but record nothing: delete files of your own"
            )

    def _note(self, boot_out: BootOut) -> None:
        report, drive = self._report, self._drive
        if report.form == "as_source":
            report.notes.append(
                "a board compiles the source each time it starts: only one with far more memory than an"
                " nRF52840 can; without --source it goes there compiled"
            )
        if boot_out.board_id not in known_boards():
            report.notes.append(
                f"the board {boot_out.board_id or 'without an ID'} is unknown: the default pins are used"
                f" (known boards: {', '.join(known_boards())})"
            )
        if drive.exists("code.txt"):
            report.notes.append("the board runs code.txt instead of code.py: rename or delete it")
        if drive.exists("settings.toml"):
            report.notes += settings_errors(drive)
