"""Many workouts: by week where they have a date; what cannot be read or stands twice is named, not lost."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path

from heeldrive import SettingsError

from heeldrive_lab.report.choice import settings_of_session
from heeldrive_lab.report.sets import LegFacts, merged_legs
from heeldrive_lab.report.workout import Workout, gather_briefly, name_of
from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.sessions.recording import read_recording, sessions_in
from heeldrive_lab.util.files import READ_ERRORS, open_input
from heeldrive_lab.util.parallel import parallel_map
from heeldrive_lab.util.progress import tracked

_DIGEST_BYTES = 1 << 20


@dataclass(frozen=True)
class Unread:
    """A file that tells nothing: its name in the folder, and why."""

    name: str
    reason: str


@dataclass(frozen=True)
class Week:
    """What one wearer did in one week.

    Attributes:
        monday: its first day.
        workouts: how many.
        minutes: how long they were recorded.
        sets, reps: how many.
        refused_in_sets: movements in sets that did not count.
        legs: the reps of each leg in front.
    """

    monday: date
    workouts: int
    minutes: float
    sets: int
    reps: int
    refused_in_sets: int
    legs: tuple[LegFacts, ...]


@dataclass(frozen=True)
class WearerHistory:
    """One wearer's workouts.

    Attributes:
        name: from the headers; empty where they do not say.
        dated: those with a date, the oldest first.
        undated: the others, by name.
    """

    name: str
    dated: tuple[Workout, ...]
    undated: tuple[Workout, ...]

    @property
    def workouts(self) -> tuple[Workout, ...]:
        """All of them."""
        return self.dated + self.undated

    @property
    def weeks(self) -> tuple[Week, ...]:
        """Each week with a workout, the oldest first."""
        by_week: dict[date, list[Workout]] = defaultdict(list)
        for workout in self.dated:
            if workout.started:
                day = workout.started.date()
                by_week[day - timedelta(days=day.weekday())].append(workout)
        return tuple(_week(monday, by_week[monday]) for monday in sorted(by_week))


@dataclass(frozen=True)
class WorkoutHistory:
    """A folder of workouts.

    Attributes:
        people: by wearer, those without a name first.
        unread: files that tell nothing.
        twice: name and the name of the same recording that was counted.
    """

    people: tuple[WearerHistory, ...]
    unread: tuple[Unread, ...]
    twice: tuple[tuple[str, str], ...]

    @property
    def workouts(self) -> tuple[Workout, ...]:
        """Everybody's."""
        return tuple(workout for person in self.people for workout in person.workouts)


@dataclass(frozen=True)
class _Read:
    """What came of one file; `digest` tells recordings apart, whatever they are called."""

    path: Path
    digest: str
    workout: Workout | None
    reason: str = ""


def gather_history(folder: Path, settings: Path | None, *, workers: int | None = None) -> WorkoutHistory:
    """Count every session in a folder, on all cores.

    Args:
        folder: looked through at any depth.
        settings: a settings.toml for all of them; see `settings_of_session`.
        workers: processes; None for one a core.

    Raises:
        SessionError: there is no session in the folder.
    """
    paths = sessions_in(folder)
    work = parallel_map(partial(_read, settings=settings), paths, workers)
    read = list(tracked(work, "counting", len(paths)))
    if not any(one.workout for one in read):
        raise SessionError(f"{folder}: no session in this folder can be read; the first: {read[0].reason}")
    by_digest: dict[str, _Read] = {}
    twice, unread = [], []
    for one in sorted(read, key=lambda one: (len(one.path.parts), one.path)):
        if one.workout is None:
            unread.append(Unread(_told(one.path, folder), one.reason))
        elif one.digest in by_digest:
            twice.append((_told(one.path, folder), _told(by_digest[one.digest].path, folder)))
        else:
            by_digest[one.digest] = one
    return WorkoutHistory(_people(list(by_digest.values()), folder), tuple(unread), tuple(twice))


def _read(path: Path, settings: Path | None) -> _Read:
    try:
        workout = gather_briefly(read_recording(path), settings_of_session(path, settings))
        return _Read(path, _digest(path), workout)
    except (SessionError, SettingsError, *READ_ERRORS) as error:
        # The page is sent to others: where it lay on this machine is not for them.
        return _Read(path, "", None, str(error).removeprefix(str(path)).lstrip(":, "))


def _digest(path: Path) -> str:
    digest = sha256()
    with open_input(path) as file:
        while block := file.read(_DIGEST_BYTES):
            digest.update(block)
    return digest.hexdigest()


def _told(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _people(read: Sequence[_Read], folder: Path) -> tuple[WearerHistory, ...]:
    names = [name_of(one.path) for one in read]
    by_wearer: dict[str, list[Workout]] = defaultdict(list)
    for one, name in zip(read, names, strict=True):
        if one.workout:
            # Two sessions with one name are told apart by the folders they lie in.
            told = name if names.count(name) == 1 else _told(one.path, folder)
            by_wearer[one.workout.wearer].append(replace(one.workout, name=told))
    return tuple(_person(name, by_wearer[name]) for name in sorted(by_wearer))


def _person(name: str, workouts: Sequence[Workout]) -> WearerHistory:
    # A date with a zone and one without cannot be compared: the wearer's own clock orders them.
    dated = sorted(
        (workout for workout in workouts if workout.started),
        key=lambda workout: (workout.started.replace(tzinfo=None) if workout.started else 0, workout.name),
    )
    return WearerHistory(name, tuple(dated), tuple(workout for workout in workouts if not workout.started))


def _week(monday: date, workouts: Sequence[Workout]) -> Week:
    return Week(
        monday,
        len(workouts),
        round(sum(workout.length_ms for workout in workouts) / 60_000, 1),
        sum(len(workout.sets) for workout in workouts),
        sum(len(workout.reps) for workout in workouts),
        sum(refusal.set_index is not None for workout in workouts for refusal in workout.refusals),
        merged_legs(leg for workout in workouts for leg in workout.legs),
    )
