"""Finds the lunge that a session teaches: on the board, by reps that the user names, or its first ones."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from heeldrive import Settings

from heeldrive_lab.detection.replay import Event, replay
from heeldrive_lab.sessions.session import SessionError, SessionReader
from heeldrive_lab.settings.load import load_settings
from heeldrive_lab.settings.of_session import ChosenFile, settings_of
from heeldrive_lab.settings.save import write_settings
from heeldrive_lab.taught.lunge import NOT_TAUGHT, REPS, lunge_of, lunge_settings, reps_named
from heeldrive_lab.util.terminal_tables import clock


class Lesson(NamedTuple):
    """A lunge and where it comes from.

    Attributes:
        lunge: an event of kind `taught`.
        source: where it comes from, for people.
    """

    lunge: Event
    source: str

    @property
    def values(self) -> dict[str, int | str]:
        """The settings that hold it."""
        return lunge_settings(self.lunge)


def lesson_in(path: Path, chosen: ChosenFile | None, numbers: Sequence[int] = ()) -> Lesson:
    """The lunge that a session teaches.

    Args:
        path: the session.
        chosen: settings that go before the session's own.
        numbers: numbers of the reps to take; if empty, the last lunge taught on the board, or else the first
            five reps in a row that are alike.

    Raises:
        SessionError: the session cannot be read, or has no such reps.
    """
    # A lunge taught before must not decide which reps count.
    with SessionReader(path) as reader:
        settings = settings_of(path, reader.header, chosen).settings
        events = list(replay(reader, Settings(vars(settings) | NOT_TAUGHT)))
    if numbers:
        return _of_named(path, events, numbers)
    taught = [event for event in events if event["kind"] == "taught"]
    if taught:
        return Lesson(taught[-1], f"taught on the board at {clock(taught[-1]['end_ms'])}")
    lunge = lunge_of(event for event in events if event["kind"] == "rep")
    if lunge is None:
        raise SessionError(
            f"{path}: no {REPS} reps in a row are alike: name those that are yours, as in --reps 3-5"
        )
    return Lesson(lunge, f"the first {REPS} reps in a row that are alike, until {clock(lunge['end_ms'])}")


def _of_named(path: Path, events: Sequence[Event], numbers: Sequence[int]) -> Lesson:
    reps = reps_named(events, numbers)
    found = {rep["index"] for rep in reps}
    missing = [str(number) for number in numbers if number not in found]
    if missing:
        counted = sum(event["kind"] == "rep" for event in events)
        raise SessionError(
            f"{path}: there is no rep {', '.join(missing)}: {counted} were counted (see heeldrive replay)"
        )
    lunge = lunge_of(reps, len(reps))
    if lunge is None:
        raise SessionError(f"{path}: these reps are not alike: name two or more of one leg, depth and tempo")
    return Lesson(lunge, f"reps {', '.join(str(number) for number in sorted(found))}")


def write_lesson(path: Path, values: dict[str, int | str]) -> None:
    """Write a lunge into a `settings.toml`, which is made if it does not exist; the rest of it stays.

    Raises:
        SettingsError: the file has a fault, or cannot be written.
    """
    old = path if path.exists() else None
    write_settings(path, Settings(vars(load_settings(old)) | values), old)
