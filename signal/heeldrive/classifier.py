"""Rep classifier: measures each cycle while it lasts and classifies it at its end.

The strongest evidence is the lever arm (lever_arm.py): with the front foot planted, the sensor drops while
the thigh tilts; when the leg is raised, turns a crank or swings in a step, the sensor rises instead.

There are three kinds of gates. `classify` refuses what no lunge is: its limits are wide. `doubt` names what
is unusual: such a cycle waits for its neighbours (pending.py), and counts if they are alike. `found` refuses
doubtful cycles that must not found a set, however alike they are. Angles are inclinations of the thigh;
`excursion` is the range of motion from the higher top to the bottom.
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
from heeldrive.lever_arm import LeverArm
from heeldrive.segmentation import STANDING_MAX

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.gates import Gates
        from heeldrive.own_measure import OwnMeasure
        from heeldrive.segmentation import Segmentation
        from heeldrive.setting_values import Settings
except ImportError:  # a board has no typing and evaluates no annotation
    pass

_INTERVAL_MS = const(60)
_V_MAX = const(2000000)  # 9.6 m/s
_ACC_SUM_MAX = const(0xFFFFFFF)  # 43 g for the longest cycle of 48 s
_SURE_REST_MS = const(120)
_SURE_LENGTH_MS = const(1000)
_SURE_RATE_SQ = const(1254400)  # (280 deg/s)**2
_SURE_DEPTH_MIN = const(6144)  # 48 deg
_SURE_EXCURSION_MIN = const(3072)  # 24 deg
_SURE_LEVER_MM = const(60)
_CLEAR_LEVER_MM = const(120)  # so large a one proves that the foot was planted
_LEVER_SURE_MS = const(6000)
_LEVER_DOUBT = const(100)  # uncertainty: 10 mm for a cycle of 1 s, 40 mm for 2 s, 160 mm for 4 s
# Rest as on a seat. A held thigh trembles: it is as still for 120 ms at most (95 % of holds in the kinematic
# simulator; nobody has recorded one). Short stops on a chair last 2500 ms and more.
_FOUND_REST_MS = const(400)
_STRIDE_DEPTH = const(7680)  # 60 deg: stairs lift the thigh to 49-59 deg
_STANCE_MAX = const(6400)  # 50 deg: split stances are held at 17 to 49 deg
_RHYTHM_MS = const(2000)  # strides, and turns of a crank or a stepper, take less

# Numbers of the gates, see window/gate_meanings.py.
_SHAKE = const(0)
_LENGTH = const(1)
_DOWN_RATE = const(2)
_UP_RATE = const(3)
_DEPTH = const(4)
_EXCURSION = const(5)
_LONG = const(6)
_HOLD = const(7)
_SEAT = const(9)
_TOP = const(10)
_BACK = const(11)
_LEVER = const(12)
_STRIDE = const(13)
_WAIT = const(14)
_REST = const(15)
_RISE = const(16)
_SURE_DEPTH = const(23)
_SURE_LEVER = const(24)
_SURE_EXCURSION = const(26)
_RETURN = const(27)
_SURE_RATE = const(28)
_FOUND_WAIT = const(29)
_FOUND_LEVER = const(30)
_FOUND_DEPTH = const(31)
_FOUND_REST = const(47)


class RepClassifier:
    """Measures cycles and decides which are reps; see `step`, `measure` and `classify`.

    Attributes:
        lever_arm_mm: change of sensor height per change of the cosine of inclination in the last cycle, mm.
        vertical_acc_mg: mean absolute vertical acceleration in the last cycle, mg.
        down_sq, up_sq: largest squared angular rate on the way down and on the way up, (1/4 deg/s)**2.
        still_ms, seat_ms: longest stillness in the cycle, and longest stillness as on a seat.
        ready_ms: when the leg was last ready: it stood still, or a rep or a doubtful cycle ended.
        since_top_ms: time since the leg left its top.
        wait_ms: time from being ready to the start of the last cycle.
        top: the higher inclination of its two tops, 1/128 deg; in a split stance away from standing.
    """

    def __init__(self, settings: "Settings") -> None:
        self._settings = settings
        self._lever = LeverArm()
        self.lever_arm_mm = 0
        self.vertical_acc_mg = 0
        self._own_mg = 0
        self.wait_ms = 0
        self.top = 0
        self.ready_ms = 0
        self.since_top_ms = 1  # so that `begin` clears all sums
        self.begin(16384)

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
        self._v = 0  # vertical velocity since the top, 208 838 per m/s
        self._gain = 0  # height gained in the interval, 13 052 per mm
        self._from_ms = 0  # when the interval began, since the top
        self._lever.begin(cosine)

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

    def step(self, dt_ms: int, vertical_acc: int, rate_sq: int, angle: int, cosine: int) -> None:
        """Process one sample of a cycle: upward acceleration (2048 per g), squared rate, inclination."""
        time_ms = self.since_top_ms + dt_ms
        self.since_top_ms = time_ms
        self._acc_sum += ((vertical_acc if vertical_acc > 0 else -vertical_acc) * dt_ms) >> 4
        v = self._v + vertical_acc * dt_ms
        self._v = v
        self._gain += (v >> 4) * dt_ms
        if cosine < self._cosine:
            if rate_sq > self.down_sq:
                self.down_sq = rate_sq
        elif rate_sq > self.up_sq:
            self.up_sq = rate_sq
        self._cosine = cosine
        interval_ms = time_ms - self._from_ms
        if interval_ms < _INTERVAL_MS:
            return
        self._from_ms = time_ms
        self._lever.add(interval_ms, self._gain, angle, cosine)
        self._gain = 0
        if v > _V_MAX:
            self._v = _V_MAX
        elif v < -_V_MAX:
            self._v = -_V_MAX

    def overdue(self) -> bool:
        """Whether more time has passed since the top than a rep may take."""
        return self.since_top_ms > self._settings.rep_max_ms

    def is_reportable(self, phases: "Segmentation", reason: int) -> bool:
        """Whether a refused cycle is similar enough to a rep to be reported. Few strides are."""
        settings = self._settings
        if phases.depth >= settings.depth_min_deg * 128:
            return True
        if reason == WALKING or reason == TOO_FAST:  # `in (...)` would allocate a tuple
            return False
        # A stride raises the leg; a half rep does not.
        excursion_min = settings.excursion_min_deg * 128
        limit_mm = self._lever_min(phases.end_ms - phases.start_ms)
        return phases.depth - self.top >= excursion_min and self.lever_arm_mm >= limit_mm

    def _lever_min(self, length_ms: int) -> int:
        # What is left of the zero-g offset's effect on the lever arm grows with the square of the time.
        return self._settings.lever_min_mm - (length_ms >> 5) * (length_ms >> 5) // _LEVER_DOUBT

    def classify(self, gates: "Gates", phases: "Segmentation", own: "OwnMeasure", in_set: bool) -> None:
        """Evaluate the gates that the last measured cycle has to pass: bounds of what a person can do."""
        settings = self._settings
        length_ms = phases.end_ms - phases.start_ms
        rate_sq_max = settings.rate_max_dps * settings.rate_max_dps * 16
        # No stride is as deep: a quick forward lunge jolts far beyond what its lever arm explains.
        own_mg = self._own_mg << 2 if phases.depth > _STRIDE_DEPTH else self._own_mg
        gates.at_most(_SHAKE, self.vertical_acc_mg, settings.shake_max_mg + own_mg, WALKING)
        gates.at_least(_LENGTH, length_ms, settings.rep_min_ms, TOO_FAST)
        gates.at_most(_DOWN_RATE, self.down_sq, rate_sq_max, TOO_FAST)
        gates.at_most(_UP_RATE, self.up_sq, rate_sq_max, TOO_FAST)
        gates.at_least(_DEPTH, phases.depth, own.depth_min(settings.depth_min_deg * 128, in_set), SHALLOW)
        gates.at_most(_SEAT, self.seat_ms, settings.seat_max_ms, SEATED)
        gates.at_least(_EXCURSION, phases.depth - self.top, settings.excursion_min_deg * 128, SHALLOW)
        gates.at_most(_LONG, length_ms, settings.rep_max_ms, TOO_SLOW)
        gates.at_most(_TOP, phases.top, settings.top_max_deg * 128, NO_RETURN)
        gates.at_most(_BACK, phases.back, settings.top_max_deg * 128, NO_RETURN)
        gates.at_least(_LEVER, self.lever_arm_mm, self._lever_min(length_ms), LEG_RAISED)
        stance = own.known() and self.lever_arm_mm > _CLEAR_LEVER_MM and self.top < _STANCE_MAX
        if not stance and phases.top > STANDING_MAX and phases.back > STANDING_MAX:
            # So short a rise is a stride, measured from a seat that was taken as standing.
            rise_ms = phases.end_ms - phases.rise_ms
            gates.at_least(_STRIDE, rise_ms, (settings.quick_rise_ms + 1) >> 1, WALKING)

    def found(self, gates: "Gates", phases: "Segmentation", waits: int) -> None:
        """Evaluate the gates for a cycle that follows no rep of a set: it may found one.

        Rhythmic movements without a rest, and doubtful ones without a clear lever arm, found no set, however
        alike they are. A step on stairs is as short as a quick lunge, but less deep, with a small lever arm.
        If standing may be a seat, standing up from it must not found one.

        Args:
            gates: evaluates the gates; has evaluated the doubts.
            phases: the segmentation, with the cycle's phases.
            waits: whether the standing direction is doubtful.
        """
        settings = self._settings
        length_ms = phases.end_ms - phases.start_ms
        if gates.doubts and length_ms < _RHYTHM_MS:
            gates.at_most(_FOUND_WAIT, self.wait_ms, settings.ready_max_ms, NOT_READY)
        gates.at_most(_FOUND_REST, self.seat_ms, _FOUND_REST_MS, SEATED)
        if gates.doubts > 1:
            limit_mm = settings.lever_min_mm
            if waits:
                limit_mm = _CLEAR_LEVER_MM
            elif length_ms < _SURE_LENGTH_MS and phases.depth < _STRIDE_DEPTH:
                limit_mm = _SURE_LEVER_MM
            elif length_ms > _LEVER_SURE_MS or (phases.top > STANDING_MAX and phases.back > STANDING_MAX):
                # From a split stance the cosine changes little; in a long cycle, an offset adds much.
                limit_mm = self._lever_min(length_ms)
            gates.at_least(_FOUND_LEVER, self.lever_arm_mm, limit_mm, LEG_RAISED)
            gates.at_least(_FOUND_DEPTH, phases.depth, _SURE_DEPTH_MIN, SHALLOW)

    def doubt(self, gates: "Gates", phases: "Segmentation", own: "OwnMeasure") -> None:
        """Evaluate the gates of a cycle that has to count without neighbours."""
        settings = self._settings
        rise_ms = phases.end_ms - phases.rise_ms
        gates.at_most(_WAIT, self.wait_ms, settings.ready_max_ms, NOT_READY)
        gates.at_most(
            _SURE_RATE, self.down_sq if self.down_sq > self.up_sq else self.up_sq, _SURE_RATE_SQ, TOO_FAST
        )
        if phases.top < STANDING_MAX:
            returned = phases.depth - phases.back
            gates.at_least(_RETURN, returned * 5, (phases.depth - phases.top) * 3, NO_RETURN)
        gates.at_least(_SURE_EXCURSION, phases.depth - self.top, _SURE_EXCURSION_MIN, SHALLOW)
        # A quick rise to a bent knee may be that of a pedal, if the body does not clearly go down and up.
        pedal = phases.top > STANDING_MAX and phases.back > STANDING_MAX and rise_ms < settings.quick_rise_ms
        limit_mm = _CLEAR_LEVER_MM if pedal else _SURE_LEVER_MM
        gates.at_least(_SURE_LEVER, self.lever_arm_mm, limit_mm, LEG_RAISED)
        if self.still_ms > _SURE_REST_MS:
            gates.at_most(_HOLD, phases.rise_ms - phases.bottom_ms, settings.hold_max_ms, LONG_HOLD)
        # The return step of a lunge takes time. Someone who just stands up is faster, or has rested.
        gates.at_most(_REST, self.still_ms, _SURE_REST_MS, SEATED)
        if self.top <= STANDING_MAX:
            gates.at_least(_RISE, rise_ms, settings.quick_rise_ms, ALONE)
        # If one of these is the only doubt, the wearer's next reps decide (pending.py).
        gates.at_least(_SURE_DEPTH, phases.depth, own.depth_min(_SURE_DEPTH_MIN, True), SHALLOW)

    def measure(self, phases: "Segmentation") -> None:
        """Compute the measures of the cycle that has just ended, for the gates."""
        self.top = phases.top if phases.top > phases.back else phases.back
        self.wait_ms = phases.start_ms - self._was_ready_ms
        time_ms = self.since_top_ms or 1
        self.vertical_acc_mg = (((min(self._acc_sum, _ACC_SUM_MAX) << 2) // time_ms) * 125) >> 6
        self.lever_arm_mm = self._lever.solve()
        self._own_mg = self._lever.own_mg(self.lever_arm_mm, time_ms)
