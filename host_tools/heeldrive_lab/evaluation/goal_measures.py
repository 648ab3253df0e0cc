"""Measurements for the goals, and whether they reach them."""

from collections.abc import Callable
from typing import NamedTuple

from heeldrive_lab.evaluation.plots import RATE_MIN_MS
from heeldrive_lab.evaluation.scores import ActivityScore, SessionScore, merge
from heeldrive_lab.evaluation.timing import (
    PHASE_EDGES,
    delay,
    depth_errors_deg,
    phase_errors_ms,
    summarise_errors,
)

ABSENT = "not among these recordings"
QUIET = ("walk", "jog", "sit_to_stand", "stand_to_sit")


class GoalMeasure(NamedTuple):
    """A measurement in words, and whether it reaches the goal; None if nothing could be measured."""

    text: str
    reached: bool | None


Measure = Callable[[list[SessionScore]], GoalMeasure]
NOT_MEASURED = GoalMeasure(ABSENT, None)


def workouts(f1_min: float, exact_min: float) -> Measure:
    """Whole workouts: F1, and the share that is right.

    Args:
        f1_min: smallest F1.
        exact_min: smallest share of workouts without a missed and a false rep, 0..1.
    """

    def measure(scores: list[SessionScore]) -> GoalMeasure:
        total = merge(scores)
        f1 = total.f1 or 0.0
        return GoalMeasure(
            f"F1 {f1:.4f} ({workout_counts(scores).text})",
            f1 >= f1_min and total.exact_sessions >= exact_min * len(scores),
        )

    return measure


def found_and_false(found_min: float, false_max: float, exact_min: float) -> Measure:
    """True reps found, false reps and workouts that are right.

    Args:
        found_min: smallest share of the true reps, 0..1.
        false_max: largest number of false reps, as a share of the true ones, 0..1.
        exact_min: smallest share of sessions without a missed and a false rep, 0..1.
    """

    def measure(scores: list[SessionScore]) -> GoalMeasure:
        total = merge(scores)
        reached = (
            total.matched >= found_min * total.true
            and total.false <= false_max * total.true
            and total.exact_sessions >= exact_min * len(scores) - 1e-9
        )
        return GoalMeasure(workout_counts(scores).text, reached)

    return measure


def workout_counts(scores: list[SessionScore]) -> GoalMeasure:
    """Found, false and exact in words, without a goal."""
    total = merge(scores)
    text = (
        f"{total.matched} of {total.true} found, {total.false} false, {total.exact_sessions} of {len(scores)}"
        " right"
    )
    return GoalMeasure(text + (f", {total.wrong_leg} with the wrong leg" if total.wrong_leg else ""), None)


def false_in_hours(scores: list[SessionScore]) -> GoalMeasure:
    """False reps and the time in which they were counted, without a goal."""
    total = merge(scores)
    return GoalMeasure(f"{total.false} false in {total.ms / 3_600_000:.1f} h", None)


def counted_cycles(scores: list[SessionScore]) -> GoalMeasure:
    """Counted cycles among those that are no true reps, without a goal."""
    total = merge(scores)
    cycles = sum(activity.others for activity in total.activities.values())
    return GoalMeasure(f"{total.false_in_cycles} of {cycles} counted", None)


def exact_sessions(scores: list[SessionScore]) -> GoalMeasure:
    """Nothing missed and nothing false."""
    total = merge(scores)
    text = (
        f"{total.matched} of {total.true} found, {total.false} false;"
        f" {total.exact_sessions} of {total.sessions} sessions exact"
    )
    return GoalMeasure(text, total.errors == 0)


def reps(ending: str, share_min: float, beginning: str = "") -> Measure:
    """True reps in activities whose names have this beginning and ending; `share_min` must be found."""

    def measure(scores: list[SessionScore]) -> GoalMeasure:
        total = _of_activities(
            merge(scores), lambda label: label.startswith(beginning) and label.endswith(ending)
        )
        if not total.true:
            return NOT_MEASURED
        return GoalMeasure(
            f"{total.matched} of {total.true} found", total.matched >= share_min * total.true - 1e-9
        )

    return measure


