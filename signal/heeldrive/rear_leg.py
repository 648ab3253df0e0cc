"""Is a fall and rise of the body a lunge whose back leg carries the sensor? Judges each at its end.

Loaded only in the mode that counts both legs: it costs memory.
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

_INCLINATION_MAX = const(6400)  # 50 deg: a leg that goes further bends itself, unlike the back leg of a lunge
_CHORD_SQ_MIN = const(1000001)  # 7 deg: a lift raises and lowers a leg that does not tilt
_CHORD_SQ_MAX = const(67108863)  # 60 deg
_FALL_PER_COSINE_MM = const(1200)  # a thigh that tilts about a planted knee lowers the sensor by less
_PROMPT_MAX_MS = const(1999)
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
    """Follows the body's falls and judges them; see `step` and `classify`.

    Attributes:
        displacement: the fall under way, or the one that has just ended.
        last_end_ms: when the last that counted ended; 0 before it.
    """

    def __init__(self, settings):
        self.displacement = VerticalDisplacement(settings.hold_max_ms)
        self.last_end_ms = 0
        self._ready_ms = 0  # when last ready before this fall
        self._settings = settings
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
        if not displacement.state:
            self._ready_ms = ready_ms
        ended = displacement.step(t_ms, dt_ms, attitude.vertical_acc, attitude.rate_sq)
        if displacement.is_due():
            displacement.sample_height(
                alignment.inclination, alignment.cosine, attitude.ux, attitude.uy, attitude.uz
            )
        return ended

    def covers(self, start_ms):
        """Whether a tilt that began then is part of a fall of the body."""
        return self.displacement.state or start_ms < self.last_end_ms

    def classify(self, gates):
        """Ask whether the fall and rise that has just ended is a lunge; the gates keep the answer."""
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

    def ask_alone(self, gates):
        """Ask whether the fall came so soon after standing still that it needs no rep beside it."""
        gates.at_most(_PROMPT, self.wait_ms(), _PROMPT_MAX_MS, ALONE)

    def _continues(self):
        """Whether it follows a rep of this leg, at most one of the other's between, and is as deep."""
        drop_mm = self.displacement.drop_mm
        return (
            self.displacement.start_ms - self.last_end_ms < self._settings.ready_max_ms * 2
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
        return (
            self.wait_ms() <= self._settings.ready_max_ms
            and self.displacement.drop_mm * 2 > self._settings.fall_min_mm
        )
