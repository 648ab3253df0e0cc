"""Writes settings and truth, whole or not at all; the file that was there before is kept as .bak."""

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
    """The values that differ from the defaults."""
    return {
        setting.name: vars(settings)[setting.name]
        for setting in declared()
        if vars(settings)[setting.name] != setting.default
    }


def save_settings(path: Path, values: Values) -> Path | None:
    """Write the settings; returns where the file that was there before is kept, None if there was none.

    The new file is read back before it takes the old one's place.

    Args:
        path: the file; comments and what is not a setting of ours stay as they are.
        values: those that differ from the defaults.

    Raises:
        SettingsError: a value is wrong, or the file cannot be read or written.
    """
    wanted = Settings(values)
    tried = path.with_name(f".{path.name}.tried")
    try:
        write_settings(tried, wanted, path if path.exists() else None)
        if vars(load_settings(tried)) != vars(wanted):
            raise SettingsError(f"{path}: what is in it cannot be changed from here: edit it by hand")
        kept = keep(path)
        tried.replace(path)
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be written ({error.strerror or error}): check folder and space"
        ) from error
    finally:
        tried.unlink(missing_ok=True)
    return kept


def save_annotations(session: Path, annotations: Annotations, read_as: bytes | None) -> bytes:
    """Write the truth of a session beside it; returns the bytes that stand there now.

    Args:
        session: the session file.
        truth: what was done in it.
        read_as: the truth file as it was read; None when there was none.

    Raises:
        SessionError: somebody else has changed the truth meanwhile, or it cannot be written.
    """
    path = annotations_path(session)
    try:
        found = path.read_bytes() if path.exists() else None
        if found != read_as:
            raise SessionError(
                f"{path.name} was changed by something else since it was read: nothing was written;"
                " move that file away to save yours"
            )
        keep(path)
        write_annotations(path, annotations)
        if read_annotations(path) != annotations:
            raise SessionError(f"{path.name}: what was written reads otherwise; {path.name}.bak is as before")
        return path.read_bytes()
    except OSError as error:
        raise SessionError(f"{path}: cannot be read ({error.strerror or error})") from error


def keep(path: Path) -> Path | None:
    """Copy a file to NAME.bak, in the place of an older copy; returns the copy, None if there is no file.

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
