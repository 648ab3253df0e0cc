"""Finds the cycles with the smallest margins: a small change of a threshold would flip their decision."""

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
class Margin:
    """A cycle and its margin to the threshold that it passed or failed most narrowly.

    Attributes:
        session: name of the session file.
        start_ms: start of the cycle.
        sensor_leg: "front" or "back".
        counted: whether the cycle counted as a rep.
        truth: `TRUE_REP`, `NO_REP`, or `UNKNOWN` if only the set's total is annotated.
        gate: the threshold; for a refused cycle that failed several, the one failed by the largest share.
        share: change of the threshold that would flip the decision, as a share of the threshold.
    """

    session: str
    start_ms: int
    sensor_leg: str
    counted: bool
    truth: str
    gate: Gate
    share: float

    def as_dict(self) -> dict[str, Any]:
        """The margin as a JSON object."""
        return {**vars(self), "gate": self.gate.as_dict()}


def narrowest_margins(name: str, session: Loaded, settings: Settings, legs: Sequence[str]) -> list[Margin]:
    """The cycles of a session with the smallest margins, the smallest first.

    Args:
        name: name of the session.
        session: the session with its annotations.
        settings: the detector's settings.
        legs: positions of the sensor leg whose reps count.
    """
    found = []
    for cycle in trace(session, settings).cycles:
        gate = _flipping_gate(cycle)
        if gate is not None and gate.share is not None:
            found.append(
                Margin(
                    name,
                    cycle.start_ms,
                    cycle.leg,
                    cycle.outcome == "rep",
                    _annotation_of(cycle, session.annotations, legs),
                    gate,
                    round(abs(gate.share), 3),
                )
            )
    return sorted(found, key=lambda margin: margin.share)[:OF_EACH_SESSION]


def _flipping_gate(cycle: Cycle) -> Gate | None:
    """The gate that would flip the decision if its setting changed; None if no single change would."""
    if cycle.outcome == "rep":
        # A doubt that a rep has passed would only make it wait for its neighbours.
        passed = [
            gate
            for gate in cycle.gates
            if gate.passed and not gate.doubt and gate.setting and gate.share is not None
        ]
        return min(passed, key=_distance, default=None)
    failed = [gate for gate in cycle.gates if not gate.passed and gate.doubt == bool(cycle.doubt)]
    # A cycle without a bottom was abandoned: no threshold makes the wearer return to a top.
    if (
        cycle.outcome != "refused"
        or not cycle.bottom_ms
        or any(not gate.setting or gate.share is None for gate in failed)
    ):
        return None
    # All failed gates would have to change: the largest share decides.
    return max(failed, key=_distance, default=None)


def _distance(gate: Gate) -> float:
    return abs(gate.share or 0.0)


def _annotation_of(cycle: Cycle, annotations: Annotations, legs: Sequence[str]) -> str:
    span = {"start_ms": cycle.start_ms, "end_ms": cycle.end_ms}
    if any(should_count(rep, legs) and overlap_ms(span, rep) > 0 for rep in annotations.reps):
        return TRUE_REP
    return UNKNOWN if any(overlap_ms(span, row) > 0 for row in weak_sets(annotations, legs)) else NO_REP
