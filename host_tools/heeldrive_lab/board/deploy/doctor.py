"""Diagnoses a board's drive without changing anything."""

from collections.abc import Iterator
from typing import NamedTuple

from heeldrive_lab.board.deploy.boot_out import FILE_NAME as BOOT_OUT
from heeldrive_lab.board.deploy.boot_out import BootOut, why_unsupported
from heeldrive_lab.board.deploy.contents import known_boards, program, root_files, sources
from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.deploy.forms import digest
from heeldrive_lab.board.deploy.libraries import pinned_versions
from heeldrive_lab.board.deploy.log_file import why_unusable
from heeldrive_lab.board.deploy.manifest import FILE_NAME as MANIFEST
from heeldrive_lab.board.deploy.manifest import Manifest, file_entry
from heeldrive_lab.board.deploy.releases import (
    NO_RELEASE,
    differences,
    manifest_of,
    obstacles_on,
    releases_on,
    room_of,
    staged_on,
    translated,
)
from heeldrive_lab.board.deploy.settings_on_drive import FILE_NAME as SETTINGS
from heeldrive_lab.board.deploy.settings_on_drive import OLD, settings_errors
from heeldrive_lab.board.log_reader import FILE_NAME as LOG
from heeldrive_lab.board.log_reader import BoardLog, BoardLogError, last_words, read_logs, session_header
from heeldrive_lab.board.sensor_check import sensor_faults
from heeldrive_lab.sessions.format import WHOLE_NUMBER
from heeldrive_lab.util.terminal_tables import how_many

_AGAIN = "heeldrive deploy"
_HUNG = "for eight seconds the program did not go on"
_CRASH_REASONS = (
    ("MemoryError", "the board's memory was full"),
    ("BROWNOUT", "the supply voltage dropped, so charge the battery and check its plug"),
    ("program hung", _HUNG),
    ("WATCHDOG", _HUNG),  # an nRF52840's on USB power
    ("safe mode", "a fault of CircuitPython"),
)
"""What the last words of a crash contain (firmware/recovery: crash.py, watchdog.py; safemode.py), and why."""

_NOTED = {
    "pins_missing": (
        "the board's CircuitPython lacks a pin that its program expects (the console says which)",
        f"install the CircuitPython of this board, then {_AGAIN}",
    ),
    "nvm_taken": (
        "the board's memory for crashes (nvm) is missing, too small or full of another program's data",
        "to free it, enter at its prompt: import microcontroller; microcontroller.nvm[0:114] = bytes(114)",
    ),
}
"""What a fault in the newest log means (firmware/wearable: faults.py, start_report.py), and the remedy."""

_FORMS = {"as_mpy": "compiled", "as_source": "as source, which the board compiles at each start"}


class Finding(NamedTuple):
    """A problem.

    Attributes:
        what: the problem.
        where: the file or folder on the drive; empty for the drive itself.
        remedy: how to fix it.
    """

    what: str
    where: str
    remedy: str


class Examination(NamedTuple):
    """What was found on a drive.

    Attributes:
        release: what the board starts, and in which form; empty if there is none that can be told.
        findings: the problems.
    """

    release: str
    findings: list[Finding]


def examine(drive: DriveFiles, boot_out: BootOut) -> Examination:
    """Check everything `heeldrive deploy` writes to a drive, and the log and messages of the board.

    Args:
        drive: the drive.
        boot_out: the content of `boot_out.txt`.

    Raises:
        OSError: the drive fails or is gone.
    """
    releases = releases_on(drive)
    manifest = manifest_of(drive, releases[-1]) if releases else None
    release = ""
    if manifest:
        form = _FORMS.get(manifest.form, manifest.form)
        release = f"{releases[-1]}: heeldrive {manifest.heeldrive}, {form}"
    return Examination(release, list(_findings(drive, boot_out, releases, manifest)))


def _findings(
    drive: DriveFiles, boot_out: BootOut, releases: list[str], manifest: Manifest | None
) -> Iterator[Finding]:
    yield from _circuitpython(boot_out)
    if drive.read_only():
        yield Finding(
            "read-only: the board is using the drive, or its file system is damaged",
            "",
            "press reset without holding the button",
        )
    yield from _releases(drive, releases, manifest)
    yield from _root(drive)
    if manifest:
        yield from _age(manifest, releases[-1])
        yield from _room(drive, manifest)
        if manifest.form == "as_source" and "nrf52840" in boot_out.board.lower():
            yield Finding(
                "the program lies there as source, and an nRF52840 has not enough memory to compile it",
                releases[-1],
                f"{_AGAIN}, without --source",
            )
    yield from _settings(drive)
    yield from _log(drive)


def _circuitpython(boot_out: BootOut) -> Iterator[Finding]:
    unsupported = why_unsupported(boot_out)
    if unsupported:
        what, _, remedy = unsupported.partition(": ")
        yield Finding(what, BOOT_OUT, remedy)
    if boot_out.board_id not in known_boards():
        name = boot_out.board_id or "without an ID"
        yield Finding(
            f"the board {name} is unknown: the default pins are used",
            BOOT_OUT,
            f"check the wiring, or use one of {', '.join(known_boards())}",
        )
    if boot_out.boot_error:
        yield Finding(f"boot.py failed: {boot_out.boot_error}", BOOT_OUT, f"{_AGAIN}, then reset")


