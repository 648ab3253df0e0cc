"""Which way is up: a complementary filter on the sphere.

The up direction in the sensor's frame is carried along by the measured rotation and pulled towards the
measured specific force: quickly when the leg moves slowly, hardly at all when something accelerates it.
(Mahony, Hamel, Pflimlin 2008, "Nonlinear complementary filters on the special orthogonal group", reduced
to the gravity direction; its integral term is replaced by the bias learnt at rest, because a lunge is too
short to tell bias from motion.)
"""

from heeldrive.fixed_point import const, isqrt
from heeldrive.stationary import StationaryDetector

_G = const(2048)  # one g
_ONE = const(16384)  # one, for directions

# d(up) in 2**-20 for 1/16 deg/s over 1 ms is pi/180/1000/16 * 2**20 = 1.1438; times 256:
_RATE_GAIN = const(293)
# Pull towards the specific force, 256 * 64 / (1000 * tau): time constants of 1, 2.7, 5.5 and 16 s. At rest
# the specific force is right but for its offset; in a rep the gyroscope is better for some seconds.
_PULL_REST = const(16)
_PULL_SLOW = const(6)
_PULL_MOVING = const(3)
_PULL_ACCELERATED = const(1)
_SLOW_RATE_SQ = const(13225)  # (28.75 deg/s)**2 in (1/4 deg/s)**2
_ACCELERATED = const(52429)  # |a| about 0.1 g from one g: |a|**2 - 1 of 0.2, 2**18 = 1

_VERTICAL_ACC_MAX = const(8191)  # 4 g: a strike beyond it says no more
_G_REMEMBERED_MS = const(2000)
_REST_MS = const(300)  # as in stationary.py
_STILL_POLL_MS = const(30)  # rest is looked for this often: it costs a third of the filter


class GravityFilter:
    """Up direction and upward acceleration from one sample to the next.

    Attributes (see fixed_point.py for scales):
        ux, uy, uz: up direction in the sensor's frame.
        rate_sq: squared angular rate, the bias taken off, in (1/4 deg/s)**2.
        vertical_acc: upward acceleration, 2048 per g: specific force along up, less its value at rest.
        stationary: stillness of the leg and the gyroscope's bias.
    """

    def __init__(self):
        self.ux = 0
        self.uy = 0
        self.uz = _ONE
        self.rate_sq = 0
        self.vertical_acc = 0
        self.stationary = StationaryDetector()
        self._started = 0
        self._since_ms = 0  # since stillness was last looked for
        self._fx = 0  # up direction, 2**20 = 1
        self._fy = 0
        self._fz = _ONE << 6
        self._g_ms = 0  # how long it was learnt
        self._g = _G << 6  # specific force along up at rest, 2**17 per g

    def restart(self, ax, ay, az, gx, gy, gz):
        """Take the specific force for up: at power-on, and after a hole in the samples."""
        self._point(ax, ay, az)
        self.stationary.restart(ax, ay, az, gx, gy, gz)

    def _point(self, ax, ay, az):
        """Let up be where the specific force points."""
        norm = isqrt((ax >> 2) * (ax >> 2) + (ay >> 2) * (ay >> 2) + (az >> 2) * (az >> 2)) << 2
        if norm < 512:  # falling, or a dead sensor: any direction is as good
            return
        self._fx = ((ax * _ONE) // norm) << 6
        self._fy = ((ay * _ONE) // norm) << 6
        self._fz = ((az * _ONE) // norm) << 6
        self._started = 1

    def step(self, dt_ms, ax, ay, az, gx, gy, gz):
        """Take one sample.

        Args:
            dt_ms: time since the sample before, 1 to 24: 83 deg at 2000 deg/s on every axis.
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
        off = force_sq - 262144  # (|a|**2 - 1) in 2**18, twice the distance of |a| from one g
        if off > _ACCELERATED or off < -_ACCELERATED:
            pull = _PULL_ACCELERATED * dt_ms
        elif stationary.still_ms > _REST_MS:
            pull = _PULL_REST * dt_ms
        elif rate_sq > _SLOW_RATE_SQ:
            pull = _PULL_MOVING * dt_ms
        else:
            pull = _PULL_SLOW * dt_ms
        turn = _RATE_GAIN * dt_ms
        # A vector fixed in the world turns in the sensor's frame by u x w.
        fx += ((((uy * wz - uz * wy + 8192) >> 14) * turn) >> 8) + ((((ax << 3) - ux) * pull) >> 8)
        fy += ((((uz * wx - ux * wz + 8192) >> 14) * turn) >> 8) + ((((ay << 3) - uy) * pull) >> 8)
        fz += ((((ux * wy - uy * wx + 8192) >> 14) * turn) >> 8) + ((((az << 3) - uz) * pull) >> 8)
        ux = fx >> 6
        uy = fy >> 6
        uz = fz >> 6
        # One Newton step back to length one: factor (3 - |u|**2) / 2.
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
                self._point(ax, ay, az)  # the bias has turned up away until now

    def learn_gravity(self, dt_ms):
        """Let specific force at rest fade towards what is measured now, at first quickly, then over 2 s.

        Only when the leg stands still: the accelerometer's offset turns with the thigh, so a value learnt in
        a chair is wrong for standing.
        """
        if self._g_ms < _G_REMEMBERED_MS:
            self._g_ms += dt_ms
        self._g += ((self.vertical_acc << 6) * dt_ms) // self._g_ms
