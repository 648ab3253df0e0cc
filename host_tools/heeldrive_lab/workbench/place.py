"""The session and view that the page's address names, so that a reloaded page comes back to them.

`connection.js` writes the address: `?session=…&from=12.5&to=40&at=20.1&axis=shake_max_mg`.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from math import isfinite

from heeldrive_lab.workbench.controls import MEASURES


@dataclass(frozen=True)
class Place:
    """A session and a view of it.

    Attributes:
        session: id of the session; empty for none.
        range_s: start and end of the view, s; None for the whole session.
        at_s: the cursor's time, s; None for no cursor.
        measure: setting of the lowest axis; empty for the usual one.
    """

    session: str = ""
    range_s: tuple[float, float] | None = None
    at_s: float | None = None
    measure: str = ""


def place_of(arguments: Mapping[str, Sequence[bytes]]) -> Place:
    """Read the arguments of an address; what is not understood is left out."""
    texts = {name: values[0].decode("utf-8", "replace") for name, values in arguments.items() if values}
    start, end = _number(texts.get("from")), _number(texts.get("to"))
    measure = texts.get("axis", "")
    return Place(
        texts.get("session", ""),
        (start, end) if start is not None and end is not None and start < end else None,
        _number(texts.get("at")),
        measure if measure in MEASURES else "",
    )


def _number(text: str | None) -> float | None:
    with suppress(ValueError):
        if text is not None and isfinite(number := float(text)):
            return number
    return None
