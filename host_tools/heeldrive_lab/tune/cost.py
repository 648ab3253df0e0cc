"""What a miscount costs. The search makes this number small; docs/tune-it.md argues the weights for people.

- A **missed** rep costs 1, the unit. The wearer sees at once that the number did not change, is told why by
  a letter, and adds it with the button.
- A **false** rep costs 2. Nothing is felt: it is found, if ever, when the set ends too early. Counting what
  is no exercise is also the first complaint of people who use rep counters.
- A **wrong set** costs 3, on top of its reps. What a set amounts to is what people write down and train by;
  it is wrong when its total is off by one as when it is off by three. So six sets that miss one each (24)
  are worse than one set that misses six (9). A set that nobody did, false reps out of any set, is a wrong
  set too.
- A rep counted as **the other leg's** costs 0.5: the total is right, the split by leg is not.

The cost of a wearer is the mean of the wearer's sessions, and that of all the mean of the wearers: a counter
for strangers is not better for being right about the one person with forty logs.

- The **pull** towards the defaults: a threshold at half or twice its default costs 0.05, at a quarter of
  the way a sixteenth of that. A missed rep that makes a set wrong, once for one of 80 wearers with a session
  each, costs as much. So it decides nothing that the data speak about, and keeps thresholds in their place
  where the data are silent.
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
PULL = 0.05
WEIGHTS = {"missed": MISSED, "false": FALSE, "wrong_set": WRONG_SET, "wrong_leg": WRONG_LEG, "pull": PULL}


@dataclass(frozen=True)
class MiscountTally:
    """What was done and miscounted, in one session or in several added up.

    Attributes:
        sessions: how many.
        exact: those with nothing missed and nothing false.
        done: true reps.
        missed: those that were not counted.
        false: counted reps that are no true rep.
        wrong_leg: counted reps that were taken for the other leg's.
        sets: true sets.
        wrong_sets: those whose total is not the number done.
        no_sets: sets that nobody did, made of false reps out of any set.
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
        """What these miscounts cost together, pull left out."""
        return (
            MISSED * self.missed
            + FALSE * self.false
            + WRONG_LEG * self.wrong_leg
            + WRONG_SET * (self.wrong_sets + self.no_sets)
        )


def tally_of(score: SessionScore, truth: Annotations, legs: Sequence[str]) -> MiscountTally:
    """What one session's score says of it.

    Args:
        score: of the session.
        truth: it was scored against.
        legs: the sensor legs whose reps ought to count.
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
        _sets_nobody_did(score.false_reps, truth, legs),
    )


def _sets_nobody_did(false_reps: Sequence[Event], truth: Annotations, legs: Sequence[str]) -> int:
    """Into how many sets the false reps out of any true set would fall."""
    wanted = [rep for rep in truth.reps if should_count(rep, legs)]
    spans = [
        (min(rep.start_ms for rep in reps), max(rep.end_ms for rep in reps))
        for reps in strong_sets(truth, wanted, legs)
    ]
    spans += [(row.start_ms, row.end_ms) for row in weak_sets(truth, legs)]
    out = [
        event
        for event in sorted(false_reps, key=lambda event: event["start_ms"])
        if not any(start_ms <= middle_ms(event) < end_ms for start_ms, end_ms in spans)
    ]
    rests = sum(later["start_ms"] - event["end_ms"] > SET_REST_MS for event, later in pairwise(out))
    return rests + bool(out)


def added(tallies: Iterable[MiscountTally]) -> MiscountTally:
    """All of them together."""
    return sum(tallies, MiscountTally())


def wearer_costs(by_wearer: Mapping[str, Sequence[MiscountTally]]) -> dict[str, float]:
    """What a session of each wearer costs in the mean."""
    return {wearer: fmean(tally.cost for tally in tallies) for wearer, tallies in by_wearer.items()}


def cost_of(by_wearer: Mapping[str, Sequence[MiscountTally]]) -> float:
    """What a session costs, each wearer counting as much as any other."""
    return fmean(wearer_costs(by_wearer).values())


def pull_of(space: Iterable[Range], values: Mapping[str, int]) -> float:
    """What it costs to be away from the defaults."""
    return PULL * sum(one.octaves(values[one.name]) ** 2 for one in space)
