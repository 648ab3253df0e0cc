"""Rear leg: classifies each drop and rise of the body as a lunge with the sensor leg in back, or not.

Loaded only with `mode = "both_legs"`, because it costs memory.
"""

from heeldrive.displacement import VerticalDisplacement
from heeldrive.events import (
    ALONE,
    COUNTED,
    LEG_RAISED,
    NOT_READY,
    SHALLOW,
    TOO_FAST,
    TOO_SLOW,
    WALKING,
)
from heeldrive.fixed_point import const
from heeldrive.pose_to_pose import PoseToPose
from heeldrive.zero_g import ZeroGOffset

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.alignment import Alignment
        from heeldrive.attitude import GravityFilter
        from heeldrive.gates import Gates
        from heeldrive.setting_values import Settings
except ImportError:  # a board has no typing and evaluates no annotation
    pass

_INCLINATION_MAX = const(6400)  # 50 deg: the back thigh of a lunge stays below it
_CHORD_SQ_SURE = const(1000001)  # 7 deg: in a lift the body drops and rises without tilt
_FALL_PER_COSINE_MM = const(1000)  # a thigh that tilts about a fixed knee lowers the sensor by less
_FALL_LONGEST_MS = const(14000)
_PROMPT_MAX_MS = const(3999)
_PROMPT_BRISK_MS = const(1999)
# A drop by d and back within T along a cosine has a mean absolute acceleration of 1.28 d / T**2 (mg, mm, s).
# What a lunge adds to it is less than what a step does: three quarters of `shake_max_mg`.
_OWN_SHAKE = const(1280)
_INTERVAL_MS = const(60)
_QUICK_MS = const(1650)  # strides, and turns of a crank or a stepper, take less
_BRISK_MS = const(1200)  # jumps and strides take less, and lower the body by less than a brisk lunge
_REST_MS = const(300)  # as in stationary.py
_HALF_REP = const(2610000)  # 200 mm, 13 052 per mm
_ATTEMPT_MS = const(1200)
_LENGTH_MIN_MS = const(800)
# In true reps the height at the end differs by up to 0.3 m and 0.07 m/s**2 T**2, half of an offset of 14 mg.
_ERROR_SURE_MM = const(300)
_ERROR_SURE_MOST_MM = const(1000)
_ERROR_SURE_LONG_MM = const(400)
_MEASURED_MS = const(6000)  # in a longer cycle 3 mg that come and go with the posture are half a metre
# Between two rests the thigh turns more slowly than that of someone who turns round, in a lift: by 400 deg
# divided by the time, or by what is slow in any case.
_TURN_MOST = const(400000)
_SLOW_DPS = const(100)
# The body's height while the thigh comes back: measured within 2 s, if the velocity at the end is that of an
# offset of 13 mg or less. Who bends the knees before stepping back sinks by more than 60 mm.
_RISE_LONGEST_MS = const(2000)
_RISE_ACC = const(27)
_SUNK_MAX_MM = const(60)
_MM = const(13052)  # as in displacement.py
_V_MAX = const(1000000)
_FALL_MOST_MM = const(700)  # a body kneels within half a metre, and a height is wrong by less than the rest
_ROSE_MIN = const(8000)  # the leaky velocity shows at least 60 % of the height
_REMEMBERED = const(4)  # reps in the mean drop
_KNOWN = const(3)  # reps before it is used

# Numbers of the gates, see window/gate_meanings.py.
_SHAKE = const(32)
_LENGTH = const(33)
_RATE = const(34)
_SURE_TILT = const(37)
_SURE_ERROR = const(39)
_ROSE = const(40)
_FALL_FOR_TILT = const(41)
_FALL = const(42)
_LONG = const(43)
_PROMPT = const(46)
_READY_WAIT = const(48)
_FALL_MOST = const(49)
_SUNK = const(50)


