"""The gates of a cycle of the sensor leg, asked of `heeldrive.reps.Reps` and `heeldrive.mount.Mount`."""

import copy
from math import atan2, cos, degrees, radians, sin, sqrt
from types import SimpleNamespace
from typing import Any

from heeldrive import REASONS
from heeldrive.reps import Reps

from heeldrive_lab.detection.explain.gates import Gate, Question

_LONG_MS = 1 << 24  # four hours: longer than any limit
_WIDE_DEG128 = 180 * 128
# What each setting is on a judge that is to let everything through but the one thing asked about.
_OPEN = {
    "_depth_min": -_WIDE_DEG128,
    "_excursion_min": -2 * _WIDE_DEG128,
    "_top_max": _WIDE_DEG128,
    "_rep_min_ms": -_LONG_MS,
    "_rep_max_ms": _LONG_MS,
    "_hold_max_ms": _LONG_MS,
    "_seat_max_ms": _LONG_MS,
    "_rate2_max": 1 << 29,
    "_shake_max_mg": 1 << 20,
    "_lever_min_mm": -(1 << 20),
    "_quick_rise_ms": 0,
    "_ready_max_ms": _LONG_MS,
}
_HALF_TURN_CDEG = 18_000


class _Judge(Reps):
    """The detector's judge of a cycle, with what was measured of it set from outside."""

    def _measure(self) -> None:
        """Keep what is set: nothing is summed up here."""


def front_gates(counter: Any, proved: int) -> list[Gate]:
    """The gates of the cycle that the counter has just judged, in the order of its judgement.

    Args:
        counter: a RepCounter whose cycle has ended and is in its `event`.
        proved: whether the standing direction was known to be one when it was judged.
    """
    asker = _Asker(counter, proved)
    questions = [*asker.of_the_body(), *asker.of_the_way(), *asker.of_the_times(), *asker.of_the_rest()]
    return [gate for question in questions if (gate := question.ask())]


def given_up_gates(counter: Any, time_ms: int) -> list[Gate]:
    """The gates of a cycle that was given up `time_ms` after its top, because it did not come back."""
    reps, cut = counter._reps, counter.phases

    def is_deep(closed: str, depth: int) -> bool:
        judge = copy.copy(reps)
        for name in ("_depth_min", "_excursion_min"):
            if name != closed:
                setattr(judge, name, _OPEN[name])
        return bool(judge.is_deep(SimpleNamespace(depth=depth, top=cut.top)))

    def in_time(value: int) -> bool:
        judge = copy.copy(reps)
        judge._time_ms = value
        return not judge.overdue()

    questions = (
        Question("depth_deg", "depth of the thigh", "shallow", "depth_min_deg", "deg", True, cut.depth,
                 0, _WIDE_DEG128, 128, lambda value: is_deep("_depth_min", value)),
        Question("excursion_deg", "way from the top to the bottom", "shallow", "excursion_min_deg", "deg",
                 True, cut.depth - cut.top, 0, _WIDE_DEG128, 128,
                 lambda value: is_deep("_excursion_min", cut.top + value)),
        Question("since_top_ms", "time since the top, without coming back", "no_return", "rep_max_ms", "ms",
                 False, time_ms, 0, _LONG_MS, 1, in_time),
    )  # fmt: skip
    return [gate for question in questions if (gate := question.ask())]


