"""The search: an Optuna study, which can be resumed, and shared by several processes and machines."""

import warnings
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from math import ceil
from pathlib import Path
from typing import NamedTuple

import heeldrive
import optuna
from optuna.distributions import IntDistribution
from optuna.exceptions import StorageInternalError
from optuna.importance import PedAnovaImportanceEvaluator, get_param_importances
from optuna.storages import BaseStorage
from optuna.trial import FrozenTrial, TrialState

from heeldrive_lab.tune.cost import WEIGHTS
from heeldrive_lab.tune.errors import TuneError
from heeldrive_lab.tune.interrupt import InterruptGuard, guard_interrupts
from heeldrive_lab.tune.space import Range, Values, default_values
from heeldrive_lab.tune.storage import open_storage
from heeldrive_lab.util.terminal_tables import how_many

# Importance compares the best tenth of the trials with all trials.
BEST_SHARE = 0.1
# With fewer trials, the best tenth is one trial, which is not enough to compare.
TRIALS_FOR_IMPORTANCE = 20
MISCOUNTS = "miscounts"
NAMED = 3  # settings in the name of a study; more are counted


class SettingsCost(NamedTuple):
    """Cost of settings: `miscounts` alone, and `total` with the penalty."""

    miscounts: float
    total: float


class SearchResult(NamedTuple):
    """Result of a search.

    Attributes:
        values: settings of the best trial; None if no trial finished.
        trials: number of finished trials in the study, including those of other processes.
        interrupted: whether the user stopped the search.
        importance: share of each setting, sum 1, the largest first; empty if it cannot be computed.
    """

    values: Values | None
    trials: int
    interrupted: bool
    importance: dict[str, float]


def study_name(
    space: Sequence[Range], fixed: Mapping[str, int | str], digests: Sequence[str], wearers: int
) -> str:
    """A name that identifies the detector, sessions, annotations, ranges, fixed settings and weights.

    Costs are comparable only if all of these are the same. So searches that differ use separate studies in
    the same storage, and equal searches share one. The name says in words what is searched, for people who
    look at the storage in optuna-dashboard; it contains no name of a file or a person.

    Args:
        space: the ranges to search.
        fixed: the other settings that the detector reads, including the mode.
        digests: digests of the sessions tuned on.
        wearers: number of wearers tuned on.
    """
    detector = Path(heeldrive.__file__).parent
    digest = sha256(repr((tuple(space), sorted(fixed.items()), sorted(digests), wearers, WEIGHTS)).encode())
    for file in sorted(detector.glob("*.py")):
        digest.update(file.read_bytes())
    searched = [one.name for one in space]
    what = ", ".join(searched) if len(searched) <= NAMED else f"{len(searched)} thresholds"
    where = f"{how_many(len(digests), 'session')} of {how_many(wearers, 'wearer')}"
    return f"heeldrive: {what} on {where} ({digest.hexdigest()[:12]})"


def search(
    space: Sequence[Range],
    evaluate: Callable[[Mapping[str, int]], SettingsCost],
    *,
    trials: int,
    name: str,
    storage: str | None = None,
    seed: int | None = None,
    report_progress: Callable[[int, float | None], None],
) -> SearchResult:
    """Run trials until the study has enough of them or the user stops the search.

    Args:
        space: the ranges to search.
        evaluate: returns the cost of settings.
        trials: total number of trials in the study, including earlier ones and those of other processes.
        name: name of the study.
        storage: file or database of the study; see `open_storage`.
        seed: makes the search repeatable if no other process works on the study.
        report_progress: called with the number of finished trials and the lowest cost, before each trial and
            at the end.

    Raises:
        TuneError: the storage cannot be opened, or fails during the search.
    """
    try:
        with open_storage(storage) as opened, guard_interrupts() as guard:
            return _search(space, evaluate, trials, name, opened, seed, report_progress, guard)
    except (StorageInternalError, TimeoutError) as error:
        raise TuneError(
            "the storage no longer responds; finished trials are kept: run the command again to continue"
        ) from error


def _search(
    space: Sequence[Range],
    evaluate: Callable[[Mapping[str, int]], SettingsCost],
    trials: int,
    name: str,
    storage: BaseStorage | None,
    seed: int | None,
    report_progress: Callable[[int, float | None], None],
    guard: InterruptGuard,
) -> SearchResult:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        study_name=name,
        storage=storage,
        sampler=optuna.samplers.TPESampler(seed=seed),
        load_if_exists=True,
    )
    distributions = {one.name: IntDistribution(one.low, one.high, step=one.step) for one in space}
    # The first trial is the defaults, so that the result is never worse.
    study.enqueue_trial(default_values(space), skip_if_exists=True)
    trial = None
    try:
        while len(done := _finished(study)) < trials and not guard.requested:
            report_progress(len(done), _least(done))
            trial = study.ask(distributions)  # type: ignore[arg-type] # dict is invariant
            with guard.interruptible():
                cost = evaluate(trial.params)
            trial.set_user_attr(MISCOUNTS, cost.miscounts)
            study.tell(trial, cost.total)
    except KeyboardInterrupt:
        guard.requested = True
        if trial is not None:
            # A running trial would keep other processes away from these settings.
            study.tell(trial, state=TrialState.FAIL, skip_if_finished=True)
        done = _finished(study)
    report_progress(len(done), _least(done))
    best = min(done, key=lambda one: (one.value, one.number), default=None)
    return SearchResult(
        None if best is None else {one.name: int(best.params[one.name]) for one in space},
        len(done),
        guard.requested,
        _importance(study, done),
    )


def _finished(study: optuna.Study) -> list[FrozenTrial]:
    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))


def _least(done: Sequence[FrozenTrial]) -> float | None:
    return min((one.value for one in done if one.value is not None), default=None)


def _importance(study: optuna.Study, done: Sequence[FrozenTrial]) -> dict[str, float]:
    """Importance by PED-ANOVA (Watanabe, Bansal and Hutter, IJCAI 2023), from miscounts without the penalty.

    PED-ANOVA compares the distribution of a setting in the best tenth of the trials with that in all trials.
    So it shows what leads to low costs. fANOVA and random forests explain the cost over the whole range,
    which is mostly what leads to high costs.
    """
    costs = sorted(one.user_attrs[MISCOUNTS] for one in done)
    # If the best tenth is as bad as the worst trial, no setting mattered.
    if len(done) < TRIALS_FOR_IMPORTANCE or costs[ceil(BEST_SHARE * len(costs)) - 1] == costs[-1]:
        return {}
    evaluator = PedAnovaImportanceEvaluator(target_quantile=BEST_SHARE)
    with warnings.catch_warnings():
        # The warning says that lower values are taken as better, which is true for a cost.
        warnings.filterwarnings("ignore", "PedAnovaImportanceEvaluator computes", UserWarning)
        return get_param_importances(study, evaluator=evaluator, target=lambda one: one.user_attrs[MISCOUNTS])
