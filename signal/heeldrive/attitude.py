"""Gravity filter: the up direction in the sensor's frame, by a complementary filter on the sphere.

The gyroscope turns the up direction; the accelerometer pulls it towards the measured specific force: quickly
when the leg moves slowly, hardly at all when the leg is accelerated. The method is that of Mahony, Hamel and
Pflimlin 2008, "Nonlinear complementary filters on the special orthogonal group", reduced to the direction of
gravity. Its integral term is replaced by the gyroscope bias learnt at rest (stationary.py), because a lunge
is too short to separate bias from motion.
"""

from heeldrive.fixed_point import const, isqrt
from heeldrive.stationary import StationaryDetector

_G = const(2048)  # one g
_ONE = const(16384)  # length of a unit vector

# d(up) in 2**-20 for 1/16 deg/s over 1 ms is pi/180/1000/16 * 2**20 = 1.1438; times 256:
_RATE_GAIN = const(293)
# Pull towards the specific force, 256 * 64 / (1000 * tau): time constants of 1, 2.7, 5.5 and 16 s. At rest
# the specific force is accurate to its zero-g offset; during a rep the gyroscope is better for some seconds.
_PULL_REST = const(16)
_PULL_SLOW = const(6)
_PULL_MOVING = const(3)
_PULL_ACCELERATED = const(1)
_SLOW_RATE_SQ = const(13225)  # (28.75 deg/s)**2 in (1/4 deg/s)**2
_ACCELERATED = const(52429)  # |a| is 0.1 g from 1 g: |a|**2 - 1 is about 0.2, 2**18 = 1

_VERTICAL_ACC_MAX = const(8191)  # 4 g: a harder strike carries no more information
_G_REMEMBERED_MS = const(2000)
_REST_MS = const(300)  # as in stationary.py
_STILL_POLL_MS = const(30)  # interval of the stationary detector, which takes a third of the filter's time


class GravityFilter:
    """Tracks the up direction and the upward acceleration from sample to sample.

    Attributes (see fixed_point.py for scales):
        ux, uy, uz: up direction in the sensor's frame, 16384 = 1.
        rate_sq: squared angular rate without bias, (1/4 deg/s)**2.
        vertical_acc: vertical acceleration, positive upwards, 2048 per g: specific force along up minus its
            value at rest.
        stationary: the stationary detector, with the gyroscope's bias.
    """

    def __init__(self) -> None:
        self.ux = 0
        self.uy = 0
        self.uz = _ONE
        self.rate_sq = 0
        self.vertical_acc = 0
        self.stationary = StationaryDetector()
        self._started = 0
        self._since_ms = 0  # time since the stationary detector last ran
        self._fx = 0  # up direction, 2**20 = 1
        self._fy = 0
        self._fz = _ONE << 6
        self._g_ms = 0  # time over which `_g` was learnt
        self._g = _G << 6  # specific force along up at rest, 2**17 per g

    def restart(self, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Set up to the direction of the specific force: at power-on, and after a gap in the samples."""
        self._point(ax, ay, az)
        self.stationary.restart(ax, ay, az, gx, gy, gz)

    def _point(self, ax: int, ay: int, az: int) -> None:
        """Set up to the direction of the specific force."""
        norm = isqrt((ax >> 2) * (ax >> 2) + (ay >> 2) * (ay >> 2) + (az >> 2) * (az >> 2)) << 2
        if norm < 512:  # free fall or a dead sensor: no direction is better than another
            return
        self._fx = ((ax * _ONE) // norm) << 6
        self._fy = ((ay * _ONE) // norm) << 6
        self._fz = ((az * _ONE) // norm) << 6
        self._started = 1

    def step(self, dt_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Process one sample.

        Args:
            dt_ms: time since the previous sample, 1 to 24 (83 deg at 2000 deg/s on every axis).
            ax, ay, az: specific force, 2048 per g.
            gx, gy, gz: angular rate, 1024 per deg/s.
        """
        if not self._started:
            self.restart(ax, ay, az, gx, gy, gz)
        stationary = self.stationary
        wx = (gx - stationary.bx + 32) >> 6
        wy = (gy - stationary.by + 32) >> 6
        wz = (gz - stationary.bz + 32) >> 6
        fx = self._fx
        fy = self._fy
        fz = self._fz
        ux = fx >> 6
        uy = fy >> 6
        uz = fz >> 6

        x = ax >> 2
        y = ay >> 2
        z = az >> 2
        force_sq = x * x + y * y + z * z
        x = wx >> 2
        y = wy >> 2
        z = wz >> 2
        rate_sq = x * x + y * y + z * z  # (1/4 deg/s)**2
        off = force_sq - 262144  # |a|**2 - 1, 2**18 = 1: about twice the difference of |a| from 1 g
        if off > _ACCELERATED or off < -_ACCELERATED:
            pull = _PULL_ACCELERATED * dt_ms
        elif stationary.still_ms > _REST_MS:
            pull = _PULL_REST * dt_ms
        elif rate_sq > _SLOW_RATE_SQ:
            pull = _PULL_MOVING * dt_ms
        else:
            pull = _PULL_SLOW * dt_ms
        turn = _RATE_GAIN * dt_ms
        # In the sensor's frame, a vector fixed in the world changes at the rate u x w.
        fx += (((uy * wz - uz * wy + 8192) >> 14) * turn + ((ax << 3) - ux) * pull + 128) >> 8
        fy += (((uz * wx - ux * wz + 8192) >> 14) * turn + ((ay << 3) - uy) * pull + 128) >> 8
        fz += (((ux * wy - uy * wx + 8192) >> 14) * turn + ((az << 3) - uz) * pull + 128) >> 8
        ux = fx >> 6
        uy = fy >> 6
        uz = fz >> 6
        # Normalise with one Newton step: factor (3 - |u|**2) / 2.
        stretch = 4096 - ((ux * ux + uy * uy + uz * uz) >> 16)
        fx += (ux * stretch) >> 7
        fy += (uy * stretch) >> 7
        fz += (uz * stretch) >> 7
        self._fx = fx
        self._fy = fy
        self._fz = fz
        ux = fx >> 6
        uy = fy >> 6
        uz = fz >> 6
        self.ux = ux
        self.uy = uy
        self.uz = uz
        self.rate_sq = rate_sq
        vertical_acc = ((ax * ux + ay * uy + az * uz) >> 14) - (self._g >> 6)
        self.vertical_acc = (
            -_VERTICAL_ACC_MAX
            if vertical_acc < -_VERTICAL_ACC_MAX
            else _VERTICAL_ACC_MAX
            if vertical_acc > _VERTICAL_ACC_MAX
            else vertical_acc
        )
        since_ms = self._since_ms + dt_ms
        if since_ms < _STILL_POLL_MS:
            self._since_ms = since_ms
        else:
            self._since_ms = 0
            biased = not stationary.bias_blocks
            stationary.step(since_ms, ax, ay, az, gx, gy, gz)
            if biased and stationary.bias_blocks:
                self._point(ax, ay, az)  # until now the unknown bias has turned up away

    def learn_gravity(self, dt_ms: int) -> None:
        """Learn the specific force at rest: quickly at first, then with a time constant of 2 s.

        Call it only while the wearer stands still. The accelerometer's offset turns with the thigh, so a
        value learnt in a chair is wrong for standing.
        """
        if self._g_ms < _G_REMEMBERED_MS:
            self._g_ms += dt_ms
        self._g += ((self.vertical_acc << 6) * dt_ms) // self._g_ms
