"""Reliability: of the decisions told with some confidence, how many were right."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from heeldrive_lab.confidence_study.decisions import Decision, StudiedSession
from heeldrive_lab.confidence_study.fit import ROWS
from heeldrive_lab.confidence_study.groups import grouped

EDGES = (1, *range(10, 101, 10))
FEW = 10  # a share of fewer says nothing
ENOUGH = 50  # decisions whose share of right ones is known to a few points
# The rows of the weights in each kind of decisions.
BOTH_LEGS = {"reps": (0, 2), "refusals": (2, 4)}
KINDS = BOTH_LEGS | {name: (row, row + 1) for row, name in enumerate(ROWS)}


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
        kind: the decisions, one of `KINDS`.
        bins: by confidence.
    """

    group: str
    kind: str
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
    def worst(self) -> float | None:
        """Largest difference of told and right in a bin of at least `ENOUGH`, percent; None without one."""
        return max((abs(each.told - each.right) for each in self.bins if each.n >= ENOUGH), default=None)


def reliabilities(sessions: Sequence[StudiedSession]) -> list[Reliability]:
    """For each group of sessions and kind of decisions, where there are any."""
    found = []
    for group, decisions in grouped(sessions).items():
        for kind, (first, above) in KINDS.items():
            of_kind = [one for one in decisions if first <= one.row < above]
            if of_kind:
                found.append(Reliability(group, kind, _bins(of_kind)))
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
