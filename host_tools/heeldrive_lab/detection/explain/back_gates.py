"""The gates of a fall and rise of the body, asked of `heeldrive.backs.Backs`."""

import copy
from math import asin, degrees, radians, sin, sqrt
from types import SimpleNamespace
from typing import Any

from heeldrive import REASONS
from heeldrive.backs import Backs

from heeldrive_lab.detection.explain.gates import Gate, Question

_LONG_MS = 1 << 24
_MM = 13052  # of the areas under the velocity, to a mm (heeldrive.falls)
_MM_S = 208.838  # of a velocity, to a mm/s (heeldrive.falls)
# What each setting is on a judge that is to let everything through but the one thing asked about.
_OPEN = {
    "_fall_min_mm": -(1 << 20),
    "_usual_mm": 0,
    "_rep_min_ms": -_LONG_MS,
    "_rep_max_ms": _LONG_MS,
    "_hold_max_ms": _LONG_MS,
    "_rate2_max": 1 << 29,
    "_shake_max_mg": 1 << 20,
    "_ready_max_ms": _LONG_MS,
}


def back_gates(backs: Any) -> list[Gate]:
    """The gates of the fall that has just ended, in the order of the judgement."""
    asker = _Asker(backs)
    return [gate for question in (*asker.of_the_body(), *asker.of_the_fall()) if (gate := question.ask())]


def prompt_gates(backs: Any) -> list[Gate]:
    """The gate of a fall that follows no rep of its set: how soon after standing still it has to come."""

    def passes(value: int) -> bool:
        asked = copy.copy(backs)
        asked.falls = SimpleNamespace(start_ms=backs._ready_ms + value)
        return bool(asked.is_prompt())

    question = Question(
        "prompt_ms", "since standing still, with no rep like it before", "alone", "", "ms", False,
        backs.wait_ms(), 0, _LONG_MS, 1, passes,
    )  # fmt: skip
    gate = question.ask()
    return [gate] if gate else []


def chord2_of(angle_deg: float) -> int:
    """Squared length of the chord of an angle, 8192**2 = 1, as `Falls` keeps it."""
    return round((2 * sin(radians(angle_deg) / 2) * 8192) ** 2)


def angle_of(chord2: int) -> float:
    """The angle of a squared chord, degrees."""
    return degrees(2 * asin(min(1.0, sqrt(chord2) / 16384)))


