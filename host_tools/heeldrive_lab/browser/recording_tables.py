"""The importer's tables as an ES module: its limits, patterns, column names, units and sentences.

The page's modules that read phone recordings share them with `heeldrive import` by this module.
"""

import re
from types import ModuleType
from typing import Any

from heeldrive_lab.browser.table_module import table_module
from heeldrive_lab.importers import column_names, limits, patterns, sentences
from heeldrive_lab.sessions import format as session_format
from heeldrive_lab.sessions import units


def recording_tables() -> str:
    """The text of the module."""
    return table_module(
        {
            "LIMITS": {**_values(limits, int | float | tuple), "GAP_PERIODS": session_format.GAP_PERIODS},
            "PATTERNS": _values(patterns, re.Pattern) | _values(column_names, re.Pattern),
            "KINDS": [[kind, _pattern(re.compile(words))] for kind, words in column_names.KINDS],
            "UNIT_NAMES": {
                "accel": column_names.ACCEL_UNIT_NAMES,
                "gyro": column_names.GYRO_UNIT_NAMES,
                "time": column_names.TIME_UNIT_NAMES,
            },
            "TEXTS": {
                # JSON has no key of None, which stands for any white space.
                "delimiters": list(patterns.DELIMITER_NAMES),
                "notText": [[magic.decode("latin-1"), what] for magic, what in patterns.NOT_TEXT.items()],
                "endings": sorted(patterns.TABLE_ENDINGS),
                "blanks": patterns.BLANKS,
                "androidTypes": sorted(patterns.ANDROID_TYPES),
            },
            "UNITS": {
                "accel": units.ACCEL_UNITS,
                "gyro": units.GYRO_UNITS,
                "seconds": limits.UNIT_S,
                "accelScales": list(units.ACCEL_SCALES.items()),
                "gyroScales": list(units.GYRO_SCALES.items()),
                "boardAccelScale": units.BOARD_ACCEL_SCALE_G,
                "boardGyroScale": units.BOARD_GYRO_SCALE_DPS,
            },
            "SAY": _values(sentences, str),
        }
    )


def _values(module: ModuleType, kind: Any) -> dict[str, Any]:
    """The constants of a module that are of one kind."""
    return {
        name: _pattern(value) if isinstance(value, re.Pattern) else value
        for name, value in vars(module).items()
        if name.isupper() and isinstance(value, kind)
    }


def _pattern(pattern: re.Pattern[str]) -> list[str]:
    """Source and flags for a JavaScript RegExp in its Unicode mode, where a letter is one of any language."""
    source = re.sub(r"\\(?=[\"'])", "", pattern.pattern)
    source = source.replace(r"[\w ", r"[\p{L}\p{N}_ ").replace(r"\w", r"[\p{L}\p{N}_]")
    source = source.replace(r"\W", r"[^\p{L}\p{N}_]").replace(r"\d", r"\p{Nd}")
    return [source, "iu" if pattern.flags & re.IGNORECASE else "u"]
