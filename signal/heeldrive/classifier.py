"""Is a cycle a rep? Measures each cycle while it lasts and judges it at its end.

The strongest evidence is the lever. With the front foot planted the sensor falls while the thigh tilts: its
height is that of the knee plus its distance from the knee times cos(inclination). When the leg is raised, or
turns a crank, or swings in a step, the sensor goes up instead. So the vertical velocity v is regressed on the
rate of change of the cosine c: lever arm = sum(v dc) dt / sum(dc**2), positive for a planted foot. v is the
integral of vertical acceleration from the top of the cycle, with the straight line taken off that makes it
zero at the end, where the leg is at rest again.
"""

from heeldrive.events import (
    COUNTED,
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

_SUM_MAX = const(500000000)  # sums stop here, far beyond any rep
_V_MAX = const(1000000)  # 4.8 m/s, 208 838 per m/s
_FROM_STANDING = const(1920)  # 15 deg
_LEVER_BENEFIT_MM = const(150)  # raised knees give -200 mm and less
_LEVER_DOUBT = const(50)  # 20 mm for a cycle of 1 s, 80 mm for 2 s, 320 mm for 4 s


class RepClassifier:
    """Measures and judges cycles; see `step` and `classify`.

    Attributes:
        lever_arm_mm: sensor height per cosine of inclination in the last cycle, mm.
        vertical_acc_mg: mean absolute vertical acceleration in the last cycle, mg.
        down_sq, up_sq: largest squared angular rate on the way down and up, (1/4 deg/s)**2.
        still_ms, seat_ms: longest stillness in the cycle, and longest that only a seat gives.
        wait_ms: from being ready to the start of the last cycle.
    """

    def __init__(self, settings):
        self.lever_arm_mm = 0
        self.vertical_acc_mg = 0
        self.down_sq = 0
        self.up_sq = 0
        self.still_ms = 0
        self.seat_ms = 0
        self.wait_ms = 0
        self._lean_min = 0  # mediolateral sway to either side, 16384 = 1
        self._lean_max = 0
        self._depth_min = settings.depth_min_deg * 128
        self._excursion_min = settings.excursion_min_deg * 128
        self._top_max = settings.top_max_deg * 128
        self._rep_min_ms = settings.rep_min_ms
        self._rep_max_ms = settings.rep_max_ms
        self._hold_max_ms = settings.hold_max_ms
        self._seat_max_ms = settings.seat_max_ms
        self._rate_sq_max = settings.rate_max_dps * settings.rate_max_dps * 16
        self._shake_max_mg = settings.shake_max_mg
        self._lever_min_mm = settings.lever_min_mm
        self._quick_rise_ms = settings.quick_rise_ms
        self._ready_max_ms = settings.ready_max_ms
        self.ready_ms = 0  # when last ready: standing still, or a rep counted
        self._was_ready_ms = 0  # the same at the time this cycle began
        self._acc_sum = 0
        self._time_ms = 0
        self._v = 0
        self._cosine = 0
        self._sum_vc = 0
        self._sum_tc = 0
        self._sum_cc = 0

    def ready(self, t_ms):
        """The leg stands still, or a rep was counted: another rep may follow."""
        self.ready_ms = t_ms

    def add_stillness(self, rest_ms, seat_ms):
        """The leg has been still, or as still as in a seat, for so long within a cycle."""
        if rest_ms > self.still_ms:
            self.still_ms = rest_ms
        if seat_ms > self.seat_ms:
            self.seat_ms = seat_ms

    def add_sway(self, lean):
        """The thigh leans so far to the side, 16384 = 1."""
        if lean < self._lean_min:
            self._lean_min = lean
        elif lean > self._lean_max:
            self._lean_max = lean

    def sway_cdeg(self):
        """Width of the mediolateral sway in the cycle, 1/100 deg, for small angles."""
        return (self._lean_max - self._lean_min) * 358 >> 10

    def begin(self, cosine):
        """The leg is at its top: what follows may be a cycle; cosine of inclination, 16384 = 1."""
        self._was_ready_ms = self.ready_ms
        self._cosine = cosine
        if not self._time_ms:
            return  # nothing was measured since the last time
        self.still_ms = 0
        self.seat_ms = 0
        self.down_sq = 0
        self.up_sq = 0
        self._lean_min = 0
        self._lean_max = 0
        self._acc_sum = 0
        self._time_ms = 0
        self._v = 0
        self._sum_vc = 0
        self._sum_tc = 0
        self._sum_cc = 0

    def step(self, dt_ms, vertical_acc, rate_sq, cosine):
        """Measure one sample of a cycle: upward acceleration (2048 per g), squared rate, cosine."""
        time_ms = self._time_ms + dt_ms
        self._time_ms = time_ms
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

    def overdue(self):
        """Whether more time has passed since the top than any rep may take."""
        return self._time_ms > self._rep_max_ms

    def is_deep(self, phases):
        """Whether a cycle that was given up had gone as deep as a rep."""
        return phases.depth >= self._depth_min and phases.depth - phases.top >= self._excursion_min

    def is_reportable(self, phases, reason):
        """Whether a refused cycle looked enough like a rep to be told of: not every stride of a walk does."""
        if self.wait_ms > self._ready_max_ms:
            return reason == NOT_READY
        if reason == WALKING or reason == TOO_FAST:  # `in (...)` would make a tuple each time
            return phases.depth >= self._depth_min
        return phases.depth >= self._depth_min or self._excursion(phases) >= self._excursion_min

    def is_slow(self, phases):
        """Whether the rise is a return step, or ended in a split stance: not somebody who just stands up."""
        return not self.is_still() and (
            phases.end_ms - phases.rise_ms >= self._quick_rise_ms or self._is_split(phases)
        )

    def is_still(self):
        """Whether the leg rested at the bottom, as it does on a seat and in few lunges."""
        return self.still_ms * 2 > self._seat_max_ms

    def is_likely(self):
        """Whether a leg that seemed raised would not, given the benefit of the doubt a set of reps gives."""
        return self.lever_arm_mm > self._lever_min_mm - _LEVER_BENEFIT_MM

    def is_calm(self, reason):
        """Whether a refused cycle was an exercise all the same, so that another may follow without a rest."""
        return (
            (reason == SHALLOW or reason == TOO_FAST or reason == TOO_SLOW or reason == LONG_HOLD)
            and self.vertical_acc_mg * 2 < self._shake_max_mg
            and self.lever_arm_mm > self._lever_min_mm
            and self.wait_ms < self._ready_max_ms
        )

    def classify(self, phases, proved):
        """Return COUNTED, or the reason why the cycle that has just ended does not count.

        Args:
            phases: where the cycle has been cut.
            proved: whether the standing direction is known to be one; if not, a lever in doubt is worth less.
        """
        self._measure()
        self.wait_ms = phases.start_ms - self._was_ready_ms
        depth = phases.depth
        length_ms = phases.end_ms - phases.start_ms
        if self.vertical_acc_mg > self._shake_max_mg:
            return WALKING
        if length_ms < self._rep_min_ms or self.down_sq > self._rate_sq_max or self.up_sq > self._rate_sq_max:
            return TOO_FAST
        if depth < self._depth_min or self._excursion(phases) < self._excursion_min:
            return SHALLOW
        if length_ms > self._rep_max_ms:
            return TOO_SLOW
        if phases.rise_ms - phases.bottom_ms > self._hold_max_ms or self.still_ms > self._hold_max_ms:
            return LONG_HOLD
        if self.seat_ms > self._seat_max_ms:
            return SEATED
        if phases.top > self._top_max or phases.back > self._top_max:
            return NO_RETURN
        # What the accelerometer's offset makes of the lever grows with the square of the time.
        doubt_mm = ((length_ms >> 5) * (length_ms >> 5)) // _LEVER_DOUBT
        if self.lever_arm_mm < self._lever_min_mm - (doubt_mm if proved else doubt_mm >> 1):
            return LEG_RAISED
        if self._is_split(phases) and (phases.end_ms - phases.rise_ms) * 2 < self._quick_rise_ms:
            return WALKING  # so quick a rise is a stride, seen from a seat that was taken for standing
        if self.wait_ms > self._ready_max_ms:
            return NOT_READY
        return COUNTED

    def _is_split(self, phases):
        """Whether it began or ended away from the standing direction, as in a split stance."""
        return phases.top > _FROM_STANDING or phases.back > _FROM_STANDING

    def _excursion(self, phases):
        """How far the bottom lies from the nearer of the two tops, 1/128 deg."""
        return phases.depth - (phases.top if phases.top > phases.back else phases.back)

    def _measure(self):
        """Turn the sums of the cycle into mean vertical acceleration and lever arm."""
        time_ms = self._time_ms or 1
        self.vertical_acc_mg = (((self._acc_sum << 2) // time_ms) * 125) >> 6
        line = ((self._v >> 5) * ((self._sum_tc << 4) // time_ms)) >> 1
        # 4096 * 16384 / (208838 * 16 * 1000) m = 20.08 mm
        self.lever_arm_mm = (self._sum_vc - line) // (self._sum_cc // 20 + 1)
