"""Checks the user's `settings.toml` on a drive, and replaces it on request without ever losing it."""

from collections.abc import Iterator
from itertools import count, takewhile
from pathlib import Path
from typing import NamedTuple

from heeldrive import Settings, SettingsError, declared

from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.evaluation.modes import BOTH_LEGS
from heeldrive_lab.settings.load import Values, load_settings, parsed_values, settings_faults, settings_text
from heeldrive_lab.settings.render import toml_text
from heeldrive_lab.settings.save import changed_text, searched_in
from heeldrive_lab.taught.lunge import NAMES as MY_LUNGE
from heeldrive_lab.taught.lunge import is_complete
from heeldrive_lab.tune.space import search_space
from heeldrive_lab.util.files import why_no_text
from heeldrive_lab.virtual_board.settings_file import getenv_typed

FILE_NAME = "settings.toml"
OLD = "settings.toml.bak"
NEW = "settings.toml.new"


class Tuned(NamedTuple):
    """A file of tuned settings.

    Attributes:
        name: its name, for people.
        text: its text.
        values: the settings it names.
    """

    name: str
    text: str
    values: Values


def read_tuned(path: Path) -> Tuned:
    """Read a file of tuned settings, once.

    Raises:
        SettingsError: it cannot be read, or a key or value is wrong.
    """
    text = settings_text(path)
    return Tuned(path.name, text, parsed_values(text, path))


class Merge(NamedTuple):
    """What comes of tuned settings and those on the drive.

    Attributes:
        text: the new text of the file on the drive.
        changed: old and new value of each setting that changes.
        kept: value on the drive of each setting for which the tuned file has another that does not count.
    """

    text: str
    changed: dict[str, tuple[int | str, int | str]]
    kept: dict[str, int | str]


def merged(tuned: Tuned, old: str, path: Path) -> Merge:
    """Merge tuned settings into the text of the file on the drive: all else in it stays.

    If `heeldrive tune` wrote the tuned file, only what it searched goes to the drive. Of a file by hand goes
    every threshold and a taught lunge; mode, targets, rotation and the like only if the drive names none.

    Args:
        tuned: the tuned settings.
        old: the text on the drive; blank if there are no settings.
        path: the file on the drive, for messages.

    Raises:
        SettingsError: the file on the drive is wrong, so it is unclear what would stay.
    """
    if not old.strip():
        return Merge(tuned.text, _differences({}, tuned.values), {})
    there = parsed_values(old, path)
    searched = searched_in(tuned.text)
    taken = {
        name: value
        for name, value in tuned.values.items()
        if (name in searched if searched else name in thresholds() or name not in there)
    }
    if searched or not any(taken.get(name) for name in MY_LUNGE):
        taken = {name: value for name, value in taken.items() if name not in MY_LUNGE}
    changed = _differences(there, taken)
    before = vars(Settings(there))
    return Merge(
        changed_text(old, {name: value for name, (_, value) in changed.items()}),
        changed,
        {
            name: before[name]
            for name, value in tuned.values.items()
            if name not in taken and before[name] != value
        },
    )


def _differences(there: Values, new: Values) -> dict[str, tuple[int | str, int | str]]:
    before = vars(Settings(there))
    return {name: (before[name], value) for name, value in new.items() if before[name] != value}


def thresholds() -> set[str]:
    """The settings that can be tuned, and those of a taught lunge."""
    return {*(one.name for one in search_space(BOTH_LEGS)), *MY_LUNGE}


def merge_on(drive: DriveFiles, tuned: Tuned) -> Merge:
    """`merged` with the file on a drive.

    Raises:
        SettingsError: the file on the drive is wrong.
    """
    path = drive.root / FILE_NAME
    old = drive.read(FILE_NAME) if drive.exists(FILE_NAME) else b""
    try:
        return merged(tuned, old.decode(), path)
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: {why_no_text(error)}") from error


def merge_sentences(tuned: Tuned, merge: Merge) -> list[str]:
    """What a merge changes and what it keeps, for people, without the final period."""
    changes = ", ".join(f"{name} {old} -> {new}" for name, (old, new) in merge.changed.items())
    kept = ", ".join(f"{name} {value}" for name, value in merge.kept.items())
    return [
        f"{tuned.name} changes in {FILE_NAME}: {changes or 'nothing'}",
        *([f"kept as on the board, though {tuned.name} has another value: {kept}"] if kept else []),
    ]


def _backup_names() -> Iterator[str]:
    yield OLD
    yield from (f"{OLD}{number}" for number in count(2))


def _free_backup(drive: DriveFiles, old: bytes) -> str:
    """The name for a backup: the first that is free, or one that holds these bytes already."""
    return next(name for name in _backup_names() if not drive.exists(name) or drive.read(name) == old)


def _newest_backup(drive: DriveFiles) -> str:
    """The name of the last backup; empty if there is none."""
    return ["", *takewhile(drive.exists, _backup_names())][-1]


def write_settings(drive: DriveFiles, tuned: Tuned | None) -> list[str]:
    """Write settings to the drive; a complete file of the user's exists at any time.

    Args:
        drive: the drive.
        tuned: the settings to merge into the file; None to keep the user's file and write defaults only if
            there is none, or the empty one that CircuitPython makes on a new drive.

    Returns:
        a sentence per step, without the final period.
    """
    for name in (NEW, f"{OLD}.new"):
        if drive.exists(name):
            drive.remove(name)  # left by an interrupted deploy
    backup = _newest_backup(drive)
    if not drive.exists(FILE_NAME) and backup:
        drive.write(NEW, drive.read(backup))
        drive.rename(NEW, FILE_NAME)
        if tuned is None:
            return [f"{FILE_NAME} was missing and is restored from {backup}"]
    old = drive.read(FILE_NAME) if drive.exists(FILE_NAME) else b""
    if tuned is None:
        if old.strip():
            return []
        drive.write(NEW, toml_text().encode())
        drive.rename(NEW, FILE_NAME)
        return [f"{FILE_NAME} written, with every setting at its default"]
    merge = merge_on(drive, tuned)
    told = merge_sentences(tuned, merge)
    new = merge.text.encode()
    if new == old:
        return [*told, f"{FILE_NAME} contains these settings already"]
    drive.write(NEW, new)
    backup = _free_backup(drive, old) if old.strip() else ""
    if backup and not drive.exists(backup):
        drive.write(f"{OLD}.new", old)
        drive.rename(f"{OLD}.new", backup)
    drive.rename(NEW, FILE_NAME)
    return [*told, f"{FILE_NAME} written" + (f"; the old one is {backup}" if backup else "")]


def settings_errors(drive: DriveFiles) -> Iterator[str]:
    """A sentence for each setting on the drive that the board would reject."""
    path = drive.root / FILE_NAME
    faults = list(settings_faults(path))
    yield from faults
    if faults:
        return
    text = path.read_text("utf-8")
    settings = vars(load_settings(path))
    for setting in declared():
        # The board reads only a part of TOML; it does not understand 'x' and 1_000.
        try:
            read = getenv_typed(text, setting.name)
        except ValueError:
            read = None
        if settings[setting.name] not in (setting.default, read):
            yield (
                f"{path}: the board cannot parse the line of {setting.name}: write it as  {setting.name} = "
                + (f'"{settings[setting.name]}"' if setting.choices else str(settings[setting.name]))
            )
    if not is_complete(settings):
        yield f"{path}: the taught lunge is not used, because a line that begins with my_ is missing or 0"
