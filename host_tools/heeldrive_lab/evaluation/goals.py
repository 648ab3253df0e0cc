"""The detector's goals and its results, as one table.

The project set the goals before the detector was complete. Each is compared with a measurement in the mode
that it names.
"""

from collections.abc import Iterator
from typing import NamedTuple

from heeldrive_lab.evaluation.evidence import Evidence, scores_of
from heeldrive_lab.evaluation.fresh_workouts import LEGS, MODE_OF, SIMULATORS, workouts_group
from heeldrive_lab.evaluation.goal_measures import (
    ABSENT,
    Measure,
    exact_sessions,
    false_rates,
    found_and_false,
    no_false_reps,
    phases,
    reps,
    workouts,
)
from heeldrive_lab.evaluation.goals_everywhere import peers_rows, robustness_rows, yes
from heeldrive_lab.evaluation.modes import BOTH_LEGS, MODES, SENSOR_LEG
from heeldrive_lab.evaluation.never_seen import CMU, MOCAP, QUIET_SETS, UTD, Wanted, in_group
from heeldrive_lab.evaluation.run import OURS
from heeldrive_lab.evaluation.scores import merge
from heeldrive_lab.evaluation.seated_starts import STARTS
from heeldrive_lab.evaluation.seen import STUDY_WORKOUTS, seen_word
from heeldrive_lab.evaluation.sheets import Sheet

COLUMNS = ("sessions", "mode", "in development", "goal", "measured", "reached", "best baseline")
SPLIT_STANCE = "inline_lunge_split_squat"


class Goal(NamedTuple):
    """One goal.

    Attributes:
        name: the sessions it is for.
        mode: the detector's mode.
        text: the goal in words.
        wanted: which sessions they are.
        measure: what is measured, and whether it reaches the goal.
    """

    name: str
    mode: str
    text: str
    wanted: Wanted
    measure: Measure


def _workout_goals() -> Iterator[Goal]:
    study = in_group(STUDY_WORKOUTS)
    text = "99% found, 11 of 12 right, 0 false"
    yield Goal(STUDY_WORKOUTS, SENSOR_LEG, text, study, found_and_false(0.99, 0.0, 11 / 12))
    text = "95% found, at most 1% false"
    yield Goal(STUDY_WORKOUTS, BOTH_LEGS, text, study, found_and_false(0.95, 0.01, 0.0))
    for leg in LEGS:
        f1, exact = (0.998, 0.97) if leg == "front" else (0.98, 0.80)
        for simulator in SIMULATORS:
            group = workouts_group(simulator.simulator, leg)
            text = f"F1 {f1:g}, {exact:.0%} right"
            yield Goal(group, MODE_OF[leg], text, in_group(group), workouts(f1, exact))


def _people_goals() -> Iterator[Goal]:
    def goal(group: str, mode: str, text: str, measure: Measure) -> Goal:
        return Goal(group, mode, text, in_group(group), measure)

    yield goal(CMU, SENSOR_LEG, "all 10 in front", reps(" (front leg)", 1.0))
    yield goal(MOCAP, SENSOR_LEG, "49 of 51 in front", reps(" (front leg)", 49 / 51))
    yield goal(UTD, BOTH_LEGS, "19 of 20 in back", reps(" (back leg)", 19 / 20))
    yield goal(MOCAP, BOTH_LEGS, "split stance: 42 of 44 in back", reps(" (back leg)", 42 / 44, SPLIT_STANCE))
    for mode, in_all in ((SENSOR_LEG, 0.3), (BOTH_LEGS, 0.6)):
        text = f"{in_all:g} false per hour, 4 in any activity"
        for group in QUIET_SETS:
            yield goal(group, mode, text, false_rates(in_all, 4.0))
    for group in (UTD, MOCAP):
        for mode in MODES:
            yield goal(group, mode, "walk, jog, sit-to-stand, stand-to-sit: 0 false", no_false_reps)


def goals_sheet(evidence: Evidence) -> Sheet:
    """One row per goal: sessions, mode, whether they were seen, goal, measured, reached, best baseline."""
    rows = [_row(evidence, goal) for goal in (*_workout_goals(), *_people_goals())]
    rows += [*peers_rows(evidence), *robustness_rows(evidence), *_starts(evidence), *_phases(evidence)]
    rows.append(
        ("knee travel, simulated", "", "", "2 cm nominal, 4 cm harsh", "[Heel drive](heel-drive.md)", "", "")
    )
    return Sheet("Goals", COLUMNS, tuple(rows), text_columns=len(COLUMNS))


def _row(evidence: Evidence, goal: Goal) -> tuple[str, ...]:
    results = evidence.chosen(goal.mode, goal.wanted)
    if not results:
        return (goal.name, goal.mode, "", goal.text, ABSENT, "", "")
    best = evidence.best_baseline(goal.mode)
    ours, theirs = (goal.measure([result.scores[method] for result in results]) for method in (OURS, best))
    seen = seen_word(result.source for result in results)
    return (goal.name, goal.mode, seen, goal.text, ours.text, yes(ours.reached), theirs.text)


def _starts(evidence: Evidence) -> Iterator[tuple[str, ...]]:
    """Sessions that start seated or lying: few false reps; if lunges follow, none false and none missed."""
    for mode, per_hour in ((SENSOR_LEG, 2.0), (BOTH_LEGS, 4.0)):
        results = evidence.starts[mode]
        if not results:
            yield (STARTS, mode, "", f"{per_hour:g} false per hour", ABSENT, "", "")
        for group in dict.fromkeys(result.source.group for result in results):
            scores = scores_of(results, OURS, group)
            lunges = any(score.true for score in scores)
            goal = "0 false, every lunge found" if lunges else f"{per_hour:g} false per hour"
            found = exact_sessions(scores) if lunges else false_rates(per_hour, None)(scores)
            seen = seen_word(result.source for result in results if result.source.group == group)
            yield (group, mode, seen, goal, found.text, yes(found.reached), "")


def _phases(evidence: Evidence) -> Iterator[tuple[str, ...]]:
    text = (
        "mean absolute error 60 ms, 95 % within 150 ms; depth 3 deg; shown after 250 ms, 95 % within 600 ms"
    )
    parts = [("people", SENSOR_LEG, evidence.real[SENSOR_LEG])]
    for leg in LEGS:
        for simulator in SIMULATORS:
            group = workouts_group(simulator.simulator, leg)
            parts.append((group, MODE_OF[leg], evidence.chosen(MODE_OF[leg], in_group(group))))
    for name, mode, results in parts:
        found = phases(merge(result.ours for result in results))
        seen = seen_word(result.source for result in results)
        yield (f"{name}, phase times", mode, seen, text, found.text, yes(found.reached), "")
