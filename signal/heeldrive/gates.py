"""Gates: each compares one measured value of a cycle with a limit. The first that fails gives the reason.

A classifier evaluates all of its gates for every cycle, in a fixed order. The board keeps only the reason. On
a laptop `heeldrive.window` replaces this object by one that records every gate, so that the explanation of a
decision is the decision itself.

To add a gate, evaluate it where its value is measured, give it a number of its own, and describe it in
window/gate_meanings.py.
"""


class Gates:
    """Evaluates the gates of one cycle after another.

    Attributes:
        reason: why the cycle is refused, an index into REASONS; COUNTED while every gate has passed.
    """

    def begin(self) -> None:
        """Start a new cycle."""
        self.reason = 0

    __init__ = begin

    def at_most(self, gate: int, value: int, limit: int, reason: int) -> None:
        """Evaluate a gate that fails if the value is above the limit.

        Args:
            gate: number of the gate; window/gate_meanings.py describes it.
            value, limit: in the detector's units.
            reason: why a cycle that fails is refused, an index into REASONS.
        """
        if value > limit and not self.reason:
            self.reason = reason

    def at_least(self, gate: int, value: int, limit: int, reason: int) -> None:
        """Evaluate a gate that fails if the value is below the limit; see `at_most`."""
        if value < limit and not self.reason:
            self.reason = reason
