"""The history of many workouts, by week if they have a date; unreadable and duplicate files are listed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from heeldrive import SettingsError

from heeldrive_lab.report.overview import Overview, overview_of
from heeldrive_lab.report.sets import LegMetrics, merged_legs
from heeldrive_lab.report.workout import Workout, gather_briefly
from heeldrive_lab.sessions.file_names import session_name
from heeldrive_lab.sessions.format import WEARER_KEY, SessionError
from heeldrive_lab.sessions.recording import sessions_in, stored_session
from heeldrive_lab.sessions.wearer import wearer_folder
from heeldrive_lab.settings.of_session import ChosenFile, settings_of
from heeldrive_lab.util.files import READ_ERRORS
from heeldrive_lab.util.parallel import parallel_map
from heeldrive_lab.util.progress import tracked


@dataclass(frozen=True)
class Unread:
    """A file that could not be used.

    Attributes:
        name: its path in the folder.
        reason: why.
    """

    name: str
    reason: str


@dataclass(frozen=True)
class Week:
    """One wearer's training in one week.

    Attributes:
        monday: its first day.
        workouts: number of workouts.
        minutes: recorded time, min.
        sets, reps: number of sets and reps.
        refused_in_sets: number of movements within sets that were refused.
        legs: metrics of each leg in front.
    """

    monday: date
    workouts: int
    minutes: float
    sets: int
    reps: int
    refused_in_sets: int
    legs: tuple[LegMetrics, ...]


@dataclass(frozen=True)
class WearerHistory:
    """One wearer's workouts.

    Attributes:
        name: name from the session headers, or else of the folder; empty if neither is known.
        dated: workouts with a date, the oldest first.
        undated: the other workouts, by name.
    """

    name: str
    dated: tuple[Workout, ...]
    undated: tuple[Workout, ...]

    @property
    def workouts(self) -> tuple[Workout, ...]:
        """All workouts of the wearer."""
        return self.dated + self.undated

    @property
    def overview(self) -> Overview:
        """This wearer at a glance."""
        return overview_of(self.name, self.dated, self.undated)

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
        people: the wearers, those without a name first.
        unread: files that could not be used.
        duplicates: the name of a file, and that of the identical recording that was counted.
    """

    people: tuple[WearerHistory, ...]
    unread: tuple[Unread, ...]
    duplicates: tuple[tuple[str, str], ...]

    @property
    def workouts(self) -> tuple[Workout, ...]:
        """The workouts of all wearers."""
        return tuple(workout for person in self.people for workout in person.workouts)


@dataclass(frozen=True)
class _Read:
    """The result of reading one file; `digest` identifies its samples, whatever its header says."""

    path: Path
    digest: str
    workout: Workout | None
    reason: str = ""


def gather_history(
    folder: Path, settings: ChosenFile | None, *, workers: int | None = None
) -> WorkoutHistory:
    """Count every session in a folder, in parallel.

    Args:
        folder: the folder, searched recursively.
        settings: settings that go before each session's own.
        workers: number of processes; None for one per core.

    Raises:
        SessionError: the folder contains no readable session.
    """
    paths = sessions_in(folder)
    work = parallel_map(partial(_read, settings=settings), paths, workers)
    read = list(tracked(work, "counting", len(paths)))
    if not any(one.workout for one in read):
        raise SessionError(f"{folder}: no session in this folder can be read; the first: {read[0].reason}")
    by_digest: dict[str, _Read] = {}
    duplicates, unread = [], []
    for one in sorted(read, key=_order):
        if one.workout is None:
            unread.append(Unread(_relative(one.path, folder), one.reason))
        elif one.digest in by_digest:
            duplicates.append((_relative(one.path, folder), _relative(by_digest[one.digest].path, folder)))
        else:
            by_digest[one.digest] = one
    return WorkoutHistory(_people(list(by_digest.values()), folder), tuple(unread), tuple(duplicates))


def _read(path: Path, settings: ChosenFile | None) -> _Read:
    try:
        session = stored_session(path)
        workout, digest = gather_briefly(session, settings_of(path, session.header, settings).settings)
        return _Read(path, digest, workout)
    except (SessionError, SettingsError, *READ_ERRORS) as error:
        # The page is shared with others, so it must not contain paths of this computer.
        return _Read(path, "", None, str(error).removeprefix(str(path)).lstrip(":, "))


def _order(one: _Read) -> tuple[bool, bool, bool, int, Path]:
    """Of files with the same samples, the one that says most about itself comes first and is counted."""
    workout = one.workout
    return (
        not (workout and workout.started),
        not (workout and workout.wearer),
        not (workout and workout.header.thigh != "unknown"),
        len(one.path.parts),
        one.path,
    )


def _relative(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _people(read: Sequence[_Read], folder: Path) -> tuple[WearerHistory, ...]:
    names = [session_name(one.path) for one in read]
    by_wearer: dict[str, list[Workout]] = defaultdict(list)
    for one, name in zip(read, names, strict=True):
        if one.workout:
            # Sessions with the same name are distinguished by their folders.
            unique = name if names.count(name) == 1 else _relative(one.path, folder)
            wearer = _wearer(one.path, one.workout, folder)
            header = replace(one.workout.header, extra=one.workout.header.extra | {WEARER_KEY: wearer})
            by_wearer[wearer.casefold()].append(replace(one.workout, name=unique, header=header))
    return tuple(_person(by_wearer[name][0].wearer, by_wearer[name]) for name in sorted(by_wearer))


def _wearer(path: Path, workout: Workout, folder: Path) -> str:
    """The wearer from the header, or else the name of the folder; empty if all sessions are in one folder."""
    own = wearer_folder(path)
    return workout.wearer or ("" if own == folder.resolve() else own.name)


def _person(name: str, workouts: Sequence[Workout]) -> WearerHistory:
    # Dates with and without a time zone cannot be compared, so sort by local time.
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
