"""Segmentation: divides thigh inclination into cycles, from the wearer's own top to the bottom and back.

A cycle starts from a top T (standing, or a split stance held between reps), reaches its largest inclination D
and returns to a top. The descent starts at T + 10 % of (D - T), the bottom hold at D - 5 deg, the rise when
the inclination falls below D - 5 deg for the last time, and the cycle ends at 10 % above the second top.
D and the second top are known only later. Therefore the times at which inclination passes each multiple of
2 deg are stored, on the way up and on the way down.
"""

from heeldrive.fixed_point import const

_WAITING = const(0)
STANDING = const(1)
DESCENT = const(2)
BOTTOM = const(3)
RISE = const(4)

PHASES = ("waiting", "standing", "descent", "bottom", "rise")

# Angles in 1/128 deg.
# 15 deg: below this inclination the wearer stands upright. Split stances are held at 17 deg or more (the 5th
# percentile of 102 captured split squats).
STANDING_MAX = const(1920)
_START = const(1280)  # 10 deg above the top: a cycle has begun
_NEAR = const(640)  # 5 deg: within this of the largest inclination is the bottom hold
_TURN = const(384)  # 3 deg in the other direction: a turning point
# Lag behind the running mean: the angular rate times the mean's time constant of 0.19 s.
_STANDING_SLOW = const(64)  # 2.6 deg/s: below even a very slow descent, which the top must not follow
_DWELL_SLOW = const(192)  # 8 deg/s
_SETTLE_MS = const(250)  # slow for this long at a top: possibly a new stance
_DWELL_MS = const(125)  # slow for this long during the descent or the rise: a dwell
_STOP_MS = const(3000)  # a stop on the way up takes less
_STANCE_MS = const(400)  # someone who stops in a split stance stands still for longer than this
_ANCHOR = const(1920)  # a descent that goes on by 15 deg beyond a dwell had only stopped
_NEARLY_STOPPED_MS = const(80)  # 80 ms / 0.19 s: below 0.4 of the rise's mean rate
_PULSE_MS = const(500)  # the way up of a pulse at the bottom is shorter; that of a split squat takes longer
_NO_TOP = const(8320)  # 65 deg: nobody stands so deep between reps (split stances: 17-49 deg)
_LEVELS = const(64)  # 2 deg apart: 0 to 126 deg


