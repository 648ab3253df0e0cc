"""Rep classifier: measures each cycle while it lasts and classifies it at its end.

The strongest evidence is the lever arm. With the front foot planted, the sensor drops while the thigh tilts:
its height is that of the knee plus its distance from the knee times cos(inclination). When the leg is raised,
turns a crank or swings in a step, the sensor rises instead. Therefore the vertical velocity v is regressed on
the rate of change of the cosine c: lever arm = sum(v dc) dt / sum(dc**2), positive for a planted foot. v is
the integral of vertical acceleration from the top of the cycle, minus the straight line that makes it zero at
the end, where the leg is at rest again.
"""

from heeldrive.events import (
    ALONE,
    LEG_RAISED,
    LONG_HOLD,
    NO_RETURN,
    NOT_READY,
    SEATED,
    SHALLOW,
    TOO_FAST,
    TOO_SLOW,
    WALKING,
)
from heeldrive.fixed_point import const
from heeldrive.segmentation import STANDING_MAX

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.gates import Gates
        from heeldrive.segmentation import Segmentation
        from heeldrive.settings import Settings
except ImportError:  # a board has no typing and evaluates no annotation
    pass

_SUM_MAX = const(500000000)  # sums saturate here, far beyond any rep
_V_MAX = const(1000000)  # 4.8 m/s, 208 838 per m/s
_LEVER_BENEFIT_MM = const(149)  # in a set the limit is lower by this; raised knees have -200 mm and less
_LEVER_DOUBT = const(50)  # uncertainty: 20 mm for a cycle of 1 s, 80 mm for 2 s, 320 mm for 4 s

# Numbers of the gates, see window/gate_meanings.py.
_SHAKE = const(0)
_LENGTH = const(1)
_DOWN_RATE = const(2)
_UP_RATE = const(3)
_DEPTH = const(4)
_EXCURSION = const(5)
_LONG = const(6)
_HOLD = const(7)
_STILL = const(8)
_SEAT = const(9)
_TOP = const(10)
_BACK = const(11)
_LEVER = const(12)
_STRIDE = const(13)
_WAIT = const(14)
_REST = const(15)
_RISE = const(16)


