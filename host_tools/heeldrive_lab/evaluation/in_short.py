"""The first table of docs/accuracy.md: what a wearer asks, in a few rows."""

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
from heeldrive_lab.evaluation.sheets import Sheet


def _row(what: str, mode: str, measure: Measure, *groups: str) -> UnseenRow:
    return UnseenRow(what, mode, "", (MeasuredSet("", in_group(*groups), measure),))


EXERCISES = (CMU, MOCAP, UTD)
ROWS = (
    _row("people: lunges with the sensor leg in front", SENSOR_LEG, reps(" (front leg)", 0.0), *EXERCISES),
    _row("people: lunges with either leg in front", BOTH_LEGS, reps(" leg)", 0.0), *EXERCISES),
    _row("people: daily life and sport without lunges", SENSOR_LEG, false_in_hours, *QUIET_SETS),
    _row("people: squats, sit-to-stands and other exercises", SENSOR_LEG, counted_cycles, *EXERCISES),
    *(
        _row(
            f"simulated: hard workouts, {words}",
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


def in_short_sheet(evidence: Evidence) -> Sheet:
    """One row for each question: sessions, mode, whether they were seen, our result, the best baseline's."""
    columns = ("sessions", "mode", "in development", "heeldrive", "best baseline")
    rows = [
        (what, mode, seen, ours, best)
        for row in ROWS
        for what, mode, _, _, seen, ours, best in measured_rows(evidence, row)
    ]
    return Sheet("In short", columns, tuple(rows), text_columns=len(columns))
