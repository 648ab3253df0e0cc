"""Loads the detector's settings from the `settings.toml` that the board reads."""

import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from heeldrive import Settings, SettingsError, declared
from heeldrive.settings import find

from heeldrive_lab.util.files import read_text

MOST_BYTES = 64_000  # the board could not hold a larger one


def load_settings(path: str | Path | None) -> Settings:
    """Load settings; a setting that the file does not name keeps its default.

    Upper-case keys belong to CircuitPython (`CIRCUITPY_WIFI_SSID`) and are ignored.

    Args:
        path: a `settings.toml`, or None for the defaults.

    Raises:
        SettingsError: the file cannot be read, or a key or value in it is invalid.
    """
    if path is None:
        return Settings()
    path = Path(path)
    for fault in settings_faults(path):
        raise SettingsError(fault)
    return Settings(_ours(path))


def settings_faults(path: Path) -> Iterator[str]:
    """Every fault of a `settings.toml`, one sentence each; a file without faults can be loaded."""
    try:
        ours = _ours(path)
    except SettingsError as error:
        yield str(error)
        return
    names = [setting.name for setting in declared()]
    for key, value in ours.items():
        if isinstance(value, dict):
            yield f"{path}: the board does not read [sections]: move the keys under [{key}] to the top"
        elif key not in names:
            near = get_close_matches(key, names, n=1, cutoff=0.0)[0]
            yield f"{path}: there is no setting {key}; the nearest is {near}"
        else:
            try:
                find(key).check(value)
            except SettingsError as error:
                yield f"{path}: {error}"


def _ours(path: Path) -> dict[str, Any]:
    """Keys and values of the file, without those that belong to CircuitPython.

    Raises:
        SettingsError: the file cannot be read.
    """
    try:
        found = tomllib.loads(read_text(path, MOST_BYTES))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: this is not UTF-8 text: save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:  # of TOML, of a number with too many digits, or of nesting
        raise SettingsError(f"{path}: this is not TOML: {error}") from error
    return {key: value for key, value in found.items() if key != key.upper()}
