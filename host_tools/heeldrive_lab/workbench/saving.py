"""Saves settings and annotations atomically; the previous file is kept as .bak."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
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
from heeldrive_lab.util.files import unfinished
from heeldrive_lab.workbench.drafts import digest

Values = dict[str, int | str]


def changed_values(settings: Settings) -> Values:
    """The settings that differ from their defaults."""
    return {
        setting.name: vars(settings)[setting.name]
        for setting in declared()
        if vars(settings)[setting.name] != setting.default
    }


def save_settings(path: Path, values: Values, expected: str) -> bytes:
    """Save the settings; returns the content of the file.

    Args:
        path: the settings file; its comments and other keys are kept.
        values: settings that differ from their defaults.
        expected: `digest` of the file when it was last read.

    Raises:
        SettingsError: a value is invalid, another program has changed the file, or it cannot be written.
    """
    wanted = Settings(values)

    def write(candidate: Path) -> None:
        write_settings(candidate, wanted, path if path.exists() else None)
        if vars(load_settings(candidate)) != vars(wanted):
            raise SettingsError(f"{path}: the workbench cannot change this file: edit it by hand")

    return _replace(path, write, expected, SettingsError)


def save_annotations(session: Path, annotations: Annotations, expected: str) -> bytes:
    """Save the annotations of a session; returns the content of the file.

    Args:
        session: the session file.
        annotations: the annotations.
        expected: `digest` of the annotation file when it was last read.

    Raises:
        SessionError: another program has changed the file, or it cannot be written.
    """
    path = annotations_path(session)

    def write(candidate: Path) -> None:
        write_annotations(candidate, annotations)
        if read_annotations(candidate) != annotations:
            raise SessionError(f"{path}: the saved file would read differently: nothing was written")

    return _replace(path, write, expected, SessionError)


def _replace(path: Path, write: Callable[[Path], None], expected: str, error_type: type[Exception]) -> bytes:
    """Write a candidate and put it in place of a file, of which a copy is kept; return the new content.

    Raises:
        Exception: `error_type`, or what `write` raises; the file is as it was.
    """
    target = path.resolve()  # of a link, the file that it points to is replaced
    candidate = target.with_name(f".{target.name}.candidate")
    try:
        if digest(path.read_bytes() if path.is_file() else None) != expected:
            raise error_type(
                f"{path.name} was changed by another program: nothing was written; decide which to keep"
            )
        candidate.touch()
        write(candidate)
        with candidate.open("r+b") as file:
            os.fsync(file.fileno())  # a power failure must not leave the new name with no content
        content = candidate.read_bytes()
        back_up(path)
        candidate.replace(target)
    except OSError as error:
        raise error_type(
            f"{path}: cannot be written ({error.strerror or error}): check the folder and free space;"
            " your changes are kept in the draft"
        ) from error
    finally:
        with suppress(OSError):
            candidate.unlink(missing_ok=True)
    return content


def read_only(folder: Path) -> bool:
    """Whether files cannot be made in a folder that exists."""
    return folder.is_dir() and not os.access(folder, os.W_OK | os.X_OK)


def back_up(path: Path) -> None:
    """Copy a file to NAME.bak, replacing an older copy; without a file, do nothing.

    Raises:
        OSError: it cannot be written.
    """
    if path.exists():
        with unfinished(path.with_name(f"{path.name}.bak")) as copy:
            shutil.copyfile(path, copy)