def _releases(drive: DriveFiles, releases: list[str], manifest: Manifest | None) -> Iterator[Finding]:
    for name in staged_on(drive):
        yield Finding("a deploy was cut off; the old program still runs", name, _AGAIN)
    for name in obstacles_on(drive):
        yield Finding(NO_RELEASE, name, "rename or delete it")
    if not releases:
        yield Finding("no release of Heeldrive is on this drive", "", _AGAIN)
        return
    for name in releases[:-1]:
        yield Finding(
            "a release no longer used takes up space",
            name,
            f"delete that folder; {_AGAIN} keeps what was edited or added there",
        )
    if manifest is None:
        yield Finding("missing or damaged", f"{releases[-1]}/{MANIFEST}", _AGAIN)
        return
    for path, what in differences(drive, releases[-1], manifest):
        yield Finding(f"program file {what}", path, _AGAIN)


def _root(drive: DriveFiles) -> Iterator[Finding]:
    for name, data in root_files().items():
        if not drive.exists(name):
            yield Finding("missing: the board needs it to start", name, _AGAIN)
        elif file_entry(drive.read(name)) != file_entry(data):
            yield Finding(
                "differs from this Heeldrive's", name, f"{_AGAIN}; your own file is kept as {name}.bak"
            )
    if drive.exists("code.txt"):
        yield Finding("the board runs this instead of code.py", "code.txt", "rename or delete it")
    if drive.is_folder("wearable") or drive.is_folder("heeldrive"):
        for name in sorted({name.partition("/")[0] for name in program() if "/" in name}):
            if drive.is_folder(name):
                yield Finding("a copy made by hand, which no release uses, takes up space", name, "delete it")


def _age(manifest: Manifest, release: str) -> Iterator[Finding]:
    if manifest.program != digest(sources()):
        yield Finding(
            f"the program (heeldrive {manifest.heeldrive}) differs from this computer's", release, _AGAIN
        )
    for name, version in pinned_versions().items():
        if manifest.libraries.get(name) != version:
            found = manifest.libraries.get(name, "missing")
            yield Finding(f"driver library {name} is {found}, not {version}", release, _AGAIN)


def _room(drive: DriveFiles, manifest: Manifest) -> Iterator[Finding]:
    needed, free = room_of(drive.cluster_bytes(), manifest), drive.free_bytes()
    if free < needed:
        yield Finding(
            f"nearly full: {free // 1024} KB are free, but the next release needs {needed // 1024 + 1} KB",
            "",
            f"heeldrive pull the logs, delete {LOG} and {_AGAIN}, or delete files of your own",
        )
    what, remedy = why_unusable(drive, needed)
    if what:
        yield Finding(what, LOG, remedy)


def _settings(drive: DriveFiles) -> Iterator[Finding]:
    if drive.is_folder(SETTINGS):
        yield Finding("a folder in place of the file", SETTINGS, "rename or delete it")
    elif drive.exists(SETTINGS):
        for sentence in settings_errors(drive):
            what = sentence.removeprefix(f"{drive.root / SETTINGS}: ")
            yield Finding(what, SETTINGS, "correct that line, or put a # before it")
    elif drive.exists(OLD):
        yield Finding("missing; a backup exists", SETTINGS, f"{_AGAIN}, which restores {OLD}")


def _log(drive: DriveFiles) -> Iterator[Finding]:
    if not drive.exists(LOG) or drive.is_folder(LOG):
        return
    try:
        logs = read_logs(drive.read(LOG))
    except BoardLogError as error:
        what, _, remedy = str(error).rpartition(": ")
        yield Finding(what, LOG, remedy)
        return
    for log in logs:
        name = f"{LOG}, log {log.log_id}"
        if log.newer_version:
            yield Finding(f"its blocks have format version {log.newer_version}", name, "update heeldrive")
        elif not log.header:
            yield Finding("the block that names the sensor is lost", name, "the samples cannot be used")
        if log.missing_blocks or log.damaged_blocks > 1:  # one damaged block is normal after a power cut
            lost = f"{how_many(log.missing_blocks, 'block')} missing, {log.damaged_blocks} damaged"
            yield Finding(lost, name, "heeldrive pull saves the rest")
    if logs:
        yield from _sensor(logs[-1])
        noted = {note.text for note in logs[-1].notes}
        for fault, (what, remedy) in _NOTED.items():
            if fault in noted:
                yield Finding(what, f"{LOG}, log {logs[-1].log_id}", remedy)
        yield from _crashes(drive, logs[-1])


def _crashes(drive: DriveFiles, log: BoardLog) -> Iterator[Finding]:
    """The crashes before the newest log, with the last words of the program and the memory it had left."""
    landings = log.header.get("landings", "0")
    crashes = int(landings) if WHOLE_NUMBER.fullmatch(landings) else 0
    words = translated(drive, last_words(log))
    if not crashes and not words:
        return
    times = f" {crashes} times in a row" if crashes > 1 else ""
    what = f"the board crashed{times} before this recording" + (f": {words}" if words else "")
    why = next((why for sign, why in _CRASH_REASONS if sign in words), "a fault of the program")
    yield Finding(what, f"{LOG}, log {log.log_id}", f"{why}: heeldrive pull and send the session")


def _sensor(log: BoardLog) -> Iterator[Finding]:
    """The sensor as the newest log shows it."""
    try:
        header = session_header(log)
    except BoardLogError:
        return  # the units of its counts are lost
    for what in sensor_faults(log.rows, header.accel_ug_per_count, header.gyro_udps_per_count):
        yield Finding(what, f"{LOG}, log {log.log_id}", "counting goes on, but try another sensor")
