"""Walking shows which way up the thigh is: around a stride it is upright in the mean.

The first still pose may be a seat or a bed. Whoever has walked some steps and then stands still, with the
thigh about as it was in the mean of the walk, stands upright. (Cycling and rowing look like walking, but few
rest there as they sit in the mean; and one such walk does not outweigh a proof before it.)
"""

from heeldrive.fixed import const

_FADE_MS = const(2048)  # time constant of the means: two strides
_SHAKE_MIN = const(2000)  # 61 mg, 16 * 2048 per g: exercises in a seat or a bed give 35, slow walks 75
# Squared length of the mean direction, 2048**2 = 1, for swings of 7 and 25 deg: below, nothing swings; above,
# it is more than a stride.
_SWING_MIN = const(4132000)
_SWING_MAX = const(3445000)
_WALK_MS = const(4000)
_FRESH_MS = const(10000)
_NEAR = const(1690)  # cos(30 deg), times the mean's length of about 0.95, 2048 = 1


class Gait:
    """Looks for walking; see `step` and `upright`.

    Attributes:
        fresh_ms: for so long the last walk still tells something; 0 when there was none.
    """

    def __init__(self):
        self.fresh_ms = 0
        self._walked_ms = 0
        self._shake = 0
        self._mx = 0  # running mean of the up direction, 2**18 = 1
        self._my = 0
        self._mz = 0
        self._x = 0  # the same at the end of the last walk, 2048 = 1
        self._y = 0
        self._z = 0

    def step(self, dt_ms, rise, ux, uy, uz):
        """Take a sample now and then.

        Args:
            dt_ms: time since the one before, about 60.
            rise: upward acceleration, 2048 per g.
            ux, uy, uz: up direction, 16384 = 1.
        """
        self._mx += ((ux << 4) - self._mx) * dt_ms // _FADE_MS
        self._my += ((uy << 4) - self._my) * dt_ms // _FADE_MS
        self._mz += ((uz << 4) - self._mz) * dt_ms // _FADE_MS
        self._shake += (((rise if rise > 0 else -rise) << 4) - self._shake) * dt_ms // _FADE_MS
        if self.fresh_ms > 0:
            self.fresh_ms -= dt_ms
        if self._shake < _SHAKE_MIN:
            self._walked_ms = 0
            return
        x = self._mx >> 7
        y = self._my >> 7
        z = self._mz >> 7
        if _SWING_MAX < x * x + y * y + z * z < _SWING_MIN:
            self._walked_ms += dt_ms
            if self._walked_ms > _WALK_MS:
                self._x = x
                self._y = y
                self._z = z
                self.fresh_ms = _FRESH_MS
        else:
            self._walked_ms = 0

    def upright(self, ux, uy, uz):
        """Whether up, for a leg at rest, is about the mean of the walk before; to be asked once a walk."""
        self.fresh_ms = 0
        return (self._x * ux + self._y * uy + self._z * uz) >> 14 > _NEAR
