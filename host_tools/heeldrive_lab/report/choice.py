"""Which settings a session is counted with."""

from pathlib import Path

from heeldrive import Settings

from heeldrive_lab.report.workout import name_of
from heeldrive_lab.settings.load import load_settings


def settings_of_session(session: Path, chosen: Path | None) -> Settings:
    """The settings chosen, else those that `heeldrive pull` laid beside the session, else the defaults.

    What stands beside was in force while the board recorded: the report then tells what its digits showed.

    Raises:
        SettingsError: the file cannot be read, or a key or value in it is wrong.
    """
    beside = session.with_name(f"{name_of(session)}.settings.toml")
    return load_settings(chosen or (beside if beside.exists() else None))
