"""Compares the counted reps of one session with its annotations."""

from collections.abc import Iterable, Sequence

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.evaluation.matching import match, nearest_row
from heeldrive_lab.evaluation.outcomes import label_of, outcomes
from heeldrive_lab.evaluation.scores import ActivityScore, SessionScore
from heeldrive_lab.evaluation.true_sets import (
    events_in_weak_set,
    set_score,
    should_count,
    strong_set,
    strong_sets,
    weak_sets,
)
from heeldrive_lab.sessions.annotations import Annotation, Annotations

UNLABELLED = "(not labelled)"


def score_session(
    events: Iterable[Event], annotations: Annotations, name: str = "", legs: Sequence[str] = ("front",)
) -> SessionScore:
    """Score the events of one session.

    Args:
        events: all events of the session as yielded by `replay`, including the summary.
        annotations: the ground truth.
        name: name of the session in tables.
        legs: positions of the sensor leg whose reps should count. True reps of another leg must not count.
    """
    events = list(events)
    ms = sum(event["end_ms"] - event["start_ms"] for event in events if event["kind"] == "summary")
    counted = [event for event in events if event["kind"] == "rep"]
    refused = [event for event in events if event["kind"] == "refused"]
    score = score_counted(counted, annotations, ms, name, legs)
    score.refused.update(event["reason"] for event in refused)
    score.outcomes = outcomes(counted, refused, annotations)
    return score


def score_counted(
    counted: Sequence[Event],
    annotations: Annotations,
    ms: int,
    name: str = "",
    legs: Sequence[str] = ("front",),
) -> SessionScore:
    """Score the counted reps of any method. A rep counted for the wrong leg is still found.

    Args:
        counted: the reps with `index`, `start_ms`, `end_ms` and optionally `sensor_leg`, without overlaps.
        annotations: the ground truth.
        ms: duration of the session.
        name: name of the session in tables.
        legs: positions of the sensor leg whose reps should count.
    """
    score = SessionScore(name, ms=ms, counted=len(counted))
    wanted = [rep for rep in annotations.reps if should_count(rep, legs)]
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
    score.sets = [strong_set(reps, score.pairs, rest) for reps in strong_sets(annotations, wanted, legs)]

    weak_scores = []
    weak_rows = weak_sets(annotations, legs)
    for weak in weak_rows:
        inside = events_in_weak_set(weak, rest, weak_rows)
        rest = [event for event in rest if event not in inside]
        done = weak.reps or 0
        found = min(done, len(inside))
        score.sets.append(set_score([weak] * done, inside))
        score.true += done
        score.matched += found
        # The total does not tell which reps are surplus; the last ones are taken.
        score.false_reps += inside[found:]
        weak_scores.append((weak, found))
    score.false_reps = sorted([*score.false_reps, *rest], key=lambda event: event["start_ms"])
    score.false = len(score.false_reps)
    score.false_other_leg = len(match(rest, [rep for rep in annotations.reps if not should_count(rep, legs)]))
    score.exact_sessions = int(score.errors == 0)
    score.activities = _activities(annotations, legs, score, weak_scores)
    return score


def _activities(
    annotations: Annotations,
    legs: Sequence[str],
    score: SessionScore,
    weak_scores: Sequence[tuple[Annotation, int]],
) -> dict[str, ActivityScore]:
    weak_rows = [row for row, _ in weak_scores]
    rows = [row for row in annotations.rows if row.kind != "set"] + weak_rows
    activities: dict[str, ActivityScore] = {}
    for row in rows:
        activity = activities.setdefault(label_of(row), ActivityScore())
        activity.ms += row.end_ms - row.start_ms
        if row.kind == "rep" and should_count(row, legs):
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
        if nearest := nearest_row(event, rows):
            activities[label_of(nearest)].false += 1
        else:
            unlabelled.false += 1
    return activities


def _covered_ms(rows: Iterable[Annotation]) -> int:
    """Labelled time, ms; overlaps count once."""
    covered = reached_ms = 0
    for row in sorted(rows, key=lambda row: row.start_ms):
        covered += max(0, row.end_ms - max(row.start_ms, reached_ms))
        reached_ms = max(reached_ms, row.end_ms)
    return covered
