"""Confidence: how sure it is that a counted rep is one, or that a refused cycle is none, in percent.

A logistic regression on four measures of the cycle, with other weights for each leg, and for reps and
refusals. docs/confidence.md says how it was fitted and how well it holds.
"""

from heeldrive.events import Event
from heeldrive.fixed_point import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.own_measure import OwnMeasure
        from heeldrive.rear_leg import RearLeg
except ImportError:  # a board has no typing and evaluates no annotation
    pass

_ROW = const(5)
_UNLIKE_MAX = const(16)  # an eighth: people's own reps differ by as much, and more says no more
_STRANGER = const(13)  # a tenth unlike, as long as the wearer's usual size is not known
_SURE_OCTAVES = const(112)  # 2**7 to 1: 99 %
# Rows for reps in front, reps in back, refusals in front, refusals in back: the constant, then the weight of
# each measure, in 1/1024 of an octave of the odds. Printed by `heeldrive confidence DATASETS --weights`.
# fmt: off
_WEIGHTS = (
    -452, -371, 949, 206, 3267,
    3362, -28, -100, -281, 388,
    -657, 322, 19, 192, 223,
    1728, 39, -43, 190, -89,
)
# fmt: on


def confidence(event: Event, own: "OwnMeasure", rear_leg: "RearLeg | None") -> int:
    """Return how sure the decision on a cycle is, 1 to 99 percent.

    Args:
        event: a rep or a refused cycle; its measures have to be there.
        own: for the wearer's usual depth.
        rear_leg: for their usual drop with the sensor leg in back.
    """
    row = 2 * _ROW if event.reason else 0
    size = event.depth_cdeg
    usual = own.depth * 25 >> 5
    last = min(event.back_cdeg, 5000) >> 10
    if event.sensor_leg and rear_leg:
        row += _ROW
        size = event.fall_mm
        usual = rear_leg.usual_mm
        last = min(size, 600) >> 4
    unlike = min(128 - 128 * min(size, usual) // max(size, usual), _UNLIKE_MAX) if usual else _STRANGER
    score = (
        _WEIGHTS[row]
        + _WEIGHTS[row + 1] * unlike
        + _WEIGHTS[row + 2] * (min(event.end_ms - event.rise_ms, 5000) >> 7)
        + _WEIGHTS[row + 3] * (min(event.down_dps, 400) >> 3)
        + _WEIGHTS[row + 4] * last
    )
    octaves = min(abs(score) >> 6, _SURE_OCTAVES)  # in sixteenths
    odds = 16 + (octaves & 15) << (octaves >> 4)  # between two octaves a straight line
    percent = 100 * odds // (odds + 16)
    return percent if score >= 0 else 100 - percent
