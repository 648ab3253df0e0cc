"""Chooses the settings a session is counted with."""

from pathlib import Path

from heeldrive import Settings

from heeldrive_lab.report.workout import name_of
from heeldrive_lab.settings.load import load_settings


def settings_of_session(session: Path, chosen: Path | None) -> Settings:
    """The settings chosen, else those `heeldrive pull` wrote next to the session, else the defaults.

    The board used the settings next to the session while it recorded, so the report then agrees with what it
    showed.

    Args:
        session: the session file.
        chosen: a settings.toml, if the user gave one.

    Raises:
        SettingsError: the file cannot be read, or a key or value is wrong.
    """
    stored = session.with_name(f"{name_of(session)}.settings.toml")
    return load_settings(chosen or (stored if stored.exists() else None))
