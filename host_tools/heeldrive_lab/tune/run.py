"""A whole search: who is tuned on, before, the search, after, and what is nearest to flipping."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from heeldrive import Settings
from heeldrive.window import settings_read

from heeldrive_lab.evaluation.modes import mode_of
from heeldrive_lab.evaluation.sources import SessionFile
from heeldrive_lab.tune.cost import pull_of
from heeldrive_lab.tune.folds import folds
from heeldrive_lab.tune.margins import Near
from heeldrive_lab.tune.outcome import JudgedSettings, Outcome, WearerGroup
from heeldrive_lab.tune.prune import put_back
from heeldrive_lab.tune.sessions import Sessions
from heeldrive_lab.tune.space import Range, search_space, with_values
from heeldrive_lab.tune.study import Price, search, study_name

NEAREST = 10
PUTTING_BACK, JUDGING = "putting back what costs nothing", "judging on wearers not tuned on"

Told = Callable[[str, int, int, float | None], None]


@dataclass(frozen=True)
class Order:
    """What is asked for.

    Attributes:
        files: sessions with their truth.
        old: the settings in force, the mode that is searched in among them.
        trials: how many the study is to have in the end.
        only: settings to search; all when empty.
        unseen: wearers to keep out of the search; a third when empty.
        storage: where the study is kept.
        seed: makes the search the same again.
        jobs: processes; None for one a core.
    """

    files: Sequence[SessionFile]
    old: Settings
    trials: int
    only: Sequence[str] = ()
    unseen: Sequence[str] = ()
    storage: str | None = None
    seed: int | None = None
    jobs: int | None = None


class _People:
    """The sessions by wearer, and the wearers parted."""

    def __init__(self, sessions: Sessions, unseen: Sequence[str]) -> None:
        self._sessions = sessions
        self._numbers: dict[str, list[int]] = {}
        reps: dict[str, int] = {}
        for number, about in enumerate(sessions.about):
            self._numbers.setdefault(about.wearer, []).append(number)
            reps[about.wearer] = reps.get(about.wearer, 0) + about.reps
        self.folds = folds(reps, unseen)

    def digests(self, wearers: Sequence[str]) -> list[str]:
        """Of all sessions of some wearers."""
        return [self._sessions.about[number].digest for number in self._all(wearers)]

    def side(self, settings: Settings, wearers: Sequence[str]) -> WearerGroup:
        """What settings make of some wearers."""
        numbers = self._all(wearers)
        tallies = dict(zip(numbers, self._sessions.tallies(settings, numbers), strict=True))
        return WearerGroup({name: [tallies[number] for number in self._numbers[name]] for name in wearers})

    def judge(self, settings: Settings) -> JudgedSettings:
        """What settings make of both sides."""
        return JudgedSettings(
            settings, self.side(settings, self.folds.tuned), self.side(settings, self.folds.unseen)
        )

    def nearest(self, settings: Settings) -> list[Near]:
        """What is nearest to flipping, on the wearers kept out."""
        found = self._sessions.nearest(settings, self._all(self.folds.unseen))
        near = sorted(
            (one for ones in found for one in ones), key=lambda one: (one.share, one.session, one.start_ms)
        )
        return near[:NEAREST]

    def _all(self, wearers: Sequence[str]) -> list[int]:
        return [number for name in wearers for number in self._numbers[name]]


class _Prices:
    """What settings cost the wearers tuned on; the same settings are counted once."""

    def __init__(self, people: _People, old: Settings, space: Sequence[Range]) -> None:
        self._people, self._old, self._space = people, old, space
        self._known: dict[tuple[int, ...], Price] = {}

    def __call__(self, values: Mapping[str, int]) -> Price:
        key = tuple(values[one.name] for one in self._space)
        if key not in self._known:
            side = self._people.side(with_values(self._old, values), self._people.folds.tuned)
            self._known[key] = Price(side.cost, side.cost + pull_of(self._space, values))
        return self._known[key]


def tune_on(order: Order, told: Told) -> Outcome:
    """Search, and judge what was found on the wearers that were kept out of the search.

    Ctrl-C ends the search; the best until then is judged.

    Args:
        order: what is asked for.
        told: called as the work goes on: with what is done, how far it is, of how much, and the least cost.

    Raises:
        SessionError: a session or its truth is wrong, or no search is possible.
    """
    mode = mode_of(order.old)
    space = search_space(mode, order.only)
    told("reading sessions", 0, len(order.files), None)
    with Sessions(order.files, mode, order.jobs or os.cpu_count() or 1) as sessions:
        people = _People(sessions, order.unseen)
        outcome = _searched(order, people, space, told)
        told(JUDGING, 1, 2, None)
        return replace(outcome, nearest=people.nearest(outcome.best.settings))


def _searched(order: Order, people: _People, space: tuple[Range, ...], told: Told) -> Outcome:
    """Before, the search, and after; what is nearest to flipping is still left out."""
    fixed_names = settings_read(mode_of(order.old)) - {one.name for one in space}
    fixed = {name: vars(order.old)[name] for name in fixed_names}
    name = study_name(space, fixed, people.digests(people.folds.tuned))
    prices = _Prices(people, order.old, space)
    old = people.judge(order.old)
    found = search(
        space,
        prices,
        trials=order.trials,
        name=name,
        storage=order.storage,
        seed=order.seed,
        told=lambda done, least: told("trials", done, order.trials, least),
    )
    if found.values is None:
        return Outcome(people.folds, space, name, found, old, None, {}, [])
    trimmed = put_back(space, found.values, prices, lambda done, of: told(PUTTING_BACK, done, of, None))
    found = found._replace(interrupted=found.interrupted or trimmed.interrupted)
    told(JUDGING, 0, 2, None)
    new = people.judge(with_values(order.old, trimmed.values))
    return Outcome(people.folds, space, name, found, old, new, trimmed.worth, [])
