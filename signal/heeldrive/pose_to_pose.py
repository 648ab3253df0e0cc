"""Pose to pose: how far the body dropped and rose between two moments of one pose.

The velocity of a slow drop cannot be seen (displacement.py), but where such a rep begins and ends the body
hardly moves, it is equally high, and the thigh is as it was. So every rest is kept for some seconds, however
short. When the next one begins, the acceleration is integrated twice from each of the earlier ones in the
same pose to it. The two conditions at the end, no velocity and the same height, remove the effect of an
acceleration error that is constant or linear in time.

In a hold at the bottom the body is at rest, too, perhaps in the same pose. But what is left of the offset is
nearly constant: in the time T it adds W to the velocity and W T / 2 to the height. A body that only went down
is lower than that.

Nothing has to be known of the way between: how slow it is, how long the hold, how the leg trembles.
"""

from heeldrive.fixed_point import chord_angle, const, isqrt

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.displacement import VerticalDisplacement
except ImportError:  # a board has no typing and evaluates no annotation
    pass

_ONE = const(16384)
_KEEP_MS = const(100)  # length of a block, as in displacement.py
_BLOCKS = const(150)  # number of blocks kept: 15 s
_LONGEST = const(139)  # blocks of a cycle
_SHORTEST = const(8)

# What is kept of a block beside its velocity, in bytes: up direction, cosine, jolts, rate.
_BYTES = const(6)
_UNIT = const(127)  # 1 in a stored direction
_CHORD = const(4161)  # 8192**2 = 1, as in displacement.py, from 127**2 = 1
_COSINE_SHIFT = const(5)
_JOLT_MG = const(5)
_RATE_UNIT = const(8)  # 2 deg/s

# At rest, in three blocks: 30 mg in the mean, and 2 deg of turn.
_STILL = const(18432)  # velocity, 2048 per g times ms
_TURN_SQ = const(20)  # 127**2 = 1
_MOMENTS = const(20)  # rests kept
_SAME_POSE_SQ = const(240)  # 7 deg

# Height at the end beyond that of a constant error, 1/8 mm: 80 mm and 4 mm times the square of the seconds.
# In half of the true reps under 4 s it was within 20 mm; at holds it was 290 mm or more below.
_ERROR = const(640)
_ERROR_BLOCKS = const(3)

_V_MAX = const(1000000)  # as in displacement.py
_EIGHTH_MM = const(522)  # 1/8 mm in the sum over blocks of twice the velocity (2048 per g times ms)


