"""One line for each wearer: who, when, how much, how deep, how fast, and how the last workout compares."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from heeldrive_lab.report.sets import LegMetrics, merged_legs
from heeldrive_lab.report.workout import Workout


@dataclass(frozen=True)
class Overview:
    """One wearer at a glance; depth and tempo are those of the leg with most reps.

    Attributes:
        name: name of the wearer; empty if it is not known.
        workouts, sets, reps: their numbers.
        last: start of the last workout with a date; None if none has one.
        last_reps: reps of that workout.
        last_load_kg, last_rpe: its load and effort; None if they are not known.
        depth_deg: mean depth of all reps; None for the back leg.
        length_ms: mean duration of a rep, ms; None without reps.
        best_set_reps: reps of the longest set.
        best_workout_reps: reps of the longest workout.
        reps_change, depth_change_deg, length_change_ms: the last workout with a date, less the mean of those
            before; None if there are none.
    """

    name: str
    workouts: int
    sets: int
    reps: int
    last: datetime | None
    last_reps: int | None
    last_load_kg: float | None
    last_rpe: float | None
    depth_deg: float | None
    length_ms: float | None
    best_set_reps: int
    best_workout_reps: int
    reps_change: float | None
    depth_change_deg: float | None
    length_change_ms: float | None


def overview_of(name: str, dated: Sequence[Workout], undated: Sequence[Workout]) -> Overview:
    """The overview of one wearer.

    Args:
        name: name of the wearer; empty if it is not known.
        dated: workouts with a date, the oldest first.
        undated: the other workouts.
    """
    workouts = [*dated, *undated]
    leg = _main_leg(workouts)
    last, before = dated[-1:], dated[:-1]
    now = _leg_like(leg, last) if before else None
    then = _leg_like(leg, before)
    return Overview(
        name,
        len(workouts),
        sum(len(workout.sets) for workout in workouts),
        sum(len(workout.reps) for workout in workouts),
        last[0].started if last else None,
        len(last[0].reps) if last else None,
        last[0].training.load_kg if last else None,
        last[0].training.rpe if last else None,
        leg.depth_deg if leg else None,
        leg.length_ms if leg else None,
        max((one.reps for workout in workouts for one in workout.sets), default=0),
        max((len(workout.reps) for workout in workouts), default=0),
        len(last[0].reps) - sum(len(workout.reps) for workout in before) / len(before) if before else None,
        now.depth_deg - then.depth_deg
        if now and then and now.depth_deg is not None and then.depth_deg is not None
        else None,
        now.length_ms - then.length_ms if now and then else None,
    )


def _main_leg(workouts: Sequence[Workout]) -> LegMetrics | None:
    legs = merged_legs(leg for workout in workouts for leg in workout.legs)
    return max(legs, key=lambda leg: leg.reps, default=None)


def _leg_like(leg: LegMetrics | None, workouts: Sequence[Workout]) -> LegMetrics | None:
    """The same leg over some workouts."""
    found = merged_legs(one for workout in workouts for one in workout.legs)
    return next((one for one in found if leg and one.side == leg.side), None)
