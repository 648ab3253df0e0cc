"""Tunes the baselines on simulated sessions: `python -m heeldrive_lab.evaluation.baseline_tuning`.

Every combination of each baseline's `GRID` is tried on workouts, on sessions of slow reps, half reps, lunges
in place, forward lunges and lunges with the sensor leg in back, and on activities that must not count, all
with seeds below 100. The best F1 wins; ties are broken by the number of exact sets, then by the mean F1 of
the neighbours in the grid, which prefers the middle of a plateau to its edge. The evaluation uses other seeds
and recordings of people.
"""

import json
from collections.abc import Iterator
from itertools import product
from statistics import fmean
from time import perf_counter
from typing import Any

from heeldrive_lab.baselines import BASELINES, TUNED, Baseline, Signals
from heeldrive_lab.evaluation.scores import SessionScore, merge
from heeldrive_lab.evaluation.session_score import score_counted
from heeldrive_lab.evaluation.sources import Simulated
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.util.files import replacing
from heeldrive_lab.util.parallel import process_pool

COMMAND = "python -m heeldrive_lab.evaluation.baseline_tuning"
WORKOUTS = 16
# Two of each, so that no baseline is tuned to lunges of 3 s that begin in standing only.
OTHERS = (
    "slow_reps",
    "half_reps_in_a_set",
    "split_squat_set",
    "back_leg_set",
    "alternating_set",
    "forward_lunges",
    "must_not_count/walk_only",
    "must_not_count/sit_and_stand",
    "quick_sits",
    "stairs_and_jog",
)
POOL = [Simulated(seed) for seed in range(WORKOUTS)]
POOL += [Simulated(seed, kind) for kind in OTHERS for seed in (50, 51)]

Place = tuple[int, ...]


def load(source: Simulated) -> tuple[Signals, Annotations, int]:
    """Signals, annotations and duration, ms, of one session of the pool."""
    session = source.load()
    return (
        Signals.from_counts(session.header, session.table),
        session.annotations,
        session.last_ms - session.first_ms,
    )


def score(
    baseline: Baseline, values: dict[str, float], pool: list[tuple[Signals, Annotations, int]]
) -> SessionScore:
    """Score a baseline with these parameters on the pool."""
    parameters = baseline.parameters(**values)
    scores = []
    for signals, annotations, ms in pool:
        counted = [
            {"kind": "rep", "index": index, "start_ms": start_ms, "end_ms": end_ms}
            for index, (start_ms, end_ms) in enumerate(baseline.count(signals, parameters), 1)
        ]
        scores.append(score_counted(counted, annotations, ms))
    return merge(scores, baseline.name)


def tune(
    baseline: Baseline, pool: list[tuple[Signals, Annotations, int]]
) -> tuple[dict[str, float], SessionScore]:
    """Find the best combination in a baseline's grid; returns its values by name, and its score."""
    results = {
        place: score(baseline, _values(baseline, place), pool)
        for place in product(*(range(len(values)) for values in baseline.grid.values()))
    }
    best = max(results, key=lambda place: _rank(place, results))
    return _values(baseline, best), results[best]


def _values(baseline: Baseline, place: Place) -> dict[str, float]:
    return {name: values[at] for (name, values), at in zip(baseline.grid.items(), place, strict=True)}


def _rank(place: Place, results: dict[Place, SessionScore]) -> tuple[float, int, float]:
    near = [results[other].f1 or 0.0 for other in _neighbours(place) if other in results]
    return results[place].f1 or 0.0, results[place].exact_sets, fmean(near) if near else 0.0


def _neighbours(place: Place) -> Iterator[Place]:
    for axis, at in enumerate(place):
        for other in (at - 1, at + 1):
            yield (*place[:axis], other, *place[axis + 1 :])


def main() -> None:
    """Tune every baseline and write the chosen parameters."""
    started = perf_counter()
    text: dict[str, Any] = {"command": COMMAND, "parameters": {}}
    with process_pool() as workers:
        pool = list(workers.map(load, POOL))
        chosen = workers.map(_tune_at, range(len(BASELINES)), [pool] * len(BASELINES))
        for baseline, (values, result) in zip(BASELINES, chosen, strict=True):
            text["parameters"][baseline.name] = values
            print(
                f"{baseline.name}: F1 {result.f1 or 0:.3f}, {result.matched} of {result.true} found,"
                f" {result.false} false, {result.exact_sets} of {len(result.sets)} sets exact; {values}",
                flush=True,
            )
    with replacing(TUNED) as file:
        file.write(json.dumps(text, indent=1) + "\n")
    print(f"{len(pool)} sessions, {perf_counter() - started:.0f} s")


def _tune_at(
    index: int, pool: list[tuple[Signals, Annotations, int]]
) -> tuple[dict[str, float], SessionScore]:
    # By index: a baseline holds functions, which the other process has imported already.
    return tune(BASELINES[index], pool)


if __name__ == "__main__":
    main()
