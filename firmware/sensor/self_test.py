"""Asks the sensor, once it lies still, whether it feels gravity as strong as it is.

A board with a mislabelled chip reads double, and a worn-out one anything. The count may still be right
(directions do not care), so this only ever says what it sees.
"""

from micropython import const

from wearable.faults import GRAVITY_OFF, FaultError

_WINDOW = const(52)  # samples: half a second
# Still: within 0.08 g and 9 deg/s. Noise is 3 counts; a standing thigh sways by less than 0.03 g and 3 deg/s.
_STILL_UG = const(80_000)
_STILL_UDPS = const(9_000_000)
# 9.8 +- 0.6 m/s^2: the zero offset (40 mg a axis at most) and the scale (1 %) stay inside.
_SMALLEST_UG = const(938_000)
_LARGEST_UG = const(1_061_000)


class GravityCheck:
    """Watches samples until half a second of them is still and gravity is right.

    Args:
        ug_per_count: accelerometer scale, micro-g per count.
        udps_per_count: gyroscope scale, micro-degrees per second per count.
    """

    def __init__(self, ug_per_count, udps_per_count):
        self._ug_per_count = ug_per_count
        self._still_accel = _STILL_UG // ug_per_count
        self._still_gyro = _STILL_UDPS // udps_per_count
        # Squares of a quarter of the counts: of whole counts they would pass 2**30.
        self._smallest2 = (_SMALLEST_UG // ug_per_count // 4) ** 2
        self._largest2 = (_LARGEST_UG // ug_per_count // 4) ** 2
        self.passed = False
        self._begin(0, 0, 0, 0, 0, 0)

    def step(self, ax, ay, az, gx, gy, gz):
        """Takes one sample of raw counts. Call until ``passed``.

        Raises:
            FaultError: a still half second has shown the wrong gravity. Going on stepping asks again.
        """
        accel = self._still_accel
        gyro = self._still_gyro
        if (
            self._n == 0
            or not -accel < ax - self._ax < accel
            or not -accel < ay - self._ay < accel
            or not -accel < az - self._az < accel
            or not -gyro < gx - self._gx < gyro
            or not -gyro < gy - self._gy < gyro
            or not -gyro < gz - self._gz < gyro
        ):
            self._begin(ax, ay, az, gx, gy, gz)
        self._n += 1
        self._sum_x += ax
        self._sum_y += ay
        self._sum_z += az
        if self._n == _WINDOW:
            self._judge()

    def _begin(self, ax, ay, az, gx, gy, gz):
        """A window starts; its other samples have to stay near this one."""
        self._n = 0
        self._sum_x = 0
        self._sum_y = 0
        self._sum_z = 0
        self._ax = ax
        self._ay = ay
        self._az = az
        self._gx = gx
        self._gy = gy
        self._gz = gz

    def _judge(self):
        x = self._sum_x // (4 * _WINDOW)
        y = self._sum_y // (4 * _WINDOW)
        z = self._sum_z // (4 * _WINDOW)
        self._n = 0
        square = x * x + y * y + z * z
        if self._smallest2 <= square <= self._largest2:
            self.passed = True
            return
        self._raise(square)

    def _raise(self, square):
        m_s2 = (square**0.5) * 4 * self._ug_per_count * 9.80665e-6
        raise FaultError(
            GRAVITY_OFF,
            "At rest the sensor measures %.1f m/s^2 instead of 9.8: counting goes on, but try another sensor."
            % m_s2,
        )
