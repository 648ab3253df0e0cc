"""Tables of the evaluation."""

from collections.abc import Sequence

from heeldrive_lab.evaluation.run import OURS, Result, by_group, by_method
from heeldrive_lab.evaluation.scores import ActivityScore, SessionScore, merge
from heeldrive_lab.evaluation.sheets import Sheet
from heeldrive_lab.evaluation.timing import (
    PHASE_EDGES,
    ErrorSummary,
    delay,
    depth_errors_deg,
    phase_errors_ms,
    summarise_errors,
)
from heeldrive_lab.util.terminal_tables import in_brackets

COUNT_COLUMNS = (
    "true",
    "found",
    "missed",
    "false",
    "in cycles",
    "FP/h",
    "precision",
    "recall",
    "F1",
    "sets exact",
    "within one",
    "sessions exact",
)


CYCLES_NOTE = (
    "False reps in cycles occur in other movements whose cycles are annotated, such as squats;"
    " FP/h: false positives per hour in all other time."
)


def methods_sheet(title: str, results: Sequence[Result]) -> Sheet:
    """One row per method."""
    rows = [(method, *count_cells(score)) for method, score in by_method(results).items()]
    return Sheet(title, ("method", *COUNT_COLUMNS), tuple(rows))


def groups_sheet(title: str, results: Sequence[Result]) -> Sheet:
    """The detector's results, one row per folder and the total; without precision, recall and F1."""

    def without_shares(cells: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(
            cell
            for name, cell in zip(COUNT_COLUMNS, cells, strict=True)
            if name not in ("precision", "recall", "F1")
        )

    rows = [
        (
            group.name,
            f"{group.ms / 3_600_000:.2f}",
            *without_shares(count_cells(group)),
            str(group.false_other_leg),
        )
        for group in by_group(results)
    ]
    columns = ("folder", "hours", *without_shares(COUNT_COLUMNS), "of other leg")
    return Sheet(title, columns, tuple(rows))


def methods_by_group_sheet(title: str, results: Sequence[Result]) -> Sheet:
    """Found and false reps of each method in each folder."""
    methods = tuple(by_method(results))
    groups = [by_group(results, method) for method in methods]
    rows = [
        (scores[0].name, str(scores[0].true), *(found_and_false(s.true, s.matched, s.false) for s in scores))
        for scores in zip(*groups, strict=True)
    ]
    return Sheet(title, ("folder", "true", *methods), tuple(rows))


def sessions_sheet(title: str, results: Sequence[Result]) -> Sheet:
    """The detector's results, one row per session and the total."""
    rows = []
    for score in [*(result.ours for result in results), merge((r.ours for r in results), "all")]:
        sets = f"{score.exact_sets} of {len(score.sets)}" if score.sets else ""
        rows.append(
            (
                score.name,
                f"{score.ms / 3_600_000:.3f}",
                str(score.true),
                str(score.matched),
                str(score.missed),
                str(score.false),
                str(score.false_other_leg or ""),
                sets,
                f"{score.refused.total()}{in_brackets(score.refused)}",
            )
        )
    columns = (
        "session",
        "hours",
        "true",
        "found",
        "missed",
        "false",
        "of other leg",
        "sets exact",
        "refused",
    )
    return Sheet(title, columns, tuple(rows))


def activities_sheet(title: str, results: Sequence[Result]) -> Sheet:
    """Results of each method by activity.

    If the number of cycles is known, false reps are compared with it: a rate per hour over a few seconds
    would be misleading.
    """
    scores = by_method(results)
    ours, baselines = scores[OURS], [score for method, score in scores.items() if method != OURS]
    rows = []
    for label, activity in ours.activities.items():
        others = [baseline.activities.get(label, ActivityScore()) for baseline in baselines]
        if not activity.ms and not any(other.false for other in [activity, *others]):
            continue
        rows.append(
            (
                label,
                f"{activity.ms / 3_600_000:.3f}",
                *(map(str, (activity.true, activity.matched)) if activity.true else ("", "")),
                str(activity.others or ""),
                str(activity.false),
                "" if activity.true or activity.others else f"{activity.false_per_hour:.1f}",
                *(found_and_false(other.true, other.matched, other.false) for other in others),
            )
        )
    columns = ("activity", "hours", "true", "found", "other cycles", "false", "false/h")
    return Sheet(title, (*columns, *(baseline.name for baseline in baselines)), tuple(rows))


def timing_sheet(title: str, score: SessionScore) -> Sheet:
    """Errors of the phase times and depths of the detector's found reps; empty if nothing is annotated."""
    rows = []
    for edge, errors in phase_errors_ms(score).items():
        summary = summarise_errors(errors)
        if summary:
            rows.append((f"{PHASE_EDGES[edge]}, ms", *_error_cells(summary, 0)))
    depths = summarise_errors(depth_errors_deg(score))
    if depths:
        rows.append(("depth, deg", *_error_cells(depths, 1)))
    columns = ("error", "reps", "mean", "mean absolute", "95 % within")
    return Sheet(title, columns, tuple(rows))


def delay_line(score: SessionScore) -> str:
    """Delay from the true end of a rep to its number, as a sentence; empty if it is not known."""
    found = delay(score)
    if found is None:
        return ""
    return (
        f"From the true end of a rep to its number on the display: median {found.median_ms:.0f} ms,"
        f" 95 % within {found.p95_ms:.0f} ms ({found.count} reps)."
    )


def refused_line(score: SessionScore) -> str:
    """Refusals by reason, as a sentence."""
    return f"Refused: {score.refused.total()}{in_brackets(score.refused)}."


def count_cells(score: SessionScore) -> tuple[str, ...]:
    """Cells under `COUNT_COLUMNS`."""
    return (
        str(score.true),
        str(score.matched),
        str(score.missed),
        str(score.false),
        str(score.false_in_cycles),
        f"{score.false_per_hour_elsewhere:.2f}",
        *(f"{value:.3f}" if value is not None else "" for value in (score.precision, score.recall, score.f1)),
        ratio_cell(score.exact_sets, len(score.sets)),
        ratio_cell(score.sets_within_one, len(score.sets)),
        ratio_cell(score.exact_sessions, score.sessions),
    )


def ratio_cell(part: int, whole: int) -> str:
    """A ratio as `3/4 75%`; empty if `whole` is 0."""
    return f"{part}/{whole} {100 * part / whole:.0f}%" if whole else ""


def found_and_false(true: int, matched: int, false: int) -> str:
    """`15+2` for 15 found and 2 false; `2` if there are no true reps."""
    return f"{matched}+{false}" if true else str(false)


def _error_cells(errors: ErrorSummary, decimals: int) -> tuple[str, ...]:
    numbers = (
        f"{errors.mean:+.{decimals}f}",
        f"{errors.mean_abs:.{decimals}f}",
        f"{errors.p95_abs:.{decimals}f}",
    )
    return (str(errors.count), *numbers)
