"""A complete tuning run: split the wearers, evaluate the old settings, search, evaluate the new settings."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from heeldrive import Settings
from heeldrive.window import settings_read

from heeldrive_lab.evaluation.modes import mode_of
from heeldrive_lab.evaluation.sources import SessionFile
from heeldrive_lab.tune.cost import penalty_of
from heeldrive_lab.tune.folds import folds
from heeldrive_lab.tune.margins import Margin
from heeldrive_lab.tune.outcome import JudgedSettings, Outcome, WearerGroup
from heeldrive_lab.tune.prune import prune
from heeldrive_lab.tune.sessions import Sessions, TriedSettings
from heeldrive_lab.tune.space import Range, search_space, with_values
from heeldrive_lab.tune.study import SettingsCost, search, study_name

MARGINS = 10
READING, RECORDED = "reading sessions", "counting the recorded sessions"
PRUNING, EVALUATING = "resetting settings that have no effect", "evaluating on what was held out"

ProgressCallback = Callable[[str, int, int, float | None], None]


@dataclass(frozen=True)
class TuneRequest:
    """Parameters of a tuning run.

    Attributes:
        files: sessions with annotations.
        old: the old settings, including the mode to tune for.
        trials: total number of trials in the study at the end.
        only: settings to search; empty for all.
        held_out: wearers (or sessions of the only wearer) to hold out; empty for a third.
        storage: file or database of the study; None for memory.
        seed: seed of the sampler; makes the search repeatable.
        jobs: number of processes; None for one per core.
        recorded: recorded sessions on which new settings are counted before they are recommended.
        given: names of the old settings that go before a session's own; the mode always does.
    """

    files: Sequence[SessionFile]
    old: Settings
    trials: int
    only: Sequence[str] = ()
    held_out: Sequence[str] = ()
    storage: str | None = None
    seed: int | None = None
    jobs: int | None = None
    recorded: Sequence[SessionFile] = ()
    given: frozenset[str] = frozenset()


class _WearerSessions:
    """The sessions by wearer, and the split of the wearers; by session if there is only one wearer."""

    def __init__(self, sessions: Sessions, held_out: Sequence[str]) -> None:
        self._sessions = sessions
        self._numbers: dict[str, list[int]] = {}
        reps: dict[str, int] = {}
        did = {about.wearer for about in sessions.about if about.reps}
        only_wearer = did.pop() if len(did) == 1 else ""
        for number, about in enumerate(sessions.about):
            name = about.name if only_wearer else about.wearer
            self._numbers.setdefault(name, []).append(number)
            reps[name] = reps.get(name, 0) + about.reps
        self.folds = folds(reps, held_out, only_wearer)

    def digests(self, wearers: Sequence[str]) -> list[str]:
        """Digests of all sessions of some wearers."""
        return [self._sessions.about[number].digest for number in self._all(wearers)]

    def group(self, tried: TriedSettings, wearers: Sequence[str]) -> WearerGroup:
        """Miscounts of some wearers with these settings."""
        numbers = self._all(wearers)
        tallies = dict(zip(numbers, self._sessions.tallies(tried, numbers), strict=True))
        return WearerGroup({name: [tallies[number] for number in self._numbers[name]] for name in wearers})

    def judge(self, tried: TriedSettings) -> JudgedSettings:
        """Miscounts of both groups with these settings."""
        return JudgedSettings(
            tried, self.group(tried, self.folds.tuned), self.group(tried, self.folds.held_out)
        )

    def narrowest_margins(self, tried: TriedSettings) -> list[Margin]:
        """The smallest margins on held-out wearers."""
        found = self._sessions.narrowest_margins(tried, self._all(self.folds.held_out))
        margins = sorted(
            (one for ones in found for one in ones), key=lambda one: (one.share, one.session, one.start_ms)
        )
        return margins[:MARGINS]

    def _all(self, wearers: Sequence[str]) -> list[int]:
        return [number for name in wearers for number in self._numbers[name]]


class _CostFunction:
    """Cost of settings on the wearers tuned on; results are cached."""

    def __init__(self, wearers: _WearerSessions, request: TuneRequest, space: Sequence[Range]) -> None:
        self._wearers, self._request, self._space = wearers, request, space
        self._costs: dict[tuple[int, ...], SettingsCost] = {}

    def __call__(self, values: Mapping[str, int]) -> SettingsCost:
        key = tuple(values[one.name] for one in self._space)
        if key not in self._costs:
            group = self._wearers.group(_with(self._request, self._space, values), self._wearers.folds.tuned)
            penalty = penalty_of(self._space, values, self._wearers.folds.wearers_tuned_on)
            self._costs[key] = SettingsCost(group.cost, group.cost + penalty)
        return self._costs[key]


def _with(request: TuneRequest, space: Sequence[Range], values: Mapping[str, int]) -> TriedSettings:
    """The old settings with values of what is searched, which go before a session's own."""
    names = request.given | {"mode"} | {one.name for one in space}
    return TriedSettings(with_values(request.old, values), names)


