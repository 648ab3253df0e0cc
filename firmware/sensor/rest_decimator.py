"""Makes the detector's input small to log: rounds samples, and replaces them by means in a long rest.

The log holds exactly the detector's input, so its replay stays exact. Rounding leaves out what changes counts
less than the sensor's own noise does: to the middle of steps of 16 counts of acceleration (3.9 mg) and 32 of
angular rate (0.56 deg/s), so that sums are not shifted. For 0.1 s after a jolt, as each footfall gives,
every step has 64 counts. Of a rest come six means a second, most of them equal, which take almost no space.
They keep what matters: the sum of the angular rates, which is the angle turned, loses nothing when the leg
moves at last, because the mean up to that moment is forwarded first and every sample from then on. The
longest step, 0.21 s, is shorter than what the detector takes for a gap in the samples.
"""

from micropython import const

try:
    from typing import Callable
except ImportError:
    pass

_REST_MS = const(20_000)  # of stillness before the means begin: longer than any pause within a set
_MEAN_MS = const(150)  # one mean is of samples over this long
_GAP_MS = const(60)  # three samples missing: no mean goes across
# Still: no further from the first sample than a person standing sways. The detector's own limits are 6 deg/s
# and 29 mg from a running mean.
_STILL_UG = const(30_000)
_STILL_UDPS = const(3_000_000)
# The low bits of a count that are rounded away, and the middle of the step. log/frame.py leaves these bits
# out; it tells a coarse sample by the bit of _ACCEL_MIDDLE.
_ACCEL_STEP = const(-16)
_ACCEL_MIDDLE = const(8)
_GYRO_STEP = const(-32)
_GYRO_MIDDLE = const(16)
_COARSE_STEP = const(-64)
_COARSE_MIDDLE = const(32)
_COARSE_MS = const(100)  # after an axis jumped by twice _STILL_UG between two samples
_SAME = const(2)  # counts: means of noise (2-3 counts) over 8 samples differ by less


class RestDecimator:
    """Forwards samples: all of them, or their means in a long rest.

    Args:
        forward: called with (t_ms, ax, ay, az, gx, gy, gz), up to twice a sample.
        ug_per_count: accelerometer scale, micro-g per count.
        udps_per_count: gyroscope scale, micro-degrees per second per count.

    Attributes:
        resting: whether means are forwarded.
    """

    def __init__(self, forward: "Callable[..., None]", ug_per_count: int, udps_per_count: int) -> None:
        self._forward = forward
        self._accel = _STILL_UG // ug_per_count
        self._gyro = _STILL_UDPS // udps_per_count
        self.resting = False
        self._t_ms = 0  # while resting, of the newest sample
        self._jolt_ms = -_COARSE_MS
        self._since_ms = 0  # start of the stillness; while resting, time of the last mean
        self._n = 0  # samples in the sums
        # The first sample of the stillness; while resting, the last mean.
        self._ax = self._ay = self._az = self._gx = self._gy = self._gz = 0
        self._sum_ax = self._sum_ay = self._sum_az = 0
        self._sum_gx = self._sum_gy = self._sum_gz = 0

    def step(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Takes one sample: session time in ms and six raw counts."""
        accel = self._accel
        gyro = self._gyro
        still = (
            -accel < ax - self._ax < accel
            and -accel < ay - self._ay < accel
            and -accel < az - self._az < accel
            and -gyro < gx - self._gx < gyro
            and -gyro < gy - self._gy < gyro
            and -gyro < gz - self._gz < gyro
        )
        if self.resting:
            if still and t_ms - self._t_ms <= _GAP_MS:
                self._add(t_ms, ax, ay, az, gx, gy, gz)
                return
            if self._n:
                self._forward_mean()
            self.resting = still
            self._t_ms = t_ms
            still = False  # it begins anew
        elif still and t_ms - self._since_ms >= _REST_MS:
            self.resting = True
            self._since_ms = self._t_ms = t_ms
        if not still:
            jolt = accel << 1
            if not (
                -jolt < ax - self._ax < jolt and -jolt < ay - self._ay < jolt and -jolt < az - self._az < jolt
            ):
                self._jolt_ms = t_ms
            self._since_ms = t_ms
            self._ax = ax
            self._ay = ay
            self._az = az
            self._gx = gx
            self._gy = gy
            self._gz = gz
        if t_ms - self._jolt_ms < _COARSE_MS:
            self._forward(
                t_ms,
                ax & _COARSE_STEP | _COARSE_MIDDLE,
                ay & _COARSE_STEP | _COARSE_MIDDLE,
                az & _COARSE_STEP | _COARSE_MIDDLE,
                gx & _COARSE_STEP | _COARSE_MIDDLE,
                gy & _COARSE_STEP | _COARSE_MIDDLE,
                gz & _COARSE_STEP | _COARSE_MIDDLE,
            )
            return
        self._forward(
            t_ms,
            ax & _ACCEL_STEP | _ACCEL_MIDDLE,
            ay & _ACCEL_STEP | _ACCEL_MIDDLE,
            az & _ACCEL_STEP | _ACCEL_MIDDLE,
            gx & _GYRO_STEP | _GYRO_MIDDLE,
            gy & _GYRO_STEP | _GYRO_MIDDLE,
            gz & _GYRO_STEP | _GYRO_MIDDLE,
        )

    def _add(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Adds a sample to the next mean."""
        self._t_ms = t_ms
        self._n += 1
        self._sum_ax += ax
        self._sum_ay += ay
        self._sum_az += az
        self._sum_gx += gx
        self._sum_gy += gy
        self._sum_gz += gz
        if t_ms - self._since_ms >= _MEAN_MS:
            self._forward_mean()

    def _forward_mean(self) -> None:
        """Forwards the mean of the samples added; the last mean again if only noise is between the two."""
        n = self._n
        half = n >> 1
        ax = (self._sum_ax + half) // n
        ay = (self._sum_ay + half) // n
        az = (self._sum_az + half) // n
        gx = (self._sum_gx + half) // n
        gy = (self._sum_gy + half) // n
        gz = (self._sum_gz + half) // n
        self._n = 0
        self._sum_ax = self._sum_ay = self._sum_az = 0
        self._sum_gx = self._sum_gy = self._sum_gz = 0
        self._since_ms = self._t_ms
        if not (
            -_SAME <= ax - self._ax <= _SAME
            and -_SAME <= ay - self._ay <= _SAME
            and -_SAME <= az - self._az <= _SAME
            and -_SAME <= gx - self._gx <= _SAME
            and -_SAME <= gy - self._gy <= _SAME
            and -_SAME <= gz - self._gz <= _SAME
        ):
            self._ax = ax
            self._ay = ay
            self._az = az
            self._gx = gx
            self._gy = gy
            self._gz = gz
        self._forward(
            self._t_ms,
            self._ax & _ACCEL_STEP | _ACCEL_MIDDLE,
            self._ay & _ACCEL_STEP | _ACCEL_MIDDLE,
            self._az & _ACCEL_STEP | _ACCEL_MIDDLE,
            self._gx & _GYRO_STEP | _GYRO_MIDDLE,
            self._gy & _GYRO_STEP | _GYRO_MIDDLE,
            self._gz & _GYRO_STEP | _GYRO_MIDDLE,
        )
