"""Shows scores of sessions, in the terminal and as JSON."""

from collections.abc import Sequence
from typing import Any

from rich.console import RenderableType

from heeldrive_lab.score import SessionScore, merge
from heeldrive_lab.tables import activity_table, in_brackets, plain_table


def score_json(score: SessionScore) -> dict[str, Any]:
    """A score as it goes into JSON: counts, and rates per hour where there was time."""
    return {
        "name": score.name,
        "ms": score.ms,
        "true": score.true,
        "counted": score.counted,
        "matched": score.matched,
        "missed": score.missed,
        "false": score.false,
        "false_other_leg": score.false_other_leg,
        "false_per_hour": round(score.false_per_hour, 2),
        "refused": dict(score.refused),
        "sets": [{"reps": reps, "counted": counted} for reps, counted in score.sets],
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


def score_tables(scores: Sequence[SessionScore]) -> list[RenderableType]:
    """A line for each session and for all, then what was counted by activity."""
    total = merge(scores, "all")
    table = plain_table(
        "By session",
        "session",
        "hours",
        "true",
        "counted",
        "found",
        "missed",
        "false",
        "of other leg",
        "sets",
        "refused",
    )
    table.columns[-1].justify = "left"
    for score in [*scores, total]:
        exact = sum(reps == counted for reps, counted in score.sets)
        table.add_row(
            score.name,
            f"{score.ms / 3_600_000:.3f}",
            str(score.true),
            str(score.counted),
            str(score.matched),
            str(score.missed),
            str(score.false),
            str(score.false_other_leg or ""),
            f"{exact} of {len(score.sets)} exact" if score.sets else "",
            f"{score.refused.total()}{in_brackets(score.refused)}",
        )
    return [table, "", activity_table("By activity", total)]
