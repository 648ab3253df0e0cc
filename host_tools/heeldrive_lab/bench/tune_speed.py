"""How many settings a second `heeldrive tune` tries on the sessions kept in the repository."""

from time import perf_counter

from heeldrive import Settings

from heeldrive_lab.paths import RECORDED_SESSIONS
from heeldrive_lab.scoreboard.sources import find_sessions
from heeldrive_lab.tune.run import Order, tune_on

TRIALS = 60


def trials_per_second() -> float:
    """Trials a second on all cores, with reading the sessions and judging the result left out."""
    done_s: list[float] = []

    def told(what: str, done: int, of: int, least: float | None) -> None:
        if what == "trials":
            done_s.append(perf_counter())

    tune_on(Order(find_sessions([RECORDED_SESSIONS]), Settings(), TRIALS, seed=1), told)
    return (len(done_s) - 1) / (done_s[-1] - done_s[0])
