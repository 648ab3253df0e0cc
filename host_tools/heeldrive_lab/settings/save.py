"""Changes settings in the text of a `settings.toml` and leaves everything else in it unchanged."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from heeldrive import Settings, SettingsError

from heeldrive_lab.settings.load import parsed_values, settings_text
from heeldrive_lab.settings.render import toml_text
from heeldrive_lab.util.files import replacing


def changed_text(text: str, values: Mapping[str, int | str]) -> str:
    """Set values in the text of a `settings.toml`.

    The line of a setting is changed, a commented-out line is activated, and a setting without a line gets one
    at the end. Other keys, including CircuitPython's, and all comments stay.

    Args:
        text: text of a `settings.toml`.
        values: new values by name.

    Returns:
        The changed text.
    """
    for name, value in values.items():
        line = f"{name} = {json.dumps(value)}"
        text, changed = re.subn(
            rf"(?m)^[ \t]*{name}[ \t]*=[^#\n]*?(?=[ \t]*(?:#.*)?\r?$)", line, text, count=1
        )
        if not changed:
            text, changed = re.subn(rf"(?m)^[ \t]*#[ \t]*{name}[ \t]*=.*?(?=\r?$)", line, text, count=1)
        if not changed:
            end = _line_end(text)
            text += f"{end}{line}{end}" if text and not text.endswith("\n") else f"{line}{end}"
    return text


SEARCHED = "# heeldrive tune searched these settings, and heeldrive deploy takes only these to a board: "
"""Begins the line of a tuned file that names the settings searched."""


def searched_in(text: str) -> tuple[str, ...]:
    """The settings that `heeldrive tune` searched for this file; none if it did not write it."""
    for line in text.splitlines():
        if line.startswith(SEARCHED):
            return tuple(line.removeprefix(SEARCHED).replace(",", " ").split())
    return ()


def write_tuned(path: Path, settings: Settings, searched: Sequence[str], old: Path | None = None) -> None:
    """Write a whole `settings.toml`, each setting with its value, that says which of them were searched.

    Args:
        path: the file to write.
        settings: the settings to write.
        searched: names of the settings that the tuner searched.
        old: a `settings.toml` to start from; None for the shipped one.

    Raises:
        SettingsError: `old` cannot be read, or `path` cannot be written.
    """
    text = toml_text() if old is None else settings_text(old)
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith(SEARCHED)]
    whole = changed_text("".join(lines), {name: vars(settings)[name] for name in vars(settings)})
    _write(path, f"{SEARCHED}{', '.join(searched)}{_line_end(whole)}{whole}")


def write_settings(path: Path, settings: Settings, old: Path | None = None) -> None:
    """Write a `settings.toml` for the board; the old file stays until the new one is complete.

    Args:
        path: the file to write.
        settings: the settings to write.
        old: a `settings.toml` to start from; None for the shipped one, in which every line is commented out.

    Raises:
        SettingsError: `old` cannot be read, or `path` cannot be written.
    """
    text = toml_text() if old is None else settings_text(old)
    before = vars(Settings() if old is None else Settings(parsed_values(text, old)))
    changes = {name: value for name, value in vars(settings).items() if value != before[name]}
    _write(path, changed_text(text, changes))


def _line_end(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


def _write(path: Path, text: str) -> None:
    try:
        with replacing(path) as file:
            file.write(text)
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be written ({error.strerror or error}): check the folder and the free space"
        ) from error
