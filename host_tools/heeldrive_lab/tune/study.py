"""The search itself: an Optuna study, which may go on later and be shared by many processes and machines."""

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
from heeldrive_lab.tune.interrupt import CtrlC, ctrl_c
from heeldrive_lab.tune.space import Range, Values, default_values
from heeldrive_lab.tune.storage import open_storage

# The share of the trials that importance is told by: what sets the best tenth apart from the rest.
BEST_SHARE = 0.1
# With fewer trials the best tenth is a trial or two, and says nothing.
TRIALS_FOR_IMPORTANCE = 20
MISCOUNTS = "miscounts"


class Price(NamedTuple):
    """What settings cost: the miscounts alone, and with the pull towards the defaults."""

    miscounts: float
    total: float


class Found(NamedTuple):
    """What a search came to.

    Attributes:
        values: of the best trial; None when not one was finished.
        trials: finished in the study, by whomever.
        interrupted: whether the user stopped it.
        importance: by setting, shares of 1, the largest first; empty where that cannot be told.
    """

    values: Values | None
    trials: int
    interrupted: bool
    importance: dict[str, float]


def study_name(space: Sequence[Range], fixed: Mapping[str, int | str], digests: Sequence[str]) -> str:
    """One name for one question: the same detector, sessions, truth, ranges, other settings and weights.

    Trials of two questions cannot be held against each other, so each has a study of its own, even in one
    storage; whoever asks the same one joins.

    Args:
        space: what is searched.
        fixed: the settings that the detector reads beside, the mode among them.
        digests: of the sessions tuned on.
    """
    detector = Path(heeldrive.__file__).parent
    digest = sha256(repr((tuple(space), sorted(fixed.items()), sorted(digests), WEIGHTS)).encode())
    for file in sorted(detector.glob("*.py")):
        digest.update(file.read_bytes())
    return f"heeldrive {digest.hexdigest()[:16]}"


def search(
    space: Sequence[Range],
    price_of: Callable[[Mapping[str, int]], Price],
    *,
    trials: int,
    name: str,
    storage: str | None = None,
    seed: int | None = None,
    told: Callable[[int, float | None], None],
) -> Found:
    """Try settings until the study has enough trials, or until the user stops it.

    Args:
        space: what to search.
        price_of: what settings cost.
        trials: how many the study is to have in the end, those of before and of others counted.
        name: of the study.
        storage: where it is kept; see `open_storage`.
        seed: makes a search the same again, as long as nobody else works on the study.
        told: called with the number of finished trials and the least cost, before each and at the end.

    Raises:
        TuneError: the storage cannot be opened, or fails later.
    """
    try:
        with open_storage(storage) as opened, ctrl_c() as stop:
            return _search(space, price_of, trials, name, opened, seed, told, stop)
    except (StorageInternalError, TimeoutError) as error:
        raise TuneError(
            "the study's storage does not answer any more; what it holds is kept: start again to go on"
        ) from error


def _search(
    space: Sequence[Range],
    price_of: Callable[[Mapping[str, int]], Price],
    trials: int,
    name: str,
    storage: BaseStorage | None,
    seed: int | None,
    told: Callable[[int, float | None], None],
    stop: CtrlC,
) -> Found:
    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        study_name=name,
        storage=storage,
        sampler=optuna.samplers.TPESampler(seed=seed),
        load_if_exists=True,
    )
    distributions = {one.name: IntDistribution(one.low, one.high, step=one.step) for one in space}
    # The defaults are tried first: what is found is no worse than they are.
    study.enqueue_trial(default_values(space), skip_if_exists=True)
    trial = None
    try:
        while len(done := _finished(study)) < trials and not stop.pressed:
            told(len(done), _least(done))
            trial = study.ask(distributions)  # type: ignore[arg-type] # a dict's values are invariant
            with stop.at_once():
                price = price_of(trial.params)
            trial.set_user_attr(MISCOUNTS, price.miscounts)
            study.tell(trial, price.total)
    except KeyboardInterrupt:
        stop.pressed = True
        if trial is not None:
            # Else others who share the study would keep away from where this one seems to be at work.
            study.tell(trial, state=TrialState.FAIL, skip_if_finished=True)
        done = _finished(study)
    told(len(done), _least(done))
    best = min(done, key=lambda one: (one.value, one.number), default=None)
    return Found(
        None if best is None else {one.name: int(best.params[one.name]) for one in space},
        len(done),
        stop.pressed,
        _importance(study, done),
    )


def _finished(study: optuna.Study) -> list[FrozenTrial]:
    return study.get_trials(deepcopy=False, states=(TrialState.COMPLETE,))


def _least(done: Sequence[FrozenTrial]) -> float | None:
    return min((one.value for one in done if one.value is not None), default=None)


def _importance(study: optuna.Study, done: Sequence[FrozenTrial]) -> dict[str, float]:
    """By PED-ANOVA (Watanabe, Bansal and Hutter, IJCAI 2023), told by the miscounts without the pull.

    It asks how differently a setting is spread among the best tenth of the trials and among all of them:
    what matters for getting to the good end. fANOVA and forests explain the cost over the whole range, and
    so mostly what makes the bad end bad.
    """
    costs = sorted(one.user_attrs[MISCOUNTS] for one in done)
    # No setting mattered where the best tenth is as bad as the worst.
    if len(done) < TRIALS_FOR_IMPORTANCE or costs[ceil(BEST_SHARE * len(costs)) - 1] == costs[-1]:
        return {}
    evaluator = PedAnovaImportanceEvaluator(target_quantile=BEST_SHARE)
    with warnings.catch_warnings():
        # It reminds of low being good, which a cost is.
        warnings.filterwarnings("ignore", "PedAnovaImportanceEvaluator computes", UserWarning)
        return get_param_importances(study, evaluator=evaluator, target=lambda one: one.user_attrs[MISCOUNTS])
