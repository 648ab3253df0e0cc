"""Checks, once the sensor lies still, that the specific force it measures is 1 g.

A board with a mislabelled chip reads double, and a worn-out one anything. The count may still be right, since
directions do not depend on it, so this check only reports.
"""

from micropython import const

from wearable.faults import GRAVITY_OFF, FaultError

_WINDOW = const(52)  # samples: one second
# Still: within 0.08 g and 9 deg/s. Noise is 3 counts; a standing thigh sways by less than 0.03 g and 3 deg/s.
_STILL_UG = const(80_000)
_STILL_UDPS = const(9_000_000)
# 9.8 +- 0.6 m/s^2: the zero-g offset (at most 40 mg an axis) and the sensitivity error (1 %) stay inside.
_SMALLEST_UG = const(938_000)
_LARGEST_UG = const(1_061_000)


class SelfTest:
    """Watches samples until a second of them is still and gravity is right.

    Args:
        ug_per_count: accelerometer scale, micro-g per count.
        udps_per_count: gyroscope scale, micro-degrees per second per count.

    Attributes:
        passed: whether it has; set it to False to test again.
    """

    def __init__(self, ug_per_count: int, udps_per_count: int) -> None:
        self._ug_per_count = ug_per_count
        self._accel = _STILL_UG // ug_per_count
        self._gyro = _STILL_UDPS // udps_per_count
        # Squares of a quarter of the counts: squares of whole counts would pass 2**30.
        self._smallest = (_SMALLEST_UG // ug_per_count // 4) ** 2
        self._largest = (_LARGEST_UG // ug_per_count // 4) ** 2
        self.passed = False
        self._begin(0, 0, 0, 0, 0, 0)

    def step(self, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Takes one sample of raw counts. Call until ``passed``.

        Raises:
            FaultError: gravity was wrong over a still second. Further steps test again.
        """
        accel = self._accel
        gyro = self._gyro
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
        self._sum_ax += ax
        self._sum_ay += ay
        self._sum_az += az
        if self._n == _WINDOW:
            self._judge()

    def _begin(self, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Starts a window; its other samples have to stay near this one."""
        self._n = 0
        self._sum_ax = 0
        self._sum_ay = 0
        self._sum_az = 0
        self._ax = ax
        self._ay = ay
        self._az = az
        self._gx = gx
        self._gy = gy
        self._gz = gz

    def _judge(self) -> None:
        x = self._sum_ax // (4 * _WINDOW)
        y = self._sum_ay // (4 * _WINDOW)
        z = self._sum_az // (4 * _WINDOW)
        self._n = 0
        square = x * x + y * y + z * z
        if self._smallest <= square <= self._largest:
            self.passed = True
            return
        m_s2 = (square**0.5) * 4 * self._ug_per_count * 9.80665e-6
        raise FaultError(
            GRAVITY_OFF,
            "At rest the sensor measures %.1f m/s^2 instead of 9.8: counting goes on, but try another sensor."
            % m_s2,
        )
