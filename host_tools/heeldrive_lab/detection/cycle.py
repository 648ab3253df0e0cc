"""One cycle that the detector judged, with its outcome."""

from dataclasses import dataclass
from typing import Any

from heeldrive.window import Gate


@dataclass
class Cycle:
    """One cycle that ended, counted or not.

    Attributes:
        leg: position of the sensor leg, "front" or "back".
        left_ms: time at which the thigh left the top.
        start_ms, bottom_ms, rise_ms, end_ms: times of the phases; an abandoned cycle has start and end only.
            A rep that bounced at the bottom starts where its first part does.
        judged_ms: time of the sample that ended the cycle.
        gates: the gates that were evaluated, in the order in which they decide.
        outcome: "rep", "refused", "waits" (doubtful: it waits for its neighbours), "joined" (a bounce at the
            bottom: part of the rep that follows), or "untold" (too unlike a rep to be reported).
        reason: why it did not count; while it is pending, the reason it would be refused for.
        reported_ms: time of its event; None until then, and always None if it is not reported.
        doubt: why it was doubtful by itself; empty if it was not.
        waited: whether it waited for its neighbours.
        waits_for: what the detector waited for when the cycle was judged, a word of heeldrive.WAITS.
        index: number of the rep, from 1; None if it is not a rep.
    """

    leg: str
    left_ms: int
    start_ms: int
    bottom_ms: int
    rise_ms: int
    end_ms: int
    judged_ms: int
    gates: tuple[Gate, ...]
    outcome: str = "untold"
    reason: str = ""
    reported_ms: int | None = None
    doubt: str = ""
    waited: bool = False
    waits_for: str = ""
    index: int | None = None

    @property
    def key(self) -> tuple[int, str]:
        """End and leg: what identifies the event of this cycle."""
        return self.end_ms, self.leg

    def as_dict(self) -> dict[str, Any]:
        """The cycle as a JSON object."""
        return {
            "kind": "cycle",
            "outcome": self.outcome,
            "reason": self.reason,
            "index": self.index,
            "sensor_leg": self.leg,
            "start_ms": self.start_ms,
            "bottom_ms": self.bottom_ms or None,
            "rise_ms": self.rise_ms or None,
            "end_ms": self.end_ms,
            "judged_ms": self.judged_ms,
            "told_ms": self.reported_ms,
            "doubt": self.doubt,
            "waited": self.waited,
            "waits_for": self.waits_for,
            "gates": [gate.as_dict() for gate in self.gates],
        }


def closest(gates: tuple[Gate, ...] | list[Gate]) -> Gate | None:
    """The deciding gate: the first that failed, or else the one passed by the smallest share."""
    for gate in gates:
        if not gate.passed:
            return gate
    return min((gate for gate in gates if gate.share is not None), key=_share, default=None)


def _share(gate: Gate) -> float:
    return gate.share or 0.0
