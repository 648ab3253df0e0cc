"""Measures how fast `heeldrive tune` is: on the sessions in the repository, and on ten hours of logs."""

from itertools import pairwise
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from heeldrive import Settings
from heeldrive_lab.evaluation.sources import find_sessions
from heeldrive_lab.tune.run import TuneRequest, tune_on
from heeldrive_lab.util.paths import RECORDED_SESSIONS

from bench.long_logs import write_logs

TRIALS = 60
HOURS, LONG_TRIALS = 10, 500


class TuningTime(NamedTuple):
    """Time of a whole tuning run: reading, trials, and judging.

    Attributes:
        session_s: total duration of the logs, s.
        trials: number of trials.
        took_s: time on all cores, s.
    """

    session_s: float
    trials: int
    took_s: float


def trials_per_second() -> float:
    """Trials per second on all cores; the median, since the first trials load the compiled detector."""
    done_s: list[float] = []

    def on_progress(what: str, done: int, of: int, least: float | None) -> None:
        if what == "trials":
            done_s.append(perf_counter())

    tune_on(TuneRequest(find_sessions([RECORDED_SESSIONS]), Settings(), TRIALS, seed=1), on_progress)
    return 1 / median(after - before for before, after in pairwise(done_s))


def tuning_time(hours: float = HOURS, trials: int = LONG_TRIALS) -> TuningTime:
    """Write logs with this total duration, and measure a tuning run on them."""
    with TemporaryDirectory() as name:
        _, session_s = write_logs(Path(name), hours)
        started = perf_counter()
        request = TuneRequest(find_sessions([Path(name)]), Settings(), trials, seed=1)
        found = tune_on(request, lambda *progress: None).found
        took_s = perf_counter() - started
    if found.trials != trials:
        raise RuntimeError(f"only {found.trials} trials of {trials} were made")
    return TuningTime(session_s, trials, took_s)
