"""``settings.toml`` as CircuitPython reads it: line by line up to the first table, at each call.

Source: shared-module/os/getenv.c of CircuitPython 9 and 10.0-10.1, and pull request 10819, which made
``os.getenv`` return every value as text and never raise.
"""

import re
from collections.abc import Iterator

_ESCAPES = {"b": "\b", "r": "\r", "n": "\n", "t": "\t", "v": "\v", "f": "\f"}


def getenv_typed(text: str | None, key: str) -> str | int | None:
    """``os.getenv`` up to CircuitPython 10.1: a quoted value as str, a bare one as int.

    None without the key or the file.

    Raises:
        ValueError: the key's own line is malformed, or its bare value is no integer. Malformed lines of other
            keys are ignored.
    """
    value = _value_of(text, key)
    if value is None:
        return None
    if value.startswith('"'):
        return _quoted(value)
    bare = value.partition("#")[0].strip()
    try:
        return int(bare, 0)
    except ValueError:
        raise ValueError("invalid syntax for integer with base 10") from None


def getenv_text(text: str | None, key: str) -> str | None:
    """``os.getenv`` after CircuitPython 10.1: always text.

    None without the key, the file or a closing quote.
    """
    value = _value_of(text, key)
    if value is None:
        return None
    if not value.startswith('"'):
        return value.partition("#")[0].strip()
    try:
        return _quoted(value)
    except ValueError:
        return None


def _value_of(text: str | None, key: str) -> str | None:
    """The text after the key's ``=``; None if the key is not found before the first table."""
    for line in (text or "").split("\n"):
        stripped = line.lstrip()
        if stripped.startswith("["):
            return None
        match = re.fullmatch(rf"{re.escape(key)}\s*=\s*(.*)", stripped)
        if match:
            return match[1]
    return None


def _quoted(value: str) -> str:
    characters: list[str] = []
    rest = iter(value[1:])
    for character in rest:
        if character == '"':
            after = "".join(rest).lstrip()
            if after and not after.startswith("#"):
                raise ValueError(f"Invalid byte {after[0]!r}")
            return "".join(characters)
        characters.append(_escaped(rest) if character == "\\" else character)
    raise ValueError("Invalid byte '\\n'")


def _escaped(rest: Iterator[str]) -> str:
    character = next(rest, "")
    if not character:
        raise ValueError("Invalid byte '\\n'")
    if character not in "uU":
        return _ESCAPES.get(character, character)
    digits = "".join(next(rest, "") for _ in range(4 if character == "u" else 8))
    try:
        return chr(int(digits, 16))
    except (ValueError, OverflowError):
        raise ValueError("Invalid unicode escape") from None
