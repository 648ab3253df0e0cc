"""Writes settings and truth, whole or not at all; the file that was there before is kept as .bak."""

import json
import re
from pathlib import Path

from heeldrive import Settings, SettingsError, declared

from heeldrive_lab.files import replacing
from heeldrive_lab.session import SessionError
from heeldrive_lab.settings_file import load_settings
from heeldrive_lab.settings_pages import toml_text
from heeldrive_lab.truth import Truth, read_truth, truth_path, write_truth

Values = dict[str, int | str]


def changed_values(settings: Settings) -> Values:
    """The values that differ from the defaults."""
    return {
        setting.name: vars(settings)[setting.name]
        for setting in declared()
        if vars(settings)[setting.name] != setting.default
    }


def settings_text(before: str, values: Values) -> str:
    """A settings file with other values; comments, and what is not a setting of ours, stay as they are.

    Args:
        before: the text of the file; of a new one, what the board is shipped with.
        values: those that differ from the defaults; all other settings are commented out.
    """
    text = before
    for setting in declared():
        name = setting.name
        in_force = re.compile(rf"^[ \t]*{name}[ \t]*=.*$", re.MULTILINE)
        commented = re.compile(rf"^[ \t]*#[ \t]*{name}[ \t]*=.*$", re.MULTILINE)
        if name not in values:
            text = in_force.sub(lambda found: f"# {found[0].strip()}", text)
            continue
        line = f"{name} = {json.dumps(values[name])}"
        if in_force.search(text):
            text = in_force.sub(line, text, count=1)
        elif commented.search(text):
            text = commented.sub(line, text, count=1)
        else:
            text = f"{text.rstrip()}\n\n{line}\n" if text.strip() else f"{line}\n"
    return text


def save_settings(path: Path, values: Values) -> Path | None:
    """Write the settings; returns where the file that was there before is kept, None if there was none.

    The new text is read back before it takes the old one's place.

    Raises:
        SettingsError: a value is wrong, or the file cannot be read or written.
    """
    wanted = Settings(values)
    try:
        before = path.read_text("utf-8") if path.exists() else toml_text()
        text = settings_text(before, values)
        tried = path.with_name(f".{path.name}.tried")
        try:
            tried.write_text(text, "utf-8")
            if vars(load_settings(tried)) != vars(wanted):
                raise SettingsError(
                    f"{path}: it is written in a way that cannot be changed here: edit it by hand"
                )
        finally:
            tried.unlink(missing_ok=True)
        kept = keep(path)
        with replacing(path) as file:
            file.write(text)
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: this is not UTF-8 text: save the file as UTF-8") from error
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be written ({error.strerror or error}): check folder and space"
        ) from error
    return kept


def save_truth(session: Path, truth: Truth, read_as: bytes | None) -> bytes:
    """Write the truth of a session beside it; returns the bytes that stand there now.

    Args:
        session: the session file.
        truth: what was done in it.
        read_as: the truth file as it was read; None when there was none.

    Raises:
        SessionError: somebody else has changed the truth meanwhile, or it cannot be written.
    """
    path = truth_path(session)
    try:
        found = path.read_bytes() if path.exists() else None
        if found != read_as:
            raise SessionError(
                f"{path.name} was changed by something else since it was read: nothing was written;"
                " move that file away to save yours"
            )
        keep(path)
        write_truth(path, truth)
        if read_truth(path) != truth:
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
    with replacing(copy) as file:
        file.write(path.read_text("utf-8"))
    return copy