class RepClassifier:
    """Measures cycles and decides which are reps; see `step`, `measure` and `classify`.

    Attributes:
        lever_arm_mm: change of sensor height per change of the cosine of inclination in the last cycle, mm.
        vertical_acc_mg: mean absolute vertical acceleration in the last cycle, mg.
        down_sq, up_sq: largest squared angular rate on the way down and on the way up, (1/4 deg/s)**2.
        still_ms, seat_ms: longest stillness in the cycle, and longest stillness as on a seat.
        ready_ms: when the leg was last ready: it stood still, or a rep or calm cycle ended.
        since_top_ms: time since the leg left its top.
        wait_ms: time from being ready to the start of the last cycle.
        top: the higher inclination of its two tops, 1/128 deg; in a split stance away from standing.
    """

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings
        self.lever_arm_mm = 0
        self.vertical_acc_mg = 0
        self.wait_ms = 0
        self.top = 0
        self.ready_ms = 0
        self.since_top_ms = 1  # so that `begin` clears all sums
        self.begin(0)

    def begin(self, cosine: int) -> None:
        """Start a new cycle at the top; `cosine` of inclination, 16384 = 1."""
        self._was_ready_ms = self.ready_ms  # as of the start of the cycle
        self._cosine = cosine
        if not self.since_top_ms:
            return  # nothing was measured since the last call
        self.still_ms = 0
        self.seat_ms = 0
        self.down_sq = 0
        self.up_sq = 0
        self._lean_min = 0  # mediolateral sway to either side, 16384 = 1
        self._lean_max = 0
        self._acc_sum = 0
        self.since_top_ms = 0
        self._v = 0
        self._sum_vc = 0
        self._sum_tc = 0
        self._sum_cc = 0

    def add_still(self, still_ms: int, seat_ms: int) -> None:
        """Record how long the leg has been still, and as still as on a seat, during a cycle."""
        if still_ms > self.still_ms:
            self.still_ms = still_ms
        if seat_ms > self.seat_ms:
            self.seat_ms = seat_ms

    def add_sway(self, lean: int) -> None:
        """Record the lateral lean of the thigh, 16384 = 1."""
        if lean < self._lean_min:
            self._lean_min = lean
        elif lean > self._lean_max:
            self._lean_max = lean

    def sway_cdeg(self) -> int:
        """Return the range of mediolateral sway in the cycle, 1/100 deg, for small angles."""
        return (self._lean_max - self._lean_min) * 358 >> 10

    def step(self, dt_ms: int, vertical_acc: int, rate_sq: int, cosine: int) -> None:
        """Process one sample of a cycle: upward acceleration (2048 per g), squared rate, cosine."""
        time_ms = self.since_top_ms + dt_ms
        self.since_top_ms = time_ms
        self._acc_sum += ((vertical_acc if vertical_acc > 0 else -vertical_acc) * dt_ms) >> 4
        v = self._v + vertical_acc * dt_ms
        if v > _V_MAX:
            v = _V_MAX
        elif v < -_V_MAX:
            v = -_V_MAX
        self._v = v
        dc = cosine - self._cosine
        self._cosine = cosine
        if dc < 0:
            if rate_sq > self.down_sq:
                self.down_sq = rate_sq
        elif rate_sq > self.up_sq:
            self.up_sq = rate_sq
        vc = self._sum_vc + (((v >> 8) * dc) >> 4) * dt_ms
        if -_SUM_MAX < vc < _SUM_MAX:
            self._sum_vc = vc
        tc = self._sum_tc + (((time_ms >> 4) * dc) >> 6) * dt_ms
        if -_SUM_MAX < tc < _SUM_MAX:
            self._sum_tc = tc
        cc = self._sum_cc + ((dc * dc) >> 4)
        if cc < _SUM_MAX:
            self._sum_cc = cc

    def overdue(self) -> bool:
        """Whether more time has passed since the top than a rep may take."""
        return self.since_top_ms > self._settings.rep_max_ms

    def is_reportable(self, phases: "Segmentation", reason: int) -> bool:
        """Whether a refused cycle is similar enough to a rep to be reported. Few strides are."""
        settings = self._settings
        if self.wait_ms > settings.ready_max_ms:
            return reason == NOT_READY
        if phases.depth >= settings.depth_min_deg * 128:
            return True
        if reason == WALKING or reason == TOO_FAST:  # `in (...)` would allocate a tuple
            return False
        return phases.depth - self.top >= settings.excursion_min_deg * 128

    def is_still(self) -> bool:
        """Whether the leg rested at the bottom, as on a seat and in few lunges."""
        return self.still_ms > self._settings.seat_max_ms >> 1

    def is_calm(self, reason: int) -> bool:
        """Whether a refused cycle was still exercise, so that the next may follow without standing still."""
        settings = self._settings
        return (
            (reason == SHALLOW or reason == TOO_FAST or reason == TOO_SLOW or reason == LONG_HOLD)
            and self.vertical_acc_mg * 2 < settings.shake_max_mg
            and self.lever_arm_mm > settings.lever_min_mm
            and self.wait_ms < settings.ready_max_ms
        )

    def classify(self, gates: "Gates", phases: "Segmentation", proved: int, in_set: int) -> None:
        """Evaluate the gates for the last measured cycle.

        Args:
            gates: evaluates the gates and keeps the result.
            phases: the segmentation, with the cycle's phases.
            proved: whether the standing direction is proved; if not, an uncertain lever arm is allowed less.
            in_set: whether the cycle continues a set of similar reps.
        """
        settings = self._settings
        length_ms = phases.end_ms - phases.start_ms
        rate_sq_max = settings.rate_max_dps * settings.rate_max_dps * 16
        gates.at_most(_SHAKE, self.vertical_acc_mg, settings.shake_max_mg, WALKING)
        gates.at_least(_LENGTH, length_ms, settings.rep_min_ms, TOO_FAST)
        gates.at_most(_DOWN_RATE, self.down_sq, rate_sq_max, TOO_FAST)
        gates.at_most(_UP_RATE, self.up_sq, rate_sq_max, TOO_FAST)
        self.ask_depth(gates, phases.depth, self.top)
        gates.at_most(_LONG, length_ms, settings.rep_max_ms, TOO_SLOW)
        gates.at_most(_HOLD, phases.rise_ms - phases.bottom_ms, settings.hold_max_ms, LONG_HOLD)
        gates.at_most(_STILL, self.still_ms, settings.hold_max_ms, LONG_HOLD)
        gates.at_most(_SEAT, self.seat_ms, settings.seat_max_ms, SEATED)
        gates.at_most(_TOP, phases.top, settings.top_max_deg * 128, NO_RETURN)
        gates.at_most(_BACK, phases.back, settings.top_max_deg * 128, NO_RETURN)
        # The lever arm's error from the accelerometer's offset grows with the square of the time.
        doubt_mm = ((length_ms >> 5) * (length_ms >> 5)) // _LEVER_DOUBT
        limit_mm = settings.lever_min_mm - (doubt_mm if proved else doubt_mm >> 1)
        doubtful = in_set and self.lever_arm_mm < limit_mm
        if in_set and limit_mm > settings.lever_min_mm - _LEVER_BENEFIT_MM:
            limit_mm = settings.lever_min_mm - _LEVER_BENEFIT_MM
        gates.at_least(_LEVER, self.lever_arm_mm, limit_mm, LEG_RAISED)
        if doubtful:
            return  # similar reps in the set confirm it
        if self.top > STANDING_MAX:
            # So short a rise is a stride, measured from a seat that was taken as standing.
            rise_ms = phases.end_ms - phases.rise_ms
            gates.at_least(_STRIDE, rise_ms, (settings.quick_rise_ms + 1) >> 1, WALKING)
        gates.at_most(_WAIT, self.wait_ms, settings.ready_max_ms, NOT_READY)

    def ask_depth(self, gates: "Gates", depth: int, top: int) -> None:
        """Evaluate the gates for depth and range of motion (the depth from the top), 1/128 deg."""
        settings = self._settings
        gates.at_least(_DEPTH, depth, settings.depth_min_deg * 128, SHALLOW)
        gates.at_least(_EXCURSION, depth - top, settings.excursion_min_deg * 128, SHALLOW)

    def ask_alone(self, gates: "Gates", phases: "Segmentation") -> None:
        """Evaluate the gates for a cycle without similar reps.

        Its rise has to be as slow as a return step, unless it is between split stances. Someone who just
        stands up is faster, or has rested at the bottom.
        """
        settings = self._settings
        gates.at_most(_REST, self.still_ms, settings.seat_max_ms >> 1, SEATED)
        if self.top <= STANDING_MAX:
            gates.at_least(_RISE, phases.end_ms - phases.rise_ms, settings.quick_rise_ms, ALONE)

    def measure(self, phases: "Segmentation") -> None:
        """Compute the measures of the cycle that has just ended, for the gates."""
        self.top = phases.top if phases.top > phases.back else phases.back
        self.wait_ms = phases.start_ms - self._was_ready_ms
        time_ms = self.since_top_ms or 1
        self.vertical_acc_mg = (((self._acc_sum << 2) // time_ms) * 125) >> 6
        line = ((self._v >> 5) * ((self._sum_tc << 4) // time_ms)) >> 1
        # 4096 * 16384 / (208838 * 16 * 1000) m = 20.08 mm
        self.lever_arm_mm = (self._sum_vc - line) // (self._sum_cc // 20 + 1)
