"""Chooses the settings a session is counted with: the board's own, so that every tool counts as it did."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from heeldrive import Settings, SettingsError
from heeldrive.settings import find

from heeldrive_lab.sessions.file_names import beside
from heeldrive_lab.sessions.format import WHOLE_NUMBER, SessionHeader
from heeldrive_lab.settings.load import Values, named_values, parsed_values, settings_text

SETTINGS_KEY = "settings"
"""Header key of a session: `mode=both_legs rest_min_s=20`, the settings of the board that recorded it."""


class ChosenFile(NamedTuple):
    """A settings file that the user gave: what it names goes before a session's own settings.

    Attributes:
        name: name of the file, for people.
        values: the settings it names.
        text: its text, with its own line ends.
    """

    name: str
    values: Values
    text: str


class OwnSettings(NamedTuple):
    """The settings that a session brings along.

    Attributes:
        values: by name; empty if it has none.
        source: where they stand, for people; empty if it has none.
    """

    values: Values
    source: str


NO_SETTINGS = OwnSettings({}, "")


class SessionSettings(NamedTuple):
    """The settings that a session is counted with.

    Attributes:
        settings: the settings.
        source: where they come from, for people.
        own: those of them that the session brought along, whether or not the chosen file names others.
    """

    settings: Settings
    source: str
    own: OwnSettings = NO_SETTINGS

    def sentence(self, path: Path) -> str:
        """For instance `log_0007.csv: counted with the settings in its header, mode both_legs`."""
        return f"{path.name}: counted with {self.source}, mode {vars(self.settings)['mode']}"


def chosen_file(path: Path | None) -> ChosenFile | None:
    """Read the file given with `--settings`, once; None if there is none.

    Raises:
        SettingsError: it cannot be read, or a key or value in it is invalid.
    """
    if path is None:
        return None
    text = settings_text(path)
    return ChosenFile(path.name, parsed_values(text, path), text)


def settings_of(path: Path, header: SessionHeader, chosen: ChosenFile | None = None) -> SessionSettings:
    """The settings of a session: what the chosen file names, then its own, then the defaults.

    Args:
        path: the session file.
        header: its header.
        chosen: the file that the user gave.

    Raises:
        SettingsError: the settings file next to the session is invalid.
    """
    own = own_settings(path, header)
    source = own.source or "the default settings"
    if chosen is not None:
        source = f"{chosen.name}, and otherwise {source}" if own.source else chosen.name
    return SessionSettings(Settings(own.values | (chosen.values if chosen else {})), source, own)


def own_settings(path: Path, header: SessionHeader) -> OwnSettings:
    """The settings in a session's header or, in older sessions, in `NAME.settings.toml` next to it.

    What this version does not know, or does not accept, is left out and named.

    Raises:
        SettingsError: the settings file next to the session is invalid.
    """
    if SETTINGS_KEY in header.extra:
        values, left_out = _parse(header.extra[SETTINGS_KEY])
        but = f" (without {', '.join(left_out)}: unknown to this heeldrive)" if left_out else ""
        return OwnSettings(values, f"the settings in its header{but}")
    file = beside(path, ".settings.toml")
    if file.exists():
        return OwnSettings(named_values(file), file.name)
    return NO_SETTINGS


def header_key(values: Mapping[str, str]) -> dict[str, str]:
    """`SETTINGS_KEY` and its value, if there is any; text that is no setting's name or value is left out."""
    text = " ".join(f"{name}={text}" for name, text in values.items() if is_plain(name) and is_plain(text))
    return {SETTINGS_KEY: text} if text else {}


def _parse(text: str) -> tuple[Values, list[str]]:
    values: Values = {}
    left_out = []
    for cell in text.split():
        name, _, found = cell.partition("=")
        try:
            setting = find(name)
            number = WHOLE_NUMBER.fullmatch(found) and found not in setting.choices
            values[name] = setting.check(int(found) if number else found)
        except SettingsError:
            left_out.append(name)
    return values, left_out


def is_plain(text: str) -> bool:
    """Whether a text can be a setting's name or value."""
    return text.isascii() and text.replace("_", "").replace("-", "").isalnum() and len(text) < 40
