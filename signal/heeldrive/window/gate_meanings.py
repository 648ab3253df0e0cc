"""The meaning of each gate, by its number: name, words, setting, unit, and the conversion to that unit."""

from collections.abc import Callable
from math import acos, asin, degrees, sqrt
from typing import NamedTuple

from heeldrive import alignment, classifier, counter, displacement, rear_leg

Shown = tuple[float, float]


class GateMeaning(NamedTuple):
    """The meaning of a gate.

    Attributes:
        name: a short name, ending in its unit if it has one.
        words: what is measured, for the wearer, unique within a leg; for a condition, what a failure
            means.
        setting: the setting that changes the limit; empty if there is none.
        unit: unit of value and limit as shown; empty for a condition, which has no value.
        shown: converts value and limit from the detector's units into `unit`.
        turns_round: whether a larger value in the detector's units is shown as a smaller one.
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


def _fifths_deg(value: int, limit: int) -> Shown:
    return value / 640, limit / 640


def _dps(value_sq: int, limit_sq: int) -> Shown:
    return sqrt(value_sq) / 4, sqrt(limit_sq) / 4


def _chord_deg(value_sq: int, limit_sq: int) -> Shown:
    return _angle_deg(value_sq), _angle_deg(limit_sq)


def _angle_deg(chord_sq: int) -> float:
    """Return the angle of a chord of the unit circle from its squared length, 8192**2 = 1."""
    return degrees(2 * asin(min(1.0, sqrt(chord_sq) / 16384)))


def _area_mm(value: int, limit: int) -> Shown:
    return value / displacement._MM, limit / displacement._MM


def _off_forward_deg(along: int, limit: int) -> Shown:
    """Convert the part of the lean along forward; the limit is half the lean's length plus one (60 deg)."""
    cosine = along / (2 * (limit - 1)) if limit > 1 else 1.0
    return degrees(acos(max(-1.0, min(1.0, cosine)))), 60.0


