"""How many settings a second `heeldrive tune` tries on the sessions kept in the repository."""

from itertools import pairwise
from statistics import median
from time import perf_counter

from heeldrive import Settings
from heeldrive_lab.evaluation.sources import find_sessions
from heeldrive_lab.tune.run import TuneRequest, tune_on
from heeldrive_lab.util.paths import RECORDED_SESSIONS

TRIALS = 60


def trials_per_second() -> float:
    """Trials a second on all cores, by the median trial: the first ones also load the compiled detector."""
    done_s: list[float] = []

    def told(what: str, done: int, of: int, least: float | None) -> None:
        if what == "trials":
            done_s.append(perf_counter())

    tune_on(TuneRequest(find_sessions([RECORDED_SESSIONS]), Settings(), TRIALS, seed=1), told)
    return 1 / median(after - before for before, after in pairwise(done_s))
