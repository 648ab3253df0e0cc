"""Knee travel: how far the front knee moves forward, relative to the wearer's own first reps.

If the knee did not move, the sensor would move on a circle about it: forward by minus its distance from the
knee times the sine of inclination, and up by that distance times the cosine. If the knee moves forward, the
distance estimated from the forward velocity is too short by about the knee travel; the distance estimated
from the upward velocity (the lever arm, see classifier.py) is not affected. The measure is the lever arm
minus the forward lever arm. Its absolute value is worth little: the accelerometer's offset shifts it by 10
cm, but by the same 10 cm in each rep. Therefore it is reported only relative to the mean of the first reps.

With s the sine of inclination, s' its rate at the end, w the forward velocity and T the time, the forward
lever arm is sum((w - w(T) t / T) ds) dt / (sum(ds**2) - s' / T sum(t ds) dt). The line subtracted from w
makes its final value the one that this lever arm gives: a rep ends while the leg, and the sensor with it,
still turns about the knee.

Heel drive is judged by it: the knee stays over the ankle or moves over the toes. It measures the path of the
knee, not the pressure under the foot. Loaded only with `knee_letter = "on"`, because it costs memory. Its
accuracy in simulation: docs/heel-drive.md.
"""

from heeldrive.fixed_point import const
from heeldrive.segmentation import STANDING, STANDING_MAX

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.alignment import Alignment
        from heeldrive.attitude import GravityFilter
        from heeldrive.events import Event
        from heeldrive.segmentation import Segmentation
except ImportError:  # a board has no typing and evaluates no annotation
    pass

_UNKNOWN = const(0)  # indices into KNEES
_BASELINE = const(1)
_OVER_ANKLE = const(2)
_UNCERTAIN = const(3)
_FORWARD = const(4)

_OVER_MM = const(50)  # up to this much further forward than the baseline: over the ankle
_FORWARD_MM = const(90)  # more than this: forward

_BASELINE_REPS = const(5)
_MEASURED_MAX_MM = const(2000)
_TRAVEL_MAX_MM = const(400)  # more than a shank allows: the foot moved, or a sum is wrong

_STEP_MAX_MS = const(60)  # as in counter.py: a longer step is a gap in the samples
_REP_LONGEST_MS = const(60000)
_BLOW = const(3072)  # 1.5 g: above any controlled rep, and samples may clip beyond it
_V_MAX = const(1000000)  # as in classifier.py
_TURN_MAX = const(8192)  # 30 deg in one step
# Sums beyond these limits are not from a rep.
_SUM_MAX = const(500000000)  # as in classifier.py
_TIME_SUM_MAX = const(60000000)
_SLOPE_MAX = const(32767)
_LAG_MAX = const(16383)  # about 900 deg/s


