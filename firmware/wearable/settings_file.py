"""Reads ``settings.toml``: what it says where it is right, the default and a sentence where it is not."""

import os

from heeldrive import Settings, SettingsError, declared

_PATH = "/settings.toml"
_LONGEST_NAME = 24  # on the digits: six seconds


def read_settings():
    """Looks every declared setting up with ``os.getenv``, then looks for lines nobody asked for.

    Returns:
        (settings, complaints, keys): ``heeldrive.Settings`` to work with, a sentence for each value or line
        that was not taken, and the names these are about, for the digits.
    """
    values = {}
    complaints = []
    keys = []
    silent = []  # settings the file says nothing readable about
    for setting in declared():
        try:
            value = _look_up(setting)
            if value is None:
                silent.append(setting.name)
            else:
                values[setting.name] = setting.check(value)
        except SettingsError as error:
            complaints.append("settings.toml: %s. The default %s is used." % (error, setting.default))
            keys.append(setting.name)
    try:
        _read_lines(silent, complaints, keys)
    except OSError:
        pass  # no such file: all defaults
    except UnicodeError:
        complaints.append("settings.toml is not UTF-8 text: save it as UTF-8.")
    return Settings(values), complaints, keys


def _look_up(setting):
    """The file's value of one setting, None where the file does not name it.

    Up to CircuitPython 10.1 ``os.getenv`` gives an int for a bare number and raises on anything else that is
    not quoted; from 10.2 on it gives the text and never raises (adafruit/circuitpython pull request 10819).
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


def _read_lines(silent, complaints, keys):
    """Adds a sentence for each line that sets nothing: a misspelt name passes ``os.getenv`` unseen.

    So does one that an older firmware had; what else its file says is used. Upper-case names belong to
    CircuitPython (``CIRCUITPY_BLE_NAME``).
    """
    names = [setting.name for setting in declared()]
    number = 0
    with open(_PATH) as file:
        for line in file:
            number += 1
            name, equals, _ = line.partition("=")
            name = name.strip()
            trouble = None
            if (not name and not equals) or name.startswith("#"):
                continue
            if name.startswith("["):
                trouble = "CircuitPython reads nothing from a [table] on: remove this line"
            elif not equals:
                trouble = "'%s' is not of the form name = value" % name
            elif name in silent:
                trouble = "the value of %s cannot be read; the default is used" % name
            elif name not in names and name != name.upper():
                trouble = "there is no setting %s" % name
            if trouble:
                complaints.append("settings.toml, line %d: %s." % (number, trouble))
                if equals and len(name) <= _LONGEST_NAME:
                    keys.append(name.lower())