class RearLeg:
    """Tracks and classifies the body's drops; see `step` and `classify`.

    Attributes:
        poses: measures the drops from pose to pose.
        displacements: the current drops, from top to top by the velocity and from pose to pose.
        ended: index of the one that has just ended.
        end_ms: end of the last attempt: a drop that counted, is pending, or was reported and was no walk;
            with its rest, see `is_rest`.
        counted_ms: end of the last drop that counted or is pending.
        usual_mm: mean drop of the last counted reps.
    """

    def __init__(self, settings: "Settings") -> None:
        self.displacements: "list[VerticalDisplacement]" = [
            VerticalDisplacement(settings.rep_max_ms) for _ in range(2)
        ]
        self.poses = PoseToPose(self.displacements[1])
        self.ended = 0
        self._offset = ZeroGOffset()
        self._share = 0  # its share in the vertical acceleration, renewed in intervals
        self._interval_ms = 0
        self._gained = 0  # velocity gained in the interval
        self.end_ms = 0
        self.counted_ms = 0
        self._sank = False  # whether the body sank while the thigh came back from a bottom like a lunge's
        self._rise_ms = 0  # time since the bottom of the thigh; velocity and height since then
        self._rise_v = 0
        self._rise_h = 0
        self._low = 0  # drop of the last rep, mm, if that may have gone only half-way back up
        self._settings = settings
        self.usual_mm = 0
        self._usual_n = 0  # reps in it

    def step(
        self,
        t_ms: int,
        dt_ms: int,
        attitude: "GravityFilter",
        alignment: "Alignment",
        acc_mean: int,
        ready_ms: int,
    ) -> int:
        """Process one sample; return 1 if it ends a drop and rise, which the caller then classifies.

        Args:
            t_ms: time of the sample.
            dt_ms: time since the previous sample, 1 to 60.
            attitude, alignment: these stages, after the sample.
            acc_mean: as in walking.py.
            ready_ms: when the leg last stood still or a rep ended.
        """
        displacement = self.displacements[0]
        vertical_acc = attitude.vertical_acc
        self._gained += vertical_acc * dt_ms
        self._interval_ms += dt_ms
        if self._interval_ms >= _INTERVAL_MS:
            self._share = self._offset.step(
                self._interval_ms,
                self._gained,
                (attitude.ux - alignment.rx) >> 2,
                (attitude.uy - alignment.ry) >> 2,
                (attitude.uz - alignment.rz) >> 2,
                attitude.stationary.still_ms,
                acc_mean,
            )
            self._interval_ms = 0
            self._gained = 0
        vertical_acc -= self._share
        if self._rise_ms < _RISE_LONGEST_MS:
            self._rise_ms += dt_ms
            v = self._rise_v + vertical_acc * dt_ms
            if -_V_MAX < v < _V_MAX:
                self._rise_v = v
            self._rise_h += (self._rise_v >> 4) * dt_ms
        poses = self.poses
        ended = 0
        tilted = alignment.inclination > _INCLINATION_MAX  # so far the thigh of the back leg does not tilt
        if tilted:
            displacement.restart()
            poses.restart()
        if poses.step(dt_ms, vertical_acc, attitude.rate_sq):
            least_mm = self._settings.fall_min_mm
            ended = poses.add(
                t_ms, ready_ms, alignment.cosine, attitude.ux, attitude.uy, attitude.uz, least_mm
            )
        if tilted:
            return 0
        if not displacement.state:
            displacement.ready_ms = ready_ms
        if ended:
            pair = poses.drop
            if pair.start_ms + (pair.end_ms - pair.start_ms) * 3 // 10 < self.counted_ms:
                ended = 0  # it began in a rep that counted
        self.ended = ended
        if not ended:  # else this one has its turn at the next sample, should that be no rep
            ended = displacement.step(t_ms, dt_ms, vertical_acc, attitude.rate_sq)
        if displacement.is_due():
            displacement.sample_height(
                alignment.inclination, alignment.cosine, attitude.ux, attitude.uy, attitude.uz
            )
        return ended

    def mark_bottom(self) -> None:
        """Note that the thigh is further down than before in its cycle."""
        self._rise_ms = 0
        self._rise_v = 0
        self._rise_h = 0

    def ask_rise(self, gates: "Gates") -> None:
        """Evaluate the gate of a cycle of the thigh that has just ended: the body rose while it came back.

        At the bottom and at the end the body is at rest; this removes the effect of a constant acceleration
        error. Who bends the knees before stepping back sinks.
        """
        sunk_mm = 0
        ms = self._rise_ms
        if 0 < ms < _RISE_LONGEST_MS and -_RISE_ACC < self._rise_v // ms < _RISE_ACC:
            sunk_mm = ((self._rise_v >> 5) * ms - self._rise_h) // _MM
        self._sank = gates.reason == COUNTED and sunk_mm > _SUNK_MAX_MM
        gates.at_most(_SUNK, sunk_mm, _SUNK_MAX_MM, LEG_RAISED)

    def restart(self, ms: int) -> None:
        """Discard what belongs to an accepted rep that ended so long ago: the drops, and the rests before."""
        self.displacements[0].restart()
        self.poses.forget(ms + _REST_MS)

    def attempted(self, reason: int) -> None:
        """Note that the drop and rise was an attempt at a rep: one that is accepted or refused."""
        fall = self.displacements[self.ended]
        if reason != WALKING:
            self.end_ms = fall.end_ms
        if reason == COUNTED:
            self.counted_ms = fall.end_ms
            self._low = fall.drop_mm if fall.left_mm < 0 else 0

    def is_rest(self) -> bool:
        """Whether the drop and rise is only the rest of the last rep, which had a pulse at the bottom.

        That rep ended lower than it began, and this one higher, by more than it dropped; or this one is brisk
        and smaller: a pulse. The leg has not stood still since, nor has the other leg done a rep.
        """
        fall = self.displacements[self.ended]
        brisk = fall.end_ms - fall.start_ms < _BRISK_MS
        if (
            self.ended
            or not self._low
            or fall.ready_ms > self.end_ms
            or (fall.left_mm <= fall.drop_mm and not (brisk and fall.drop_mm * 4 < self._low * 3))
        ):
            return False
        if not brisk:
            self._low = 0
        self.end_ms = fall.end_ms
        return True

    def is_behind(self, reason: int, start_ms: int) -> bool:
        """Whether a refused cycle of the thigh, begun then, is part of a lunge with the sensor leg in back.

        It would be a lunge, but the body sank while the thigh came back; or it is shallow, and the body has
        dropped since, or drops by more than in a half rep of the other leg.
        """
        displacement = self.displacements[0]
        return (self._sank and reason == LEG_RAISED) or (
            reason == SHALLOW
            and (self.end_ms > start_ms or (displacement.state > 0 and displacement.fell > _HALF_REP))
        )

    def classify(self, gates: "Gates", in_set: bool) -> None:
        """Evaluate the gates for the drop and rise that has just ended; the result is in `gates`."""
        settings = self._settings
        fall = self.displacements[self.ended]
        length_ms = fall.end_ms - fall.start_ms
        long_ms = length_ms if length_ms > _LENGTH_MIN_MS else _LENGTH_MIN_MS
        own_mg = fall.drop_mm * _OWN_SHAKE // long_ms * 1000 // long_ms
        least_mm = settings.fall_min_mm
        jolts_mg = settings.shake_max_mg * 3 // 4
        if length_ms < _BRISK_MS and fall.drop_mm < least_mm * 3 >> 1:
            jolts_mg = 0  # as small and brisk as in a stride, which has jolts, too
        gates.at_most(_SHAKE, fall.vertical_acc_mg, jolts_mg + own_mg, WALKING)
        gates.at_least(_LENGTH, length_ms, settings.rep_min_ms * 6 // 5, TOO_FAST)
        rate_sq_max = (settings.rate_max_dps * settings.rate_max_dps * 13) >> 1
        if in_set and length_ms < _BRISK_MS:  # the same tilt in less time
            rate_sq_max = rate_sq_max // long_ms * _BRISK_MS // long_ms * _BRISK_MS
        if self.ended:
            dps = max(_TURN_MOST // long_ms, _SLOW_DPS)
            rate_sq_max = min(rate_sq_max, dps * dps << 4)
        gates.at_most(_RATE, fall.rate_sq_max, rate_sq_max, TOO_FAST)
        longest_ms = settings.rep_max_ms
        if longest_ms > _FALL_LONGEST_MS:
            longest_ms = _FALL_LONGEST_MS
        gates.at_most(_LONG, length_ms, longest_ms, TOO_SLOW)
        if self.ended:  # a set proves that no leg was raised from one rest to the next
            gates.begin_doubts()
        tilt_mm = (fall.cosine_range * _FALL_PER_COSINE_MM) >> 14
        gates.at_least(_FALL_FOR_TILT, fall.drop_mm, tilt_mm, LEG_RAISED)
        gates.end_doubts()
        usual_mm = (self.usual_mm * settings.fall_share_percent + 99) // 100
        if usual_mm > least_mm and in_set and self._usual_n >= _KNOWN:
            least_mm = usual_mm
        gates.at_least(_FALL, fall.drop_mm, least_mm, SHALLOW)

    def doubt(self, gates: "Gates") -> None:
        """Evaluate the gates of a drop that has to count without similar reps."""
        fall = self.displacements[self.ended]
        gates.at_least(_SURE_TILT, fall.chord_sq, _CHORD_SQ_SURE, LEG_RAISED)
        length_ms = fall.end_ms - fall.start_ms
        error_mm = _ERROR_SURE_MM + (length_ms // 40) * (length_ms // 40) // 9
        if length_ms > _MEASURED_MS:
            error_mm = _ERROR_SURE_LONG_MM
        elif error_mm > _ERROR_SURE_MOST_MM:
            error_mm = _ERROR_SURE_MOST_MM
        if self.ended:
            error_mm = fall.drop_mm
        gates.at_most(_SURE_ERROR, fall.error_mm, error_mm, ALONE)
        gates.at_most(_FALL_MOST, fall.drop_mm, _FALL_MOST_MM, ALONE)
        gates.at_least(_ROSE, fall.rose, fall.drop_mm * _ROSE_MIN, ALONE)
        # It has to follow standing still promptly.
        prompt_ms = _PROMPT_BRISK_MS if length_ms < _BRISK_MS else _PROMPT_MAX_MS
        gates.at_most(_PROMPT, self.wait_ms(), prompt_ms, ALONE)

    def found(self, gates: "Gates") -> None:
        """Evaluate the gate of a drop that follows no rep like it: rhythmic ones found no set."""
        fall = self.displacements[self.ended]
        if fall.end_ms - fall.start_ms < _QUICK_MS:
            gates.at_most(_READY_WAIT, self.wait_ms(), self._settings.ready_max_ms, NOT_READY)

    def learn(self, drop_mm: int) -> None:
        """Update the mean drop with that of a counted rep."""
        if self._usual_n < _REMEMBERED:
            self._usual_n += 1
        self.usual_mm += (drop_mm - self.usual_mm) // self._usual_n

    def recall(self, drop_mm: int) -> None:
        """Replace the mean drop by that of a taught lunge; with 0, forget it."""
        self.usual_mm = drop_mm
        self._usual_n = _REMEMBERED if drop_mm else 0

    def wait_ms(self) -> int:
        """Return the time from being ready to the start of the drop."""
        fall = self.displacements[self.ended]
        return fall.start_ms - fall.ready_ms

    def is_reportable(self, reason: int, walk_ms: int) -> bool:
        """Whether a refusal is reported: only if the motion was nearly a lunge of this leg.

        It has to follow being ready, or another attempt that was no walk. A cycle from pose to pose is not
        reported: the drop that the velocity shows in it goes on.

        Args:
            reason: why it is refused.
            walk_ms: above 0 if the wearer walked just now: strides add up to drops, too.
        """
        settings = self._settings
        fall = self.displacements[self.ended]
        if self.ended or fall.start_ms - max(fall.ready_ms, self.end_ms) > settings.ready_max_ms:
            return False
        length_ms = fall.end_ms - fall.start_ms
        if walk_ms > 0 and (reason == WALKING or length_ms > _FALL_LONGEST_MS):
            return False
        if reason == WALKING or reason == TOO_FAST or reason == LEG_RAISED:
            shortest_ms = _LENGTH_MIN_MS if reason == WALKING else _ATTEMPT_MS
            return fall.drop_mm >= settings.fall_min_mm and length_ms >= shortest_ms
        return fall.drop_mm * 2 > settings.fall_min_mm
