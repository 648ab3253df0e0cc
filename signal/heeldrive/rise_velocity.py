"""Rise velocity: how fast the hip of the front leg rises, estimated from its thigh.

The front foot is planted and the shank stays nearly upright, so the hip rises by the thigh's length times the
gain of the cosine of its flexion. The mean is taken over the phase `rise`: from 5 deg above the bottom to
10 % above the top (segmentation.py). The thigh's length is not known: everyone gets that of the mean adult. A
length that is 6 % off falsifies each velocity by 6 %, and the loss in a set not at all.

It is not the velocity of a bar. The back leg has none: the error of its height is as large as what changes
between reps. Accuracy in simulation and on recordings: docs/velocity.md.
"""

from heeldrive.fixed_point import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.events import Event
except ImportError:  # a board has no typing and evaluates no annotation
    pass

_THIGH = const(820)  # 410 mm, in halves of a mm: 0.245 of a stature of 1.68 m (docs/sources.md)
_NEAR_CDEG = const(500)  # as _NEAR in segmentation.py
_BACK_CDEG = const(1500)  # split stances differ by less from rep to rep
# The knee of a standing leg is ahead of its hip: 2 to 7 deg in both simulators, and the inclination is that
# from standing.
_STANDING_CDEG = const(500)
_LEVEL_SQ = const(810000)  # (180 deg)**2 in fifths of a degree, as `_height` computes
_RIGHT_ANGLE = const(450)  # fifths of a degree


def rise_mm_s(event: "Event") -> int:
    """Return a rep's mean rise velocity, mm/s; 0 where it is withheld.

    It is withheld if the sensor leg is in back, and if the thigh did not come back to where it began: the
    body then rises further after the rep's end, or the foot has left the floor.
    """
    rise_ms = event.end_ms - event.rise_ms
    depth = event.depth_cdeg
    back = event.back_cdeg
    if event.sensor_leg or rise_ms <= 0 or back > event.top_cdeg + _BACK_CDEG:
        return 0
    gain = _height(back + (depth - back) // 10) - _height(depth - _NEAR_CDEG)
    return gain * 500 // rise_ms if gain > 0 else 0


def _height(inclination_cdeg: int) -> int:
    """Return the hip's height over the knee, halves of a mm, by Bhaskara's cosine (within 0.2 %)."""
    fifths = (inclination_cdeg + _STANDING_CDEG) // 20
    thigh = _THIGH
    if fifths > _RIGHT_ANGLE:
        fifths = 2 * _RIGHT_ANGLE - fifths
        thigh = -thigh
    square = fifths * fifths
    return thigh * (_LEVEL_SQ - 4 * square) // (_LEVEL_SQ + square)


class RiseVelocity:
    """The rise velocity in a set.

    Attributes:
        mm_s: mean rise velocity of the set's last rep that has one, mm/s; 0 before.
        loss_percent: velocity loss: how much slower than the set's fastest rep the last two reps both were,
            0 to 100.
    """

    def begin(self) -> None:
        """Begin a set."""
        self.mm_s = 0
        self.loss_percent = 0
        self._best = 0

    __init__ = begin

    def add(self, mm_s: int) -> None:
        """Add a rep of the set: its mean rise velocity, mm/s, or 0 for none."""
        if mm_s:
            if mm_s > self._best:
                self._best = mm_s
            # The faster of the last two: one slow rep is a stumble, and the error of one rep is 4 %.
            self.loss_percent = 100 - 100 * max(mm_s, self.mm_s) // self._best
            self.mm_s = mm_s
