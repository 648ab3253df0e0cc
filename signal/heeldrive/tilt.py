"""Which way is up: a complementary filter on the sphere, with the gyroscope's bias learnt at rest.

The up direction in the sensor's frame is carried along by the measured rotation and pulled towards the
measured specific force: quickly when the leg moves slowly, hardly at all when something accelerates it.
(Mahony, Hamel, Pflimlin 2008, "Nonlinear complementary filters on the special orthogonal group", reduced
to the gravity direction; its integral term is replaced by learning the bias at rest, because a lunge is too
short to tell bias from motion.)
"""

from heeldrive.fixed import const, isqrt

_G = const(2048)  # one g
_ONE = const(16384)  # one, for directions

# d(up) in 2**-20 for 1/16 deg/s over 1 ms is pi/180/1000/16 * 2**20 = 1.1438; times 256:
_RATE_GAIN = const(293)
# Pull towards the specific force, 256 * 64 / (1000 * tau): time constants of 1, 2.7, 5.5 and 16 s. At rest
# the specific force is right but for its offset; in a rep the gyroscope is better for some seconds.
_PULL_REST = const(16)
_PULL_SLOW = const(6)
_PULL_MOVING = const(3)
_PULL_SHAKEN = const(1)
_SLOW_RATE2 = const(13225)  # (28.75 deg/s)**2 in (1/4 deg/s)**2
_SHAKEN = const(52429)  # |a| about 0.1 g from one g: |a|**2 - 1 of 0.2, 2**18 = 1

_RISE_MAX = const(8191)  # 4 g: a strike beyond it says no more

# Rest: every axis stays this close to its own running mean (time constant 0.26 s).
_REST_RATE = const(6144)  # 6 deg/s, 1024 per deg/s: a person standing sways less
_REST_FORCE = const(60)  # 29 mg
# A seat holds the thigh stiller than muscles can: over 0.6 s the specific force strayed by 5 mg in
# chairs, and by 32 mg or more in held lunges (rms, UTD-MHAD).
_SEAT_RATE = const(3072)  # 3 deg/s
_SEAT_FORCE = const(25)  # 12 mg
_BIAS_MAX = const(12288)  # 12 deg/s: no LSM6DS has a larger zero-rate offset, so a larger mean is motion
_REST_MIN_MS = const(300)  # stillness shorter than this is a turning point of a movement
_BLOCK_MS = const(500)
_FIRST_BLOCK_MS = const(200)
_BLOCKS_REMEMBERED = const(16)


