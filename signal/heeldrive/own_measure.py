"""The wearer's own measure: how deep this person's reps are. A half rep is one that is half of theirs."""

from heeldrive.fixed_point import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.teaching import Teaching
except ImportError:  # a board has no typing and evaluates no annotation
    pass

_REMEMBERED = const(4)
_KNOWN = const(3)  # reps before the measure is used
_SHALLOW_PERCENT = const(62)
_NEW_SET_PERCENT = const(50)


class OwnMeasure:
    """Mean depth of the last counted reps with the sensor leg in front.

    Attributes:
        depth: mean depth, 1/128 deg.
        n: number of reps in it, at most 4.
        teaching: the wearer's taught lunge; None until there is a lesson or one in the settings.
    """

    def __init__(self) -> None:
        self.depth = 0
        self.n = 0
        # Here and not in RepCounter, whose table of attributes would then be full: each look-up of one of its
        # methods would take longer.
        self.teaching: "Teaching | None" = None

    def learn(self, depth: int) -> None:
        """Learn from a counted rep."""
        if self.n < _REMEMBERED:
            self.n += 1
        self.depth += (depth - self.depth) // self.n

    def recall(self, depth: int) -> None:
        """Replace the measure by the depth of a taught lunge, 1/128 deg; with 0, forget it."""
        self.depth = depth
        self.n = _REMEMBERED if depth else 0

    def known(self) -> bool:
        """Whether enough reps have counted for the measure to be used."""
        return self.n >= _KNOWN

    def depth_min(self, widest: int, in_set: bool) -> int:
        """Return the least depth of a rep, 1/128 deg: `widest` until the wearer's own is known.

        Between sets less is enough: another exercise, or a tired wearer, may go down less, and three alike
        become the new measure.
        """
        if not self.known():
            return widest
        own = self.depth * (_SHALLOW_PERCENT if in_set else _NEW_SET_PERCENT) // 100
        return own if own > widest else widest
