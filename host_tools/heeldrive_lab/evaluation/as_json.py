"""Evaluation results as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from heeldrive_lab.evaluation.matching import MATCH_RULE
from heeldrive_lab.evaluation.pressure import agreements
from heeldrive_lab.evaluation.run import OURS, Result, by_group, by_method
from heeldrive_lab.evaluation.scores import SessionScore, SetScore, merge
from heeldrive_lab.evaluation.timing import delay, depth_errors_deg, phase_errors_ms, summarise_errors


def score_json(score: SessionScore) -> dict[str, Any]:
    """A score: counts, shares, rates per hour, and the errors for which annotations exist."""
    timing = {edge: summarise_errors(errors) for edge, errors in phase_errors_ms(score).items()}
    depth, shown = summarise_errors(depth_errors_deg(score)), delay(score)
    return {
        "name": score.name,
        "sessions": score.sessions,
        "exact_sessions": score.exact_sessions,
        "ms": score.ms,
        "true": score.true,
        "counted": score.counted,
        "matched": score.matched,
        "missed": score.missed,
        "wrong_leg": score.wrong_leg,
        "false": score.false,
        "false_other_leg": score.false_other_leg,
        "false_per_hour": round(score.false_per_hour, 2),
        "false_in_cycles": score.false_in_cycles,
        "false_per_hour_elsewhere": round(score.false_per_hour_elsewhere, 2),
        "precision": _rounded(score.precision),
        "recall": _rounded(score.recall),
        "f1": _rounded(score.f1),
        "exact_sets": score.exact_sets,
        "sets_within_one": score.sets_within_one,
        "sets": [_set_json(one) for one in score.sets],
        "refused": dict(score.refused),
        "phase_error_ms": {edge: asdict(errors) for edge, errors in timing.items() if errors},
        "depth_error_deg": asdict(depth) if depth else None,
        "delay_ms": asdict(shown) if shown else None,
        "outcomes": {label: dict(outcome) for label, outcome in score.outcomes.items()},
        "activities": {
            label: {
                "ms": activity.ms,
                "true": activity.true,
                "matched": activity.matched,
                "others": activity.others,
                "false": activity.false,
                "false_per_hour": round(activity.false_per_hour, 2),
            }
            for label, activity in score.activities.items()
        },
    }


def evaluation_json(by_mode: Mapping[str, Sequence[Result]], mode: str) -> dict[str, Any]:
    """Results of `heeldrive score`.

    Args:
        by_mode: results by mode.
        mode: the mode of the detailed results.

    Returns:
        `sessions` and `all` in one mode; `modes` with the total in each mode; with baselines also `peers`,
        the total of each baseline.
    """
    results = by_mode[mode]
    shown = {
        "mode": mode,
        "matching": MATCH_RULE,
        "sessions": [_session_json(result) for result in results],
        "all": score_json(merge((result.ours for result in results), "all")),
    }
    return shown | _modes_json(by_mode) | _baselines_json(results)


def folders_json(by_mode: Mapping[str, Sequence[Result]], mode: str, files: bool = False) -> dict[str, Any]:
    """Results of `heeldrive real`.

    Args:
        by_mode: results by mode.
        mode: the mode of the detailed results.
        files: whether to include every file.

    Returns:
        `folders` in one mode with the total last; `modes` with the total in each mode; `files` on request;
        with baselines also `peers`, the total of each baseline; with force plates also `pressure`, how knee
        travel agrees with the centre of pressure.
    """
    results = by_mode[mode]
    shown: dict[str, Any] = {
        "mode": mode,
        "matching": MATCH_RULE,
        "folders": [score_json(folder) for folder in by_group(results)],
    }
    if pairs := [pair for result in results for pair in result.pressure]:
        shown["pressure"] = [asdict(found) for found in agreements(pairs)]
    if files:
        shown["files"] = [
            {"folder": result.source.group, "still": result.still, **_session_json(result)}
            for result in results
        ]
    return shown | _modes_json(by_mode) | _baselines_json(results)


def _modes_json(by_mode: Mapping[str, Sequence[Result]]) -> dict[str, Any]:
    """The total in each of the detector's modes."""
    return {
        "modes": {
            mode: score_json(merge((result.ours for result in results), mode))
            for mode, results in by_mode.items()
        }
    }


def _set_json(one: SetScore) -> dict[str, int | None]:
    reps = {"reps": one.done, "counted": one.counted}
    return reps | {"back": one.back_done, "counted_back": one.back_counted}


def _session_json(result: Result) -> dict[str, Any]:
    baselines = {method: score_json(score) for method, score in result.scores.items() if method != OURS}
    return score_json(result.ours) | ({"peers": baselines} if baselines else {})


def _baselines_json(results: Sequence[Result]) -> dict[str, Any]:
    baselines = {method: score_json(score) for method, score in by_method(results).items() if method != OURS}
    return {"peers": baselines} if baselines else {}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
