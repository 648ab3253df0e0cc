"""Rear leg: classifies each drop and rise of the body as a lunge with the sensor leg in back, or not.

Loaded only with `mode = "both_legs"`, because it costs memory.
"""

from heeldrive.displacement import VerticalDisplacement
from heeldrive.events import (
    ALONE,
    LEG_RAISED,
    LONG_HOLD,
    NO_RETURN,
    NOT_READY,
    SHALLOW,
    TOO_FAST,
    TOO_SLOW,
    WALKING,
)
from heeldrive.fixed_point import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.alignment import Alignment
        from heeldrive.attitude import GravityFilter
        from heeldrive.gates import Gates
        from heeldrive.settings import Settings
except ImportError:  # a board has no typing and evaluates no annotation
    pass

_INCLINATION_MAX = const(6400)  # 50 deg: the back thigh of a lunge stays below it
_CHORD_SQ_MIN = const(1000001)  # 7 deg: in a lift the body drops and rises without tilt
_CHORD_SQ_MAX = const(67108863)  # 60 deg
_FALL_PER_COSINE_MM = const(1200)  # a thigh that tilts about a fixed knee lowers the sensor by less
_PROMPT_MAX_MS = const(1999)
# A drop by d and back within T along a cosine has a mean absolute acceleration of 1.28 d / T**2 (mg, mm, s).
# Half of it is added to `shake_max_mg`, and at least _OWN_MIN_MG.
_OWN_SHAKE = const(640)
_OWN_MIN_MG = const(40)
_LENGTH_MIN_MS = const(800)
_ERROR_MAX_MM = const(1000)
_ROSE_MIN = const(8000)  # the leaky velocity must show at least 60 % of the height
# After a drop the leak alone makes the velocity positive, by half of the drop per second. A rise is at least
# twice as fast.
_PEAK_MIN = const(66)
_PEAK_MIN_IN_SET = const(88)  # a lower limit for a drop similar to those of the last reps
_REMEMBERED = const(4)  # reps in the mean drop

# Numbers of the gates, see window/gate_meanings.py.
_SHAKE = const(32)
_LENGTH = const(33)
_RATE = const(34)
_INCLINATION = const(35)
_TILT = const(36)
_MUCH_TILT = const(37)
_ERROR = const(38)
_ROSE = const(39)
_PEAK = const(40)
_FALL_FOR_TILT = const(41)
_FALL = const(42)
_LONG = const(43)
_HOLD = const(44)
_WAIT = const(45)
_PROMPT = const(46)


