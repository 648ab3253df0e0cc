"""Compares what was counted in one session with what was done."""

from collections.abc import Iterable, Sequence

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.evaluation.matching import match, overlap_ms
from heeldrive_lab.evaluation.outcomes import label_of, outcomes
from heeldrive_lab.evaluation.scores import ActivityScore, SessionScore
from heeldrive_lab.evaluation.true_sets import (
    counts,
    inside_weak,
    set_score,
    strong_set,
    strong_sets,
    weak_sets,
)
from heeldrive_lab.sessions.annotations import Annotation, Annotations

UNLABELLED = "(not labelled)"


def score_session(
    events: Iterable[Event], truth: Annotations, name: str = "", legs: Sequence[str] = ("front",)
) -> SessionScore:
    """Score the events of one session, as `replay` yields them, the summary included.

    Args:
        events: all events of the session.
        truth: what was done.
        name: what to call the session in tables.
        legs: the sensor legs whose reps ought to count. True reps of another leg must not.
    """
    events = list(events)
    ms = sum(event["end_ms"] - event["start_ms"] for event in events if event["kind"] == "summary")
    counted = [event for event in events if event["kind"] == "rep"]
    refused = [event for event in events if event["kind"] == "refused"]
    score = score_counted(counted, truth, ms, name, legs)
    score.refused.update(event["reason"] for event in refused)
    score.outcomes = outcomes(counted, refused, truth)
    return score


def score_counted(
    counted: Sequence[Event], truth: Annotations, ms: int, name: str = "", legs: Sequence[str] = ("front",)
) -> SessionScore:
    """Score counted reps, whoever counted them; each has `index`, `start_ms` and `end_ms`.

    One that has a `sensor_leg` too is right about the leg or wrong; it is found in either case.

    Args:
        counted: the reps; none overlaps another.
        truth: what was done.
        ms: how long the session is.
        name: what to call the session in tables.
        legs: the sensor legs whose reps ought to count.
    """
    score = SessionScore(name, ms=ms, counted=len(counted))
    wanted = [rep for rep in truth.reps if counts(rep, legs)]
    score.pairs = match(counted, wanted)
    paired = {(rep.start_ms, rep.end_ms) for _, rep in score.pairs}
    score.missed_reps = [rep for rep in wanted if (rep.start_ms, rep.end_ms) not in paired]
    score.true, score.matched = len(wanted), len(score.pairs)
    score.wrong_leg = sum(
        bool(rep.sensor_leg) and event.get("sensor_leg", rep.sensor_leg) != rep.sensor_leg
        for event, rep in score.pairs
    )
    taken = {event["index"] for event, _ in score.pairs}
    rest = [event for event in counted if event["index"] not in taken]
    score.sets = [strong_set(reps, score.pairs, rest) for reps in strong_sets(truth, wanted, legs)]

    weak_scores = []
    weak_rows = weak_sets(truth, legs)
    for weak in weak_rows:
        inside = inside_weak(weak, rest, weak_rows)
        rest = [event for event in rest if event not in inside]
        done = weak.reps or 0
        found = min(done, len(inside))
        score.sets.append(set_score([weak] * done, inside))
        score.true += done
        score.matched += found
        # Which of them were too many nobody can say; the last are as good as any.
        score.false_reps += inside[found:]
        weak_scores.append((weak, found))
    score.false_reps = sorted([*score.false_reps, *rest], key=lambda event: event["start_ms"])
    score.false = len(score.false_reps)
    score.false_other_leg = len(match(rest, [rep for rep in truth.reps if not counts(rep, legs)]))
    score.exact_sessions = int(score.errors == 0)
    score.activities = _activities(truth, legs, score, weak_scores)
    return score


def _activities(
    truth: Annotations,
    legs: Sequence[str],
    score: SessionScore,
    weak_scores: Sequence[tuple[Annotation, int]],
) -> dict[str, ActivityScore]:
    weak_rows = [row for row, _ in weak_scores]
    rows = [row for row in truth.rows if row.kind != "set"] + weak_rows
    activities: dict[str, ActivityScore] = {}
    for row in rows:
        activity = activities.setdefault(label_of(row), ActivityScore())
        activity.ms += row.end_ms - row.start_ms
        if row.kind == "rep" and counts(row, legs):
            activity.true += 1
        elif row.kind != "set":
            activity.others += row.reps or (row.kind == "rep")
    for _, rep in score.pairs:
        activities[label_of(rep)].matched += 1
    for row, found in weak_scores:
        activities[label_of(row)].true += row.reps or 0
        activities[label_of(row)].matched += found
    unlabelled = activities.setdefault(UNLABELLED, ActivityScore(ms=max(0, score.ms - _covered_ms(rows))))
    for event in score.false_reps:
        nearest = max(rows, key=lambda row: overlap_ms(event, row), default=None)
        if nearest is not None and overlap_ms(event, nearest) > 0:
            activities[label_of(nearest)].false += 1
        else:
            unlabelled.false += 1
    return activities


def _covered_ms(rows: Iterable[Annotation]) -> int:
    """How long is labelled, overlaps counted once."""
    covered = reached_ms = 0
    for row in sorted(rows, key=lambda row: row.start_ms):
        covered += max(0, row.end_ms - max(row.start_ms, reached_ms))
        reached_ms = max(reached_ms, row.end_ms)
    return covered
