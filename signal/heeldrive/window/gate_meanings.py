"""What each gate is, by its number: the one place beside the question itself where a gate is written down."""

from collections.abc import Callable
from math import acos, asin, degrees, sqrt
from typing import NamedTuple

from heeldrive import alignment, classifier, counter, displacement, rear_leg

Shown = tuple[float, float]


class GateMeaning(NamedTuple):
    """What a gate is.

    Attributes:
        name: a short name, with its unit where a unit belongs to it.
        words: what is measured, for the wearer; of a condition, what it means that it is not met.
        setting: the setting that moves the limit; empty where none does.
        unit: of the value and the limit as they are shown; empty for a condition, which is met or not.
        shown: turns value and limit in the detector's units into that unit.
        turns_round: whether a larger value in the detector's units is a smaller one as shown.
    """

    name: str
    words: str
    setting: str
    unit: str
    shown: Callable[[int, int], Shown]
    turns_round: bool = False


def _as_is(value: int, limit: int) -> Shown:
    return value, limit


def _deg(value: int, limit: int) -> Shown:
    return value / 128, limit / 128


def _dps(value_sq: int, limit_sq: int) -> Shown:
    return sqrt(value_sq) / 4, sqrt(limit_sq) / 4


def _chord_deg(value_sq: int, limit_sq: int) -> Shown:
    return _angle_deg(value_sq), _angle_deg(limit_sq)


def _angle_deg(chord_sq: int) -> float:
    """The angle of a chord of the unit circle from its squared length, 8192**2 = 1."""
    return degrees(2 * asin(min(1.0, sqrt(chord_sq) / 16384)))


def _area_mm(value: int, limit: int) -> Shown:
    return value / displacement._MM, limit / displacement._MM


def _mm_s(value: int, limit: int) -> Shown:
    return value / 208.838, limit / 208.838  # 208 838 per m/s


def _off_forward_deg(along: int, limit: int) -> Shown:
    """From the bottom's part along forward; the limit is one above half the length of its lean (60 deg)."""
    cosine = along / (2 * (limit - 1)) if limit > 1 else 1.0
    return degrees(acos(max(-1.0, min(1.0, cosine)))), 60.0


_FRONT = {
    classifier._SHAKE: GateMeaning("shake_mg", "jolts of the body", "shake_max_mg", "mg", _as_is),
    classifier._LENGTH: GateMeaning("length_ms", "length of the whole cycle", "rep_min_ms", "ms", _as_is),
    classifier._DOWN_RATE: GateMeaning("down_dps", "speed on the way down", "rate_max_dps", "deg/s", _dps),
    classifier._UP_RATE: GateMeaning("up_dps", "speed on the way up", "rate_max_dps", "deg/s", _dps),
    classifier._DEPTH: GateMeaning("depth_deg", "depth of the thigh", "depth_min_deg", "deg", _deg),
    classifier._EXCURSION: GateMeaning(
        "excursion_deg", "way from the higher top to the bottom", "excursion_min_deg", "deg", _deg
    ),
    classifier._LONG: GateMeaning("slow_ms", "length of the whole cycle", "rep_max_ms", "ms", _as_is),
    classifier._HOLD: GateMeaning("hold_ms", "stay at the bottom", "hold_max_ms", "ms", _as_is),
    classifier._STILL: GateMeaning("still_ms", "stillness within the cycle", "hold_max_ms", "ms", _as_is),
    classifier._SEAT: GateMeaning("seat_ms", "stillness as only a chair gives", "seat_max_ms", "ms", _as_is),
    classifier._TOP: GateMeaning("top_deg", "top before, from standing", "top_max_deg", "deg", _deg),
    classifier._BACK: GateMeaning("back_deg", "top after, from standing", "top_max_deg", "deg", _deg),
    classifier._LEVER: GateMeaning(
        "lever_mm", "fall of the sensor as the thigh comes level", "lever_min_mm", "mm", _as_is
    ),
    classifier._STRIDE: GateMeaning(
        "stride_ms",
        "time of the rise, of a cycle that does not begin and end in standing",
        "quick_rise_ms",
        "ms",
        _as_is,
    ),
    classifier._WAIT: GateMeaning(
        "wait_ms", "since standing still, or the rep before", "ready_max_ms", "ms", _as_is
    ),
    classifier._REST: GateMeaning(
        "rest_ms", "rest at the bottom, with none like it beside it", "seat_max_ms", "ms", _as_is
    ),
    classifier._RISE: GateMeaning("rise_ms", "time of the rise", "quick_rise_ms", "ms", _as_is),
    alignment._DIRECTION: GateMeaning(
        "direction_deg", "off the way of the reps before", "", "deg", _off_forward_deg, turns_round=True
    ),
    counter._SINCE_TOP: GateMeaning(
        "since_top_ms", "time since the top, without coming back", "rep_max_ms", "ms", _as_is
    ),
    counter._HOLE: GateMeaning("hole_ms", "hole in the samples", "", "ms", _as_is),
    counter._BEGINNING: GateMeaning("beginning", "the samples begin in the middle of it", "", "", _as_is),
    counter._WAITS_FOR: GateMeaning(
        "waits_for", "the detector waits for something else first", "", "", _as_is
    ),
}
_BACK = {
    rear_leg._SHAKE: GateMeaning("shake_mg", "jolts of the body", "shake_max_mg", "mg", _as_is),
    rear_leg._LENGTH: GateMeaning("length_ms", "length of the whole cycle", "rep_min_ms", "ms", _as_is),
    rear_leg._RATE: GateMeaning("rate_dps", "speed of the thigh", "rate_max_dps", "deg/s", _dps),
    rear_leg._INCLINATION: GateMeaning("inclination_deg", "tilt of the thigh from standing", "", "deg", _deg),
    rear_leg._TILT: GateMeaning(
        "tilt_deg", "tilt of the thigh from the top, a little", "", "deg", _chord_deg
    ),
    rear_leg._MUCH_TILT: GateMeaning(
        "much_tilt_deg", "tilt of the thigh from the top, not much", "", "deg", _chord_deg
    ),
    rear_leg._ERROR: GateMeaning("error_mm", "height the end seemed to miss the start by", "", "mm", _as_is),
    rear_leg._ROSE: GateMeaning("rose_mm", "rise as the speed tells it", "", "mm", _area_mm),
    rear_leg._PEAK: GateMeaning("rise_mm_s", "largest speed of the rise", "", "mm/s", _mm_s),
    rear_leg._FALL_FOR_TILT: GateMeaning(
        "fall_for_tilt_mm", "fall of the body, for so much tilt", "", "mm", _as_is
    ),
    rear_leg._FALL: GateMeaning("fall_mm", "fall of the body", "fall_min_mm", "mm", _as_is),
    rear_leg._LONG: GateMeaning("slow_ms", "length of the whole cycle", "rep_max_ms", "ms", _as_is),
    rear_leg._HOLD: GateMeaning("hold_ms", "stay at the bottom", "hold_max_ms", "ms", _as_is),
    rear_leg._WAIT: GateMeaning(
        "wait_ms", "since standing still, or the rep before", "ready_max_ms", "ms", _as_is
    ),
    rear_leg._PROMPT: GateMeaning(
        "prompt_ms", "since standing still, with no rep like it before", "", "ms", _as_is
    ),
}
GATE_MEANINGS = {**_FRONT, **_BACK}
"""Every gate's meaning by its number."""