class PoseToPose:
    """Measures the body's drops between rests; see `step` and `add`.

    Args:
        drop: measures a cycle.
    """

    def __init__(self, drop: "VerticalDisplacement") -> None:
        self.drop = drop
        self._gained = 0  # velocity gained in the current block, 2048 per g times ms
        self._block_ms = 0  # time in it
        self._jolts = 0  # absolute velocity gained in it, divided by 16
        self._rate_sq = 0  # largest squared rate in it
        self._n = _BLOCKS  # number of the last block
        self._gains = [0] * _BLOCKS  # velocity gained in each block, 2048 per g times ms
        self._blocks = bytearray(_BLOCKS * _BYTES)
        self._moments = [0] * _MOMENTS  # number of the last block of each rest
        self._ready = [0] * _MOMENTS  # when the leg was last ready at each
        self.restart()

    def restart(self) -> None:
        """Forget all rests: no cycle begins at one of them."""
        self._count = 0
        self._since = 0  # blocks since the restart
        self._resting = False  # whether the body is at rest

    def forget(self, ms: int) -> None:
        """Forget the rests that ended longer ago: they belong to an accepted rep."""
        before = self._n - ms // _KEEP_MS
        moments = self._moments
        ready = self._ready
        kept = 0
        k = 0
        while k < self._count:
            if moments[k] > before:
                moments[kept] = moments[k]
                ready[kept] = ready[k]
                kept += 1
            k += 1
        self._count = kept

    def step(self, dt_ms: int, vertical_acc: int, rate_sq: int) -> bool:
        """Process one sample; return whether it completes a block. The caller then calls `add`.

        Args:
            dt_ms: time since the previous sample, 1 to 60.
            vertical_acc: upward acceleration, 2048 per g.
            rate_sq: squared angular rate, (1/4 deg/s)**2.
        """
        gained = vertical_acc * dt_ms
        self._gained += gained
        self._jolts += (gained if gained > 0 else -gained) >> 4
        if rate_sq > self._rate_sq:
            self._rate_sq = rate_sq
        self._block_ms += dt_ms
        return self._block_ms >= _KEEP_MS

    def add(self, t_ms: int, ready_ms: int, cosine: int, ux: int, uy: int, uz: int, least_mm: int) -> int:
        """Store the block that is complete; return 1 if it ends a drop and rise, which `drop` has measured.

        Args:
            t_ms: now.
            ready_ms: when the leg was last ready.
            cosine: cosine of the inclination, 16384 = 1.
            ux, uy, uz: up direction in the sensor's frame, 16384 = 1.
            least_mm: least drop of a cycle.
        """
        gained = self._gained
        self._block_ms -= _KEEP_MS
        self._n += 1
        n = self._n
        gains = self._gains
        blocks = self._blocks
        gains[n % _BLOCKS] = gained
        at = n % _BLOCKS * _BYTES
        ux = (ux * _UNIT >> 14) + 128
        uy = (uy * _UNIT >> 14) + 128
        uz = (uz * _UNIT >> 14) + 128
        blocks[at] = ux
        blocks[at + 1] = uy
        blocks[at + 2] = uz
        blocks[at + 3] = min(255, (_ONE - cosine) >> _COSINE_SHIFT)
        blocks[at + 4] = min(255, self._jolts >> 6)
        blocks[at + 5] = min(255, isqrt(self._rate_sq) // _RATE_UNIT)
        self._gained = 0
        self._jolts = 0
        self._rate_sq = 0
        self._since += 1
        if self._since <= 3:
            return 0
        gained += gains[(n - 1) % _BLOCKS] + gains[(n - 2) % _BLOCKS]
        was_resting = self._resting
        self._resting = -_STILL < gained < _STILL and self._turned_sq(n, n - 3) < _TURN_SQ
        if not self._resting:
            return 0
        if was_resting and self._count:
            self._moments[self._count - 1] = n  # the rest goes on
            self._ready[self._count - 1] = t_ms
            return 0
        found = self._search(n, least_mm)
        ended = 0
        if found >= 0:
            top = self._moments[found] - 1
            drop = self.drop
            if drop.complete(t_ms - self._block_ms - (n - top) * _KEEP_MS, least_mm):
                drop.ready_ms = self._ready[found]
                self._measure(top, n - 1 - top)
                self._count = 0
                ended = 1
        self._keep(n, ready_ms)
        return ended

    def _keep(self, moment: int, ready_ms: int) -> None:
        """Keep a rest: a cycle may begin there. The oldest one makes room."""
        moments = self._moments
        ready = self._ready
        if self._count == _MOMENTS:
            k = 1
            while k < _MOMENTS:
                moments[k - 1] = moments[k]
                ready[k - 1] = ready[k]
                k += 1
            self._count -= 1
        moments[self._count] = moment
        ready[self._count] = ready_ms
        self._count += 1

    def _search(self, moment: int, least_mm: int) -> int:
        """Search the kept rests, the latest first, for the top of a cycle that ends at a moment.

        Returns:
            Its index; the cycle's blocks are then in `drop`. -1 if there is none.
        """
        gains = self._gains
        end = moment - 1  # the middle of its three blocks
        v = 0  # velocity, height (1/8 mm) and sum of heights, backwards from the end
        h = 0
        area = 0
        at = end
        best = -least_mm * 8 // 3
        found = -1
        k = self._count
        while k > 0:
            k -= 1
            top = self._moments[k] - 1
            n = end - top
            if n > _LONGEST:
                break
            while at > top and -_V_MAX < v < _V_MAX:
                gain = gains[at % _BLOCKS]
                h -= (v + v - gain + (_EIGHTH_MM >> 1)) // _EIGHTH_MM
                v -= gain
                area += h
                at -= 1
            if at > top or not -_V_MAX < v < _V_MAX:
                break
            error = h + v * n // _EIGHTH_MM
            most = _ERROR + n * n // _ERROR_BLOCKS
            if n >= _SHORTEST and -most < error < most:
                # The mean of the corrected height, half of the drop or more. Two reps have that of one.
                mean = area // n - h // 2 - v * n // 3132
                if mean < best and self._turned_sq(top, end) < _SAME_POSE_SQ:
                    best = mean * 5 // 4
                    found = k
        if found >= 0:
            drop = self.drop
            drop.begin()
            at = self._moments[found] - 1
            while at < end:
                at += 1
                drop.append(gains[at % _BLOCKS])
        return found

    def _turned_sq(self, a: int, b: int) -> int:
        """Return the squared distance of the up directions in two blocks, 127**2 = 1."""
        blocks = self._blocks
        a = a % _BLOCKS * _BYTES
        b = b % _BLOCKS * _BYTES
        x = blocks[a] - blocks[b]
        y = blocks[a + 1] - blocks[b + 1]
        z = blocks[a + 2] - blocks[b + 2]
        return x * x + y * y + z * z

    def _measure(self, top: int, n: int) -> None:
        """Compute tilt, jolts and rate in a cycle of n blocks."""
        drop = self.drop
        blocks = self._blocks
        chord_sq = 0
        low = 255  # deficit of the cosine
        high = 0
        jolts = 0
        rate = 0
        k = 0
        while k < n:
            k += 1
            turned_sq = self._turned_sq(top, top + k)
            if turned_sq > chord_sq:
                chord_sq = turned_sq
            at = (top + k) % _BLOCKS * _BYTES
            deficit = blocks[at + 3]
            if deficit < low:
                low = deficit
            if deficit > high:
                high = deficit
            jolts += blocks[at + 4]
            if blocks[at + 5] > rate:
                rate = blocks[at + 5]
        drop.chord_sq = chord_sq * _CHORD
        drop.cosine_range = (high - low) << _COSINE_SHIFT
        drop.inclination = chord_angle(isqrt(high << (_COSINE_SHIFT + 15)))
        drop.vertical_acc_mg = (jolts * _JOLT_MG + n * _JOLT_MG // 2) // n
        rate *= _RATE_UNIT
        drop.rate_sq_max = rate * rate
