"""Reliability: of the decisions told with some confidence, how many were right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from heeldrive_lab.confidence_study.decisions import Decision, StudiedSession
from heeldrive_lab.confidence_study.fit import ROWS
from heeldrive_lab.evaluation.fresh_workouts import SIMULATORS
from heeldrive_lab.evaluation.modes import MODES

EDGES = (1, 50, 60, 70, 80, 90, 95, 98, 100)
PEOPLE, PEOPLE_LUNGING = "people", "people, without exercises that look like a lunge"
# Beginnings of activities that look like a lunge to one thigh (docs/squat-or-lunge.md).
LOOK_ALIKE = ("squat", "deep_squat", "Sq", "sit_to_stand", "side_lunge")
FEW = 5  # a share of fewer says nothing


@dataclass(frozen=True)
class Bin:
    """Decisions told with a confidence within some limits.

    Attributes:
        low, high: the limits, percent, both included.
        n: number of decisions.
        told: their mean confidence, percent; 0 without any.
        right: how many were right, percent; 0 without any.
    """

    low: int
    high: int
    n: int
    told: float
    right: float


@dataclass(frozen=True)
class Reliability:
    """The bins of some decisions.

    Attributes:
        group: the sessions.
        row: the decisions, an index into `ROWS`.
        bins: by confidence.
    """

    group: str
    row: int
    bins: tuple[Bin, ...]

    @property
    def n(self) -> int:
        """Number of decisions."""
        return sum(each.n for each in self.bins)

    @property
    def told(self) -> float:
        """Mean confidence, percent."""
        return sum(each.n * each.told for each in self.bins) / self.n

    @property
    def right(self) -> float:
        """How many were right, percent."""
        return sum(each.n * each.right for each in self.bins) / self.n

    @property
    def error(self) -> float:
        """Expected calibration error: mean difference of told and right over the bins, by size, percent."""
        return sum(each.n * abs(each.told - each.right) for each in self.bins) / self.n


def reliabilities(sessions: Sequence[StudiedSession]) -> list[Reliability]:
    """For each group of sessions and row of decisions, where there are any; each leg in its own mode."""
    found = []
    for group, decisions in _groups(sessions).items():
        for row in range(len(ROWS)):
            mode = MODES[row % len(MODES)]  # of the leg: in front, in back
            of_row = [one for one in decisions if one.row == row and one.mode == mode]
            if of_row:
                found.append(Reliability(group, row, _bins(of_row)))
    return found


def _groups(sessions: Sequence[StudiedSession]) -> dict[str, list[Decision]]:
    found: dict[str, list[Decision]] = {}
    for simulator in SIMULATORS:
        name = f"{simulator.simulator} simulator"
        of_it = [one for one in sessions if one.group.startswith(f"{simulator.simulator} workouts")]
        found[name] = [decision for one in of_it for decision in one.decisions]
        sessions = [one for one in sessions if one not in of_it]
    found[PEOPLE] = [decision for one in sessions for decision in one.decisions]
    found[PEOPLE_LUNGING] = [one for one in found[PEOPLE] if not one.activity.startswith(LOOK_ALIKE)]
    return found


def _bins(decisions: Iterable[Decision]) -> tuple[Bin, ...]:
    decisions = list(decisions)
    found = []
    for low, above in pairwise(EDGES):
        inside = [one for one in decisions if low <= one.percent < above]
        n = len(inside)
        told = sum(one.percent for one in inside) / n if n else 0.0
        right = 100 * sum(one.right for one in inside) / n if n else 0.0
        found.append(Bin(low, above - 1, n, told, right))
    return tuple(found)
