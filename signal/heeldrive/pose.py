"""Poses: is the pose that the leg holds the wearer's standing pose?

The first still pose is taken as standing, but it may have been on a seat. A walk shows what upright is
(walking.py). A single walk does not override a proved standing direction, because riders of a bicycle seem to
walk. Later the strap may slip, so that the leg seems to be elsewhere while it stands. What the leg does next
tells a slip from a seat: after a slip, reps follow; from a seat, the leg comes back to the old standing pose.
"""

from heeldrive.fixed_point import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.alignment import Alignment
        from heeldrive.attitude import GravityFilter
        from heeldrive.walking import WalkingDetector
except ImportError:  # a board has no typing and evaluates no annotation
    pass

_ELSEWHERE = const(5760)  # 45 deg: a pose further from standing is another pose
_UPRIGHT = const(1920)  # 15 deg, as STANDING_MAX in segmentation.py
_REFRESH_MAX = const(2560)  # 20 deg, as in alignment.py: a larger change of standing is a slip
_AGAINST_MAX = const(2)  # a proved standing direction is kept against this many contrary walks in a row


class PoseCheck:
    """Keeps the standing direction true; call `check` while the leg rests.

    Attributes:
        away_ms: how long the leg has rested far from the standing direction since it last rested near it.
        moved: how far the standing direction has moved from the one before it, 1/128 deg, until a rep
            confirms that the strap has slipped or the leg returns to the one before.
    """

    def __init__(self) -> None:
        self.away_ms = 0
        self.moved = 0
        self._against = 0  # walks in a row that contradicted the standing direction

    def check(
        self, dt_ms: int, attitude: "GravityFilter", alignment: "Alignment", walking: "WalkingDetector"
    ) -> int:
        """Check the pose; return 1 if the standing direction has changed, so that the leg now stands.

        Args:
            dt_ms: time since the last call or the beginning of the rest.
            attitude, alignment, walking: these stages.
        """
        angle = alignment.inclination
        if angle > _ELSEWHERE:
            self.away_ms += dt_ms
        elif angle < _UPRIGHT:
            self.away_ms = 0
        ux = attitude.ux
        uy = attitude.uy
        uz = attitude.uz
        if self.moved and alignment.restore_standing(ux, uy, uz):
            self.moved = 0
            return 1
        if walking.fresh_ms <= 0 or not walking.upright(ux, uy, uz):
            return 0
        if angle > _ELSEWHERE and alignment.proved and self._against < _AGAINST_MAX:
            self._against += 1
            return 0
        self._against = 0
        changed = 0
        # A split stance after a jog is further from the walk's mean than standing is.
        nearer = walking.along(ux - alignment.rx, uy - alignment.ry, uz - alignment.rz)
        if angle > _REFRESH_MAX and nearer > 0:
            if alignment.proved:
                self.moved = angle
            alignment.set_standing(ux, uy, uz)
            changed = 1
        alignment.proved = 1
        return changed
