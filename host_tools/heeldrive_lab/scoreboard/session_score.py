"""Compares what was counted in one session with what was done."""

from collections.abc import Iterable, Sequence

from heeldrive_lab.replay import Event
from heeldrive_lab.scoreboard.matching import match, middle_ms, overlap_ms
from heeldrive_lab.scoreboard.scores import ActivityScore, SessionScore
from heeldrive_lab.truth import Truth, TruthRow

UNLABELLED = "(not labelled)"
# Single reps that no row of truth calls a set are one where no rest between them is longer; the detector's
# own rest_min_s by default.
SET_REST_MS = 15_000


def score_session(
    events: Iterable[Event], truth: Truth, name: str = "", legs: Sequence[str] = ("front",)
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
    score = score_counted([event for event in events if event["kind"] == "rep"], truth, ms, name, legs)
    score.refused.update(event["reason"] for event in events if event["kind"] == "refused")
    return score


def score_counted(
    counted: Sequence[Event], truth: Truth, ms: int, name: str = "", legs: Sequence[str] = ("front",)
) -> SessionScore:
    """Score counted reps, whoever counted them; each has `index`, `start_ms` and `end_ms`.

    Args:
        counted: the reps; none overlaps another.
        truth: what was done.
        ms: how long the session is.
        name: what to call the session in tables.
        legs: the sensor legs whose reps ought to count.
    """
    score = SessionScore(name, ms=ms, counted=len(counted))
    wanted = [rep for rep in truth.reps if _counts(rep, legs)]
    score.pairs = match(counted, wanted)
    paired = {(rep.start_ms, rep.end_ms) for _, rep in score.pairs}
    score.missed_reps = [rep for rep in wanted if (rep.start_ms, rep.end_ms) not in paired]
    score.true, score.matched = len(wanted), len(score.pairs)
    taken = {event["index"] for event, _ in score.pairs}
    rest = [event for event in counted if event["index"] not in taken]
    score.sets = [_strong_set(span, score, rest) for span in _strong_sets(truth, wanted, legs)]

    weak_scores = []
    for weak in _weak_sets(truth, legs):
        inside = [event for event in rest if weak.start_ms <= middle_ms(event) < weak.end_ms]
        rest = [event for event in rest if event not in inside]
        done = weak.reps or 0
        found = min(done, len(inside))
        score.sets.append((done, len(inside)))
        score.true += done
        score.matched += found
        # Which of them were too many nobody can say; the last are as good as any.
        score.false_reps += inside[found:]
        weak_scores.append((weak, found))
    score.false_reps = sorted([*score.false_reps, *rest], key=lambda event: event["start_ms"])
    score.false = len(score.false_reps)
    score.false_other_leg = len(match(rest, [rep for rep in truth.reps if not _counts(rep, legs)]))
    score.exact_sessions = int(score.errors == 0)
    score.activities = _activities(truth, legs, score, weak_scores)
    return score


def _counts(row: TruthRow, legs: Sequence[str]) -> bool:
    return not row.sensor_leg or row.sensor_leg in legs


def reps_in(row: TruthRow, truth: Truth) -> list[TruthRow]:
    """The single true reps of a set: those of its leg that begin in it."""
    return [
        rep
        for rep in truth.reps
        if row.start_ms <= rep.start_ms < row.end_ms
        and (not row.sensor_leg or rep.sensor_leg in ("", row.sensor_leg))
    ]


def _weak_sets(truth: Truth, legs: Sequence[str]) -> list[TruthRow]:
    """The sets known by their total only: those without a single rep inside."""
    return [row for row in truth.rows if row.kind == "set" and _counts(row, legs) and not reps_in(row, truth)]


def _strong_sets(truth: Truth, wanted: Sequence[TruthRow], legs: Sequence[str]) -> list[list[TruthRow]]:
    """The single reps of each set, those that no row calls a set parted where there was a rest."""
    rows = [row for row in truth.rows if row.kind == "set" and _counts(row, legs)]
    sets = [[rep for rep in reps_in(row, truth) if _counts(rep, legs)] for row in rows]
    sets = [reps for reps in sets if reps]
    named = {rep.start_ms for reps in sets for rep in reps}
    loose: list[list[TruthRow]] = []
    for rep in sorted(wanted, key=lambda rep: rep.start_ms):
        if rep.start_ms in named:
            continue
        if loose and rep.start_ms - loose[-1][-1].end_ms <= SET_REST_MS:
            loose[-1].append(rep)
        else:
            loose.append([rep])
    return sets + loose


def _strong_set(reps: Sequence[TruthRow], score: SessionScore, rest: Sequence[Event]) -> tuple[int, int]:
    """(reps done, reps counted): those paired with a rep of the set, and false ones between its ends."""
    starts = {rep.start_ms for rep in reps}
    first_ms, last_ms = min(starts), max(rep.end_ms for rep in reps)
    paired = sum(rep.start_ms in starts for _, rep in score.pairs)
    return len(reps), paired + sum(first_ms <= middle_ms(event) < last_ms for event in rest)


def _label(row: TruthRow) -> str:
    activity = row.activity or row.kind
    return f"{activity} ({row.sensor_leg} leg)" if row.sensor_leg else activity


def _activities(
    truth: Truth,
    legs: Sequence[str],
    score: SessionScore,
    weak_scores: Sequence[tuple[TruthRow, int]],
) -> dict[str, ActivityScore]:
    weak_rows = [row for row, _ in weak_scores]
    rows = [row for row in truth.rows if row.kind != "set"] + weak_rows
    activities: dict[str, ActivityScore] = {}
    for row in rows:
        activity = activities.setdefault(_label(row), ActivityScore())
        activity.ms += row.end_ms - row.start_ms
        if row.kind == "rep" and _counts(row, legs):
            activity.true += 1
        elif row.kind != "set":
            activity.others += row.reps or (row.kind == "rep")
    for _, rep in score.pairs:
        activities[_label(rep)].matched += 1
    for row, found in weak_scores:
        activities[_label(row)].true += row.reps or 0
        activities[_label(row)].matched += found
    unlabelled = activities.setdefault(UNLABELLED, ActivityScore(ms=max(0, score.ms - _covered_ms(rows))))
    for event in score.false_reps:
        nearest = max(rows, key=lambda row: overlap_ms(event, row), default=None)
        if nearest is not None and overlap_ms(event, nearest) > 0:
            activities[_label(nearest)].false += 1
        else:
            unlabelled.false += 1
    return activities


def _covered_ms(rows: Iterable[TruthRow]) -> int:
    """How long is labelled, overlaps counted once."""
    covered = reached_ms = 0
    for row in sorted(rows, key=lambda row: row.start_ms):
        covered += max(0, row.end_ms - max(row.start_ms, reached_ms))
        reached_ms = max(reached_ms, row.end_ms)
    return covered