class Tilt:
    """Up direction, angular rate without bias, and rest, from one sample to the next.

    Attributes (see fixed.py for scales):
        ux, uy, uz: up direction in the sensor's frame.
        wx, wy, wz: angular rate with the bias taken off.
        rate2: squared angular rate in (1/4 deg/s)**2.
        rise: upward acceleration, 2048 per g: specific force along up, less its value at rest.
        turn: angular rate about the vertical.
        rest_ms: how long the leg has been still, 0 while it moves.
        seat_ms: how long it has been stiller than muscles can hold it, 0 while it is not.
    """

    def __init__(self):
        self.ux = 0
        self.uy = 0
        self.uz = _ONE
        self.wx = 0
        self.wy = 0
        self.wz = 0
        self.rate2 = 0
        self.rise = 0
        self.turn = 0
        self.rest_ms = 0
        self.seat_ms = 0
        self._started = 0
        self._fx = 0  # up direction, 2**20 = 1
        self._fy = 0
        self._fz = _ONE << 6
        self._bx = 0  # gyroscope bias, 2**16 per deg/s
        self._by = 0
        self._bz = 0
        self._blocks = 0  # blocks of rest in the bias, up to those remembered
        self._block_ms = 0  # the block that is being gathered: length, sums of rates, samples
        self._sum_x = 0
        self._sum_y = 0
        self._sum_z = 0
        self._sum_n = 0
        self._waiting = 0  # whether the block before waits for this one to end at rest; its mean rates
        self._px = 0
        self._py = 0
        self._pz = 0
        self._mx = 0  # running means of rate (2**10 per deg/s) and specific force (2**17 per g)
        self._my = 0
        self._mz = 0
        self._nx = 0
        self._ny = 0
        self._nz = 0
        self._g = _G << 6  # specific force along up at rest, 2**17 per g

    def restart(self, ax, ay, az, hx, hy, hz):
        """Take the specific force for up: at power-on, and after a hole in the samples."""
        norm = isqrt((ax >> 2) * (ax >> 2) + (ay >> 2) * (ay >> 2) + (az >> 2) * (az >> 2)) << 2
        if norm < 512:  # falling, or a dead sensor: any direction is as good
            return
        self._fx = ((ax * _ONE) // norm) << 6
        self._fy = ((ay * _ONE) // norm) << 6
        self._fz = ((az * _ONE) // norm) << 6
        self._nx = ax << 6
        self._ny = ay << 6
        self._nz = az << 6
        self._mx = hx << 6
        self._my = hy << 6
        self._mz = hz << 6
        self.rest_ms = 0
        self._started = 1

    def step(self, dt_ms, ax, ay, az, hx, hy, hz):
        """Take one sample.

        Args:
            dt_ms: time since the sample before, 1 to 24: 83 deg at 2000 deg/s on every axis.
            ax, ay, az: specific force, 2048 per g.
            hx, hy, hz: angular rate, 1024 per deg/s.
        """
        if not self._started:
            self.restart(ax, ay, az, hx, hy, hz)
        wx = (hx - (self._bx >> 6) + 32) >> 6
        wy = (hy - (self._by >> 6) + 32) >> 6
        wz = (hz - (self._bz >> 6) + 32) >> 6
        fx = self._fx
        fy = self._fy
        fz = self._fz
        ux = fx >> 6
        uy = fy >> 6
        uz = fz >> 6

        force2 = (ax >> 2) * (ax >> 2) + (ay >> 2) * (ay >> 2) + (az >> 2) * (az >> 2)
        rate2 = (wx >> 2) * (wx >> 2) + (wy >> 2) * (wy >> 2) + (wz >> 2) * (wz >> 2)  # (1/4 deg/s)**2
        off = force2 - 262144  # (|a|**2 - 1) in 2**18, twice the distance of |a| from one g
        if off > _SHAKEN or off < -_SHAKEN:
            pull = _PULL_SHAKEN * dt_ms
        elif self.rest_ms > _REST_MIN_MS:
            pull = _PULL_REST * dt_ms
        elif rate2 > _SLOW_RATE2:
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
        self.wx = wx
        self.wy = wy
        self.wz = wz
        self.rate2 = rate2
        rise = ((ax * ux + ay * uy + az * uz) >> 14) - (self._g >> 6)
        self.rise = -_RISE_MAX if rise < -_RISE_MAX else _RISE_MAX if rise > _RISE_MAX else rise
        self.turn = (wx * ux + wy * uy + wz * uz) >> 14
        self._rest(dt_ms, ax, ay, az, hx, hy, hz)

    def _rest(self, dt_ms, ax, ay, az, hx, hy, hz):
        """Notice rest, and learn the gyroscope's bias while it lasts."""
        mx = self._mx
        my = self._my
        mz = self._mz
        nx = self._nx
        ny = self._ny
        nz = self._nz
        ex = hx - (mx >> 6)
        ey = hy - (my >> 6)
        ez = hz - (mz >> 6)
        dx = ax - (nx >> 6)
        dy = ay - (ny >> 6)
        dz = az - (nz >> 6)
        self._mx = mx + ((ex * dt_ms) >> 2)
        self._my = my + ((ey * dt_ms) >> 2)
        self._mz = mz + ((ez * dt_ms) >> 2)
        self._nx = nx + ((dx * dt_ms) >> 2)
        self._ny = ny + ((dy * dt_ms) >> 2)
        self._nz = nz + ((dz * dt_ms) >> 2)
        if not (
            -_REST_RATE < ex < _REST_RATE
            and -_REST_RATE < ey < _REST_RATE
            and -_REST_RATE < ez < _REST_RATE
            and -_REST_FORCE < dx < _REST_FORCE
            and -_REST_FORCE < dy < _REST_FORCE
            and -_REST_FORCE < dz < _REST_FORCE
        ):
            self._no_rest()
            return
        bx = self._bx
        by = self._by
        bz = self._bz
        ex = hx - (bx >> 6)
        ey = hy - (by >> 6)
        ez = hz - (bz >> 6)
        if not (-_BIAS_MAX < ex < _BIAS_MAX and -_BIAS_MAX < ey < _BIAS_MAX and -_BIAS_MAX < ez < _BIAS_MAX):
            self._no_rest()
            return
        self.rest_ms += dt_ms
        if (
            -_SEAT_RATE < ex < _SEAT_RATE
            and -_SEAT_RATE < ey < _SEAT_RATE
            and -_SEAT_RATE < ez < _SEAT_RATE
            and -_SEAT_FORCE < dx < _SEAT_FORCE
            and -_SEAT_FORCE < dy < _SEAT_FORCE
            and -_SEAT_FORCE < dz < _SEAT_FORCE
        ):
            self.seat_ms += dt_ms
        else:
            self.seat_ms = 0
        if self.rest_ms > _REST_MIN_MS:
            self._learn_bias(dt_ms, hx, hy, hz)

    def _no_rest(self):
        """The leg moves."""
        if self.rest_ms:
            self.rest_ms = 0
            self.seat_ms = 0
            self._waiting = 0
            self._new_block()

    def _learn_bias(self, dt_ms, hx, hy, hz):
        """Gather rates at rest into blocks; a block counts when rest lasted through the next one too.

        So the slow beginning of a movement, which still looks like rest, never gets into the bias.
        """
        self._sum_x += hx
        self._sum_y += hy
        self._sum_z += hz
        self._sum_n += 1
        self._block_ms += dt_ms
        if self._block_ms < (_BLOCK_MS if self._blocks else _FIRST_BLOCK_MS):
            return
        n = self._sum_n
        if self._blocks == 0:
            self._blocks = 1
            self._bx = self._sum_x // n << 6
            self._by = self._sum_y // n << 6
            self._bz = self._sum_z // n << 6
        elif self._waiting:
            if self._blocks < _BLOCKS_REMEMBERED:
                self._blocks += 1
            blocks = self._blocks
            self._bx += ((self._px << 6) - self._bx) // blocks
            self._by += ((self._py << 6) - self._by) // blocks
            self._bz += ((self._pz << 6) - self._bz) // blocks
        self._px = self._sum_x // n
        self._py = self._sum_y // n
        self._pz = self._sum_z // n
        self._waiting = 1
        self._new_block()

    def _new_block(self):
        """Forget the block that was being gathered."""
        self._block_ms = 0
        self._sum_x = 0
        self._sum_y = 0
        self._sum_z = 0
        self._sum_n = 0

    def learn_gravity(self, dt_ms):
        """Let specific force at rest fade towards what is measured now, with a time constant of 2 s.

        Only when the leg stands still: the accelerometer's offset turns with the thigh, so a value learnt in
        a chair is wrong for standing.
        """
        self._g += (self.rise * dt_ms) >> 5
