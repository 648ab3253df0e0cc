"""What was done and counted: in one session by one method, and sums of that."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.annotations import Annotation

# What became of a cycle that was not refused.
COUNTED, UNSEEN = "counted", "no cycle"


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
        return per_hour(self.false, self.ms)


class SetScore(NamedTuple):
    """What was done and counted in one set, and how much of it with the sensor leg in back.

    Attributes:
        done: true reps.
        counted: reps counted in it.
        back_done: those done with the sensor leg in back; None where the truth does not say.
        back_counted: those counted as such; None by a method that tells no legs.
    """

    done: int
    counted: int
    back_done: int | None = None
    back_counted: int | None = None

    @property
    def exact(self) -> bool:
        """Whether as many were counted as were done."""
        return self.done == self.counted

    @property
    def within_one(self) -> bool:
        """Whether the count is at most one off."""
        return abs(self.done - self.counted) <= 1

    @property
    def split_known(self) -> bool:
        """Whether both the truth and the method tell the legs apart."""
        return self.back_done is not None and self.back_counted is not None

    @property
    def split_exact(self) -> bool:
        """Whether each leg's count is the number done."""
        return self.split_known and self.exact and self.back_done == self.back_counted


@dataclass
class SessionScore:
    """What was done and counted in one session, or in several put together by `merge`.

    Of a set known by its total only, as many reps as were both done and counted are taken as found.

    Attributes:
        name: of the session.
        sessions: how many sessions it sums up.
        exact_sessions: those of them with nothing missed and nothing false.
        ms: how long it is.
        true: true reps of the leg that counts.
        counted: reps counted.
        matched: pairs of the two.
        wrong_leg: those of them that were counted as reps of the other leg.
        false: counted reps that are no true rep.
        false_other_leg: those of them that match a true rep of the other leg.
        refused: how many cycles were refused, by reason.
        sets: what was done and counted in each set.
        pairs: each matched (counted event, true rep), in order of time.
        missed_reps: the single true reps that were not counted.
        false_reps: the counted events that are no true rep.
        activities: the same by activity.
        outcomes: what became of each single cycle, by activity: `COUNTED`, the reason it was refused for, or
            `UNSEEN`.
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
        """Missed and false together."""
        return self.missed + self.false

    @property
    def false_per_hour(self) -> float:
        """False reps an hour; 0 when it took no time."""
        return per_hour(self.false, self.ms)

    @property
    def false_in_cycles(self) -> int:
        """False reps in activities whose cycles are known: squats, sit-to-stands, lunges of the other leg."""
        return sum(activity.false for activity in self.activities.values() if activity.others)

    @property
    def false_per_hour_elsewhere(self) -> float:
        """False reps an hour in all the rest of the time."""
        cycles_ms = sum(activity.ms for activity in self.activities.values() if activity.others)
        return per_hour(self.false - self.false_in_cycles, self.ms - cycles_ms)

    @property
    def precision(self) -> float | None:
        """Share of the counted reps that are true; None when nothing was counted."""
        return share(self.matched, self.matched + self.false)

    @property
    def recall(self) -> float | None:
        """Share of the true reps that were counted; None when there are none."""
        return share(self.matched, self.true)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None when nothing was done and nothing counted."""
        return share(2 * self.matched, self.true + self.matched + self.false)

    @property
    def exact_sets(self) -> int:
        """Sets whose count is the number done."""
        return sum(one.exact for one in self.sets)

    @property
    def sets_within_one(self) -> int:
        """Sets whose count is at most one off."""
        return sum(one.within_one for one in self.sets)

    @property
    def within_one_a_set(self) -> bool:
        """Whether every set is at most one off and nothing was counted outside of the sets."""
        inside = sum(one.counted for one in self.sets)
        return self.sets_within_one == len(self.sets) and inside == self.counted


def per_hour(number: int, ms: int) -> float:
    """How many an hour; 0 in no time."""
    return number * 3_600_000 / ms if ms else 0.0


def share(part: int, whole: int) -> float | None:
    """`part` of `whole`, 0..1; None of nothing."""
    return part / whole if whole else None


def merge(scores: Iterable[SessionScore], name: str = "") -> SessionScore:
    """Put the scores of several sessions together under one name."""
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
