"""Reads ``settings.toml``: its values where they are right, the default and a sentence where they are not."""

import os

from heeldrive import Settings, SettingsError
from heeldrive.settings import declared
from micropython import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.settings import Setting
except ImportError:
    pass

_PATH = const("/settings.toml")
_LONGEST_NAME = const(24)  # on the digits: six seconds


def read_settings() -> tuple[Settings, list[str], list[str]]:
    """Looks every declared setting up with ``os.getenv``, then checks the file for lines that set nothing.

    Returns:
        (settings, errors, words): ``heeldrive.Settings`` to work with, a sentence for each value or line that
        was not used, and the names these are about as words for the digits.
    """
    values = {}
    errors: list[str] = []
    keys: list[str] = []
    unset = []  # names of settings for which the file has no readable value
    for setting in declared():
        try:
            value = _value_of(setting)
            if value is None:
                unset.append(setting.name)
            else:
                values[setting.name] = setting.check(value)
        except SettingsError as error:
            errors.append("settings.toml: %s. The default %s is used." % (error, setting.default))
            keys.append(setting.name)
    try:
        _check_lines(unset, errors, keys)
    except OSError:
        pass  # no such file: all defaults
    except UnicodeError:
        errors.append("settings.toml is not UTF-8 text: save it as UTF-8.")
    return Settings(values), errors, _spelt(keys)


def _spelt(keys: list[str]) -> list[str]:
    """Names as words for the digits."""
    words: list[str] = []
    if keys:
        from ui.spelling import spelt

        for key in keys:
            words.extend(spelt(key))
    return words


def _value_of(setting: "Setting") -> "int | str | None":
    """The file's value of one setting, None where the file does not name it.

    Up to CircuitPython 10.1 ``os.getenv`` returns an int for a bare number and raises on anything else that
    is not quoted; from 10.2 on it returns the text and never raises (adafruit/circuitpython pull request
    10819).
    """
    try:
        value = os.getenv(setting.name)
    except ValueError as error:
        raise SettingsError("the line of %s cannot be read (%s)" % (setting.name, error)) from error
    if isinstance(value, str) and isinstance(setting.default, int):
        try:
            return int(value)
        except ValueError:
            pass  # the check names the key and its range
    return value


def _check_lines(unset: list[str], errors: list[str], keys: list[str]) -> None:
    """Adds a sentence for each line that sets nothing: ``os.getenv`` does not notice a misspelt name.

    A setting that only an older firmware had is reported too. Upper-case names belong to CircuitPython
    (``CIRCUITPY_BLE_NAME``).
    """
    names = [setting.name for setting in declared()]
    number = 0
    with open(_PATH) as file:
        for line in file:
            number += 1
            name, equals, _ = line.partition("=")
            name = name.strip()
            error = None
            if (not name and not equals) or name.startswith("#"):
                continue
            if name.startswith("["):
                error = "CircuitPython reads nothing from a [table] on: remove this line"
            elif not equals:
                error = "'%s' is not of the form name = value" % name
            elif name in unset:
                error = "the value of %s cannot be read; the default is used" % name
            elif name not in names and name != name.upper():
                error = "there is no setting %s" % name
            if error:
                errors.append("settings.toml, line %d: %s." % (number, error))
                if equals and len(name) <= _LONGEST_NAME:
                    keys.append(name.lower())
