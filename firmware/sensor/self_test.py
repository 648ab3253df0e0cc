"""Checks, whenever the sensor is still, that the specific force it measures is 1 g and no axis is stuck.

A board with a mislabelled chip reads double, and a worn-out one anything. The count may still be right, since
directions do not depend on it, so this check only reports. An offset shows only in a pose in which its axis
is nearly vertical: so each pose that is held for some seconds is judged.
"""

from micropython import const

from wearable.faults import GRAVITY_OFF, SATURATED, FaultError

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from sensor.sampler import Sampler
except ImportError:
    pass

_WINDOW = const(52)  # samples: one second
_EARLY = const(16)  # samples: 0.3 s, before the detector takes the pose for standing
_LATER_WINDOW = const(8)  # samples, two a second: a lift that starts or stops takes less time
# Still: within 0.08 g and 9 deg/s. Noise is 3 counts; a standing thigh sways by less than 0.03 g and 3 deg/s.
_STILL_UG = const(80_000)
_STILL_UDPS = const(9_000_000)
# 9.8 +- 0.6 m/s^2: the zero-g offset (at most 40 mg an axis) and the sensitivity error (1 %) stay inside.
_SMALLEST_UG = const(938_000)
_LARGEST_UG = const(1_061_000)
_END = const(32767)  # the last count of an axis
_REMEDY = const(" counting goes on, but try another sensor.")
_SCALE_SQ = const(2)  # more than this times 1 g squared, or less than the inverse, is no offset


class SelfTest:
    """Watches samples until a second of them is still and gravity is right; then two samples a second.

    Args:
        sampler: the ``Sampler``: its scales, and ``stuck``, which is set.

    Attributes:
        passed: whether it has; set it to False to test again.
    """

    def __init__(self, sampler: "Sampler") -> None:
        ug_per_count = sampler.ug_per_count
        self._sampler = sampler
        self._ug_per_count = ug_per_count
        self._accel = _STILL_UG // ug_per_count
        self._gyro = _STILL_UDPS // sampler.udps_per_count
        # Squares of a quarter of the counts: squares of whole counts would pass 2**30.
        self._smallest = (_SMALLEST_UG // ug_per_count // 4) ** 2
        self._largest = (_LARGEST_UG // ug_per_count // 4) ** 2
        self.passed = False
        self._begin(0, 0, 0, 0, 0, 0)

    def step(self, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> bool:
        """Takes one sample of raw counts: each until ``passed``, then two a second. Whether it passes now.

        Raises:
            FaultError: gravity was wrong, or an axis at its end, while still. Further steps test again.
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
        if self._n == _EARLY:
            self._check_range()
        if self._n == (_LATER_WINDOW if self.passed else _WINDOW):
            return self._judge()
        return False

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

    def _judge(self) -> bool:
        """Judges the window. Whether the test passes now; one that has passed stays so."""
        n = 4 * self._n
        x = self._sum_ax // n
        y = self._sum_ay // n
        z = self._sum_az // n
        self._n = 0
        self._check_range()
        square = x * x + y * y + z * z
        if self._smallest <= square <= self._largest:
            passes = not self.passed
            self.passed = True
            return passes
        m_s2 = (square**0.5) * 4 * self._ug_per_count * 9.80665e-6
        what = "offset is beyond the data sheet"
        if square > self._largest * _SCALE_SQ or square * _SCALE_SQ < self._smallest:
            what = "scale is wrong"
        raise FaultError(
            GRAVITY_OFF,
            "At rest the sensor measures %.1f m/s^2 instead of 9.8, so its %s:" % (m_s2, what) + _REMEDY,
        )

    def _check_range(self) -> None:
        end = _END
        if (
            -end < self._gx < end
            and -end < self._gy < end
            and -end < self._gz < end
            and -end < self._ax < end
            and -end < self._ay < end
            and -end < self._az < end
        ):
            return
        counts = (self._gx, self._gy, self._gz, self._ax, self._ay, self._az)
        axis = 0
        while -end < counts[axis] < end:
            axis += 1
        self._sampler.stuck = axis
        raise FaultError(
            SATURATED,
            "Axis %s of the sensor stays at the end of its range and is left out:"
            % ("gx", "gy", "gz", "ax", "ay", "az")[axis]
            + _REMEDY,
        )
