"""Vertical displacement: the body's drop and rise, from the vertical acceleration of the thigh.

When the sensor leg steps back, its thigh tilts by 11 to 25 deg, no more than in a stride. The evidence is
height: the body drops by a quarter of a metre or more and rises again. A leaky integral of the vertical
acceleration (time constant 2 s, so that the accelerometer's offset decays) gives a velocity that is negative
during the drop and positive during the rise. After such a swing, the acceleration is integrated twice without
the leak, from the top before to the top after. At both the body is at rest and equally high; these two
conditions remove the effect of an acceleration error that is constant or linear in time.

A slow drop accelerates by less than 10 mg, and this velocity does not show it. A second instance is given the
cycles that begin and end at rest in one pose (pose_to_pose.py), where the same two conditions hold.
"""

from heeldrive.fixed_point import const

_MM = const(13052)  # 1 mm in the double sum: 2048 per g summed over ms, divided by 16, summed over ms
_V_MAX = const(1000000)  # as in classifier.py
_H_MAX = const(130000000)  # 10 m
_LEAK_MS = const(2000)
_CROSSED = const(10442)  # 0.05 m/s: beyond this the velocity is not zero
_AREA_MIN = const(522000)  # 40 mm: less is a step or sway
_BUMP_MAX = const(261000)  # 20 mm: the foot lifted for the step back; with more the body has risen
_QUIET = const(40)  # 20 mg
_QUIET_RATE_SQ = const(1024)  # (8 deg/s)**2
# Quiet for longer than a turning point, or the middle of a slow drop: the body is at rest.
_STOPPED_MS = const(220)
_FALL_MIN = const(1700000)  # 130 mm: a body at rest after a smaller drop is not in a lunge
_BACK_UP_MS = const(400)  # quiet for this long with the thigh as it was at the top: the body is back up
_BACK_UP = const(735000)  # 6 deg
_EBB_MS = const(900)  # below 30 % of the rise's peak velocity for this long: the rise is over
_FALL_LONGEST_MS = const(14000)
_KEEP_MS = const(100)  # the height is stored this often
_KEPT = const(140)  # number of heights stored: 14 s
_KEPT_MIN = const(6)  # phase times need at least so many heights

_DROP_MAX_MM = const(800)  # the length of a leg; a lift drops further

_AT_TOP = const(0)
_FALLING = const(1)  # or held at the bottom
_RISING = const(2)


