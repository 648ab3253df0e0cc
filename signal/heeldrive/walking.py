"""Walking detector: walking shows the standing direction, because the thigh's mean over a stride is upright.

The first still pose may be on a seat or a bed. A wearer who has walked some steps and then stands still, with
the thigh close to its mean during the walk, stands upright. Cycling and rowing look like walking, but few
riders rest in their mean pose, and a single walk does not override a proved standing direction.
"""

from heeldrive.fixed_point import const

_FADE_MS = const(2048)  # time constant of the means: two strides
_ACC_MIN = const(2000)  # 61 mg, 16 * 2048 per g: exercises on a seat or a bed have 35 mg, slow walks 75 mg
# Squared length of the mean up direction, 2048**2 = 1. The wider the thigh swings, the shorter it is.
_MEAN_SQ_MIN = const(3445000)  # swings of 25 deg: a stride has less
_MEAN_SQ_MAX = const(4132000)  # swings of 7 deg: a walk has more
_WALK_MS = const(4000)  # minimum duration of a walk
_FRESH_MS = const(10000)  # a walk is used for this long after its end
_UPRIGHT_MIN = const(1690)  # cos(30 deg) times the mean's length of about 0.95, 2048 = 1


class WalkingDetector:
    """Detects walking; see `step` and `upright`.

    Attributes:
        fresh_ms: how long the last walk can still be used; 0 or less if there is none.
        acc_mean: running mean of how far the vertical acceleration is from its mean, 16 * 2048 per g.
    """

    def __init__(self) -> None:
        self.fresh_ms = 0
        self._walked_ms = 0
        self.acc_mean = 0
        self._acc_level = 0  # running mean of the vertical acceleration
        self._mx = 0  # running mean of the up direction, 2**18 = 1
        self._my = 0
        self._mz = 0
        self._x = 0  # the mean at the end of the last walk, 2048 = 1
        self._y = 0
        self._z = 0

    def step(self, dt_ms: int, vertical_acc: int, ux: int, uy: int, uz: int) -> None:
        """Process a sample; call it about every 60 ms.

        Args:
            dt_ms: time since the previous call, about 60.
            vertical_acc: upward acceleration, 2048 per g.
            ux, uy, uz: up direction, 16384 = 1.
        """
        self._mx += ((ux << 4) - self._mx) * dt_ms // _FADE_MS
        self._my += ((uy << 4) - self._my) * dt_ms // _FADE_MS
        self._mz += ((uz << 4) - self._mz) * dt_ms // _FADE_MS
        # The accelerometer's offset adds up to 100 mg in another posture than standing: not to the changes.
        change = (vertical_acc << 4) - self._acc_level
        self._acc_level += change * dt_ms // _FADE_MS
        self.acc_mean += ((change if change > 0 else -change) - self.acc_mean) * dt_ms // _FADE_MS
        if self.fresh_ms > 0:
            self.fresh_ms -= dt_ms
        if self.acc_mean < _ACC_MIN:
            self._walked_ms = 0
            return
        x = self._mx >> 7
        y = self._my >> 7
        z = self._mz >> 7
        if _MEAN_SQ_MIN < x * x + y * y + z * z < _MEAN_SQ_MAX:
            self._walked_ms += dt_ms
            if self._walked_ms > _WALK_MS:
                self._x = x
                self._y = y
                self._z = z
                self.fresh_ms = _FRESH_MS
        else:
            self._walked_ms = 0

    def forget(self) -> None:
        """Forget the last walk and the present one: quick reps look like a walk."""
        self.fresh_ms = 0
        self._walked_ms = 0

    def upright(self, ux: int, uy: int, uz: int) -> bool:
        """Whether u, of a leg at rest, is close to the mean of the last walk; this uses the walk up."""
        self.fresh_ms = 0
        return self.along(ux, uy, uz) >> 14 > _UPRIGHT_MIN

    def along(self, x: int, y: int, z: int) -> int:
        """Return the part of a vector along the mean up direction of the last walk, 2048 times its scale."""
        return self._x * x + self._y * y + self._z * z
