"""Saves settings and annotations atomically; the previous file is kept as .bak."""

import shutil
from pathlib import Path

from heeldrive import Settings, SettingsError, declared

from heeldrive_lab.sessions.annotations import (
    Annotations,
    annotations_path,
    read_annotations,
    write_annotations,
)
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.settings.save import write_settings

Values = dict[str, int | str]


def changed_values(settings: Settings) -> Values:
    """The settings that differ from their defaults."""
    return {
        setting.name: vars(settings)[setting.name]
        for setting in declared()
        if vars(settings)[setting.name] != setting.default
    }


def save_settings(path: Path, values: Values) -> Path | None:
    """Save the settings; returns the path of the backup, None if there was no previous file.

    The new file is read back before it replaces the old one.

    Args:
        path: the settings file; its comments and other keys are kept.
        values: settings that differ from their defaults.

    Raises:
        SettingsError: a value is invalid, or the file cannot be read or written.
    """
    wanted = Settings(values)
    candidate = path.with_name(f".{path.name}.candidate")
    try:
        write_settings(candidate, wanted, path if path.exists() else None)
        if vars(load_settings(candidate)) != vars(wanted):
            raise SettingsError(f"{path}: the workbench cannot change this file: edit it by hand")
        backup = back_up(path)
        candidate.replace(path)
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be written ({error.strerror or error}): check the folder and free space"
        ) from error
    finally:
        candidate.unlink(missing_ok=True)
    return backup


def save_annotations(session: Path, annotations: Annotations, expected: bytes | None) -> bytes:
    """Save the annotations of a session; returns the content of the file.

    Args:
        session: the session file.
        annotations: the annotations.
        expected: content of the annotation file when it was last read; None if there was none.

    Raises:
        SessionError: another program has changed the file, or it cannot be written.
    """
    path = annotations_path(session)
    try:
        found = path.read_bytes() if path.exists() else None
        if found != expected:
            raise SessionError(
                f"{path.name} has been changed by another program: nothing was written;"
                " move that file away to save yours"
            )
        back_up(path)
        write_annotations(path, annotations)
        if read_annotations(path) != annotations:
            raise SessionError(
                f"{path.name}: the saved file reads differently; {path.name}.bak has the previous content"
            )
        return path.read_bytes()
    except OSError as error:
        raise SessionError(f"{path}: cannot be read ({error.strerror or error})") from error


def back_up(path: Path) -> Path | None:
    """Copy a file to NAME.bak, replacing an older copy; returns its path, None if there is no file.

    Raises:
        OSError: it cannot be written.
    """
    if not path.exists():
        return None
    copy = path.with_name(f"{path.name}.bak")
    part = path.with_name(f".{copy.name}.part")
    try:
        shutil.copyfile(path, part)
        part.replace(copy)
    finally:
        part.unlink(missing_ok=True)
    return copy
