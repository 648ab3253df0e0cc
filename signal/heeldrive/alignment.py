"""How the sensor sits on the leg: the standing direction, and which way the thigh flexes.

Nobody is asked to calibrate. The standing direction is up as the sensor sees it when the wearer first stands
still; it is refreshed whenever the leg rests near it. The forward direction is where up moves to, in the
sensor's frame, while the thigh flexes; it is learnt from counted reps.
"""

from heeldrive.events import SIDEWAYS
from heeldrive.fixed_point import chord_angle, const, isqrt

_ONE = const(16384)
_FIRST_REST_MS = const(600)  # the first pose held this long is taken for standing; the bias is known by then
_REST_MS = const(300)  # as in stationary.py
_REFRESH_MAX = const(2560)  # 20 deg, in 1/128 deg
_REFRESH_RISE = const(192)  # 1.5 deg: rest that creeps away further is the beginning of a slow descent

_DIRECTION = const(17)  # the gate's number, see window/gate_meanings.py


class Alignment:
    """Standing direction r and forward direction f in the sensor's frame (16384 = 1).

    Attributes:
        known: 1 once the standing direction is learnt.
        inclination: angle between up and the standing direction, 1/128 deg, 0 to 23040.
        cosine: cosine of it, 16384 = 1.
        proved: 1 once walking or a rep has shown that the standing direction is one.
        forward_known: how many reps the forward direction was learnt from, up to 8.
    """

    def __init__(self):
        self.known = 0
        self.proved = 0
        self.inclination = 0
        self.forward_known = 0
        self._lowest = 0  # inclination since the leg came to rest
        self._rx = 0
        self._ry = 0
        self._rz = _ONE
        self.cosine = _ONE
        self._fx = 0
        self._fy = 0
        self._fz = 0
        self._wx = 0  # sideways
        self._wy = 0
        self._wz = 0
        self._bx = 0
        self._by = 0
        self._bz = 0
        self._lx = 0
        self._ly = 0
        self._lz = 0
        self._length = 0
        self._sx = 0  # the same of the last bottom that lay sideways
        self._sy = 0
        self._sz = 0
        self._side = 0

    def step(self, dt_ms, ux, uy, uz, still_ms):
        """Return the thigh's inclination in 1/128 deg for the up direction u, learning while it rests."""
        if not self.known:
            if still_ms < _FIRST_REST_MS:
                return 0
            self._rx = ux
            self._ry = uy
            self._rz = uz
            self.known = 1
        x = (ux - self._rx) >> 1
        y = (uy - self._ry) >> 1
        z = (uz - self._rz) >> 1
        square = x * x + y * y + z * z
        if x < 0:
            x = -x
        if y < 0:
            y = -y
        if z < 0:
            z = -z
        # The largest plus a quarter of the others is within 14 % of the root: two rounds of Newton's method
        # bring that under 0.01 %.
        largest = x if x > y else y
        largest = largest if largest > z else z
        half = largest + ((x + y + z - largest) >> 2) or 1
        half = (half + square // half) >> 1 or 1
        half = (half + square // half) >> 1
        inclination = chord_angle(half << 1)
        self.inclination = inclination
        self.cosine = _ONE - (square >> 13)
        if still_ms < _REST_MS or inclination < self._lowest:
            self._lowest = inclination
        elif inclination < _REFRESH_MAX and inclination < self._lowest + _REFRESH_RISE:
            self._refresh(dt_ms, ux, uy, uz)
        return inclination

    def set_standing(self, ux, uy, uz):
        """Let the up direction be the standing direction; what was learnt of forward is lost."""
        self._rx = ux
        self._ry = uy
        self._rz = uz
        self.forward_known = 0
        self._side = 0

    def _refresh(self, dt_ms, ux, uy, uz):
        """Let the standing direction follow a leg at rest with a time constant of 1 s."""
        self._rx += ((ux - self._rx) * dt_ms + 512) >> 10
        self._ry += ((uy - self._ry) * dt_ms + 512) >> 10
        self._rz += ((uz - self._rz) * dt_ms + 512) >> 10

    def mark_bottom(self, ux, uy, uz):
        """Keep the up direction at the deepest point of a cycle so far."""
        self._bx = ux
        self._by = uy
        self._bz = uz

    def ask_direction(self, gates):
        """Ask whether the cycle leant the way earlier reps did, within 60 deg, once two have shown it."""
        if self.forward_known < 2:
            return
        self._lean()
        along = self._lx * self._fx + self._ly * self._fy + self._lz * self._fz
        gates.at_least(_DIRECTION, along >> 13, self._length + 1, SIDEWAYS)  # cos > 1/2

    def detect_turn(self):
        """How far the strap has turned round the thigh, 1/128 deg, or 0.

        It has when two bottoms, one after the other, lie on the same side. Forward is there from now on.
        """
        along = self._lx * self._sx + self._ly * self._sy + self._lz * self._sz
        agree = along // (self._length or 1) > self._side * 3 >> 2  # within 41 deg
        self._sx = self._lx
        self._sy = self._ly
        self._sz = self._lz
        self._side = self._length
        if not agree:
            return 0
        length = self._length or 1
        x = (self._lx << 13) // length - (self._fx >> 1)
        y = (self._ly << 13) // length - (self._fy >> 1)
        z = (self._lz << 13) // length - (self._fz >> 1)
        angle = chord_angle(isqrt(x * x + y * y + z * z) << 1)
        self.forward_known = 0
        self._side = 0
        self.learn_forward()
        return angle

    def learn_forward(self):
        """Learn the forward direction from a counted rep's bottom: the mean of the last eight, about."""
        self._lean()
        if self.forward_known < 8:
            self.forward_known += 1
        n = self.forward_known
        length = self._length or 1
        self._fx += ((self._lx << 13) // length * 2 - self._fx) // n
        self._fy += ((self._ly << 13) // length * 2 - self._fy) // n
        self._fz += ((self._lz << 13) // length * 2 - self._fz) // n
        self._wx = (self._ry * self._fz - self._rz * self._fy) >> 14
        self._wy = (self._rz * self._fx - self._rx * self._fz) >> 14
        self._wz = (self._rx * self._fy - self._ry * self._fx) >> 14

    def lateral(self, ux, uy, uz):
        """How far up leans to the side that is neither the standing nor the forward direction, 16384 = 1."""
        return (ux * self._wx + uy * self._wy + uz * self._wz) >> 14

    def copy_axes(self, travel):
        """Tell who follows the thigh forward the standing direction and the one to the side."""
        travel.set_axes(self._rx, self._ry, self._rz, self._wx, self._wy, self._wz)

    def _lean(self):
        """Part of the bottom's up direction across the standing direction, and its length."""
        rx = self._rx
        ry = self._ry
        rz = self._rz
        along = (self._bx * rx + self._by * ry + self._bz * rz) >> 14
        self._lx = self._bx - ((along * rx) >> 14)
        self._ly = self._by - ((along * ry) >> 14)
        self._lz = self._bz - ((along * rz) >> 14)
        self._length = isqrt(self._lx * self._lx + self._ly * self._ly + self._lz * self._lz)
