"""Load and effort of a workout: the optional keys `load_kg` and `rpe`, in a session or its annotation file.

The board knows neither. `heeldrive pull` writes them into the session; the workbench, which writes no
session, into the annotation file beside it, whose values come first.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from heeldrive_lab.sessions.format import SessionError, short

# Smallest and largest value, and steps per unit: plates of a quarter kilogram; halves on the scale of effort.
NOTES = {"load_kg": (0, 500, 4), "rpe": (1, 10, 2)}


@dataclass(frozen=True)
class TrainingNotes:
    """What the wearer says of a workout; None where nothing is said.

    Attributes:
        load_kg: weight carried besides the body, kg: 0..500 in quarters.
        rpe: rating of perceived exertion, 1 (very light) to 10 (nothing left), in halves.

    Raises:
        SessionError: a value is out of range.
    """

    load_kg: float | None = None
    rpe: float | None = None

    def __post_init__(self) -> None:
        for key, (smallest, largest, steps) in NOTES.items():
            value = getattr(self, key)
            if value is not None and not (smallest <= value <= largest and value * steps % 1 == 0):
                raise SessionError(
                    f"{key} is {value:g}; it must be from {smallest} to {largest} in steps of {1 / steps}"
                )

    def keys(self) -> dict[str, str]:
        """The header keys with their values; none for what is not known."""
        return {key: f"{value:g}" for key, value in self._known().items()}

    def over(self, others: "TrainingNotes") -> "TrainingNotes":
        """These notes and, where they say nothing, those of others."""
        return replace(others, **self._known())

    def _known(self) -> dict[str, float]:
        return {key: value for key, value in asdict(self).items() if value is not None}


NO_NOTES = TrainingNotes()


def parsed_notes(texts: Mapping[str, str]) -> TrainingNotes:
    """The notes among header keys; others are left alone.

    Raises:
        SessionError: a value is not a number in its range.
    """
    values = {}
    for key in NOTES:
        text = texts.get(key, "").strip()
        try:
            values[key] = float(text) if text else None
        except ValueError:
            raise SessionError(f"{key} is {short(text)}, which is not a number such as 7.5") from None
    return TrainingNotes(**values)


def notes_beside(path: Path) -> TrainingNotes:
    """The notes in the head of an annotation file; its rows are not read. None where there is no file.

    Raises:
        SessionError: a value is not a number in its range.
    """
    found = {}
    if path.is_file():
        with path.open(encoding="utf-8-sig", errors="replace") as file:
            while (line := file.readline(1000)).startswith("#"):
                key, _, text = line[1:].partition(":")
                found[key.strip()] = text
    return parsed_notes(found)
