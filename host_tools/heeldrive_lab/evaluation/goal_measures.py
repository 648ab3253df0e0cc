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


def workouts(f1_min: float, exact_min: float, within_min: float) -> Measure:
    """Whole workouts: F1, and the shares that are exact and within one rep per set.

    Args:
        f1_min: smallest F1.
        exact_min: smallest share of exact workouts, 0..1.
        within_min: smallest share of workouts within one rep per set, 0..1.
    """

    def measure(scores: list[SessionScore]) -> GoalMeasure:
        total = merge(scores)
        within, f1 = sum(score.within_one_a_set for score in scores), total.f1 or 0.0
        text = (
            f"F1 {f1:.4f} ({total.matched} of {total.true} found, {total.false} false);"
            f" {total.exact_sessions} of {len(scores)} exact; {within} within one per set"
        )
        return GoalMeasure(
            text + (f"; {total.wrong_leg} with the wrong leg" if total.wrong_leg else ""),
            f1 >= f1_min
            and total.exact_sessions >= exact_min * len(scores)
            and within >= within_min * len(scores),
        )

    return measure


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
