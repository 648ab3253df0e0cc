"""Cuts thigh inclination into cycles: away from the wearer's own top, to the bottom, and back.

A cycle starts from a top T (standing, or a split stance held between reps), reaches its largest
inclination D and comes back to a top. Descent starts at T + 10 % of (D - T), the bottom at D - 5 deg, the
rise when D - 5 deg is left for good, and the cycle ends at 10 % above the top it comes back to. D and the
second top are known only later, so the times at which levels 2 deg apart were passed are kept, up and down.
"""

from heeldrive.fixed_point import const

_WAITING = const(0)
STANDING = const(1)
_DESCENT = const(2)
_BOTTOM = const(3)
RISE = const(4)

PHASES = ("waiting", "standing", "descent", "bottom", "rise")

# Angles in 1/128 deg.
# 15 deg: a thigh nearer to the standing direction than this stands upright. Split stances are held at 17 deg
# or more (the 5th percentile of 102 captured split squats).
STANDING_MAX = const(1920)
_START = const(1280)  # 10 deg above the top: something has begun
_NEAR = const(640)  # 5 deg: the band of the bottom hold
_TURN = const(384)  # 3 deg the other way: a turning point
# Distance from the running mean, which is the speed times its time constant of 0.19 s.
_STANDING_SLOW = const(64)  # 2.6 deg/s: a very slow descent is faster, and the top must not follow it
_DWELL_SLOW = const(192)  # 8 deg/s
_SETTLE_MS = const(250)  # slow for this long at a top: it may be a new stance
_DWELL_MS = const(125)  # slow for this long on the way: a dwell
_ANCHOR = const(1920)  # 15 deg beyond a place where the leg dwelt: that place was the top
_NEARLY_STOPPED_MS = const(80)  # with the lag's 0.19 s: slower than 0.4 of the rise's mean speed
_LEVELS = const(64)  # of 2 deg: 0 to 126


