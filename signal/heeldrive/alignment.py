"""Sensor-to-segment alignment: the standing direction and the flexion direction in the sensor's frame.

The wearer does not calibrate. The standing direction is up in the sensor's frame when the wearer first stands
still; it is refreshed whenever the leg rests near it. The forward direction is where up moves to while the
thigh flexes; it is learnt from counted reps.
"""

from heeldrive.events import SIDEWAYS
from heeldrive.fixed_point import chord_angle, const, isqrt

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.gates import Gates
        from heeldrive.knee_travel import KneeTravel
except ImportError:  # a board has no typing and evaluates no annotation
    pass

_ONE = const(16384)
_FIRST_REST_MS = const(600)  # the first pose held this long is taken as standing; by then the bias is known
_REST_MS = const(300)  # as in stationary.py
_REFRESH_MAX = const(2560)  # 20 deg, in 1/128 deg
_COS_REFRESH = const(15396)  # cos(20 deg)
_REFRESH_RISE = const(192)  # 1.5 deg: a larger drift at rest is the beginning of a slow descent

_DIRECTION = const(17)  # number of the gate, see window/gate_meanings.py


class Alignment:
    """Learns the standing direction r and the forward direction f in the sensor's frame (16384 = 1).

    Attributes:
        known: 1 once the standing direction is learnt.
        inclination: angle between up and the standing direction, 1/128 deg, 0 to 23040.
        cosine: cosine of the inclination, 16384 = 1.
        proved: 1 once walking or a rep has confirmed the standing direction.
        forward_known: number of reps from which the forward direction was learnt, at most 8.
        rx, ry, rz: the standing direction.
    """

    def __init__(self) -> None:
        self.known = 0
        self.proved = 0
        self.inclination = 0
        self.forward_known = 0
        self._lowest = 0  # lowest inclination since the leg came to rest
        self.rx = 0
        self.ry = 0
        self.rz = _ONE
        self.cosine = _ONE
        self._ox = 0  # the standing direction before the last one, and `forward_known` of that time
        self._oy = 0
        self._oz = 0
        self._old_known = 0
        self._fx = 0
        self._fy = 0
        self._fz = 0
        self._wx = 0  # lateral direction, r x f
        self._wy = 0
        self._wz = 0
        self._bx = 0  # up at the bottom of the cycle
        self._by = 0
        self._bz = 0
        self._lx = 0  # its part perpendicular to r, and the length of that part
        self._ly = 0
        self._lz = 0
        self._length = 0
        self._sx = 0  # the same for the last bottom refused as sideways
        self._sy = 0
        self._sz = 0
        self._side = 0

    def step(self, dt_ms: int, ux: int, uy: int, uz: int, still_ms: int) -> int:
        """Return the inclination for the up direction u, 1/128 deg; learn the standing direction at rest."""
        if not self.known:
            if still_ms < _FIRST_REST_MS:
                return 0
            self.rx = ux
            self.ry = uy
            self.rz = uz
            self.known = 1
        x = (ux - self.rx) >> 1
        y = (uy - self.ry) >> 1
        z = (uz - self.rz) >> 1
        square = x * x + y * y + z * z
        if x < 0:
            x = -x
        if y < 0:
            y = -y
        if z < 0:
            z = -z
        # The largest plus a quarter of the others is within 14 % of the root. Two Newton steps reduce the
        # error to less than 0.01 %.
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

    def set_standing(self, ux: int, uy: int, uz: int) -> None:
        """Set the standing direction to the up direction u and discard the forward direction."""
        self._ox = self.rx
        self._oy = self.ry
        self._oz = self.rz
        self._old_known = self.forward_known
        self.rx = ux
        self.ry = uy
        self.rz = uz
        self.forward_known = 0
        self._side = 0

    def restore_standing(self, ux: int, uy: int, uz: int) -> bool:
        """Take back the standing direction before the last one, if the leg rests within 20 deg of it.

        Then the strap had not slipped: the leg was in another pose, such as on a seat.
        """
        if (self._ox * ux + self._oy * uy + self._oz * uz) >> 14 < _COS_REFRESH:
            return False
        self.rx = self._ox
        self.ry = self._oy
        self.rz = self._oz
        self.forward_known = self._old_known
        self._side = 0
        return True

    def _refresh(self, dt_ms: int, ux: int, uy: int, uz: int) -> None:
        """Move the standing direction towards the up direction with a time constant of 1 s."""
        self.rx += ((ux - self.rx) * dt_ms + 512) >> 10
        self.ry += ((uy - self.ry) * dt_ms + 512) >> 10
        self.rz += ((uz - self.rz) * dt_ms + 512) >> 10

    def mark_bottom(self, ux: int, uy: int, uz: int) -> None:
        """Store the up direction at the deepest point of the cycle so far."""
        self._bx = ux
        self._by = uy
        self._bz = uz

    def ask_direction(self, gates: "Gates") -> None:
        """Evaluate the gate for the direction: within 60 deg of earlier reps, once two reps have shown it.

        Call it for every cycle: it measures the direction that `learn_forward` and `detect_turn` use.
        """
        self._lean()
        if self.forward_known < 2:
            return
        gates.at_least(_DIRECTION, self._along_forward(), self._length + 1, SIDEWAYS)

    def _along_forward(self) -> int:
        """Return twice the part of the bottom's lean along forward: over its length within 60 deg."""
        return (self._lx * self._fx + self._ly * self._fy + self._lz * self._fz) >> 13

    def detect_turn(self) -> int:
        """Return how far the strap has turned round the thigh, 1/128 deg; 0 if it has not.

        It has turned if two successive bottoms lie on the same side. That side then becomes forward.
        """
        along = self._lx * self._sx + self._ly * self._sy + self._lz * self._sz
        # cos > 3/4: within 41 deg
        agree = self._side > 0 and along // (self._length or 1) > self._side * 3 >> 2
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

    def learn_forward(self) -> None:
        """Learn the forward direction from the bottom of a counted rep: about the mean of the last eight.

        If the first two reps disagree, one of them was sideways, and the third decides.
        """
        if self.forward_known == 1 and self._along_forward() <= self._length:
            self.forward_known = 0
        if self.forward_known < 8:
            self.forward_known += 1
        n = self.forward_known
        length = self._length or 1
        self._fx += ((self._lx << 13) // length * 2 - self._fx) // n
        self._fy += ((self._ly << 13) // length * 2 - self._fy) // n
        self._fz += ((self._lz << 13) // length * 2 - self._fz) // n
        self._wx = (self.ry * self._fz - self.rz * self._fy) >> 14
        self._wy = (self.rz * self._fx - self.rx * self._fz) >> 14
        self._wz = (self.rx * self._fy - self.ry * self._fx) >> 14

    def lateral(self, ux: int, uy: int, uz: int) -> int:
        """Return the part of u in the lateral direction, 16384 = 1."""
        return (ux * self._wx + uy * self._wy + uz * self._wz) >> 14

    def copy_axes(self, travel: "KneeTravel") -> None:
        """Pass the standing and the lateral direction to the knee-travel stage."""
        travel.set_axes(self.rx, self.ry, self.rz, self._wx, self._wy, self._wz)

    def _lean(self) -> None:
        """Compute the part of the bottom's up direction perpendicular to standing, and its length."""
        rx = self.rx
        ry = self.ry
        rz = self.rz
        along = (self._bx * rx + self._by * ry + self._bz * rz) >> 14
        self._lx = self._bx - ((along * rx) >> 14)
        self._ly = self._by - ((along * ry) >> 14)
        self._lz = self._bz - ((along * rz) >> 14)
        self._length = isqrt(self._lx * self._lx + self._ly * self._ly + self._lz * self._lz)