class _Asker:
    """Puts questions about one cycle."""

    def __init__(self, counter: Any, proved: int) -> None:
        self.counter = counter
        self.proved = proved
        self.reps = counter._reps
        self.phases = counter.phases
        self.mount = counter._mount

    def _passes(self, reason: str, closed: str, set_value: Any) -> Any:
        """Asks the judge: whether a value passes when only the limit `closed` is in force."""

        def passes(value: int) -> bool:
            judge = _Judge.__new__(_Judge)
            judge.__dict__.update(self.reps.__dict__)
            for name, wide in _OPEN.items():
                if name != closed:
                    setattr(judge, name, wide)
            cut = SimpleNamespace(
                **{
                    name: getattr(self.phases, name)
                    for name in ("start_ms", "bottom_ms", "rise_ms", "end_ms", "depth", "top", "back")
                }
            )
            set_value(judge, cut, value)
            return bool(REASONS[judge.judge(cut, self.proved)] != reason)

        return passes

    def of_the_body(self) -> list[Question]:
        """Jolts, length and rates: what no controlled rep has."""
        reps, cut = self.reps, self.phases
        event = self.counter.event

        def shake(judge: Any, _: Any, value: int) -> None:
            judge.shake_mg = value

        def length(_: Any, phases: Any, value: int) -> None:
            phases.end_ms = phases.start_ms + value

        def down(judge: Any, _: Any, value: int) -> None:
            judge.down2 = value * value * 16
            judge.up2 = 0

        def up(judge: Any, _: Any, value: int) -> None:
            judge.up2 = value * value * 16
            judge.down2 = 0

        return [
            Question("shake_mg", "jolts of the body", "walking", "shake_max_mg", "mg", False,
                     reps.shake_mg, 0, 1 << 18, 1, self._passes("walking", "_shake_max_mg", shake)),
            Question("length_ms", "length of the whole cycle", "too_fast", "rep_min_ms", "ms", True,
                     cut.end_ms - cut.start_ms, 0, _LONG_MS - 1,
                     1, self._passes("too_fast", "_rep_min_ms", length)),
            Question("down_dps", "speed on the way down", "too_fast", "rate_max_dps", "deg/s", False,
                     event.down_dps, 0, 4000, 1, self._passes("too_fast", "_rate2_max", down)),
            Question("up_dps", "speed on the way up", "too_fast", "rate_max_dps", "deg/s", False,
                     event.up_dps, 0, 4000, 1, self._passes("too_fast", "_rate2_max", up)),
        ]  # fmt: skip

    def of_the_way(self) -> list[Question]:
        """Depth, excursion and the tops."""
        cut = self.phases
        higher = max(cut.top, cut.back)

        def depth(_: Any, phases: Any, value: int) -> None:
            phases.depth = value

        def excursion(_: Any, phases: Any, value: int) -> None:
            phases.depth = higher + value

        def top(_: Any, phases: Any, value: int) -> None:
            phases.top = value

        def back(_: Any, phases: Any, value: int) -> None:
            phases.back = value

        return [
            Question("depth_deg", "depth of the thigh", "shallow", "depth_min_deg", "deg", True,
                     cut.depth, 0, _WIDE_DEG128, 128, self._passes("shallow", "_depth_min", depth)),
            Question("excursion_deg", "way from the higher top to the bottom", "shallow", "excursion_min_deg",
                     "deg", True, cut.depth - higher, 0, _WIDE_DEG128,
                     128, self._passes("shallow", "_excursion_min", excursion)),
            Question("top_deg", "top before, from standing", "no_return", "top_max_deg", "deg", False,
                     cut.top, 0, _WIDE_DEG128, 128, self._open_top(top)),
            Question("back_deg", "top after, from standing", "no_return", "top_max_deg", "deg", False,
                     cut.back, 0, _WIDE_DEG128, 128, self._open_top(back)),
        ]  # fmt: skip

    def _open_top(self, set_value: Any) -> Any:
        """As `_passes`, with the top that is not asked about let through."""

        def alone(judge: Any, phases: Any, value: int) -> None:
            phases.top = phases.back = 0
            set_value(judge, phases, value)

        return self._passes("no_return", "_top_max", alone)

    def of_the_times(self) -> list[Question]:
        """Length, hold and stillness."""
        reps, cut = self.reps, self.phases

        def length(_: Any, phases: Any, value: int) -> None:
            phases.end_ms = phases.start_ms + value

        def hold(judge: Any, phases: Any, value: int) -> None:
            judge.still_ms = 0
            phases.rise_ms = phases.bottom_ms + value

        def still(judge: Any, phases: Any, value: int) -> None:
            judge.still_ms = value
            phases.rise_ms = phases.bottom_ms

        def seat(judge: Any, _: Any, value: int) -> None:
            judge.seat_ms = value

        return [
            Question("slow_ms", "length of the whole cycle", "too_slow", "rep_max_ms", "ms", False,
                     cut.end_ms - cut.start_ms, 0, _LONG_MS, 1,
                     self._passes("too_slow", "_rep_max_ms", length)),
            Question("hold_ms", "stay at the bottom", "long_hold", "hold_max_ms", "ms", False,
                     cut.rise_ms - cut.bottom_ms, 0, _LONG_MS + 1, 1,
                     self._passes("long_hold", "_hold_max_ms", hold)),
            Question("still_ms", "stillness within the cycle", "long_hold", "hold_max_ms", "ms", False,
                     reps.still_ms, 0, _LONG_MS + 1, 1, self._passes("long_hold", "_hold_max_ms", still)),
            Question("seat_ms", "stillness as only a chair gives", "seated", "seat_max_ms", "ms", False,
                     reps.seat_ms, 0, _LONG_MS + 1, 1, self._passes("seated", "_seat_max_ms", seat)),
        ]  # fmt: skip

    def of_the_rest(self) -> list[Question]:
        """The lever, being ready, the direction, and the rise."""
        questions = [self._lever(), self._stride(), self._wait()]
        if self.mount.forward_known > 1:  # one rep shows no direction to hold another against
            questions.append(self._direction())
        if not self.counter._continues():
            questions += [self._rest(), self._rise()]
        return questions

    def _stride(self) -> Question:
        cut = self.phases

        def rise(_: Any, phases: Any, value: int) -> None:
            phases.end_ms = phases.rise_ms + value

        return Question(
            "stride_ms", "time of the rise, of a cycle that does not begin and end in standing", "walking",
            "quick_rise_ms", "ms", True, cut.end_ms - cut.rise_ms, -1, _LONG_MS - 1, 1,
            self._passes("walking", "_quick_rise_ms", rise),
        )  # fmt: skip

    def _lever(self) -> Question:
        def lever(judge: Any, _: Any, value: int) -> None:
            judge.lever_mm = value

        judged = self._passes("leg_raised", "_lever_min_mm", lever)
        within_a_set = self.counter._continues()

        def passes(value: int) -> bool:
            if judged(value) or not within_a_set:
                return bool(judged(value))
            likely = copy.copy(self.reps)
            likely.lever_mm = value
            return bool(likely.is_likely())

        return Question(
            "lever_mm", "fall of the sensor as the thigh comes level", "leg_raised", "lever_min_mm", "mm",
            True, self.reps.lever_mm, -(1 << 18), 1 << 18, 1, passes,
        )  # fmt: skip

    def _wait(self) -> Question:
        def wait(judge: Any, phases: Any, value: int) -> None:
            judge._was_ready_ms = phases.start_ms - value

        return Question(
            "wait_ms", "since standing still, or the rep before", "not_ready", "ready_max_ms", "ms", False,
            self.reps.wait_ms, 0, _LONG_MS + 1, 1, self._passes("not_ready", "_ready_max_ms", wait),
        )  # fmt: skip

    def _direction(self) -> Question:
        """Bottoms are laid at every angle from forward, and the mount asked."""
        mount = copy.copy(self.mount)
        up = _unit(mount._rx, mount._ry, mount._rz)
        forward = _unit(mount._fx, mount._fy, mount._fz)
        aside = _cross(up, forward)
        bottom = (mount._bx, mount._by, mount._bz)
        off_deg = degrees(atan2(abs(_dot(bottom, aside)), _dot(bottom, forward)))

        def passes(value_cdeg: int) -> bool:
            turn = radians(value_cdeg / 100)
            lean = [f * cos(turn) + s * sin(turn) for f, s in zip(forward, aside, strict=True)]
            way = [round(11585 * (u + v)) for u, v in zip(up, lean, strict=True)]  # 45 deg down
            mount.mark_bottom(*way)
            return bool(mount.bottom_is_forward())

        return Question(
            "direction_deg", "off the way of the reps before", "sideways", "", "deg", False,
            round(off_deg * 100), 0, _HALF_TURN_CDEG, 100, passes,
        )  # fmt: skip

    def _rest(self) -> Question:
        def passes(value: int) -> bool:
            judge = copy.copy(self.reps)
            judge.still_ms = value
            return not judge.is_still()

        return Question(
            "rest_ms", "rest at the bottom, with none like it beside it", "seated", "seat_max_ms", "ms",
            False, self.reps.still_ms, 0, _LONG_MS, 1, passes,
        )  # fmt: skip

    def _rise(self) -> Question:
        cut = self.phases
        moving = copy.copy(self.reps)
        moving.still_ms = 0

        def passes(value: int) -> bool:
            risen = SimpleNamespace(rise_ms=0, end_ms=value, top=cut.top, back=cut.back)
            return bool(moving.is_slow(risen))

        return Question(
            "rise_ms", "time of the rise", "alone", "quick_rise_ms", "ms", True,
            cut.end_ms - cut.rise_ms, -1, _LONG_MS, 1, passes,
        )  # fmt: skip


def _unit(x: float, y: float, z: float) -> tuple[float, float, float]:
    length = sqrt(x * x + y * y + z * z) or 1.0
    return x / length, y / length, z / length


def _cross(a: tuple[float, float, float], b: tuple[float, float, float]) -> tuple[float, float, float]:
    return a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]


def _dot(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    return sum(p * q for p, q in zip(a, b, strict=True))
