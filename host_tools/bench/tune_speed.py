"""Measures how many trials per second `heeldrive tune` makes on the sessions in the repository."""

from itertools import pairwise
from statistics import median
from time import perf_counter

from heeldrive import Settings
from heeldrive_lab.evaluation.sources import find_sessions
from heeldrive_lab.tune.run import TuneRequest, tune_on
from heeldrive_lab.util.paths import RECORDED_SESSIONS

TRIALS = 60


def trials_per_second() -> float:
    """Trials per second on all cores; the median, since the first trials load the compiled detector."""
    done_s: list[float] = []

    def on_progress(what: str, done: int, of: int, least: float | None) -> None:
        if what == "trials":
            done_s.append(perf_counter())

    tune_on(TuneRequest(find_sessions([RECORDED_SESSIONS]), Settings(), TRIALS, seed=1), on_progress)
    return 1 / median(after - before for before, after in pairwise(done_s))
