"""Whole workouts drawn from a seed: two or three sets, and what happens between them."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from heeldrive_lab.simulator.activities import PlannedActivity
from heeldrive_lab.simulator.spec import Spec

MODES = ("front", "back", "alternating")
# Activities between the sets of a hard workout, all equally likely.
HARD_RESTS: tuple[dict[str, Any], ...] = (
    {"activity": "stairs_up", "seconds": (8.0, 14.0)},
    {"activity": "stairs_down", "seconds": (8.0, 14.0)},
    {"activity": "jogging", "seconds": (8.0, 16.0)},
    {"activity": "marching", "seconds": (8.0, 14.0), "lift": (1.0, 1.45)},
    {"activity": "jump", "reps": 6},
    {"activity": "fidget", "seconds": (5.0, 12.0)},
    {"activity": "sit", "seconds": (1.0, 12.0)},
    {"activity": "kneel", "seconds": (5.0, 10.0)},
    {"activity": "pick_up", "reps": 2},
    {"activity": "raise_knee", "reps": 3},
)


def workout_spec(
    seed: int,
    *,
    mode: str = "front",
    hard: bool = False,
    data_sheet_errors: bool = False,
    rate_hz: int = 104,
) -> Spec:
    """A random workout of 2 or 3 sets of 6 to 12 backward lunges.

    Args:
        seed: the same seed gives the same workout.
        mode: place of the sensor leg in the lunges, one of `MODES`.
        hard: add stairs, jogging, marching, jumping, half reps, kneeling and more between the sets.
        data_sheet_errors: draw the sensor's errors as large as its data sheet has them; the wearer and the
            workout stay the same.
        rate_hz: nominal output data rate.
    """
    rng = np.random.default_rng([seed, 5])
    planned: list[dict[str, Any]] = [_still(3.0, 6.0)]
    if rng.random() < 0.7:
        planned.append({"activity": "walking", "seconds": float(rng.uniform(6.0, 15.0))})
    sets = int(rng.integers(2, 4))
    slower = float(rng.uniform(0.85, 1.3))
    for number in range(sets):
        planned.append(_still(2.5, 5.0))
        planned += _set(rng, mode, hard, slower)
        planned.append(_still(2.0, 5.0))
        if number < sets - 1:
            planned += _rest(rng, hard)
    planned.append(_still(6.0, 10.0))
    entries = tuple(
        PlannedActivity(
            activity["activity"], {name: value for name, value in activity.items() if name != "activity"}
        )
        for activity in planned
    )
    kind = "hard" if hard else "easy"
    tables = {"chip": {"errors": "data_sheet"}} if data_sheet_errors else {}
    return Spec(entries, seed, rate_hz, about=f"{kind} workout, sensor leg {mode}", tables=tables)


def _still(low: float, high: float) -> dict[str, Any]:
    return {"activity": "stand", "seconds": (low, high)}


def _set(rng: np.random.Generator, mode: str, hard: bool, slower: float) -> Iterator[dict[str, Any]]:
    """A set; in a hard workout half reps may interrupt it."""
    lunge = {
        "activity": "backward_lunge",
        "leg": mode,
        "tempo": (0.92 * slower, 1.08 * slower),
        "hold_s": (0.0, float(rng.uniform(0.1, 0.8))),
        "fatigue": float(rng.uniform(0.0, 0.6)),
        "wobble": float(rng.uniform(0.7, 1.6)),
    }
    left = int(rng.integers(6, 13))
    for _ in range(int(rng.integers(0, 3)) if hard else 0):
        first = int(rng.integers(1, max(left - 1, 2)))
        yield lunge | {"reps": first}
        yield {"activity": "half_lunge", "leg": "front" if mode == "alternating" else mode}
        left -= first
    if left > 0:
        yield lunge | {"reps": left}


def _rest(rng: np.random.Generator, hard: bool) -> Iterator[dict[str, Any]]:
    """Activities between two sets: walking and sitting, in a hard workout many others."""
    yield {"activity": "walking", "seconds": float(rng.uniform(6.0, 25.0))}
    if rng.random() < 0.6:
        yield _still(1.0, 3.0)
        yield {"activity": "sit", "seconds": float(rng.uniform(10.0, 30.0))}
    chosen = rng.choice(len(HARD_RESTS), size=int(rng.integers(2, 5)), replace=False) if hard else ()
    for index in chosen:
        yield _still(1.0, 4.0)
        yield HARD_RESTS[int(index)]
    if rng.random() < 0.5:
        yield {"activity": "fidget", "seconds": float(rng.uniform(4.0, 10.0))}
    yield _still(4.0, 8.0)
