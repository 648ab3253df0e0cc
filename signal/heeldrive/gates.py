"""Gates: each compares one measured value of a cycle with one limit; the first that fails refuses the cycle.

A classifier asks all of its gates about every cycle, in the order in which they decide. On a board only the
reason is kept. On a laptop `heeldrive.window` puts a recorder in the place of this object, so that what is
shown of a decision is the decision itself.

To add a gate: ask it where its value is measured, under a number of its own, and say what it is in
window/gate_meanings.py.
"""


class Gates:
    """Asks the gates of one cycle after another.

    Attributes:
        reason: why the cycle is refused, an index into REASONS; COUNTED while no gate was failed.
    """

    def begin(self):
        """Begin with another cycle."""
        self.reason = 0

    __init__ = begin

    def at_most(self, gate, value, limit, reason):
        """Ask a gate that a cycle fails for this reason if the value is above the limit.

        Args:
            gate: its number; window/gate_meanings.py says what it is.
            value, limit: in the detector's units.
            reason: an index into REASONS.
        """
        if value > limit and not self.reason:
            self.reason = reason

    def at_least(self, gate, value, limit, reason):
        """As `at_most`, for a gate that a cycle fails if the value is below the limit."""
        if value < limit and not self.reason:
            self.reason = reason
