"""The beginning of docs/accuracy.md: what a wearer asks, in a few lines."""

from collections.abc import Iterator

from heeldrive_lab.evaluation.evidence import Evidence
from heeldrive_lab.evaluation.fresh_workouts import KinematicWorkout, workouts_group
from heeldrive_lab.evaluation.goal_measures import (
    Measure,
    counted_cycles,
    false_in_hours,
    reps,
    workout_counts,
)
from heeldrive_lab.evaluation.modes import BOTH_LEGS, SENSOR_LEG
from heeldrive_lab.evaluation.never_seen import (
    CMU,
    MOCAP,
    QUIET_SETS,
    UTD,
    MeasuredSet,
    UnseenRow,
    in_group,
    measured_rows,
)


def _row(what: str, mode: str, measure: Measure, *groups: str) -> UnseenRow:
    return UnseenRow(what, mode, "", (MeasuredSet("", in_group(*groups), measure),))


EXERCISES = (CMU, MOCAP, UTD)
ROWS = (
    _row("People: lunges with the sensor leg in front", SENSOR_LEG, reps(" (front leg)", 0.0), *EXERCISES),
    _row("People: lunges with either leg in front", BOTH_LEGS, reps(" leg)", 0.0), *EXERCISES),
    _row("People: daily life and sport without lunges", SENSOR_LEG, false_in_hours, *QUIET_SETS),
    _row("People: squats, sit-to-stands and other exercises", SENSOR_LEG, counted_cycles, *EXERCISES),
    *(
        _row(
            f"Simulated: hard workouts, {words}",
            mode,
            workout_counts,
            workouts_group(KinematicWorkout.simulator, leg),
        )
        for words, mode, leg in (
            ("sensor leg in front", SENSOR_LEG, "front"),
            ("legs in turn", BOTH_LEGS, "alternating"),
        )
    ),
)


def in_short(evidence: Evidence) -> Iterator[str]:
    """A line of Markdown for each question: sessions, mode, whether seen, our result, the best baseline's."""
    for row in ROWS:
        for what, mode, _, _, seen, ours, best in measured_rows(evidence, row):
            about = f"`{mode}`, {seen} in development" if seen else f"`{mode}`"
            yield f"- {what} ({about}): **{ours}**" + (f"; {best}" if best else "")