class RearLeg:
    """Tracks and classifies the body's drops; see `step` and `classify`.

    Attributes:
        displacement: the current drop, or the one that has just ended.
        last_end_ms: when the last counted rep of this leg ended; 0 before the first.
    """

    def __init__(self, settings: "Settings") -> None:
        self.displacement = VerticalDisplacement(settings.hold_max_ms)
        self.last_end_ms = 0
        self._ready_ms = 0  # when the leg was last ready before this drop
        self._settings = settings
        self._usual_mm = 0  # mean drop of the last counted reps, and their number
        self._usual_n = 0

    def step(
        self, t_ms: int, dt_ms: int, attitude: "GravityFilter", alignment: "Alignment", ready_ms: int
    ) -> int:
        """Process one sample; return 1 if it ends a drop and rise, which the caller then classifies.

        Args:
            t_ms: time of the sample.
            dt_ms: time since the previous sample, 1 to 60.
            attitude, alignment: these stages, after the sample.
            ready_ms: when the leg last stood still or a rep ended.
        """
        displacement = self.displacement
        if not displacement.state:
            self._ready_ms = ready_ms
        ended = displacement.step(t_ms, dt_ms, attitude.vertical_acc, attitude.rate_sq)
        if displacement.is_due():
            displacement.sample_height(
                alignment.inclination, alignment.cosine, attitude.ux, attitude.uy, attitude.uz
            )
        return ended

    def covers(self, start_ms: int) -> int:
        """Whether a cycle that began at `start_ms` is part of a drop of the body."""
        return self.displacement.state or start_ms < self.last_end_ms

    def classify(self, gates: "Gates") -> None:
        """Evaluate the gates for the drop and rise that has just ended; the result is in `gates`."""
        settings = self._settings
        fall = self.displacement
        length_ms = fall.end_ms - fall.start_ms
        long_ms = length_ms if length_ms > _LENGTH_MIN_MS else _LENGTH_MIN_MS
        own_mg = fall.drop_mm * _OWN_SHAKE // long_ms * 1000 // long_ms
        if own_mg < _OWN_MIN_MG:
            own_mg = _OWN_MIN_MG
        gates.at_most(_SHAKE, fall.vertical_acc_mg, settings.shake_max_mg + own_mg, WALKING)
        gates.at_least(_LENGTH, length_ms, (settings.rep_min_ms * 4 + 4) // 5, TOO_FAST)
        gates.at_most(_RATE, fall.rate_sq_max, settings.rate_max_dps * settings.rate_max_dps * 16, TOO_FAST)
        gates.at_most(_INCLINATION, fall.inclination, _INCLINATION_MAX, LEG_RAISED)
        gates.at_least(_TILT, fall.chord_sq, _CHORD_SQ_MIN, LEG_RAISED)
        gates.at_most(_MUCH_TILT, fall.chord_sq, _CHORD_SQ_MAX, LEG_RAISED)
        gates.at_most(_ERROR, fall.error_mm, _ERROR_MAX_MM, WALKING)
        gates.at_least(_ROSE, fall.rose, fall.drop_mm * _ROSE_MIN, WALKING)
        peak_share = _PEAK_MIN_IN_SET if self._continues() else _PEAK_MIN
        gates.at_least(_PEAK, fall.peak, (fall.fell + peak_share - 1) // peak_share, NO_RETURN)
        tilt_mm = (fall.cosine_range * _FALL_PER_COSINE_MM) >> 14
        gates.at_least(_FALL_FOR_TILT, fall.drop_mm, tilt_mm, LEG_RAISED)
        usual_mm = (self._usual_mm * settings.fall_share_percent + 99) // 100
        if usual_mm < settings.fall_min_mm:
            usual_mm = settings.fall_min_mm
        gates.at_least(_FALL, fall.drop_mm, usual_mm, SHALLOW)
        gates.at_most(_LONG, length_ms, settings.rep_max_ms, TOO_SLOW)
        gates.at_most(_HOLD, fall.rise_ms - fall.bottom_ms, settings.hold_max_ms, LONG_HOLD)
        gates.at_most(_WAIT, self.wait_ms(), settings.ready_max_ms, NOT_READY)

    def ask_alone(self, gates: "Gates") -> None:
        """Evaluate the gate for a drop without similar reps: it has to follow standing still promptly."""
        gates.at_most(_PROMPT, self.wait_ms(), _PROMPT_MAX_MS, ALONE)

    def _continues(self) -> int:
        """Whether it follows a rep of this leg, with at most one of the other leg between, and is as deep."""
        drop_mm = self.displacement.drop_mm
        return (
            self.displacement.start_ms - self.last_end_ms < self._settings.ready_max_ms * 2
            and drop_mm * 4 > self._usual_mm * 3
            and self._usual_mm * 4 > drop_mm * 3
        )

    def learn(self) -> None:
        """Update the mean drop with a counted rep."""
        displacement = self.displacement
        if self._usual_n < _REMEMBERED:
            self._usual_n += 1
        self._usual_mm += (displacement.drop_mm - self._usual_mm) // self._usual_n
        self.last_end_ms = displacement.end_ms

    def wait_ms(self) -> int:
        """Return the time from being ready to the start of the drop."""
        return self.displacement.start_ms - self._ready_ms

    def is_reportable(self, reason: int) -> bool:
        """Whether a refusal is reported: only if the motion was nearly a lunge of this leg."""
        if reason == WALKING or reason == TOO_FAST or reason == LEG_RAISED or reason == NO_RETURN:
            return False
        return (
            self.wait_ms() <= self._settings.ready_max_ms
            and self.displacement.drop_mm * 2 > self._settings.fall_min_mm
        )
