"""One cycle that the detector judged, and what came of it."""

from dataclasses import dataclass
from typing import Any

from heeldrive.window import Gate


@dataclass
class Cycle:
    """One cycle that ended, whatever came of it.

    Attributes:
        leg: "front" or "back", of the sensor leg.
        left_ms: when it left its top.
        start_ms, bottom_ms, rise_ms, end_ms: its phases; a cycle that was given up has start and end only.
        judged_ms: time of the sample that ended it.
        gates: what it was measured by, in the order in which the gates decide.
        outcome: "rep", "refused", "waits" (held back, not decided yet), or "untold": too little like a rep.
        reason: why it did not count, or what it would be refused for while it waits.
        told_ms: when its event came; None before, and for ever if it is untold.
        waited: whether it was held back at first.
        waits_for: what the detector waited for when it was judged, a word of heeldrive.WAITS.
        index: its number, when it is a rep.
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
    told_ms: int | None = None
    waited: bool = False
    waits_for: str = ""
    index: int | None = None

    @property
    def key(self) -> tuple[int, int, str]:
        """What its event has in common with it: begin, end, and leg."""
        return self.start_ms, self.end_ms, self.leg

    def as_dict(self) -> dict[str, Any]:
        """For JSON lines."""
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
            "told_ms": self.told_ms,
            "waited": self.waited,
            "waits_for": self.waits_for,
            "gates": [gate.as_dict() for gate in self.gates],
        }


def closest(gates: tuple[Gate, ...] | list[Gate]) -> Gate | None:
    """The gate that decides: the first that was failed, or the one passed by the smallest share."""
    for gate in gates:
        if not gate.passed:
            return gate
    return min((gate for gate in gates if gate.share is not None), key=_share, default=None)


def _share(gate: Gate) -> float:
    return gate.share or 0.0