class KneeTravel:
    """Measures each rep with the sensor leg in front and compares it with the first five."""

    def __init__(self) -> None:
        self._forward_known = 0
        self._baseline_mm = 0  # sum over the reps of the baseline, and their number
        self._baseline_n = 0
        self._t_ms = 0  # time of the previous sample
        self._time_ms = 0  # time since the sums began; 0 before
        self._stillest_sq = 0  # smallest squared angular rate since the top, (1/4 deg/s)**2
        self._invalid = 1  # whether this cycle cannot be measured
        self._lx = 0  # lateral direction, horizontal while standing, 16384 = 1
        self._ly = 0
        self._lz = 0
        self._fx = 0  # forward while standing, perpendicular to up
        self._fy = 0
        self._fz = 0
        self._sine = 0  # sine of the forward inclination, 16384 = 1
        self._lag = 0  # change of the sine over about the last 64 ms
        self._w = 0  # forward velocity
        self._sum_ws = 0
        self._sum_ts = 0
        self._sum_ss = 0

    def step(
        self,
        t_ms: int,
        dt_ms: int,
        ax: int,
        ay: int,
        az: int,
        attitude: "GravityFilter",
        alignment: "Alignment",
        phases: "Segmentation",
    ) -> None:
        """Process one sample.

        Args:
            t_ms, dt_ms: time of the sample, and time since the previous one.
            ax, ay, az: specific force, 2048 per g.
            attitude: that stage after this sample.
            alignment, phases: these stages after the previous sample.
        """
        before_ms = self._t_ms
        self._t_ms = t_ms
        rate_sq = attitude.rate_sq
        if phases.top_ms == before_ms:
            self._stillest_sq = rate_sq
            self._time_ms = 0
            return
        if rate_sq < self._stillest_sq and phases.phase == STANDING:
            # If a rep ended while the leg still turned, the next one begins where it turns least.
            self._stillest_sq = rate_sq
            self._time_ms = 0
            return
        if not self._time_ms:
            self._begin(attitude, alignment)
        time_ms = self._time_ms + dt_ms
        self._time_ms = time_ms
        if self._invalid:
            return
        # The horizontal forward direction is l x u: gravity has no component along it.
        ux = attitude.ux
        uy = attitude.uy
        uz = attitude.uz
        lx = self._lx
        ly = self._ly
        lz = self._lz
        force = (
            ax * ((ly * uz - lz * uy) >> 14)
            + ay * ((lz * ux - lx * uz) >> 14)
            + az * ((lx * uy - ly * ux) >> 14)
        ) >> 14
        if (
            dt_ms > _STEP_MAX_MS
            or t_ms - dt_ms != before_ms
            or time_ms > _REP_LONGEST_MS
            or not (-_BLOW < force < _BLOW and -_BLOW < attitude.vertical_acc < _BLOW)
        ):
            self._invalid = 1
            return
        w = self._w + force * dt_ms
        sine = (ux * self._fx + uy * self._fy + uz * self._fz) >> 14
        ds = self._sine - sine
        self._w = w
        self._sine = sine
        self._lag += ds - ((self._lag * dt_ms) >> 6)
        if not (-_V_MAX < w < _V_MAX and -_TURN_MAX < ds < _TURN_MAX):
            self._invalid = 1
            return
        self._sum_ws += (((w >> 8) * ds) >> 4) * dt_ms
        self._sum_ts += (((time_ms >> 4) * ds) >> 6) * dt_ms
        self._sum_ss += (ds * ds) >> 4
        if not (
            -_SUM_MAX < self._sum_ws < _SUM_MAX
            and -_TIME_SUM_MAX < self._sum_ts < _TIME_SUM_MAX
            and self._sum_ss < _SUM_MAX
        ):
            self._invalid = 1

    def _begin(self, attitude: "GravityFilter", alignment: "Alignment") -> None:
        """Start the sums: the leg leaves its top, and a rep may follow."""
        known = alignment.forward_known
        if known < self._forward_known:
            self._baseline_mm = 0  # the strap has turned: the baseline no longer applies
            self._baseline_n = 0
        self._forward_known = known
        self._invalid = 0 if known else 1
        if not known:
            return
        alignment.copy_axes(self)
        self._sine = (attitude.ux * self._fx + attitude.uy * self._fy + attitude.uz * self._fz) >> 14
        self._lag = 0
        self._w = 0
        self._sum_ws = 0
        self._sum_ts = 0
        self._sum_ss = 0

    def set_axes(self, rx: int, ry: int, rz: int, lx: int, ly: int, lz: int) -> None:
        """Set the standing direction r and the lateral direction l, 16384 = 1, for the rep that begins."""
        self._lx = lx
        self._ly = ly
        self._lz = lz
        self._fx = (ly * rz - lz * ry) >> 14
        self._fy = (lz * rx - lx * rz) >> 14
        self._fz = (lx * ry - ly * rx) >> 14

    def measure(self, event: "Event", lever_arm_mm: int) -> None:
        """Write the measure of the cycle that has just ended into its event, for `compare`.

        Args:
            event: the event, with the inclinations at both tops.
            lever_arm_mm: lever arm from the upward velocity.
        """
        event.travel_mm = 0
        event.knee = _UNKNOWN
        standing_cdeg = (STANDING_MAX * 100) >> 7
        # In reps from a split stance the knee takes another path.
        if self._invalid or event.top_cdeg > standing_cdeg or event.back_cdeg > standing_cdeg:
            return
        slope = (self._sum_ts << 4) // (self._time_ms or 1)
        lag = self._lag
        if not (-_SLOPE_MAX < slope < _SLOPE_MAX and -_LAG_MAX < lag < _LAG_MAX):
            return
        line = ((self._w >> 5) * slope) >> 1
        turned = self._sum_ss - ((lag * slope) >> 4)
        if turned <= self._sum_ss >> 2:
            return
        # 4096 * 16384 / (208838 * 16 * 1000) m = 20.08 mm
        measured_mm = lever_arm_mm - (self._sum_ws - line) // (turned // 20 + 1)
        if -_MEASURED_MAX_MM < measured_mm < _MEASURED_MAX_MM:
            event.travel_mm = measured_mm
            event.knee = _BASELINE

    def compare(self, event: "Event") -> None:
        """Set a counted rep's travel relative to the baseline, and `knee`, an index into KNEES."""
        if event.knee == _UNKNOWN:
            event.travel_mm = 0
            return
        if self._baseline_n < _BASELINE_REPS:
            self._baseline_n += 1
            self._baseline_mm += event.travel_mm
            event.travel_mm = 0
            return
        travel_mm = event.travel_mm - self._baseline_mm // _BASELINE_REPS
        if not -_TRAVEL_MAX_MM < travel_mm < _TRAVEL_MAX_MM:
            event.travel_mm = 0
            event.knee = _UNKNOWN
            return
        event.travel_mm = travel_mm
        event.knee = (
            _OVER_ANKLE if travel_mm < _OVER_MM else _FORWARD if travel_mm > _FORWARD_MM else _UNCERTAIN
        )
