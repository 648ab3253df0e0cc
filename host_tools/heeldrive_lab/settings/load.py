"""Loads the detector's settings from the `settings.toml` that the board reads."""

import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from heeldrive import Settings, SettingsError, declared
from heeldrive.settings import find

from heeldrive_lab.util.files import read_text, why_no_text

Values = dict[str, int | str]

MOST_BYTES = 64_000  # the board could not hold a larger one


def load_settings(path: str | Path | None) -> Settings:
    """Load settings; a setting that the file does not name keeps its default.

    Upper-case keys belong to CircuitPython (`CIRCUITPY_WIFI_SSID`) and are ignored.

    Args:
        path: a `settings.toml`, or None for the defaults.

    Raises:
        SettingsError: the file cannot be read, or a key or value in it is invalid.
    """
    return Settings(named_values(Path(path)) if path is not None else {})


def named_values(path: Path) -> Values:
    """The settings that a `settings.toml` names, by name. The file is read once, so it may be a pipe.

    Raises:
        SettingsError: the file cannot be read, or a key or value in it is invalid.
    """
    return parsed_values(settings_text(path), path)


def parsed_values(text: str, path: Path) -> Values:
    """The settings that the text of a `settings.toml` names; ``path`` is where it comes from, for messages.

    Raises:
        SettingsError: a key or value in it is invalid.
    """
    ours = _ours(text, path)
    for fault in _faults(ours, path):
        raise SettingsError(fault)
    return ours


def settings_faults(path: Path) -> Iterator[str]:
    """Every fault of a `settings.toml`, one sentence each; a file without faults can be loaded."""
    try:
        ours = _ours(settings_text(path), path)
    except SettingsError as error:
        yield str(error)
        return
    yield from _faults(ours, path)


def settings_text(path: Path) -> str:
    """The text of a `settings.toml`, with the line ends of the file.

    Raises:
        SettingsError: the file cannot be read.
    """
    try:
        return read_text(path, MOST_BYTES, newline="")
    except OSError as error:
        raise SettingsError(
            f"{path}: cannot be read ({error.strerror or error}): give a settings.toml"
        ) from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: {why_no_text(error)}") from error


def _faults(ours: dict[str, Any], path: Path) -> Iterator[str]:
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


def _ours(text: str, path: Path) -> dict[str, Any]:
    """Keys and values of a file's text, without those that belong to CircuitPython.

    Raises:
        SettingsError: it is not TOML, or nobody writes settings like that.
    """
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{path}: this is not TOML: {error}") from error
    except RecursionError:
        raise SettingsError(f"{path}: values in brackets within brackets: write one value a line") from None
    except ValueError:  # Python converts no number of more than 4300 digits
        raise SettingsError(f"{path}: a number in it is far too long: write a whole number") from None
    return {key: value for key, value in found.items() if key != key.upper()}
