"""Gates: each compares one measured value of a cycle with a limit.

A gate that fails refuses the cycle; after `begin_doubts`, it only makes the cycle doubtful: it counts if its
neighbours are alike (likeness.py). The first gate of each kind that fails gives the reason.

A classifier evaluates all of its gates for every cycle, in a fixed order. The board keeps only the reasons.
On a laptop `heeldrive.window` replaces this object by one that records every gate, so that the explanation of
a decision is the decision itself.

To add a gate, evaluate it where its value is measured, give it a number of its own, and describe it in
window/gate_meanings.py.
"""


class Gates:
    """Evaluates the gates of one cycle after another.

    Attributes:
        reason: why the cycle is refused, an index into REASONS; COUNTED while every gate has passed.
        doubt: why the cycle is doubtful, likewise.
        doubts: number of the gates that made it doubtful.
    """

    def begin(self) -> None:
        """Start a new cycle."""
        self.reason = 0
        self.doubt = 0
        self.doubts = 0
        self._doubting = 0

    __init__ = begin

    def begin_doubts(self) -> None:
        """From now on, a gate that fails makes the cycle doubtful and does not refuse it."""
        self._doubting = 1

    def end_doubts(self) -> None:
        """From now on, a gate that fails refuses the cycle again."""
        self._doubting = 0

    def at_most(self, gate: int, value: int, limit: int, reason: int) -> None:
        """Evaluate a gate that fails if the value is above the limit.

        Args:
            gate: number of the gate; window/gate_meanings.py describes it.
            value, limit: in the detector's units.
            reason: why a cycle that fails is refused, an index into REASONS.
        """
        if value > limit:
            self._fail(reason)

    def at_least(self, gate: int, value: int, limit: int, reason: int) -> None:
        """Evaluate a gate that fails if the value is below the limit; see `at_most`."""
        if value < limit:
            self._fail(reason)

    def _fail(self, reason: int) -> None:
        if self._doubting:
            self.doubts += 1
            if not self.doubt:
                self.doubt = reason
        elif not self.reason:
            self.reason = reason