def reps_and_false(ending: str, beginning: str = "") -> Measure:
    """Found true reps of the activities of `reps`, and all false reps of the sessions, without a goal."""

    def measure(scores: list[SessionScore]) -> GoalMeasure:
        found = reps(ending, 0.0, beginning)(scores)
        if found.reached is None:
            return found
        return GoalMeasure(f"{found.text}, {merge(scores).false} false", None)

    return measure


def false_rates(in_all: float, most: float | None) -> Measure:
    """False reps per hour, in total and in the activity with the highest rate.

    Args:
        in_all: largest total rate.
        most: largest rate in any activity; None for no limit.
    """

    def measure(scores: list[SessionScore]) -> GoalMeasure:
        total = merge(scores)
        text = f"{total.false_per_hour:.2f} per hour ({total.false} in {total.ms / 3_600_000:.2f} h)"
        if most is None:
            return GoalMeasure(text, total.false_per_hour <= in_all)
        label, rate = _worst_activity(total)
        text += f"; most in {label}, {rate:.1f}" if rate else ""
        return GoalMeasure(text, total.false_per_hour <= in_all and rate <= most)

    return measure


def _worst_activity(score: SessionScore) -> tuple[str, float]:
    rates = {label: one.false_per_hour for label, one in score.activities.items() if one.ms >= RATE_MIN_MS}
    return max(rates.items(), key=lambda item: item[1], default=("", 0.0))


def no_false_reps(scores: list[SessionScore]) -> GoalMeasure:
    """False reps in walking, jogging, sitting down and standing up."""
    total = merge(scores)
    wanted = [label for label in total.activities if label.startswith(QUIET)]
    if not wanted:
        return NOT_MEASURED
    found = {label: total.activities[label].false for label in wanted if total.activities[label].false}
    text = ", ".join(f"{label} {number}" for label, number in found.items())
    cycles = sum(total.activities[label].others for label in wanted)
    return GoalMeasure(
        f"{sum(found.values())} false in {cycles} cycles" + (f" ({text})" if text else ""), not found
    )


def phases(score: SessionScore) -> GoalMeasure:
    """The largest errors of the four phase times, the depth error, and the delay of the displayed number."""
    edges = {PHASE_EDGES[edge]: summarise_errors(errors) for edge, errors in phase_errors_ms(score).items()}
    known = {edge: summary for edge, summary in edges.items() if summary}
    depth, shown = summarise_errors(depth_errors_deg(score)), delay(score)
    if not known or not depth or not shown:
        return GoalMeasure("no rep has annotated phase times", None)
    mean_edge = max(known, key=lambda edge: known[edge].mean_abs)
    p95_edge = max(known, key=lambda edge: known[edge].p95_abs)
    mean_ms, p95_ms = known[mean_edge].mean_abs, known[p95_edge].p95_abs
    return GoalMeasure(
        f"mean absolute error up to {mean_ms:.0f} ms ({mean_edge}), 95 % within {p95_ms:.0f} ms ({p95_edge});"
        f" depth {depth.mean_abs:.1f} deg; shown after {shown.median_ms:.0f} ms,"
        f" 95 % within {shown.p95_ms:.0f} ms ({shown.count} reps)",
        mean_ms <= 60
        and p95_ms <= 150
        and depth.mean_abs <= 3
        and shown.median_ms <= 250
        and shown.p95_ms <= 600,
    )


def _of_activities(score: SessionScore, wanted: Callable[[str], bool]) -> ActivityScore:
    total = ActivityScore()
    for label, one in score.activities.items():
        if wanted(label):
            total.true += one.true
            total.matched += one.matched
    return total