_FRONT = {
    classifier._SHAKE: GateMeaning("shake_mg", "jolts of the body", "shake_max_mg", "mg", _as_is),
    classifier._LENGTH: GateMeaning(
        "length_ms", "length of the whole cycle (not too fast)", "rep_min_ms", "ms", _as_is
    ),
    classifier._DOWN_RATE: GateMeaning(
        "down_dps", "angular rate on the way down", "rate_max_dps", "deg/s", _dps
    ),
    classifier._UP_RATE: GateMeaning("up_dps", "angular rate on the way up", "rate_max_dps", "deg/s", _dps),
    classifier._DEPTH: GateMeaning("depth_deg", "depth of the thigh", "depth_min_deg", "deg", _deg),
    classifier._EXCURSION: GateMeaning(
        "excursion_deg", "inclination from the higher top to the bottom", "excursion_min_deg", "deg", _deg
    ),
    classifier._LONG: GateMeaning(
        "slow_ms", "length of the whole cycle (not too slow)", "rep_max_ms", "ms", _as_is
    ),
    classifier._HOLD: GateMeaning("hold_ms", "hold at the bottom", "hold_max_ms", "ms", _as_is),
    classifier._SEAT: GateMeaning("seat_ms", "stillness as on a chair", "seat_max_ms", "ms", _as_is),
    classifier._SURE_EXCURSION: GateMeaning(
        "sure_excursion_deg",
        "inclination from the higher top to the bottom, without similar reps",
        "",
        "deg",
        _deg,
    ),
    classifier._RETURN: GateMeaning(
        "return_deg", "inclination from the bottom to the top after", "", "deg", _fifths_deg
    ),
    classifier._SURE_RATE: GateMeaning("sure_dps", "angular rate, without similar reps", "", "deg/s", _dps),
    classifier._FOUND_WAIT: GateMeaning(
        "found_wait_ms",
        "time since standing still, before a quick first rep of a set",
        "ready_max_ms",
        "ms",
        _as_is,
    ),
    classifier._FOUND_LEVER: GateMeaning(
        "found_lever_mm", "drop of the sensor in a doubtful first rep of a set", "lever_min_mm", "mm", _as_is
    ),
    classifier._FOUND_REST: GateMeaning(
        "found_rest_ms", "rest as on a seat in the first rep of a set", "", "ms", _as_is
    ),
    classifier._FOUND_DEPTH: GateMeaning(
        "found_depth_deg", "depth of the thigh in a doubtful first rep of a set", "", "deg", _deg
    ),
    classifier._SURE_DEPTH: GateMeaning(
        "sure_depth_deg", "depth of the thigh, without similar reps", "", "deg", _deg
    ),
    classifier._SURE_LEVER: GateMeaning(
        "sure_lever_mm", "drop of the sensor as the thigh comes level, without similar reps", "", "mm", _as_is
    ),
    classifier._TOP: GateMeaning("top_deg", "inclination at the top before", "top_max_deg", "deg", _deg),
    classifier._BACK: GateMeaning("back_deg", "inclination at the top after", "top_max_deg", "deg", _deg),
    classifier._LEVER: GateMeaning(
        "lever_mm", "drop of the sensor as the thigh comes level", "lever_min_mm", "mm", _as_is
    ),
    classifier._STRIDE: GateMeaning(
        "stride_ms",
        "length of the rise, in a cycle that does not begin and end at standing",
        "quick_rise_ms",
        "ms",
        _as_is,
    ),
    classifier._WAIT: GateMeaning(
        "wait_ms", "time since standing still or the previous rep", "ready_max_ms", "ms", _as_is
    ),
    classifier._REST: GateMeaning("rest_ms", "rest at the bottom, without similar reps", "", "ms", _as_is),
    classifier._RISE: GateMeaning("rise_ms", "length of the rise", "quick_rise_ms", "ms", _as_is),
    alignment._DIRECTION: GateMeaning(
        "direction_deg",
        "angle from the direction of earlier reps",
        "",
        "deg",
        _off_forward_deg,
        turns_round=True,
    ),
    rear_leg._SUNK: GateMeaning(
        "sunk_mm", "drop of the body while the thigh comes back (it has to rise)", "", "mm", _as_is
    ),
    counter._SINCE_TOP: GateMeaning(
        "since_top_ms", "time since the top without a return", "rep_max_ms", "ms", _as_is
    ),
    counter._HOLE: GateMeaning("hole_ms", "gap in the samples", "", "ms", _as_is),
    counter._BEGINNING: GateMeaning(
        "beginning", "the samples begin in the middle of the cycle", "", "", _as_is
    ),
    counter._WAITS_FOR: GateMeaning("waits_for", "the detector does not count yet", "", "", _as_is),
}
_BACK = {
    rear_leg._SHAKE: GateMeaning("shake_mg", "jolts of the body", "shake_max_mg", "mg", _as_is),
    rear_leg._LENGTH: GateMeaning(
        "length_ms", "length of the whole cycle (not too fast)", "rep_min_ms", "ms", _as_is
    ),
    rear_leg._RATE: GateMeaning("rate_dps", "angular rate of the thigh", "rate_max_dps", "deg/s", _dps),
    rear_leg._SURE_TILT: GateMeaning(
        "sure_tilt_deg", "tilt of the thigh from the top, without similar reps", "", "deg", _chord_deg
    ),
    rear_leg._SURE_ERROR: GateMeaning(
        "sure_error_mm",
        "error of the height at the end, without similar reps",
        "",
        "mm",
        _as_is,
    ),
    rear_leg._FALL_MOST: GateMeaning(
        "fall_most_mm", "drop of the body (more than a body can), without similar reps", "", "mm", _as_is
    ),
    rear_leg._ROSE: GateMeaning(
        "rose_mm", "rise measured by the velocity, without similar reps", "", "mm", _area_mm
    ),
    rear_leg._FALL_FOR_TILT: GateMeaning(
        "fall_for_tilt_mm", "drop of the body for this tilt", "", "mm", _as_is
    ),
    rear_leg._FALL: GateMeaning("fall_mm", "drop of the body", "fall_min_mm", "mm", _as_is),
    rear_leg._LONG: GateMeaning(
        "slow_ms", "length of the whole cycle (not too slow)", "rep_max_ms", "ms", _as_is
    ),
    rear_leg._READY_WAIT: GateMeaning(
        "found_wait_ms",
        "time since standing still, before a quick first rep of a set",
        "ready_max_ms",
        "ms",
        _as_is,
    ),
    rear_leg._PROMPT: GateMeaning(
        "prompt_ms", "time since standing still, without similar reps", "", "ms", _as_is
    ),
}
GATE_MEANINGS = {**_FRONT, **_BACK}
"""The meaning of every gate, by its number."""
