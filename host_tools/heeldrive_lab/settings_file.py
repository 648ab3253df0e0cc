"""Reads the detector's settings from the same `settings.toml` that lies on the board's drive."""

import tomllib
from difflib import get_close_matches
from pathlib import Path

from heeldrive import Settings, SettingsError, declared


def load_settings(path: str | Path | None) -> Settings:
    """Read settings; what the file does not name keeps its default.

    Upper-case keys belong to CircuitPython (`CIRCUITPY_WIFI_SSID`) and are passed over.

    Args:
        path: a `settings.toml`, or None for the defaults.

    Raises:
        SettingsError: the file cannot be read, or a key or value in it is wrong.
    """
    if path is None:
        return Settings()
    path = Path(path)
    try:
        found = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: this is not UTF-8 text: save the file as UTF-8") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: this is not TOML: {error}") from error
    ours = {key: value for key, value in found.items() if key != key.upper()}
    names = [setting.name for setting in declared()]
    for key, value in ours.items():
        if isinstance(value, dict):
            raise SettingsError(
                f"{path}: the board reads no [sections]: move what is under [{key}] to the top"
            )
        if key not in names:
            near = get_close_matches(key, names, n=1, cutoff=0.0)[0]
            raise SettingsError(f"{path}: there is no setting {key}; the nearest is {near}")
    try:
        return Settings(ours)
    except SettingsError as error:
        raise SettingsError(f"{path}: {error}") from error
