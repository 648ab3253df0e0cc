"""Changes some settings in the text of a `settings.toml`, and leaves everything else in it as it is."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

from heeldrive import Settings, SettingsError

from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.settings.render import toml_text
from heeldrive_lab.util.files import replacing


def changed_text(text: str, values: Mapping[str, int | str]) -> str:
    """The text with these settings at these values.

    A setting's own line is changed, one that is commented out is taken in, one without a line gets one at the
    end. Other keys, CircuitPython's among them, and all comments stay.

    Args:
        text: of a `settings.toml`.
        values: by name.
    """
    for name, value in values.items():
        line = f"{name} = {json.dumps(value)}"
        text, changed = re.subn(rf"(?m)^[ \t]*{name}[ \t]*=[^#\n]*?(?=[ \t]*(?:#.*)?$)", line, text, count=1)
        if not changed:
            text, changed = re.subn(rf"(?m)^[ \t]*#[ \t]*{name}[ \t]*=.*$", line, text, count=1)
        if not changed:
            end = "" if not text or text.endswith("\n") else "\n"
            text = f"{text}{end}{line}\n"
    return text


def write_settings(path: Path, settings: Settings, old: Path | None = None) -> None:
    """Write settings that the board reads; the old file stays until the new one is whole.

    Args:
        path: the file to write.
        settings: what it has to say.
        old: a `settings.toml` to begin from; None for the one that is shipped, where all is commented out.

    Raises:
        SettingsError: `old` cannot be read, or `path` not be written.
    """
    before = vars(load_settings(old))
    text = toml_text() if old is None else old.read_text("utf-8")
    changes = {name: value for name, value in vars(settings).items() if value != before[name]}
    try:
        with replacing(path) as file:
            file.write(changed_text(text, changes))
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be written ({error.strerror or error}): check folder and space"
        ) from error