class Segmentation:
    """Processes inclination sample by sample; `step` returns 1 when a cycle has ended.

    Attributes:
        phase: the present phase, an index into PHASES.
        top, depth, back: inclination of the last cycle at the top before, the bottom and the top after,
            1/128 deg.
        start_ms, bottom_ms, rise_ms, end_ms: times at which the phases of the last cycle began, and its end.
        left_ms: when the last cycle left its top.
        top_ms: when the leg was last at the top.
    """

    def __init__(self) -> None:
        self.phase = _WAITING
        self.top = 0
        self.depth = 0
        self.back = 0
        self.start_ms = 0
        self.bottom_ms = 0
        self.rise_ms = 0
        self.end_ms = 0
        self.left_ms = 0
        self.top_ms = 0
        self._angle = 0
        self._top = 0
        self._mean = 0  # running mean of the angle, times 64
        self._slow_ms = 0
        self._valley = 0
        self._valley_ms = 0
        self._bottom = 0  # depth of the bottom whose times are stored
        self._rise_ms = 0  # when the rise began
        self._dwell_ms = 0  # how long the leg stood still there
        self._stance = -1  # inclination of the last stop during the descent, or -1
        self._dwell = -1  # inclination of the last dwell during the descent, or -1
        self._stance_ms = 0
        self._highest = 0  # up to this level, the times in `_up` are not overwritten
        self._up = [0] * (_LEVELS + 1)  # when each level was passed, upwards and downwards
        self._down = [0] * (_LEVELS + 1)

    def step(self, t_ms: int, dt_ms: int, angle: int) -> int:
        """Process one inclination (1/128 deg); return 1 if it ends a cycle."""
        if self.phase == _WAITING:
            self._settle(t_ms, angle)
            return 0
        before = self._angle
        self._angle = angle
        if (angle >> 8) != (before >> 8):
            self._mark(t_ms, dt_ms, before, angle)
        mean = self._mean
        lag = angle - (mean >> 6)
        self._mean = mean + lag * dt_ms // 3  # time constant 0.19 s
        phase = self.phase
        slow = _STANDING_SLOW if phase == STANDING else _DWELL_SLOW
        if -slow < lag < slow:
            self._slow_ms += dt_ms
        else:
            self._slow_ms = 0
        if phase == STANDING:
            if angle < self._top:
                self._top = angle
                self.top_ms = t_ms
            elif angle > self._top + _START:
                self.phase = DESCENT
                self.depth = angle
                self._bottom = 0
                self._dwell = -1
                self._stance = -1
            elif self._slow_ms > _SETTLE_MS:
                # Follow a new stance with a time constant of 1 s: a slow descent begins as slowly as sway.
                self._top += ((angle - self._top) * dt_ms + 1023) >> 10
                self.top_ms = t_ms
            return 0
        if angle > self.depth:
            self.depth = angle
        if phase == RISE:
            return self._rising(t_ms, angle)
        if phase == DESCENT:
            if self._slow_ms > _DWELL_MS:
                self._dwell = angle
                self._dwell_ms = 0
                self.phase = BOTTOM
            elif angle < self.depth - _TURN:
                self.phase = BOTTOM
        elif self._dwell >= 0:
            if -_STANDING_SLOW < lag < _STANDING_SLOW:
                self._dwell_ms += dt_ms
            if angle > self._dwell + _ANCHOR:
                self._stance = self._dwell if self._dwell_ms > _STANCE_MS else -1
                self._dwell = -1
                self.phase = DESCENT
        if angle < self.depth - _NEAR:
            self._rise(t_ms, angle)
        return 0

    def _rise(self, t_ms: int, angle: int) -> None:
        """Begin the rise: compute the times of the descent before the next descent overwrites the levels."""
        self.phase = RISE
        self._rise_ms = t_ms
        self._valley = angle
        self._valley_ms = t_ms
        self._slow_ms = 0
        depth = self.depth
        if depth > self._bottom:
            self._bottom = depth
            self.bottom_ms = self._between(self._up, depth - _NEAR)
            top = self._top if self._stance < 0 else self._stance
            self._stance_ms = self._between(self._up, top + (depth - top) // 10)
            self.start_ms = self._between(self._up, self._top + (depth - self._top) // 10)

    def _rising(self, t_ms: int, angle: int) -> int:
        """Return 1 if the top is reached, or another descent begins from the present inclination."""
        valley = self._valley
        if angle < valley:
            self._valley = valley = angle
            self._valley_ms = t_ms
        depth = self.depth
        if angle > depth - _NEAR:
            self.phase = BOTTOM
            return 0
        if valley > _NO_TOP or (
            (depth - valley) * 7 < (depth - self._top) * 3
            and (angle < valley + _TURN or self._valley_ms - self._rise_ms < _PULSE_MS)
        ):
            return 0  # a stop on the way up, or a pulse at the bottom: the cycle goes on
        if not self._has_stopped(t_ms, angle, valley):
            return 0
        # A rise that has nearly stopped is taken to end half-way between here and the top it came from. Not
        # if the leg dwells or has turned: then it has not passed the levels nearer to that top.
        stays = valley < self._top or self._slow_ms or angle > valley + _TURN
        self._cut(valley if stays else (valley + self._top) >> 1)
        self._settle(t_ms, valley)
        return 1

    def _has_stopped(self, t_ms: int, angle: int, valley: int) -> bool:
        """Whether the rise has ended: the leg turned, dwelt, or is nearly back and slow for this rise."""
        turn = _TURN
        if valley > self._top:
            turn += (valley - self._top) >> 2  # a leg on its way back to the top may hesitate half-way
        to_go = angle - self._top
        excursion = self.depth - self._top
        # Who stops far from the top rises further, or lunges from there in a new stance: the next descent
        # tells.
        dwell_ms = _DWELL_MS if to_go * 8 < excursion * 3 else _STOP_MS
        if angle > valley + turn or self._slow_ms > dwell_ms:
            return True
        if to_go > excursion >> 3:
            return False
        if to_go < excursion >> 5 and self._top < STANDING_MAX:
            return True  # nobody extends far beyond standing; a split stance differs from rep to rep
        # The lag behind the running mean is the angular rate times 0.19 s.
        took_ms = t_ms - self._between(self._down, self.depth - _NEAR)
        return (self._mean >> 6) - angle < excursion * _NEARLY_STOPPED_MS // (took_ms + 1)

    def abandon(self, t_ms: int, angle: int) -> None:
        """Abandon the current cycle; the present inclination is the next top."""
        self.top = self._top
        self.back = angle
        self.start_ms = self.top_ms
        self.bottom_ms = 0
        self.rise_ms = 0
        self.end_ms = t_ms
        self._settle(t_ms, angle)
        self._highest = angle >> 8  # the angle may have jumped past levels that were not marked

    def _settle(self, t_ms: int, angle: int) -> None:
        """Make the present inclination the top."""
        self.phase = STANDING
        self._top = angle
        self.top_ms = t_ms
        self._angle = angle
        self._mean = angle << 6
        self._slow_ms = 0

    def _mark(self, t_ms: int, dt_ms: int, before: int, angle: int) -> None:
        """Store the times at which levels were passed, interpolated between the last two samples."""
        change = angle - before
        if change > 0:
            level = (before >> 8) + 1
            last = angle >> 8
            while level <= last and level <= _LEVELS:
                if level > self._highest:
                    self._highest = level
                    self._up[level] = t_ms - dt_ms * (angle - (level << 8)) // change
                level += 1
        else:
            level = before >> 8
            last = angle >> 8
            while level > last:
                if level <= _LEVELS:
                    self._down[level] = t_ms - dt_ms * (angle - (level << 8)) // change
                level -= 1
            # At the bottom the first passing of a level counts; elsewhere, the last.
            self._highest = min(self._highest, last + 2 if self.phase == BOTTOM else last)

    def _cut(self, back: int) -> None:
        """Compute the phase times of the cycle that has returned to the inclination `back`."""
        depth = self.depth
        if self._stance >= 0 and -_NEAR < self._stance - back < _NEAR:
            # The leg comes back to where it had stopped: it was a split stance, and the top of the cycle.
            self._top = self._stance
            self.start_ms = self._stance_ms
        self.back = back
        self.top = self._top
        self.left_ms = self.top_ms
        self.rise_ms = self._between(self._down, depth - _NEAR)
        self.end_ms = self._between(self._down, back + (depth - back) // 10)

    def _between(self, times: list[int], angle: int) -> int:
        """Return the time at which `angle` was passed, interpolated between the adjacent levels."""
        level = angle >> 8
        if level >= _LEVELS:
            return times[_LEVELS]
        low = times[level]
        high = times[level + 1]
        if low == 0 or (high - low if high > low else low - high) > 2000:
            return high  # the lower level is below the top: its time is from an older cycle
        return low + (((high - low) * (angle & 255)) >> 8)