class VerticalDisplacement:
    """Tracks the body's height sample by sample; `step` returns 1 when the body has dropped and risen.

    Attributes:
        rest_max_ms: maximum rest at the bottom.
        ready_ms: when the leg was last ready before the drop; set by the caller if `step` is used.
        state: 0 at the top, 1 dropping or held at the bottom, 2 rising.
        drop_mm: how far the body dropped in the last cycle, mm.
        start_ms, bottom_ms, rise_ms, end_ms: phase times of the last cycle: 10 % of the drop reached, begin
            and end of the hold within 5 % of the lowest height, and back to 10 % below the top.
        chord_sq: largest squared distance of the up direction from where it was at the top, 8192**2 = 1.
        inclination: largest inclination, 1/128 deg.
        fell, rose: areas under the leaky velocity, below and above zero, 13 052 per mm.
        error_mm: height of the end of the cycle relative to its top before the correction, absolute, mm; of a
            cycle given in blocks, what a constant acceleration error does not explain of it.
        left_mm: the same with its sign; three times as much if the thigh is not back as it was at the top,
            which is evidence, too, that the body is not.
        cosine_range: range of the cosine of inclination, 16384 = 1.
        vertical_acc_mg: mean absolute vertical acceleration, mg.
        rate_sq_max: largest squared angular rate, (1/4 deg/s)**2.
    """

    def __init__(self, rest_max_ms: int) -> None:
        self.rest_max_ms = rest_max_ms
        self.drop_mm = 0
        self.start_ms = 0
        self.bottom_ms = 0
        self.rise_ms = 0
        self.end_ms = 0
        self.error_mm = 0
        self.left_mm = 0
        self.ready_ms = 0
        self.cosine_range = 0
        self.vertical_acc_mg = 0
        self._v = 0  # leaky vertical velocity
        self._quiet_ms = 0
        self._peak = 0  # largest leaky velocity in the rise
        self._ebb_ms = 0
        self._ux = 0  # the up direction at the top
        self._uy = 0
        self._uz = 0
        self._chord_sq = 0  # `chord_sq` of the last height sampled
        self._cos_low = 0
        self._cos_high = 0
        self._heights = [0] * _KEPT  # mm above the top
        self.restart()

    def restart(self) -> None:
        """Start again from the top: the next motion may be a drop."""
        self.state = _AT_TOP
        self.fell = 0  # areas under the leaky velocity, below and above zero
        self.rose = 0
        self._bump = 0  # upward area before the drop is large enough
        self._time_ms = 0  # time since the top; 0 at the top
        self._w = 0  # velocity since the top, without the leak
        self._h = 0
        self._acc_sum = 0
        self._n = 0
        self.chord_sq = 0
        self.inclination = 0
        self.rate_sq_max = 0

    def step(self, t_ms: int, dt_ms: int, vertical_acc: int, rate_sq: int) -> int:
        """Process one sample; return 1 if it ends a drop and rise. The caller then calls `restart`.

        Args:
            t_ms: time of the sample.
            dt_ms: time since the previous sample, 1 to 60.
            vertical_acc: upward acceleration, 2048 per g.
            rate_sq: squared angular rate, (1/4 deg/s)**2.
        """
        v = self._v + vertical_acc * dt_ms
        v -= v * dt_ms // _LEAK_MS
        if -_QUIET < vertical_acc < _QUIET and rate_sq < _QUIET_RATE_SQ:
            self._quiet_ms += dt_ms
        else:
            self._quiet_ms = 0
        stopped = self._quiet_ms > _STOPPED_MS
        if stopped:
            v = 0
        elif v > _V_MAX:
            v = _V_MAX
        elif v < -_V_MAX:
            v = -_V_MAX
        self._v = v
        state = self.state
        if state == _AT_TOP and v >= 0:
            if self._time_ms:
                self.restart()
            return 0
        time_ms = self._time_ms + dt_ms
        self._time_ms = time_ms
        if time_ms > _FALL_LONGEST_MS:
            if self.fell > _FALL_MIN:
                return self._finish(t_ms, False)
            self.restart()
            return 0
        self._integrate(dt_ms, vertical_acc, rate_sq)
        way = (v >> 4) * dt_ms
        if state == _RISING:
            if self.rose < _H_MAX:
                self.rose += way
            if v > self._peak:
                self._peak = v
            self._ebb_ms = 0 if v * 10 > self._peak * 3 else self._ebb_ms + dt_ms
            if v < -_CROSSED or stopped or self._ebb_ms > _EBB_MS:
                # The velocity drifts, so that it may show little of the rise; but the thigh is back.
                returned = time_ms > _LEAK_MS and self._chord_sq < _BACK_UP
                if self.rose > _AREA_MIN and (returned or self.rose * 2 > self.fell) and self._n >= _KEPT_MIN:
                    return self._finish(t_ms, True)
                self.state = _FALLING  # a bounce during the drop or at the bottom
            return 0
        if self.fell < _H_MAX:
            self.fell -= way
        if state == _AT_TOP:
            if v < -_CROSSED:
                self.state = _FALLING
        elif v > _CROSSED:
            if self.fell > _AREA_MIN:
                self.state = _RISING
                self._peak = v
                self._ebb_ms = 0
            else:
                self._bump += way
                if self._bump > _BUMP_MAX:
                    self.restart()
        elif stopped:
            if self.fell < _FALL_MIN:
                self.restart()
            elif self._quiet_ms > _BACK_UP_MS and self._chord_sq < _BACK_UP:
                return self._finish(t_ms, True)
            elif self._quiet_ms > self.rest_max_ms:
                return self._finish(t_ms, False)
        return 0

    def begin(self) -> None:
        """Begin a cycle that is given in blocks of 100 ms: call `append` for each, then `complete`."""
        self.restart()
        self._heights[0] = 0
        self._n = 1

    def append(self, gained: int) -> None:
        """Append a block.

        Args:
            gained: velocity gained in it, 2048 per g times ms.
        """
        self._w += gained
        h = self._h + ((self._w + self._w - gained) >> 5) * _KEEP_MS
        if -_H_MAX < h < _H_MAX:
            self._h = h
        self._heights[self._n] = self._h // _MM
        self._n += 1

    def complete(self, top_ms: int, least_mm: int) -> bool:
        """Measure the drop and its phase times; return whether it is one: less than a third of it goes up.

        Args:
            top_ms: when the cycle began.
            least_mm: least drop.
        """
        self._time_ms = (self._n - 1) * _KEEP_MS
        error = (self._h - (self._w >> 5) * self._time_ms) // _MM
        self._close()
        self.error_mm = error if error > 0 else -error
        self._cut(top_ms)
        self.left_mm = 0
        self.rose = _H_MAX
        highest = 0
        k = 0
        while k < self._n:
            if self._heights[k] > highest:
                highest = self._heights[k]
            k += 1
        return least_mm <= self.drop_mm <= _DROP_MAX_MM and highest * 3 < self.drop_mm

    def _integrate(self, dt_ms: int, vertical_acc: int, rate_sq: int) -> None:
        """Integrate the acceleration twice; update its mean and the largest rate."""
        w = self._w + vertical_acc * dt_ms
        if -_V_MAX < w < _V_MAX:
            self._w = w
        h = self._h + (self._w >> 4) * dt_ms
        if -_H_MAX < h < _H_MAX:
            self._h = h
        self._acc_sum += ((vertical_acc if vertical_acc > 0 else -vertical_acc) * dt_ms) >> 4
        if rate_sq > self.rate_sq_max:
            self.rate_sq_max = rate_sq

    def sample_height(self, inclination: int, cosine: int, ux: int, uy: int, uz: int) -> None:
        """Store the height and update the tilt of the thigh; call it if `is_due`.

        Args:
            inclination: 1/128 deg.
            cosine: cosine of the inclination, 16384 = 1.
            ux, uy, uz: up direction in the sensor's frame, 16384 = 1.
        """
        n = self._n
        if n == 0:
            self._ux = ux
            self._uy = uy
            self._uz = uz
            self._cos_low = cosine
            self._cos_high = cosine
        if n < _KEPT:
            self._heights[n] = (self._h - (self._w >> 4) * (self._time_ms - n * _KEEP_MS)) // _MM
            self._n = n + 1
        x = (ux - self._ux) >> 1
        y = (uy - self._uy) >> 1
        z = (uz - self._uz) >> 1
        chord_sq = x * x + y * y + z * z
        self._chord_sq = chord_sq
        if chord_sq > self.chord_sq:
            self.chord_sq = chord_sq
        if inclination > self.inclination:
            self.inclination = inclination
        if cosine < self._cos_low:
            self._cos_low = cosine
        elif cosine > self._cos_high:
            self._cos_high = cosine

    def is_due(self) -> int:
        """Whether `sample_height` is to be called now."""
        return self._time_ms and self._time_ms >= self._n * _KEEP_MS

    def _finish(self, t_ms: int, returned: bool) -> int:
        """End the cycle with its measures in the attributes; return 1.

        A drop that has not returned has no phases: it lasts from the top until now.
        """
        time_ms = self._time_ms
        self.cosine_range = self._cos_high - self._cos_low
        self.vertical_acc_mg = (((self._acc_sum << 2) // time_ms) * 125) >> 6
        self._close()
        self._cut(t_ms - time_ms)
        if not returned:
            self.start_ms = t_ms - time_ms
            self.end_ms = t_ms
        return 1

    def _close(self) -> None:
        """Correct the heights so that velocity and height are zero at the end.

        An acceleration error a0 + a1 t adds a0 t**2 / 2 + a1 t**3 / 6 to the height. With T the time, W the
        velocity and H the height at the end, and s = t / T, the correction is
        s**2 (3 H - W T) + s**3 (W T - 2 H).
        """
        time_ms = self._time_ms
        end_mm = self._h // _MM
        way_mm = (self._w >> 4) * time_ms // _MM
        self.error_mm = end_mm if end_mm > 0 else -end_mm
        self.left_mm = end_mm * 3 if self._chord_sq * 4 > self.chord_sq else end_mm
        square = 3 * end_mm - way_mm
        cube = way_mm - 2 * end_mm
        heights = self._heights
        k = 0
        while k < self._n:
            s = (k * _KEEP_MS << 10) // time_ms
            heights[k] -= (((((cube * s) >> 10) + square) * s >> 10) * s) >> 10
            k += 1

    def _cut(self, top_ms: int) -> None:
        """Compute the drop and the phase times from the corrected heights."""
        heights = self._heights
        n = self._n
        lowest = 0
        k = 1
        while k < n:
            if heights[k] < heights[lowest]:
                lowest = k
            k += 1
        drop = -heights[lowest]
        self.drop_mm = drop
        edge = -drop // 10
        floor = -drop * 19 // 20
        k = lowest
        while k > 0 and heights[k] <= floor:
            k -= 1
        self.bottom_ms = top_ms + self._between(k, floor)
        while k > 0 and heights[k] <= edge:
            k -= 1
        self.start_ms = top_ms + self._between(k, edge)
        k = lowest
        while k < n - 1 and heights[k + 1] <= floor:
            k += 1
        self.rise_ms = top_ms + self._between(k, floor)
        while k < n - 1 and heights[k + 1] <= edge:
            k += 1
        self.end_ms = top_ms + self._between(k, edge)

    def _between(self, k: int, height: int) -> int:
        """Return when `height` was passed between the stored heights k and k + 1, in ms since the top."""
        if k + 1 >= self._n:
            return self._time_ms
        heights = self._heights
        change = heights[k + 1] - heights[k]
        if change == 0:
            return k * _KEEP_MS
        return k * _KEEP_MS + _KEEP_MS * (height - heights[k]) // change
