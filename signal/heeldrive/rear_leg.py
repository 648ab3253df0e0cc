"""Is a fall and rise of the body a lunge whose back leg carries the sensor? Judges each at its end.

Loaded only in the mode that counts both legs: it costs memory.
"""

from heeldrive.displacement import NOTHING, VerticalDisplacement
from heeldrive.events import (
    COUNTED,
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

_INCLINATION_MAX = const(6400)  # 50 deg: a leg that goes further bends itself, unlike the back leg of a lunge
_CHORD_SQ_MIN = const(1000000)  # 7 deg: a lift raises and lowers a leg that does not tilt
_CHORD_SQ_MAX = const(67108864)  # 60 deg
_FALL_PER_COSINE_MM = const(1200)  # a thigh that tilts about a planted knee lowers the sensor by less
_PROMPT_MS = const(2000)
# A fall by d and back within T, as smooth as a cosine, shakes by 1.28 d / T**2 (mg, mm, s) in the mean; half
# of it is granted, and no less than this:
_OWN_SHAKE = const(640)
_OWN_MIN_MG = const(40)
_LENGTH_MIN_MS = const(800)
_ERROR_MAX_MM = const(1000)
_ROSE_MIN = const(8000)  # the velocity tells of 60 % of the height, at least
# After a fall the leak alone lets the velocity swing up by half of it a second: a rise beats that twice.
_PEAK_MIN = const(66)
_PEAK_MIN_IN_SET = const(88)  # the benefit of the doubt for a fall like those of the reps just before
_REMEMBERED = const(4)


class RearLeg:
    """Follows the body's falls and judges them; see `step` and `classify`.

    Attributes:
        displacement: the fall under way, or the one that has just ended.
        last_end_ms: when the last that counted ended; 0 before it.
    """

    def __init__(self, settings):
        self.displacement = VerticalDisplacement(settings.hold_max_ms)
        self.last_end_ms = 0
        self._ready_ms = 0  # when last ready before this fall
        self._fall_min_mm = settings.fall_min_mm
        self._fall_share = settings.fall_share_percent
        self._rep_min_ms = settings.rep_min_ms
        self._rep_max_ms = settings.rep_max_ms
        self._hold_max_ms = settings.hold_max_ms
        self._rate_sq_max = settings.rate_max_dps * settings.rate_max_dps * 16
        self._shake_max_mg = settings.shake_max_mg
        self._ready_max_ms = settings.ready_max_ms
        self._usual_mm = 0  # mean fall of the last reps counted
        self._usual_n = 0

    def step(self, t_ms, dt_ms, attitude, alignment, ready_ms):
        """Take one sample; return 1 when it ends a fall and rise, which the caller then judges.

        Args:
            t_ms: its time.
            dt_ms: time since the sample before, 1 to 60.
            attitude, alignment: those stages, after this sample.
            ready_ms: when the leg last stood still, or a rep ended.
        """
        displacement = self.displacement
        if displacement.state == NOTHING:
            self._ready_ms = ready_ms
        ended = displacement.step(t_ms, dt_ms, attitude.vertical_acc, attitude.rate_sq)
        if displacement.is_due():
            displacement.sample_height(
                alignment.inclination, alignment.cosine, attitude.ux, attitude.uy, attitude.uz
            )
        return ended

    def covers(self, start_ms):
        """Whether a tilt that began then is part of a fall of the body."""
        return self.displacement.state != NOTHING or start_ms < self.last_end_ms

    def is_prompt(self):
        """Whether the fall came so soon after standing still that it needs no other beside it."""
        return self.wait_ms() < _PROMPT_MS

    def classify(self):
        """Return COUNTED, or the reason why the fall and rise that has just ended does not count."""
        displacement = self.displacement
        length_ms = displacement.end_ms - displacement.start_ms
        long_ms = length_ms if length_ms > _LENGTH_MIN_MS else _LENGTH_MIN_MS
        own_mg = displacement.drop_mm * _OWN_SHAKE // long_ms * 1000 // long_ms
        if displacement.vertical_acc_mg > self._shake_max_mg + (
            own_mg if own_mg > _OWN_MIN_MG else _OWN_MIN_MG
        ):
            return WALKING
        if length_ms * 5 < self._rep_min_ms * 4 or displacement.rate_sq_max > self._rate_sq_max:
            return TOO_FAST
        if (
            displacement.inclination > _INCLINATION_MAX
            or not _CHORD_SQ_MIN < displacement.chord_sq < _CHORD_SQ_MAX
        ):
            return LEG_RAISED
        if displacement.error_mm > _ERROR_MAX_MM or displacement.rose < displacement.drop_mm * _ROSE_MIN:
            return WALKING
        if displacement.peak * (_PEAK_MIN_IN_SET if self._continues() else _PEAK_MIN) < displacement.fell:
            return NO_RETURN
        if displacement.drop_mm < (displacement.cosine_range * _FALL_PER_COSINE_MM) >> 14:
            return LEG_RAISED
        if (
            displacement.drop_mm < self._fall_min_mm
            or displacement.drop_mm * 100 < self._usual_mm * self._fall_share
        ):
            return SHALLOW
        if length_ms > self._rep_max_ms:
            return TOO_SLOW
        if displacement.rise_ms - displacement.bottom_ms > self._hold_max_ms:
            return LONG_HOLD
        if self.wait_ms() > self._ready_max_ms:
            return NOT_READY
        return COUNTED

    def _continues(self):
        """Whether it follows a rep of this leg, at most one of the other's between, and is as deep."""
        drop_mm = self.displacement.drop_mm
        return (
            self.displacement.start_ms - self.last_end_ms < self._ready_max_ms * 2
            and drop_mm * 4 > self._usual_mm * 3
            and self._usual_mm * 4 > drop_mm * 3
        )

    def learn(self):
        """Learn from a rep how far this body falls."""
        displacement = self.displacement
        if self._usual_n < _REMEMBERED:
            self._usual_n += 1
        self._usual_mm += (displacement.drop_mm - self._usual_mm) // self._usual_n
        self.last_end_ms = displacement.end_ms

    def wait_ms(self):
        """From being ready to the start of the fall."""
        return self.displacement.start_ms - self._ready_ms

    def is_reportable(self, reason):
        """Whether a refusal may be told: a lunge of this leg, but for one thing."""
        if reason == WALKING or reason == TOO_FAST or reason == LEG_RAISED or reason == NO_RETURN:
            return False
        return self.wait_ms() <= self._ready_max_ms and self.displacement.drop_mm * 2 > self._fall_min_mm