class _Asker:
    """Puts questions about one fall."""

    def __init__(self, backs: Any) -> None:
        self.backs = backs
        self.falls = backs.falls

    def _passes(self, reason: str, closed: tuple[str, ...], set_value: Any) -> Any:
        """Asks the judge: whether a value passes when only the limits `closed` are in force."""

        def passes(value: int) -> bool:
            judge: Any = Backs.__new__(Backs)
            judge.__dict__.update(self.backs.__dict__)
            for name, wide in _OPEN.items():
                if name not in closed:
                    setattr(judge, name, wide)
            fall = SimpleNamespace(
                **{
                    name: getattr(self.falls, name) for name in ("start_ms", "bottom_ms", "rise_ms", "end_ms")
                },
                shake_mg=0,
                rate2_max=0,
                inclination=0,
                chord2=chord2_of(15),
                error_mm=0,
                rose=1 << 29,
                peak=1 << 24,
                fell=0,
                drop_mm=self.falls.drop_mm,
                cosine_range=0,
            )
            set_value(fall, value)
            judge.falls = fall
            return bool(REASONS[judge.judge()] != reason)

        return passes

    def of_the_body(self) -> list[Question]:
        """Jolts, length, rate and tilt."""
        falls = self.falls
        length_ms = falls.end_ms - falls.start_ms

        def shake(fall: Any, value: int) -> None:
            fall.shake_mg = value

        def length(fall: Any, value: int) -> None:
            fall.end_ms = fall.start_ms + value

        def rate(fall: Any, value: int) -> None:
            fall.rate2_max = value * value * 16

        def inclination(fall: Any, value: int) -> None:
            fall.inclination = value

        def tilt(fall: Any, value: int) -> None:
            fall.chord2 = chord2_of(value / 100)

        tilt_cdeg = round(angle_of(falls.chord2) * 100)
        return [
            Question("shake_mg", "jolts of the body", "walking", "shake_max_mg", "mg", False,
                     falls.shake_mg, 0, 1 << 18, 1, self._passes("walking", ("_shake_max_mg",), shake)),
            Question("length_ms", "length of the whole cycle", "too_fast", "rep_min_ms", "ms", True,
                     length_ms, 0, _LONG_MS - 1, 1, self._passes("too_fast", ("_rep_min_ms",), length)),
            Question("rate_dps", "speed of the thigh", "too_fast", "rate_max_dps", "deg/s", False,
                     int(sqrt(falls.rate2_max)) // 4, 0, 4000, 1,
                     self._passes("too_fast", ("_rate2_max",), rate)),
            Question("inclination_deg", "tilt of the thigh from standing", "leg_raised", "", "deg", False,
                     falls.inclination, 0, 180 * 128, 128, self._passes("leg_raised", (), inclination)),
            Question("tilt_deg", "tilt of the thigh from the top, a little", "leg_raised", "", "deg", True,
                     tilt_cdeg, 0, 1500, 100, self._passes("leg_raised", (), tilt)),
            Question("much_tilt_deg", "tilt of the thigh from the top, not much", "leg_raised", "", "deg",
                     False, tilt_cdeg, 1500, 17900, 100, self._passes("leg_raised", (), tilt)),
        ]  # fmt: skip

    def of_the_fall(self) -> list[Question]:
        """The height, its times, and being ready."""
        falls = self.falls

        def error(fall: Any, value: int) -> None:
            fall.error_mm = value

        def rose(fall: Any, value: int) -> None:
            fall.rose = value * _MM

        def peak(fall: Any, value: int) -> None:
            fall.peak = value
            fall.fell = falls.fell

        def lowered(fall: Any, value: int) -> None:
            fall.drop_mm = value
            fall.cosine_range = falls.cosine_range

        def drop(fall: Any, value: int) -> None:
            fall.drop_mm = value

        def length(fall: Any, value: int) -> None:
            fall.end_ms = fall.start_ms + value

        def hold(fall: Any, value: int) -> None:
            fall.rise_ms = fall.bottom_ms + value

        def wait(fall: Any, value: int) -> None:
            fall.start_ms = self.backs._ready_ms + value
            fall.end_ms = fall.start_ms

        return [
            Question("error_mm", "height the end seemed to miss the start by", "walking", "", "mm", False,
                     falls.error_mm, 0, 1 << 16, 1, self._passes("walking", (), error)),
            Question("rose_mm", "rise as the speed tells it", "walking", "", "mm", True,
                     falls.rose // _MM, -1, 1 << 14, 1, self._passes("walking", (), rose)),
            Question("rise_mm_s", "largest speed of the rise", "no_return", "", "mm/s", True,
                     falls.peak, -1, 1 << 24, _MM_S, self._passes("no_return", (), peak)),
            Question("fall_for_tilt_mm", "fall of the body, for so much tilt", "leg_raised", "", "mm", True,
                     falls.drop_mm, -1, 1 << 14, 1, self._passes("leg_raised", (), lowered)),
            Question("fall_mm", "fall of the body", "shallow", "fall_min_mm", "mm", True, falls.drop_mm,
                     0, 1 << 14, 1, self._passes("shallow", ("_fall_min_mm", "_usual_mm"), drop)),
            Question("slow_ms", "length of the whole cycle", "too_slow", "rep_max_ms", "ms", False,
                     falls.end_ms - falls.start_ms, 0, _LONG_MS, 1,
                     self._passes("too_slow", ("_rep_max_ms",), length)),
            Question("hold_ms", "stay at the bottom", "long_hold", "hold_max_ms", "ms", False,
                     falls.rise_ms - falls.bottom_ms, 0, _LONG_MS + 1, 1,
                     self._passes("long_hold", ("_hold_max_ms",), hold)),
            Question("wait_ms", "since standing still, or the rep before", "not_ready", "ready_max_ms", "ms",
                     False, self.backs.wait_ms(), 0, _LONG_MS + 1, 1,
                     self._passes("not_ready", ("_ready_max_ms",), wait)),
        ]  # fmt: skip
