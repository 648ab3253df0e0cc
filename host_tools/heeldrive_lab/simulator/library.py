"""The simulated sessions by name: those in recorded_sessions/, and more that are made on demand."""

import tomllib
from dataclasses import replace
from pathlib import Path

from heeldrive_lab.simulator.spec import Spec, spec_from_table
from heeldrive_lab.simulator.workouts import workout_spec

_ON_DEMAND = """
[stairs_and_jog]
about = "stairs up and a jog"
seed = 18
do = [
    { activity = "stand", seconds = [4, 6] },
    { activity = "stairs_up", seconds = 12 },
    { activity = "stand", seconds = [2, 4] },
    { activity = "stairs_up", seconds = 12 },
    { activity = "stand", seconds = [2, 4] },
    { activity = "stairs_up", seconds = 12 },
    { activity = "stand", seconds = [2, 4] },
    { activity = "jogging", seconds = 30 },
    { activity = "stand", seconds = [3, 5] },
]

[split_squat_set]
about = "8 lunges in place, never back to standing"
seed = 23
do = [
    { activity = "stand", seconds = [5, 7] },
    { activity = "split_squat", reps = 8 },
    { activity = "stand", seconds = [5, 8] },
]
"""


def _specs(text: str) -> dict[str, Spec]:
    return {name: spec_from_table(table) for name, table in tomllib.loads(text).items()}


# Kept in recorded_sessions/; names with a folder must not be counted.
LIBRARY = _specs(Path(__file__).with_name("library.toml").read_text("utf-8"))
# Made on demand only; with each seed `workout` is another workout.
MORE = _specs(_ON_DEMAND) | {
    "quick_sits": LIBRARY["must_not_count/quick_sits"],
    "workout": workout_spec(21),
}


def spec_of(name: str, seed: int | None = None) -> Spec:
    """The spec of a named session.

    Args:
        name: a key of `LIBRARY` or `MORE`.
        seed: instead of the kept one.

    Raises:
        ValueError: no session has this name.
    """
    if name == "workout" and seed is not None:
        return workout_spec(seed)
    spec = {**LIBRARY, **MORE}.get(name)
    if spec is None:
        raise ValueError(f"unknown session {name!r}; the sessions are {', '.join({**LIBRARY, **MORE})}")
    return spec if seed is None else replace(spec, seed=seed)
