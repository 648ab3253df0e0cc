"""Likeness: whether two cycles are of one kind. Cycles that are alike and follow one another are a set."""

from heeldrive.events import Event
from heeldrive.fixed_point import const

_LEVER_APART_MM = const(200)
_HOLD_MS = const(500)  # shorter holds are no different
_BENT_CDEG = const(1500)  # as in pending.py
_STEP_BACK_CDEG = const(3000)  # the thigh, where the foot of a forward lunge comes down again

# The shorter rise in percent of the longer one.
CLOSE = const(60)
ROUGH = const(45)  # for a cycle between others of its kind


def alike(a: Event, b: Event, closeness: int) -> bool:
    """Whether two cycles are alike: the same leg, and similar depth, rise, length and hold at the bottom.

    Args:
        a, b: the cycles.
        closeness: CLOSE, or ROUGH for a cycle that comes between others of its kind.
    """
    if a.sensor_leg != b.sensor_leg:
        return False
    length_a = a.end_ms - a.start_ms
    length_b = b.end_ms - b.start_ms
    rise_a = a.end_ms - a.rise_ms
    rise_b = b.end_ms - b.rise_ms
    if a.sensor_leg:
        if not within(a.fall_mm, b.fall_mm, 66):
            return False
    elif not (
        within(a.depth_cdeg, b.depth_cdeg, 80)
        and within(length_a, length_b, 50)
        and within(a.still_ms * 10 + length_a, b.still_ms * 10 + length_b, 50)
    ):
        return False
    else:
        # The error of a lever arm grows with the square of the time.
        quarters = length_a >> 8
        apart_mm = _LEVER_APART_MM + quarters * quarters
        if not -apart_mm < a.lever_mm - b.lever_mm < apart_mm:
            return False
        if (
            a.top_cdeg < _BENT_CDEG
            and b.top_cdeg < _BENT_CDEG
            and a.back_cdeg < _STEP_BACK_CDEG
            and b.back_cdeg < _STEP_BACK_CDEG
        ):
            # A step back may have cut one of the rises short: compare the time they take per angle.
            rise_a *= (b.depth_cdeg - b.back_cdeg) >> 7
            rise_b *= (a.depth_cdeg - a.back_cdeg) >> 7
    return within(rise_a, rise_b, closeness) and (
        closeness == ROUGH
        or within(a.rise_ms - a.bottom_ms + _HOLD_MS, b.rise_ms - b.bottom_ms + _HOLD_MS, 40)
    )


def within(a: int, b: int, percent: int) -> bool:
    """Whether the smaller of two values is at least this part of the larger."""
    return a * 100 >= b * percent and b * 100 >= a * percent


def keep(event: Event, last: Event) -> None:
    """Copy what `alike` compares from `event` to `last`."""
    last.sensor_leg = event.sensor_leg
    last.start_ms = event.start_ms
    last.bottom_ms = event.bottom_ms
    last.rise_ms = event.rise_ms
    last.end_ms = event.end_ms
    last.depth_cdeg = event.depth_cdeg
    last.top_cdeg = event.top_cdeg
    last.back_cdeg = event.back_cdeg
    last.lever_mm = event.lever_mm
    last.fall_mm = event.fall_mm
    last.still_ms = event.still_ms