class Segmentation:
    """Follows inclination sample by sample; `step` returns 1 when a cycle has ended.

    Attributes:
        phase: where the leg is now, an index into PHASES.
        top, depth, back: inclination before, largest and after the cycle that ended, 1/128 deg.
        start_ms, bottom_ms, rise_ms, end_ms: phase times of the cycle that ended.
        left_ms: when the cycle that ended left its top.
        top_ms: when the leg was last at the top.
    """

    def __init__(self, settings):
        self._settings = settings
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
        self._bottom = 0  # depth of the bottom whose times are kept
        self._dwell = -1  # where the leg dwelt on its way, or -1
        self._highest = 0  # highest level whose time of passing upwards is kept as it is
        self._up = [0] * (_LEVELS + 1)
        self._down = [0] * (_LEVELS + 1)

    def step(self, t_ms, dt_ms, angle):
        """Take one inclination (1/128 deg); return 1 when it ends a cycle."""
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
                self.phase = _DESCENT
                self.depth = angle
                self._bottom = 0
                self._dwell = -1
            elif self._slow_ms > _SETTLE_MS:
                # Follow a new stance with a time constant of 1 s: a slow descent starts no faster than sway.
                self._top += ((angle - self._top) * dt_ms + 1023) >> 10
                self.top_ms = t_ms
            return 0
        if angle > self.depth:
            self.depth = angle
        if phase == RISE:
            return self._rising(t_ms, angle)
        if phase == _DESCENT:
            if self._slow_ms > _DWELL_MS:
                self._dwell = angle
                self.phase = _BOTTOM
            elif angle < self.depth - _TURN:
                self.phase = _BOTTOM
        elif self._dwell >= 0 and angle > self._dwell + _ANCHOR:
            self._top = self._dwell
            self.top_ms = t_ms
            self._dwell = -1
            self.phase = _DESCENT
        if angle < self.depth - _NEAR:
            self._rise(angle)
        return 0

    def _rise(self, angle):
        """The bottom is left: keep the times of what led to it before the next descent overwrites them."""
        self.phase = RISE
        self._valley = angle
        self._slow_ms = 0
        depth = self.depth
        if depth > self._bottom:
            self._bottom = depth
            self.bottom_ms = self._between(self._up, depth - _NEAR)
            self.start_ms = self._between(self._up, self._top + (depth - self._top) // 10)

    def _rising(self, t_ms, angle):
        """Wait for the top; return 1 when it is reached, or another descent begins from where the leg is."""
        valley = self._valley
        if angle < valley:
            self._valley = valley = angle
        depth = self.depth
        if angle > depth - _NEAR:
            self.phase = _BOTTOM
            return 0
        returned = depth - valley
        if returned < self._settings.excursion_min_deg * 128 and returned < (depth - self._top) >> 1:
            return 0  # a bounce at the bottom belongs to this cycle
        if not self._has_stopped(t_ms, angle, valley):
            return 0
        # What is left of a rise that nearly stopped ends between here and the top it came from; not so where
        # the leg dwells or has turned: levels nearer to that top have not been passed.
        stays = valley < self._top or self._slow_ms or angle > valley + _TURN
        self._cut(valley if stays else (valley + self._top) >> 1)
        self._settle(t_ms, valley)
        return 1

    def _has_stopped(self, t_ms, angle, valley):
        """Whether the rise has come to its top: turned, dwelt, or nearly back and slow for this rise."""
        turn = _TURN
        if valley > self._top:
            turn += (valley - self._top) >> 2  # a leg that swings back to its top may hesitate half-way
        if angle > valley + turn or self._slow_ms > _DWELL_MS:
            return True
        to_go = angle - self._top
        excursion = self.depth - self._top
        if to_go > excursion >> 3:
            return False
        if to_go < excursion >> 5 and self._top < STANDING_MAX:
            return True  # nobody goes far beyond standing; a stance held in place is another each time
        # The lag behind the running mean is the speed times 0.19 s.
        took_ms = t_ms - self._between(self._down, self.depth - _NEAR)
        return (self._mean >> 6) - angle < excursion * _NEARLY_STOPPED_MS // (took_ms + 1)

    def abandon(self, t_ms, angle):
        """Drop the cycle under way; where the leg is now is its next top."""
        self.top = self._top
        self.back = angle
        self.start_ms = self.top_ms
        self.bottom_ms = 0
        self.rise_ms = 0
        self.end_ms = t_ms
        self._settle(t_ms, angle)
        self._highest = angle >> 8  # the angle may have leapt, past levels that nobody marked

    def _settle(self, t_ms, angle):
        """Take where the leg is for its top."""
        self.phase = STANDING
        self._top = angle
        self.top_ms = t_ms
        self._angle = angle
        self._mean = angle << 6
        self._slow_ms = 0

    def _mark(self, t_ms, dt_ms, before, angle):
        """Keep the times, between two samples, at which levels were passed."""
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
            # At the bottom a level counts when it is first reached; elsewhere, when it was last passed.
            self._highest = min(self._highest, last + 2 if self.phase == _BOTTOM else last)

    def _cut(self, back):
        """Find the phase times of the cycle that has come back to `back`."""
        depth = self.depth
        self.back = back
        self.top = self._top
        self.left_ms = self.top_ms
        self.rise_ms = self._between(self._down, depth - _NEAR)
        self.end_ms = self._between(self._down, back + (depth - back) // 10)

    def _between(self, times, angle):
        """Time at which `angle` was passed, between the levels on both sides of it."""
        level = angle >> 8
        if level >= _LEVELS:
            return times[_LEVELS]
        low = times[level]
        high = times[level + 1]
        if low == 0 or (high - low if high > low else low - high) > 2000:
            return high  # the lower level lies under the top and belongs to an older cycle
        return low + (((high - low) * (angle & 255)) >> 8)
