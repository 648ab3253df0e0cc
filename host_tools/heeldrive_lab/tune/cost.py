"""The cost of miscounts, which the search minimises; docs/tune-it.md gives the reasons for the weights.

- A **missed** rep costs 1, the unit. The wearer sees immediately that the number did not change, sees the
  reason as a letter, and adds the rep with the button.
- A **false** rep costs 2. The wearer does not notice it, or only when the set ends too early. Counting
  movements that are no exercise is also the most common complaint about rep counters.
- A **wrong set** costs 3 in addition to its reps. People record the total of a set and train by it, and a
  total that is off by one is as wrong as one that is off by three. So six sets that miss one rep each (24)
  cost more than one set that misses six (9). A spurious set, made of false reps outside any set, is a wrong
  set too.
- A rep counted as **the other leg's** costs 0.5: the total is right, the split by leg is not.

The cost of a wearer is the mean over the wearer's sessions, and the total cost is the mean over the wearers,
so that a person with forty logs does not dominate.

- **Penalty** for leaving the defaults: a threshold at half or twice its default costs 4, divided by the
  number of wearers tuned on, which is as much as one set made wrong by a missed rep in every session of one
  of them. It is quadratic in the logarithm of the ratio. So with many wearers it decides only where the data
  do not, and one wearer alone needs strong evidence against what suits many people.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from statistics import fmean

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.evaluation.matching import middle_ms
from heeldrive_lab.evaluation.scores import SessionScore
from heeldrive_lab.evaluation.true_sets import SET_REST_MS, should_count, strong_sets, weak_sets
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.tune.space import Range

MISSED = 1.0
FALSE = 2.0
WRONG_SET = 3.0
WRONG_LEG = 0.5
PENALTY = MISSED + WRONG_SET
WEIGHTS = {"missed": MISSED, "false": FALSE, "wrong_set": WRONG_SET, "wrong_leg": WRONG_LEG, "pull": PENALTY}


@dataclass(frozen=True)
class MiscountTally:
    """Reps and miscounts of one session, or the sum over several.

    Attributes:
        sessions: number of sessions.
        exact: sessions without missed and false reps.
        done: true reps.
        missed: true reps that were not counted.
        false: counted reps that match no true rep.
        wrong_leg: counted reps attributed to the other leg.
        sets: true sets.
        wrong_sets: true sets with a wrong total.
        no_sets: spurious sets, made of false reps outside any true set.
    """

    sessions: int = 0
    exact: int = 0
    done: int = 0
    missed: int = 0
    false: int = 0
    wrong_leg: int = 0
    sets: int = 0
    wrong_sets: int = 0
    no_sets: int = 0

    def __add__(self, other: "MiscountTally") -> "MiscountTally":
        return MiscountTally(
            *(getattr(self, one.name) + getattr(other, one.name) for one in fields(MiscountTally))
        )

    @property
    def cost(self) -> float:
        """Total cost of these miscounts, without the penalty."""
        return (
            MISSED * self.missed
            + FALSE * self.false
            + WRONG_LEG * self.wrong_leg
            + WRONG_SET * (self.wrong_sets + self.no_sets)
        )


def tally_of(score: SessionScore, annotations: Annotations, legs: Sequence[str]) -> MiscountTally:
    """Tally the score of one session.

    Args:
        score: score of the session.
        annotations: the annotations that it was scored against.
        legs: positions of the sensor leg whose reps count.
    """
    return MiscountTally(
        1,
        score.exact_sessions,
        score.true,
        score.missed,
        score.false,
        score.wrong_leg,
        len(score.sets),
        len(score.sets) - score.exact_sets,
        _spurious_sets(score.false_reps, annotations, legs),
    )


def _spurious_sets(false_reps: Sequence[Event], annotations: Annotations, legs: Sequence[str]) -> int:
    """Number of sets that the false reps outside any true set form."""
    wanted = [rep for rep in annotations.reps if should_count(rep, legs)]
    spans = [
        (min(rep.start_ms for rep in reps), max(rep.end_ms for rep in reps))
        for reps in strong_sets(annotations, wanted, legs)
    ]
    spans += [(row.start_ms, row.end_ms) for row in weak_sets(annotations, legs)]
    outside = [
        event
        for event in sorted(false_reps, key=lambda event: event["start_ms"])
        if not any(start_ms <= middle_ms(event) < end_ms for start_ms, end_ms in spans)
    ]
    rests = [later["start_ms"] - event["end_ms"] > SET_REST_MS for event, later in pairwise(outside)]
    return rests.count(True) + int(bool(outside))


def total_of(tallies: Iterable[MiscountTally]) -> MiscountTally:
    """Sum of tallies."""
    return sum(tallies, MiscountTally())


def wearer_costs(by_wearer: Mapping[str, Sequence[MiscountTally]]) -> dict[str, float]:
    """Mean cost of a session, by wearer."""
    return {wearer: fmean(tally.cost for tally in tallies) for wearer, tallies in by_wearer.items()}


def cost_of(by_wearer: Mapping[str, Sequence[MiscountTally]]) -> float:
    """Mean cost over wearers: each wearer has the same weight."""
    return fmean(wearer_costs(by_wearer).values())


def penalty_of(space: Iterable[Range], values: Mapping[str, int], wearers: int) -> float:
    """Penalty for values other than the defaults, in a search on this number of wearers."""
    return PENALTY / wearers * sum(one.octaves(values[one.name]) ** 2 for one in space)
