"""Lever arm: how far the sensor drops while the cosine of the thigh's inclination falls by 1, in one cycle.

With the front foot planted, the sensor's height is that of the knee plus its distance from the knee times the
cosine, so that the sensor drops while the thigh tilts: the lever arm is positive. When the leg is raised,
turns a crank or swings in a step, the sensor rises instead.

The height comes from the vertical acceleration, integrated twice from the top of the cycle, where the body is
at rest. An accelerometer's zero-g offset, up to 40 mg, would falsify it. Along the vertical it is an error
that depends on the posture, not on time: gravity is learnt in standing, so the error is one part of the
offset times 1 - cosine plus another part times the sine. Therefore the height gained in each interval is
fitted by least squares on three columns: the change of the cosine, and the second integrals of 1 - cosine and
of the sine. The first coefficient is the lever arm. A ridge keeps the other two physical in short cycles, in
which the columns are too much alike to be told apart.

Near the top the foot need not be planted: in a forward lunge it steps out, with the thigh at up to 45 deg.
The intervals are therefore weighted by 1 - cosine: those of the deep part tell whether the leg bears weight.
"""

from heeldrive.fixed_point import const

_SUM_MAX = const(500000000)  # sums stop here
_S_MAX = const(500000000)  # 30 s with the thigh level
# The variance of the residual velocity (0.11 m/s, correlated over 0.1 s) over that of an offset of 50 mg is
# 0.005 s**3, here times the interval and the square of a level thigh's weight.
_RIDGE = const(4360)
_FEW_BITS = const(16384)  # the product of two numbers below it is below 2**28
_MM_MAX = const(9999)


class LeverArm:
    """Accumulates the columns while a cycle lasts; `solve` at its end."""

    def __init__(self) -> None:
        self.begin(0)

    def begin(self, cosine: int) -> None:
        """Start at the top of a cycle; `cosine` of the inclination, 16384 = 1."""
        self._cosine = cosine  # at the begin of the interval
        self._c = 0  # its change in the last interval
        self._bend = 0  # sum of the absolute changes of that change
        self._s = 0  # integral of 1 - cosine, 16 384 000 per second
        self._n = 0  # integral of the sine
        # Sums of products of the columns c, s, n and the height h.
        self._cc = 0
        self._cs = 0
        self._cn = 0
        self._ss = 0
        self._sn = 0
        self._nn = 0
        self._hc = 0
        self._hs = 0
        self._hn = 0

    def add(self, interval_ms: int, gain: int, angle: int, cosine: int) -> None:
        """Add an interval.

        Args:
            interval_ms: its length, 60 to 120.
            gain: the height gained in it, from the acceleration: 13 052 per mm.
            angle, cosine: inclination at its end, 1/128 deg, and its cosine, 16384 = 1.
        """
        c = (cosine - self._cosine) >> 2
        self._cosine = cosine
        bend = c - self._c
        self._c = c
        self._bend += bend if bend > 0 else -bend
        h = gain >> 10  # 12.75 per mm
        if self._s < _S_MAX and self._n < _S_MAX:
            self._s += (16384 - cosine) * interval_ms
            # Bhaskara's formula for the sine, within 0.2 %
            arch = angle * (23040 - angle) >> 12
            self._n += (16384 * arch // ((162000 - arch) >> 2)) * interval_ms
        # 1953 per s**2, a sixteenth of that of c
        s = ((self._s >> 14) * interval_ms) >> 9
        n = ((self._n >> 14) * interval_ms) >> 9
        weight = (16384 - cosine if cosine > 0 else 16384) >> 9  # 2 * (1 - cosine) in sixteenths
        c = c * weight >> 4
        s = s * weight >> 4
        n = n * weight >> 4
        h = h * weight >> 4
        if (
            self._nn < _SUM_MAX
            and self._ss < _SUM_MAX
            and self._cc < _SUM_MAX
            and -_SUM_MAX < self._hn < _SUM_MAX
            and -_SUM_MAX < self._hs < _SUM_MAX
            and -_SUM_MAX < self._hc < _SUM_MAX
        ):
            self._cc += c * c
            self._cs += c * s
            self._cn += c * n
            self._ss += s * s
            self._sn += s * n
            self._nn += n * n
            self._hc += h * c
            self._hs += h * s
            self._hn += h * n

    def solve(self) -> int:
        """Return the lever arm, mm, -9999 to 9999.

        The normal equations are solved by elimination; between its steps, every column is scaled so that
        products stay below 2**29.
        """
        i = halvings(self._cc)
        j = halvings(self._ss + _RIDGE)
        k = halvings(self._nn + _RIDGE)
        cc = (self._cc >> 2 * i) or 1
        ss = (self._ss + _RIDGE) >> 2 * j
        nn = (self._nn + _RIDGE) >> 2 * k
        cs = self._cs >> i + j
        cn = self._cn >> i + k
        sn = self._sn >> j + k
        hc = self._hc >> i
        hs = self._hs >> j
        hn = self._hn >> k
        shift = -i
        while not (
            -_FEW_BITS < hc < _FEW_BITS and -_FEW_BITS < hs < _FEW_BITS and -_FEW_BITS < hn < _FEW_BITS
        ):
            hc >>= 1
            hs >>= 1
            hn >>= 1
            shift += 1
        hc = hc * nn - hn * cn
        hs = hs * nn - hn * sn
        cc = cc * nn - cn * cn
        ss = ss * nn - sn * sn
        cs = cs * nn - cn * sn
        p = halvings(cc)
        q = halvings(ss)
        cc >>= 2 * p
        ss = (ss >> 2 * q) or 1
        cs >>= p + q
        hc >>= p
        hs >>= q
        shift -= p
        while not (-_FEW_BITS < hc < _FEW_BITS and -_FEW_BITS < hs < _FEW_BITS):
            hc >>= 1
            hs >>= 1
            shift += 1
        left = cc * ss - cs * cs
        # 16384 / 12.75 / 4 = 321 mm
        lever = (hc * ss - hs * cs) // (left // 321 + 1)
        lever = lever >> -shift if shift < 0 else lever << shift if shift < 8 else 0
        return -_MM_MAX if lever < -_MM_MAX else _MM_MAX if lever > _MM_MAX else lever

    def own_mg(self, lever_mm: int, time_ms: int) -> int:
        """Return the mean absolute vertical acceleration that the lever arm itself explains, mg.

        Args:
            lever_mm: the lever arm.
            time_ms: length of the cycle.
        """
        if lever_mm <= 0:
            return 0
        # 1000 / 4096 / 0.06 s / 9.807 = 0.415 mg per mm, unit of `_bend` and millisecond
        bend = self._bend if self._bend < 60000 else 60000
        return (lever_mm if lever_mm < 400 else 400) * bend // time_ms * 106 >> 8


def halvings(number: int) -> int:
    """Return how often a number must be divided by 4 until it is below 2**14."""
    n = 0
    while number >= _FEW_BITS:
        number >>= 2
        n += 1
    return n
