"""Which cycles would be judged otherwise by the smallest move of a threshold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from heeldrive import Settings
from heeldrive.window import Gate

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.traced_run import trace
from heeldrive_lab.evaluation.matching import overlap_ms
from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.evaluation.true_sets import should_count, weak_sets
from heeldrive_lab.sessions.annotations import Annotations

OF_EACH_SESSION = 10
TRUE_REP, NO_REP, UNKNOWN = "true rep", "not a rep", "not known"


@dataclass(frozen=True)
class Near:
    """A cycle and the threshold it passed, or failed, most narrowly.

    Attributes:
        session: the file's name.
        start_ms: where it begins.
        sensor_leg: "front" or "back".
        counted: whether it counted.
        truth: `TRUE_REP`, `NO_REP`, or `UNKNOWN` where only a set's total is known.
        gate: the threshold; of a refused cycle that failed several, the one failed by most.
        share: how far the threshold would have to move, as a share of it.
    """

    session: str
    start_ms: int
    sensor_leg: str
    counted: bool
    truth: str
    gate: Gate
    share: float

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {**vars(self), "gate": self.gate.as_dict()}


def nearest(name: str, session: Loaded, settings: Settings, legs: Sequence[str]) -> list[Near]:
    """The cycles of one session that are nearest to being judged otherwise, the nearest first.

    Args:
        name: of the session.
        session: it.
        settings: in force.
        legs: the sensor legs whose reps ought to count.
    """
    found = []
    for cycle in trace(session, settings).cycles:
        gate = _nearest_gate(cycle)
        if gate is not None and gate.share is not None:
            truth = _truth_of(cycle, session.annotations, legs)
            found.append(
                Near(
                    name,
                    cycle.start_ms,
                    cycle.leg,
                    cycle.outcome == "rep",
                    truth,
                    gate,
                    round(abs(gate.share), 3),
                )
            )
    return sorted(found, key=lambda near: near.share)[:OF_EACH_SESSION]


def _nearest_gate(cycle: Cycle) -> Gate | None:
    """The gate that a move of one setting would flip it by; None when no such move would."""
    if cycle.outcome == "rep":
        passed = [gate for gate in cycle.gates if gate.passed and gate.setting and gate.share is not None]
        return min(passed, key=_distance, default=None)
    failed = [gate for gate in cycle.gates if not gate.passed]
    # One without a bottom was given up: no threshold brings the wearer back to a top.
    if (
        cycle.outcome != "refused"
        or not cycle.bottom_ms
        or any(not gate.setting or gate.share is None for gate in failed)
    ):
        return None
    # Every one that was failed would have to move: the furthest tells how near it is.
    return max(failed, key=_distance, default=None)


def _distance(gate: Gate) -> float:
    return abs(gate.share or 0.0)


def _truth_of(cycle: Cycle, truth: Annotations, legs: Sequence[str]) -> str:
    span = {"start_ms": cycle.start_ms, "end_ms": cycle.end_ms}
    if any(should_count(rep, legs) and overlap_ms(span, rep) > 0 for rep in truth.reps):
        return TRUE_REP
    return UNKNOWN if any(overlap_ms(span, row) > 0 for row in weak_sets(truth, legs)) else NO_REP
