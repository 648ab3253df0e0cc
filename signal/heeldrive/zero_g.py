"""Zero-g offset: what the accelerometer's offset adds to the vertical acceleration, learnt from rest to rest.

Gravity is learnt in standing, so that the offset o adds o (u - r) to the vertical acceleration: it depends
on the posture only. A body at rest has no velocity. So the vertical acceleration summed from one rest to the
next is o times the sum of u - r, and at rest it is o (u - r) itself. Each of these equations moves the
estimate of o part of the way to its solution (Kaczmarz 1937), so that it improves throughout the session.
They are rounded to the nearest: rounded down, standing alone would move the estimate by 3 mg a minute.

A wearer who trembles does not come to rest between slow reps. But a body that goes up and down has no
velocity in the mean: in a long movement the sums fade, and what is left of the velocity is the offset's.

Loaded only with `mode = "both_legs"`: the height of the body needs it most.
"""

from heeldrive.fixed_point import const

_REST_MS = const(300)  # as in stationary.py
_SHORTEST_MS = const(600)
_LONG_MS = const(10000)
_OFFSET_MAX = const(19660)  # 150 mg, 131 072 per g
_LEFT_MAX = const(200000)  # 0.96 m/s
_POSE_LEFT_MAX = const(60000)  # 0.5 g for 60 ms
_POSE_NOISE_SQ = const(205)  # 0.05, 4096 = 1
# Gain, 1024 = 1, and noise: sums of u - r that are smaller tell little; (0.22 s)**2, 16 ms = 1.
_RESTED = const(416)
_RESTED_NOISE_SQ = const(195)
# In a long movement, 60 ms: a time constant of 5 s. The velocity is that of the body, too: (0.8 s)**2.
_MOVING = const(12)
_MOVING_NOISE_SQ = const(2500)
_MOVING_ACC_MAX = const(2500)  # 76 mg, 16 * 2048 per g: a slow lunge has less, a walk and a stepper more


class ZeroGOffset:
    """Learns the offset; see `step`.

    Attributes:
        x, y, z: the offset in the sensor's frame, 131 072 per g.
    """

    def __init__(self) -> None:
        self.x = 0
        self.y = 0
        self.z = 0
        self._time_ms = 0  # since the last rest: time, velocity (2048 per g times ms), sum of u - r
        self._v = 0
        self._sx = 0
        self._sy = 0
        self._sz = 0

    def step(self, dt_ms: int, gained: int, dx: int, dy: int, dz: int, still_ms: int, acc_mean: int) -> int:
        """Process an interval; return the offset's share in the vertical acceleration, 2048 per g.

        Args:
            dt_ms: length of the interval, up to 120.
            gained: velocity gained in it: vertical acceleration (2048 per g) times ms, summed.
            dx, dy, dz: up direction minus standing direction, 4096 = 1.
            still_ms: how long the leg has been still.
            acc_mean: mean change of the vertical acceleration, as in walking.py.
        """
        share = (self.x * dx + self.y * dy + self.z * dz + 131072) >> 18
        if still_ms > _REST_MS:
            if self._time_ms > _SHORTEST_MS:
                self._learn(_RESTED, _RESTED_NOISE_SQ)
            self._time_ms = 0
            self._v = 0
            self._sx = 0
            self._sy = 0
            self._sz = 0
            self._learn_pose(gained - share * dt_ms, dx, dy, dz)
            return share
        self._time_ms += dt_ms
        self._v += gained
        self._sx += dx * dt_ms
        self._sy += dy * dt_ms
        self._sz += dz * dt_ms
        if self._time_ms > _LONG_MS:
            self._time_ms = _LONG_MS
            self._v -= (self._v >> 6) * dt_ms >> 7  # time constant 8 s
            self._sx -= (self._sx >> 6) * dt_ms >> 7
            self._sy -= (self._sy >> 6) * dt_ms >> 7
            self._sz -= (self._sz >> 6) * dt_ms >> 7
            if acc_mean < _MOVING_ACC_MAX:
                self._learn(_MOVING, _MOVING_NOISE_SQ)
        return share

    def _learn(self, gain: int, noise_sq: int) -> None:
        """Learn from the velocity that the offset has left.

        Args:
            gain: part of the way to the solution, 1024 = 1.
            noise_sq: square of the sum of u - r that tells half as much, 16 ms = 1.
        """
        x = self._sx >> 16  # 16 ms
        y = self._sy >> 16
        z = self._sz >> 16
        left = self._v - ((self.x * x + self.y * y + self.z * z) >> 2)
        if left > _LEFT_MAX:
            left = _LEFT_MAX
        elif left < -_LEFT_MAX:
            left = -_LEFT_MAX
        left = (left << 8) // (x * x + y * y + z * z + noise_sq)
        left *= gain
        self._move((x * left + 32768) >> 16, (y * left + 32768) >> 16, (z * left + 32768) >> 16)

    def _learn_pose(self, left: int, dx: int, dy: int, dz: int) -> None:
        """Learn from the velocity that seems to be gained at rest, with a time constant of 1 s."""
        square = ((dx * dx + dy * dy + dz * dz) >> 12) + _POSE_NOISE_SQ << 4
        half = square >> 1
        left = max(-_POSE_LEFT_MAX, min(_POSE_LEFT_MAX, left))
        self._move((dx * left + half) // square, (dy * left + half) // square, (dz * left + half) // square)

    def _move(self, x: int, y: int, z: int) -> None:
        """Move the estimate."""
        self.x = max(-_OFFSET_MAX, min(_OFFSET_MAX, self.x + x))
        self.y = max(-_OFFSET_MAX, min(_OFFSET_MAX, self.y + y))
        self.z = max(-_OFFSET_MAX, min(_OFFSET_MAX, self.z + z))
