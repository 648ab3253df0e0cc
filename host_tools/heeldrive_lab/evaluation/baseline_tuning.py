"""Tunes the peers on simulated sessions: `python -m heeldrive_lab.evaluation.baseline_tuning`.

Every combination of each peer's `GRID` is tried on workouts and on sessions of slow reps, half reps, lunges
in place, forward and with the sensor on the back leg, and of what must not count, all with seeds below 100.
The best F1 is taken, of equals the one with the most exact sets, and of these the one whose neighbours in the
grid do best: the middle of a plateau and not its edge. The scoreboard reports on other seeds and on
recordings of people.
"""

import json
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import product
from multiprocessing import get_context
from statistics import fmean
from time import perf_counter
from typing import Any

from heeldrive_lab.baselines import PEERS, TUNED, Peer, Signals
from heeldrive_lab.evaluation.scores import SessionScore, merge
from heeldrive_lab.evaluation.session_score import score_counted
from heeldrive_lab.evaluation.sources import Simulated
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.util.files import replacing

COMMAND = "python -m heeldrive_lab.evaluation.baseline_tuning"
WORKOUTS = 16
# Two of each, so that no peer learns that every lunge takes 3 s and begins at standing.
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
    """The signals, truth and length in ms of one session of the pool."""
    session = source.load()
    return Signals.of(session.header, session.table), session.truth, session.last_ms - session.first_ms


def score(peer: Peer, values: dict[str, float], pool: list[tuple[Signals, Annotations, int]]) -> SessionScore:
    """What a peer with these parameters makes of the pool."""
    parameters = peer.parameters(**values)
    scores = []
    for signals, truth, ms in pool:
        counted = [
            {"kind": "rep", "index": index, "start_ms": start_ms, "end_ms": end_ms}
            for index, (start_ms, end_ms) in enumerate(peer.count(signals, parameters), 1)
        ]
        scores.append(score_counted(counted, truth, ms))
    return merge(scores, peer.name)


def tune(peer: Peer, pool: list[tuple[Signals, Annotations, int]]) -> tuple[dict[str, float], SessionScore]:
    """The best combination of a peer's grid, and its score."""
    results = {
        place: score(peer, _values(peer, place), pool)
        for place in product(*(range(len(values)) for values in peer.grid.values()))
    }
    best = max(results, key=lambda place: _rank(place, results))
    return _values(peer, best), results[best]


def _values(peer: Peer, place: Place) -> dict[str, float]:
    return {name: values[at] for (name, values), at in zip(peer.grid.items(), place, strict=True)}


def _rank(place: Place, results: dict[Place, SessionScore]) -> tuple[float, int, float]:
    near = [results[other].f1 or 0.0 for other in _neighbours(place) if other in results]
    return results[place].f1 or 0.0, results[place].exact_sets, fmean(near) if near else 0.0


def _neighbours(place: Place) -> Iterator[Place]:
    for axis, at in enumerate(place):
        for other in (at - 1, at + 1):
            yield (*place[:axis], other, *place[axis + 1 :])


def main() -> None:
    """Tune every peer and write what was chosen."""
    started = perf_counter()
    told: dict[str, Any] = {"command": COMMAND, "parameters": {}}
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as workers:
        pool = list(workers.map(load, POOL))
        chosen = workers.map(_tune_at, range(len(PEERS)), [pool] * len(PEERS))
        for peer, (values, result) in zip(PEERS, chosen, strict=True):
            told["parameters"][peer.name] = values
            print(
                f"{peer.name}: F1 {result.f1 or 0:.3f}, {result.matched} of {result.true} found,"
                f" {result.false} false, {result.exact_sets} of {len(result.sets)} sets exact; {values}",
                flush=True,
            )
    with replacing(TUNED) as file:
        file.write(json.dumps(told, indent=1) + "\n")
    print(f"{len(pool)} sessions, {perf_counter() - started:.0f} s")


def _tune_at(
    index: int, pool: list[tuple[Signals, Annotations, int]]
) -> tuple[dict[str, float], SessionScore]:
    # By index: a peer holds functions and a grid, which another process has already.
    return tune(PEERS[index], pool)


if __name__ == "__main__":
    main()
