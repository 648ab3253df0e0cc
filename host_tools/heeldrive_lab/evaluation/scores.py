"""Scores of one method on one session, and their sums."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.annotations import Annotation

# Outcomes of a cycle that was not refused.
COUNTED, UNSEEN = "counted", "no cycle"


@dataclass
class ActivityScore:
    """Score on one activity.

    Attributes:
        ms: duration of the activity.
        true: true reps of the legs that should count.
        matched: true reps that were counted.
        others: cycles that must not count (squats, reps of the other leg), where their number is annotated.
        false: counted reps that match no true rep.
    """

    ms: int = 0
    true: int = 0
    matched: int = 0
    others: int = 0
    false: int = 0

    @property
    def false_per_hour(self) -> float:
        """False reps per hour; 0 if the duration is 0."""
        return per_hour(self.false, self.ms)


class SetScore(NamedTuple):
    """Score on one set, in total and with the sensor leg in back.

    Attributes:
        done: true reps.
        counted: reps counted in the set.
        back_done: true reps with the sensor leg in back; None if not annotated.
        back_counted: reps counted with the sensor leg in back; None if the method does not distinguish legs.
    """

    done: int
    counted: int
    back_done: int | None = None
    back_counted: int | None = None

    @property
    def exact(self) -> bool:
        """Whether the count is right."""
        return self.done == self.counted

    @property
    def within_one(self) -> bool:
        """Whether the count is at most one off."""
        return abs(self.done - self.counted) <= 1

    @property
    def split_known(self) -> bool:
        """Whether both the annotations and the method distinguish the legs."""
        return self.back_done is not None and self.back_counted is not None

    @property
    def split_exact(self) -> bool:
        """Whether the count of each leg is right."""
        return self.split_known and self.exact and self.back_done == self.back_counted


@dataclass
class SessionScore:
    """Score on one session, or on several sessions combined by `merge`.

    In a set known only by its total, the smaller of true and counted reps is taken as found.

    Attributes:
        name: name of the session.
        sessions: number of sessions.
        exact_sessions: sessions without missed and false reps.
        ms: duration.
        true: true reps of the legs that should count.
        counted: counted reps.
        matched: matched pairs of true and counted reps.
        wrong_leg: matched reps that were counted for the other leg.
        false: counted reps that match no true rep.
        false_other_leg: false reps that match a true rep of the other leg.
        refused: number of refused cycles by reason.
        sets: score of each set.
        pairs: each matched (counted event, true rep), in order of time.
        missed_reps: single true reps that were not counted.
        false_reps: counted events that match no true rep.
        activities: scores by activity.
        outcomes: outcomes of single cycles by activity: `COUNTED`, the reason of the refusal, or `UNSEEN`.
    """

    name: str
    sessions: int = 1
    exact_sessions: int = 0
    ms: int = 0
    true: int = 0
    counted: int = 0
    matched: int = 0
    wrong_leg: int = 0
    false: int = 0
    false_other_leg: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    sets: list[SetScore] = field(default_factory=list)
    pairs: list[tuple[Event, Annotation]] = field(default_factory=list)
    missed_reps: list[Annotation] = field(default_factory=list)
    false_reps: list[Event] = field(default_factory=list)
    activities: dict[str, ActivityScore] = field(default_factory=dict)
    outcomes: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def missed(self) -> int:
        """True reps that were not counted."""
        return self.true - self.matched

    @property
    def errors(self) -> int:
        """Missed plus false reps."""
        return self.missed + self.false

    @property
    def false_per_hour(self) -> float:
        """False reps per hour; 0 if the duration is 0."""
        return per_hour(self.false, self.ms)

    @property
    def false_in_cycles(self) -> int:
        """False reps in activities with known cycles: squats, sit-to-stands, lunges of the other leg."""
        return sum(activity.false for activity in self.activities.values() if activity.others)

    @property
    def false_per_hour_elsewhere(self) -> float:
        """False reps per hour in all other activities."""
        cycles_ms = sum(activity.ms for activity in self.activities.values() if activity.others)
        return per_hour(self.false - self.false_in_cycles, self.ms - cycles_ms)

    @property
    def precision(self) -> float | None:
        """Share of the counted reps that are true; None if nothing was counted."""
        return share(self.matched, self.matched + self.false)

    @property
    def recall(self) -> float | None:
        """Share of the true reps that were counted; None if there are none."""
        return share(self.matched, self.true)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None if there are neither true nor counted reps."""
        return share(2 * self.matched, self.true + self.matched + self.false)

    @property
    def exact_sets(self) -> int:
        """Number of sets whose count is right."""
        return sum(one.exact for one in self.sets)

    @property
    def sets_within_one(self) -> int:
        """Number of sets whose count is at most one off."""
        return sum(one.within_one for one in self.sets)

    @property
    def within_one_a_set(self) -> bool:
        """Whether every set is at most one off and no rep was counted outside the sets."""
        inside = sum(one.counted for one in self.sets)
        return self.sets_within_one == len(self.sets) and inside == self.counted


def per_hour(number: int, ms: int) -> float:
    """Rate per hour; 0 if `ms` is 0."""
    return number * 3_600_000 / ms if ms else 0.0


def share(part: int, whole: int) -> float | None:
    """`part / whole`, 0..1; None if `whole` is 0."""
    return part / whole if whole else None


def merge(scores: Iterable[SessionScore], name: str = "") -> SessionScore:
    """Combine the scores of several sessions under one name."""
    total = SessionScore(name, sessions=0)
    for score in scores:
        total.sessions += score.sessions
        total.exact_sessions += score.exact_sessions
        total.ms += score.ms
        total.true += score.true
        total.counted += score.counted
        total.matched += score.matched
        total.wrong_leg += score.wrong_leg
        total.false += score.false
        total.false_other_leg += score.false_other_leg
        total.refused += score.refused
        total.sets += score.sets
        total.pairs += score.pairs
        total.missed_reps += score.missed_reps
        total.false_reps += score.false_reps
        for label, activity in score.activities.items():
            sum_ = total.activities.setdefault(label, ActivityScore())
            sum_.ms += activity.ms
            sum_.true += activity.true
            sum_.matched += activity.matched
            sum_.others += activity.others
            sum_.false += activity.false
        for label, outcome in score.outcomes.items():
            total.outcomes.setdefault(label, Counter()).update(outcome)
    return total
