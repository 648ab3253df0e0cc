"""Stationary detector: is the leg at rest? And the gyroscope's bias, learnt while it is.

The leg is at rest while its angular rate and specific force stay close to their running means. The
gyroscope's bias is the mean angular rate over about the last 8 s of rest.
"""

from heeldrive.fixed_point import const

# At rest every axis is this close to its running mean (time constant 0.26 s).
_REST_RATE = const(6144)  # 6 deg/s, 1024 per deg/s: the sway of a standing person is below it
_REST_FORCE = const(60)  # 29 mg
# On a seat the thigh is stiller than muscles can hold it: over 0.6 s the specific force varied by 5 mg (rms)
# in chairs and by 32 mg or more at the bottoms of lunges, none of them held (UTD-MHAD).
_SEAT_RATE = const(3072)  # 3 deg/s
_SEAT_FORCE = const(25)  # 12 mg
_BIAS_MAX = const(20480)  # 20 deg/s: no LSM6DS has a larger bias, so a larger mean is motion
# Shorter stillness is a turning point of a movement. Stages that share a limit declare it under the same name
# each: the board's compiler inlines a private constant, whereas an imported one costs a look-up per sample.
_REST_MS = const(300)
_BLOCK_MS = const(500)
_FIRST_BLOCK_MS = const(200)
_BLOCKS_REMEMBERED = const(16)


class StationaryDetector:
    """Stillness of the leg, and the gyroscope's bias learnt from it.

    Attributes:
        still_ms: how long the leg has been still; 0 while it moves.
        seat_ms: how long it has been stiller than muscles can hold it; 0 while it is not.
        bx, by, bz: gyroscope bias, 1024 per deg/s.
        bias_blocks: number of blocks of rest in the bias, at most 16; 0 while the bias is unknown.
    """

    def __init__(self) -> None:
        self.still_ms = 0
        self.seat_ms = 0
        self.bx = 0
        self.by = 0
        self.bz = 0
        self._bx = 0  # gyroscope bias, 2**16 per deg/s
        self._by = 0
        self._bz = 0
        self._mx = 0  # running means of rate (2**16 per deg/s) and specific force (2**17 per g)
        self._my = 0
        self._mz = 0
        self._nx = 0
        self._ny = 0
        self._nz = 0
        self.bias_blocks = 0
        self._new_block()
        self._waiting = 0  # whether the previous block is pending until this one ends at rest; its mean rates
        self._px = 0
        self._py = 0
        self._pz = 0

    def restart(self, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Set the running means to one sample: at power-on, and after a gap in the samples."""
        self._nx = ax << 6
        self._ny = ay << 6
        self._nz = az << 6
        self._mx = gx << 6
        self._my = gy << 6
        self._mz = gz << 6
        self._no_rest()

    def step(self, dt_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Process one sample; arguments as in `GravityFilter.step`, dt_ms 1 to 60."""
        mx = self._mx
        my = self._my
        mz = self._mz
        nx = self._nx
        ny = self._ny
        nz = self._nz
        ex = gx - (mx >> 6)
        ey = gy - (my >> 6)
        ez = gz - (mz >> 6)
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
        ex = gx - self.bx
        ey = gy - self.by
        ez = gz - self.bz
        if not (-_BIAS_MAX < ex < _BIAS_MAX and -_BIAS_MAX < ey < _BIAS_MAX and -_BIAS_MAX < ez < _BIAS_MAX):
            self._no_rest()
            return
        self.still_ms += dt_ms
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
        if self.still_ms > _REST_MS:
            self._learn_bias(dt_ms, gx, gy, gz)

    def _no_rest(self) -> None:
        """End the rest: the leg moves."""
        if self.still_ms:
            self.still_ms = 0
            self.seat_ms = 0
            self._waiting = 0
            self._new_block()

    def _learn_bias(self, dt_ms: int, gx: int, gy: int, gz: int) -> None:
        """Collect the rates at rest in blocks. A block enters the bias once the next block was at rest too.

        This keeps the slow beginning of a movement, which still looks like rest, out of the bias.
        """
        self._sum_x += gx
        self._sum_y += gy
        self._sum_z += gz
        self._sum_n += 1
        self._block_ms += dt_ms
        if self._block_ms < (_BLOCK_MS if self.bias_blocks else _FIRST_BLOCK_MS):
            return
        n = self._sum_n
        if self.bias_blocks == 0:
            self.bias_blocks = 1
            self._bx = self._sum_x // n << 6
            self._by = self._sum_y // n << 6
            self._bz = self._sum_z // n << 6
        elif self._waiting:
            if self.bias_blocks < _BLOCKS_REMEMBERED:
                self.bias_blocks += 1
            blocks = self.bias_blocks
            self._bx += ((self._px << 6) - self._bx) // blocks
            self._by += ((self._py << 6) - self._by) // blocks
            self._bz += ((self._pz << 6) - self._bz) // blocks
        self.bx = self._bx >> 6
        self.by = self._by >> 6
        self.bz = self._bz >> 6
        self._px = self._sum_x // n
        self._py = self._sum_y // n
        self._pz = self._sum_z // n
        self._waiting = 1
        self._new_block()

    def _new_block(self) -> None:
        """Start a new block: its length, sums of rates, number of samples."""
        self._block_ms = 0
        self._sum_x = 0
        self._sum_y = 0
        self._sum_z = 0
        self._sum_n = 0