def tune_on(request: TuneRequest, report_progress: ProgressCallback) -> Outcome:
    """Search for settings, and evaluate them on held-out wearers.

    Ctrl-C ends the search; the best settings so far are evaluated.

    Args:
        request: parameters of the run.
        report_progress: called with the current step, completed items, total items, and the lowest cost.

    Raises:
        SessionError: a session or its annotations are invalid, or no search is possible.
    """
    mode = mode_of(request.old)
    space = search_space(mode, request.only)
    with _read(request.files, request, READING, report_progress) as sessions:
        wearers = _WearerSessions(sessions, request.held_out)
        outcome = _searched(request, wearers, space, report_progress)
        if outcome.new is not None and outcome.moved and request.recorded:
            outcome = _with_recorded(outcome, outcome.new, request, report_progress)
        report_progress(EVALUATING, 1, 2, None)
        return replace(outcome, margins=wearers.narrowest_margins(outcome.best.tried))


def _read(
    files: Sequence[SessionFile], request: TuneRequest, what: str, report_progress: ProgressCallback
) -> Sessions:
    report_progress(what, 0, len(files), None)
    return Sessions(
        files,
        mode_of(request.old),
        request.jobs or os.cpu_count() or 1,
        lambda read: report_progress(what, read, len(files), None),
    )


def _with_recorded(
    outcome: Outcome, new: JudgedSettings, request: TuneRequest, report_progress: ProgressCallback
) -> Outcome:
    """The outcome with the miscounts of old and new settings on the recorded sessions."""
    with _read(request.recorded, request, RECORDED, report_progress) as recorded:

        def judged(before: JudgedSettings) -> JudgedSettings:
            tallies = recorded.tallies(before.tried, range(len(recorded.about)))
            by_session = {about.name: [one] for about, one in zip(recorded.about, tallies, strict=True)}
            return replace(before, recorded=WearerGroup(by_session))

        return replace(outcome, old=judged(outcome.old), new=judged(new))


def _searched(
    request: TuneRequest,
    wearers: _WearerSessions,
    space: tuple[Range, ...],
    report_progress: ProgressCallback,
) -> Outcome:
    """Evaluate the old settings, search, and evaluate the new settings; margins are not computed yet."""
    fixed_names = settings_read(mode_of(request.old)) - {one.name for one in space}
    fixed = {name: vars(request.old)[name] for name in fixed_names}
    name = study_name(space, fixed, wearers.digests(wearers.folds.tuned), wearers.folds.wearers_tuned_on)
    cost_function = _CostFunction(wearers, request, space)
    old = wearers.judge(TriedSettings(request.old, request.given | {"mode"}))
    found = search(
        space,
        cost_function,
        trials=request.trials,
        name=name,
        storage=request.storage,
        seed=request.seed,
        report_progress=lambda done, least: report_progress("trials", done, request.trials, least),
    )
    if found.values is None:
        return Outcome(wearers.folds, space, name, found, old, None, {}, [])
    pruned = prune(
        space, found.values, cost_function, lambda done, of: report_progress(PRUNING, done, of, None)
    )
    found = found._replace(interrupted=found.interrupted or pruned.interrupted)
    report_progress(EVALUATING, 0, 2, None)
    new = wearers.judge(_with(request, space, pruned.values))
    return Outcome(wearers.folds, space, name, found, old, new, pruned.worth, [])
