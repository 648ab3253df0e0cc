"""Compares what was counted with what was done.

A counted rep and a true rep may be one and the same when they overlap by at least half of the shorter: the
ends of a rep are a matter of definition (a label often takes in the standing before and after), its middle is
not. Neither counted nor true reps overlap among themselves, so pairs cannot cross; taken in order of time,
each with the first that is free, they give as many pairs as any other way could.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from heeldrive_lab.replay import Event
from heeldrive_lab.truth import Truth, TruthRow

MATCH_SHARE = 0.5
UNLABELLED = "(not labelled)"


@dataclass
class ActivityScore:
    """What was done and counted under one name.

    Attributes:
        ms: how long it was done.
        true: true reps of the leg that counts.
        matched: those of them that were counted.
        others: cycles that must not count (squats, reps of the other leg), where the truth tells how many.
        false: reps counted that are no true rep.
    """

    ms: int = 0
    true: int = 0
    matched: int = 0
    others: int = 0
    false: int = 0

    @property
    def false_per_hour(self) -> float:
        """False reps an hour; 0 when it took no time."""
        return self.false * 3_600_000 / self.ms if self.ms else 0.0


@dataclass
class SessionScore:
    """What was done and counted in one session, or in several put together by `merge`.

    Attributes:
        name: of the session.
        ms: how long it is.
        true: true reps of the leg that counts.
        counted: reps counted.
        matched: pairs of the two.
        false: counted reps outside weak sets that are no true rep.
        false_other_leg: those of them that match a true rep of the other leg.
        refused: how many cycles were refused, by reason.
        sets: (reps done, reps counted) of each set known by its total only.
        pairs: each matched (counted event, true rep), in order of time.
        activities: the same by activity.
    """

    name: str
    ms: int = 0
    true: int = 0
    counted: int = 0
    matched: int = 0
    false: int = 0
    false_other_leg: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    sets: list[tuple[int, int]] = field(default_factory=list)
    pairs: list[tuple[Event, TruthRow]] = field(default_factory=list)
    activities: dict[str, ActivityScore] = field(default_factory=dict)

    @property
    def missed(self) -> int:
        """True reps that were not counted."""
        return self.true - self.matched

    @property
    def false_per_hour(self) -> float:
        """False reps an hour; 0 when it took no time."""
        return self.false * 3_600_000 / self.ms if self.ms else 0.0


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
    counted = [event for event in events if event["kind"] == "rep"]
    score = SessionScore(name, counted=len(counted))
    score.refused.update(event["reason"] for event in events if event["kind"] == "refused")
    score.ms = sum(event["end_ms"] - event["start_ms"] for event in events if event["kind"] == "summary")

    wanted = [rep for rep in truth.reps if _counts(rep, legs)]
    other_leg = [rep for rep in truth.reps if not _counts(rep, legs)]
    score.pairs = match(counted, wanted)
    score.true, score.matched = len(wanted), len(score.pairs)
    taken = {event["index"] for event, _ in score.pairs}
    rest = [event for event in counted if event["index"] not in taken]
    for weak in _weak_sets(truth):
        inside = [event for event in rest if weak.start_ms <= _middle(event) < weak.end_ms]
        score.sets.append((weak.reps or 0, len(inside)))
        rest = [event for event in rest if event not in inside]
    score.false = len(rest)
    score.false_other_leg = len(match(rest, other_leg))
    score.activities = _activities(truth, legs, score, rest)
    return score


def match(counted: Sequence[Event], true: Sequence[TruthRow]) -> list[tuple[Event, TruthRow]]:
    """Pair counted with true reps one to one; see the head of this file for the rule."""
    pairs = []
    free = sorted(true, key=lambda rep: rep.start_ms)
    for event in sorted(counted, key=lambda event: event["start_ms"]):
        for rep in free:
            shorter = min(event["end_ms"] - event["start_ms"], rep.end_ms - rep.start_ms)
            if overlap_ms(event, rep) >= max(1, MATCH_SHARE * shorter):
                pairs.append((event, rep))
                free.remove(rep)
                break
            if rep.start_ms > event["end_ms"]:
                break
    return pairs


def overlap_ms(event: Event, row: TruthRow) -> int:
    """How long an event and a stretch of truth have in common; below 0 when they are apart."""
    return min(event["end_ms"], row.end_ms) - max(event["start_ms"], row.start_ms)


def merge(scores: Iterable[SessionScore], name: str = "") -> SessionScore:
    """Put the scores of several sessions together under one name."""
    total = SessionScore(name)
    for score in scores:
        total.ms += score.ms
        total.true += score.true
        total.counted += score.counted
        total.matched += score.matched
        total.false += score.false
        total.false_other_leg += score.false_other_leg
        total.refused += score.refused
        total.sets += score.sets
        total.pairs += score.pairs
        for label, activity in score.activities.items():
            sum_ = total.activities.setdefault(label, ActivityScore())
            sum_.ms += activity.ms
            sum_.true += activity.true
            sum_.matched += activity.matched
            sum_.others += activity.others
            sum_.false += activity.false
    return total


def _counts(rep: TruthRow, legs: Sequence[str]) -> bool:
    return not rep.sensor_leg or rep.sensor_leg in legs


def _middle(event: Event) -> int:
    return (event["start_ms"] + event["end_ms"]) // 2


def _weak_sets(truth: Truth) -> list[TruthRow]:
    """The sets known by their total only: those without a single rep inside."""
    return [
        row
        for row in truth.rows
        if row.kind == "set" and not any(row.start_ms <= rep.start_ms < row.end_ms for rep in truth.reps)
    ]


def _label(row: TruthRow) -> str:
    activity = row.activity or row.kind
    return f"{activity} ({row.sensor_leg} leg)" if row.sensor_leg else activity


def _activities(
    truth: Truth, legs: Sequence[str], score: SessionScore, false: Sequence[Event]
) -> dict[str, ActivityScore]:
    rows = [row for row in truth.rows if row.kind != "set"] + _weak_sets(truth)
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
    unlabelled = activities.setdefault(UNLABELLED, ActivityScore(ms=max(0, score.ms - _covered_ms(rows))))
    for event in false:
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
