"""The detector's interface: one sample in, at most one event out."""

from heeldrive.alignment import Alignment
from heeldrive.attitude import GravityFilter
from heeldrive.classifier import RepClassifier
from heeldrive.confidence import confidence
from heeldrive.events import (
    COUNTED,
    EVENT_NONE,
    EVENT_REFUSED,
    EVENT_REP,
    EVENT_SET,
    EVENT_SLIP,
    GAP,
    NO_RETURN,
    NOT_READY,
    SHALLOW,
    SIDEWAYS,
    WALKING,
    Event,
)
from heeldrive.fixed_point import const, isqrt
from heeldrive.gates import Gates
from heeldrive.own_measure import OwnMeasure
from heeldrive.pending import PendingReps
from heeldrive.pose import PoseCheck
from heeldrive.segmentation import DESCENT, RISE, STANDING, STANDING_MAX, Segmentation
from heeldrive.sets import SetGrouping
from heeldrive.walking import WalkingDetector

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.knee_travel import KneeTravel
        from heeldrive.rear_leg import RearLeg
        from heeldrive.setting_values import Settings
        from heeldrive.teaching import Teaching
except ImportError:  # a board has no typing and evaluates no annotation
    pass

# Samples are averaged into steps of at least this length: 52 per second are enough. The step is defined by
# time, not by a number of samples, because the sensor's output data rate is several per cent off.
_STEP_MS = const(15)
_TURN_MAX_MS = const(24)  # the gravity filter splits longer steps, so that the rotation in each is small
_STEP_MAX_MS = const(60)  # the stages after the filter treat a longer step as one of this length
_GAP_MS = const(250)  # after this long without samples the filter restarts
_REST_MS = const(300)  # as in stationary.py: after this rest the leg is ready for a rep
_POLL_MS = const(60)  # tasks that are not needed for each sample run this often
_POSE_MS = const(600)  # stillness of this length is a pose
_AWAY_MS = const(1000)  # resting in another pose this long makes an unproved standing direction doubtful
_UPRIGHT_CDEG = const(2000)

_STAND_STILL = const(1)  # indices into WAITS
_WALK = const(2)

# Numbers of the gates, see window/gate_meanings.py.
_SINCE_TOP = const(18)
_HOLE = const(19)
_BEGINNING = const(20)
_WAITS_FOR = const(21)


class RepCounter:
    """Counts backward lunges from a thigh-mounted accelerometer and gyroscope.

    Integers only, below 2**30; nothing is allocated by `step`; no clock, no input or output.

    Args:
        settings: a Settings object.
        ug_per_count: accelerometer sensitivity, micro-g per count, 1 to 500
            (LSM6DS: 61 at 2 g .. 488 at 16 g).
        udps_per_count: gyroscope sensitivity, micro-degrees per second per count, 1 to 70000
            (LSM6DS: 4375 at 125 deg/s .. 70000 at 2000 deg/s).

    Attributes:
        event: the last event. Read the attribute each time: a few objects are reused in turn.
        gates: evaluate whether a cycle is a rep. `heeldrive.window` may replace them by a recorder.
        reps: reps counted since the start.
        phases: the segmentation. To read the phase after each sample, use `phases.phase`: on a board it
            takes a tenth of the time of the property `phase`.

    Raises:
        ValueError: a sensitivity is out of its range.
    """

    def __init__(self, settings: "Settings", ug_per_count: int, udps_per_count: int) -> None:
        if not (1 <= ug_per_count <= 500 and 1 <= udps_per_count <= 70000):
            raise ValueError(
                f"ug_per_count = {ug_per_count}: use 1 to 500;"
                f" udps_per_count = {udps_per_count}: use 1 to 70000"
            )
        self.event: "Event" = Event()
        self.gates = Gates()
        self.reps = 0
        self._settings = settings
        self._force_scale = (ug_per_count * 16777 + 500) // 1000  # 2048 per g, times 2**13
        self._rate_scale = udps_per_count * 8192 // 31250  # 1024 per deg/s, times 2**8
        self._attitude = GravityFilter()
        self._alignment = Alignment()
        self._walking = WalkingDetector()
        self._pose = PoseCheck()
        self.phases = Segmentation()
        self._classifier = RepClassifier(settings)
        self._sets = SetGrouping(settings)
        # Optional stages are loaded only if a setting asks for them, because they cost memory.
        self._rear_leg: "RearLeg | None" = None
        if settings.mode == "both_legs":
            from heeldrive.rear_leg import RearLeg  # noqa: PLC0415

            self._rear_leg = RearLeg(settings)
        self._knee_travel: "KneeTravel | None" = None
        if settings.knee_letter == "on":
            from heeldrive.knee_travel import KneeTravel  # noqa: PLC0415

            self._knee_travel = KneeTravel()
        self._own = OwnMeasure()
        self._pending = PendingReps(2 if self._rear_leg else 1, settings.rest_min_s * 1000)
        self._poll_ms = 0  # time since the last `_poll`
        self._slip = 0  # how far the strap has turned or slid, 1/128 deg, until it is emitted
        self._t_ms = 0
        self._restart_ms = -1  # when the samples began, or began again after a gap
        self._n = -1  # samples in the current step; -1 before the first, which starts the filter
        self._ax = 0
        self._ay = 0
        self._az = 0
        self._gx = 0
        self._gy = 0
        self._gz = 0
        if settings.my_length_ms:
            self.teach(0)

    @property
    def phase(self) -> int:
        """The present phase, an index into PHASES."""
        return self.phases.phase

    @property
    def waits_for(self) -> int:
        """What the detector waits for before reps count, an index into WAITS."""
        if not self._alignment.known:
            return _STAND_STILL
        if self._pose.away_ms > _AWAY_MS and not self._alignment.proved:
            return _WALK
        return 0

    @property
    def teaching(self) -> "Teaching | None":
        """The wearer's own lunge; None unless the settings hold one or `teach` was called."""
        return self._own.teaching

    @property
    def inclination_cdeg(self) -> int:
        """Thigh inclination from the standing direction, 1/100 deg; 0 while that direction is unknown."""
        return (self._alignment.inclination * 100) >> 7

    @property
    def set_index(self) -> int:
        """Number of the current or last set, from 1; 0 before the first rep."""
        return self._sets.index

    @property
    def set_reps(self) -> int:
        """Reps in the current or last set."""
        return self._sets.reps

    def step(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> int:
        """Process one sample; return EVENT_NONE or the kind of the event now in `event`.

        Args:
            t_ms: time of the sample, ms, increasing, below 2**30.
            ax, ay, az: specific force, raw signed 16-bit counts, +1 g on the axis that points up at rest.
            gx, gy, gz: angular rate, raw signed 16-bit counts, right-handed.
        """
        dt_ms = t_ms - self._t_ms
        n = self._n
        if n > 0:
            n += 1
            ax += self._ax
            ay += self._ay
            az += self._az
            gx += self._gx
            gy += self._gy
            gz += self._gz
        else:
            if n < 0:
                dt_ms = _GAP_MS + 1
                self._n = 0
            n = 1
        if dt_ms < _STEP_MS:
            self._n = n
            self._ax = ax
            self._ay = ay
            self._az = az
            self._gx = gx
            self._gy = gy
            self._gz = gz
            return EVENT_NONE
        self._t_ms = t_ms
        force = self._force_scale
        rate = self._rate_scale
        if n > 1:
            self._n = 0
            force = force // n
            rate = rate // n
        ax = (ax * force + 4096) >> 13
        ay = (ay * force + 4096) >> 13
        az = (az * force + 4096) >> 13
        gx = (gx * rate + 128) >> 8
        gy = (gy * rate + 128) >> 8
        gz = (gz * rate + 128) >> 8
        if dt_ms > _GAP_MS:
            return self._restart(t_ms, dt_ms, ax, ay, az, gx, gy, gz)
        attitude = self._attitude
        left_ms = dt_ms
        while left_ms > _TURN_MAX_MS:
            attitude.step(_TURN_MAX_MS, ax, ay, az, gx, gy, gz)
            left_ms -= _TURN_MAX_MS
        attitude.step(left_ms, ax, ay, az, gx, gy, gz)
        if self._knee_travel:
            self._knee_travel.step(t_ms, dt_ms, ax, ay, az, attitude, self._alignment, self.phases)
        code = self._advance(t_ms, dt_ms if dt_ms < _STEP_MAX_MS else _STEP_MAX_MS)
        if code != EVENT_NONE:
            return code
        if self._pending.decided:
            return self._emit(t_ms)
        if self._slip:
            return self._emit_slip(t_ms)
        return EVENT_NONE

    def teach(self, reps: int) -> int:
        """Learn the wearer's own lunge from their next reps that are alike; an EVENT_TAUGHT follows.

        Args:
            reps: how many, 2 to 99; 0 cancels.

        Returns:
            The time of the newest sample processed. A replay makes the same call after that sample.
        """
        own = self._own
        if not own.teaching:
            from heeldrive.teaching import Teaching  # noqa: PLC0415

            own.teaching = Teaching(self._settings, own, self._pending, self._rear_leg)
        own.teaching.begin(reps)
        return self._t_ms

    def _restart(self, t_ms: int, dt_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> int:
        """Restart after a gap in the samples. The alignment and the counts are kept."""
        attitude = self._attitude
        alignment = self._alignment
        self._restart_ms = t_ms
        attitude.restart(ax, ay, az, gx, gy, gz)
        angle = alignment.step(1, attitude.ux, attitude.uy, attitude.uz, 0)
        if not alignment.known:
            return EVENT_NONE
        if self._rear_leg:
            self._rear_leg.restart(0)
            self._rear_leg.poses.restart()
        return self._abandon(t_ms, angle, _HOLE, dt_ms, _GAP_MS, GAP)

    def _advance(self, t_ms: int, dt_ms: int) -> int:
        """Run the stages after the gravity filter."""
        attitude = self._attitude
        alignment = self._alignment
        phases = self.phases
        classifier = self._classifier
        angle = alignment.step(dt_ms, attitude.ux, attitude.uy, attitude.uz, attitude.stationary.still_ms)
        if not alignment.known:
            return EVENT_NONE
        poll_ms = self._poll_ms + dt_ms
        if poll_ms < _POLL_MS:
            self._poll_ms = poll_ms
            poll_ms = 0
        else:
            self._poll_ms = 0
            self._walking.step(poll_ms, attitude.vertical_acc, attitude.ux, attitude.uy, attitude.uz)
            if attitude.stationary.still_ms > _POSE_MS and self._pose.check(
                poll_ms, attitude, alignment, self._walking
            ):
                angle = 0
                alignment.inclination = 0
                phases.abandon(t_ms, 0)
                classifier.begin(alignment.cosine)
        rear_leg = self._rear_leg
        if rear_leg and self._fall(rear_leg, t_ms, dt_ms):
            return self.event.kind
        ended = phases.step(t_ms, dt_ms, angle)
        if ended:
            classifier.step(dt_ms, attitude.vertical_acc, attitude.rate_sq, angle, alignment.cosine)
            code = self._classify(t_ms)
            classifier.begin(alignment.cosine)
            return code
        if phases.top_ms == t_ms:
            classifier.begin(alignment.cosine)
        else:
            classifier.step(dt_ms, attitude.vertical_acc, attitude.rate_sq, angle, alignment.cosine)
        if phases.phase == STANDING:
            if angle < STANDING_MAX and attitude.stationary.still_ms > _REST_MS:
                attitude.learn_gravity(dt_ms)
        elif angle == phases.depth:
            alignment.mark_bottom(attitude.ux, attitude.uy, attitude.uz)
            if rear_leg:
                rear_leg.mark_bottom()
        return self._poll(t_ms, poll_ms, angle) if poll_ms else EVENT_NONE

    def _poll(self, t_ms: int, dt_ms: int, angle: int) -> int:
        """Run the tasks that are not needed for each sample."""
        attitude = self._attitude
        alignment = self._alignment
        classifier = self._classifier
        if self.phases.phase == STANDING:
            if attitude.stationary.still_ms > _REST_MS:
                classifier.ready_ms = t_ms
            if classifier.overdue():
                classifier.begin(alignment.cosine)  # fidgeting at the top: its sums are not needed
            if angle < STANDING_MAX and self._pending.n > self._pending.decided:
                self._pending.returned(t_ms)
            self._pending.expire(t_ms)
            if self._own.teaching and self._own.teaching.complete:
                return self._own.teaching.report(self.event, t_ms)
            if self._sets.rested(t_ms):
                return self._close_set(t_ms)
            return EVENT_NONE
        if self.phases.phase == DESCENT:
            classifier.still_ms = 0  # until now it was a stop on the way down
            classifier.seat_ms = 0
        elif angle * 4 > self.phases.depth * 3:
            classifier.add_still(attitude.stationary.still_ms, attitude.stationary.seat_ms)
        if alignment.forward_known:
            classifier.add_sway(alignment.lateral(attitude.ux, attitude.uy, attitude.uz))
        limit_ms = self._settings.rep_max_ms
        if self.phases.phase == RISE:
            limit_ms *= 2  # the rise may yet end
        if classifier.since_top_ms > limit_ms:
            return self._abandon(t_ms, angle, _SINCE_TOP, classifier.since_top_ms, limit_ms, NO_RETURN)
        return EVENT_NONE

    def _fall(self, rear_leg: "RearLeg", t_ms: int, dt_ms: int) -> int:
        """Track the body's height; return the kind of the event if a drop and rise has ended."""
        if not rear_leg.step(
            t_ms, dt_ms, self._attitude, self._alignment, self._walking.acc_mean, self._classifier.ready_ms
        ):
            return EVENT_NONE
        gates = self.gates
        displacement = rear_leg.displacements[rear_leg.ended]
        before_ms = rear_leg.end_ms
        if rear_leg.is_rest():
            if self._classifier.ready_ms == before_ms:
                self._classifier.ready_ms = displacement.end_ms
            displacement.restart()
            return EVENT_NONE
        event = self.event
        event.clear()
        event.sensor_leg = 1
        event.start_ms = displacement.start_ms
        event.bottom_ms = displacement.bottom_ms
        event.rise_ms = displacement.rise_ms
        event.end_ms = displacement.end_ms
        event.depth_cdeg = (displacement.inclination * 100) >> 7
        event.down_dps = isqrt(displacement.rate_sq_max) >> 2
        event.up_dps = event.down_dps
        event.shake_mg = displacement.vertical_acc_mg
        event.fall_mm = displacement.drop_mm
        event.wait_ms = rear_leg.wait_ms()
        code = EVENT_NONE
        gates.begin()
        rear_leg.classify(gates, self._pending.in_set(event))
        gates.at_most(_WAITS_FOR, self.waits_for, 0, NOT_READY)
        gates.begin_doubts()
        rear_leg.doubt(gates)
        gates.end_doubts()
        if not self._pending.continues(event):
            rear_leg.found(gates)
        reason = gates.reason
        event.reason = reason
        if reason == COUNTED or rear_leg.is_reportable(reason, self._walking.fresh_ms):
            rear_leg.attempted(reason)
            if reason == COUNTED:
                rear_leg.restart(t_ms - displacement.end_ms)
            code = self._refuse(t_ms) if reason else self._accept(t_ms, gates.doubt)
        displacement.restart()
        return code

    def _classify(self, t_ms: int) -> int:
        """Classify the cycle that has just ended; return the kind of the event."""
        phases = self.phases
        alignment = self._alignment
        classifier = self._classifier
        gates = self.gates
        pending = self._pending
        gates.begin()
        classifier.measure(phases)
        self._report()
        classifier.classify(gates, phases, self._own, pending.in_set(self.event))
        if self._rear_leg:
            self._rear_leg.ask_rise(gates)
        if phases.left_ms == self._restart_ms and gates.reason:
            gates.reason = COUNTED  # the rest of the cycle is no evidence
            gates.at_least(_BEGINNING, 0, 1, GAP)
        gates.begin_doubts()
        alignment.ask_direction(gates)
        gates.at_most(_WAITS_FOR, self.waits_for, 0, NOT_READY)
        classifier.doubt(gates, phases, self._own)
        gates.end_doubts()
        if phases.left_ms == self._restart_ms and gates.doubt:
            gates.doubt = GAP
        if not pending.continues(self.event):
            classifier.found(gates, phases, self.waits_for)
        reason = gates.reason
        self.event.reason = reason
        if reason == COUNTED:
            if self._rear_leg:
                self._rear_leg.restart(t_ms - self.event.end_ms)  # the drop was that of this rep
            return self._accept(t_ms, gates.doubt)
        if not classifier.is_reportable(phases, reason):
            return EVENT_NONE
        if reason == WALKING:
            pending.break_off(self.event)
        if self._rear_leg and self._rear_leg.is_behind(reason, phases.start_ms):
            return EVENT_NONE  # the other leg lunges
        return self._refuse(t_ms)

    def _accept(self, t_ms: int, doubt: int) -> int:
        """Accept the cycle in `event` as a rep, or make it pending until its neighbours decide.

        Args:
            t_ms: now.
            doubt: why it may not be a rep; COUNTED if it is one without neighbours.
        """
        pending = self._pending
        event = self.event
        alignment = self._alignment
        pending.expire(event.start_ms)
        pending.absorb(event, _UPRIGHT_CDEG)
        if doubt == SIDEWAYS:
            if pending.in_set(event) or pending.matching(event):
                event.knee = 0  # it was measured along a direction that is no longer forward
                self._slip = alignment.detect_turn()
                if self._slip:
                    doubt = COUNTED
        elif doubt and (
            pending.has_neighbours(event) or (self._own.teaching and self._own.teaching.matches(event))
        ):
            doubt = COUNTED
        if doubt == COUNTED or (doubt != NOT_READY and not event.sensor_leg):
            self._classifier.ready_ms = event.end_ms
        event.index = self.gates.doubts
        if doubt == SHALLOW and self._own.known():
            event.index += 1  # less than the wearer's own is another doubt
        event.reason = doubt
        if doubt == COUNTED:
            if not event.sensor_leg:
                self._walking.forget()
                if not self._slip:
                    alignment.learn_forward()
            pending.decide(event)
        self.event = pending.push(event)
        return self._emit(t_ms)

    def _emit(self, t_ms: int) -> int:
        """Emit the oldest decided cycle."""
        pending = self._pending
        if not pending.decided:
            return EVENT_NONE
        event = pending.pop(self.event)
        self.event = event
        event.confidence_percent = confidence(event, self._own, self._rear_leg)
        if event.reason != COUNTED:
            return self._end_refused(t_ms)
        if self._knee_travel:
            self._knee_travel.compare(event)
        self.reps += 1
        self._sets.add(event.start_ms, event.end_ms, event.sensor_leg)
        if not event.sensor_leg:
            self._own.learn(event.depth_cdeg * 32 // 25)
        elif self._rear_leg:
            self._rear_leg.learn(event.fall_mm)
        if self._own.teaching:
            self._own.teaching.learn(event)
        self._alignment.proved = 1
        if event.end_ms > self._classifier.ready_ms:
            self._classifier.ready_ms = event.end_ms
        if self._pose.moved:
            self._slip = self._pose.moved
            self._pose.moved = 0
        event.index = self.reps
        event.shown_ms = t_ms
        event.kind = EVENT_REP
        return EVENT_REP

    def _emit_slip(self, t_ms: int) -> int:
        """Emit a slip of the strap."""
        event = self.event
        event.clear()
        event.kind = EVENT_SLIP
        event.start_ms = t_ms
        event.end_ms = t_ms
        event.shown_ms = t_ms
        event.depth_cdeg = (self._slip * 100) >> 7
        self._slip = 0
        return EVENT_SLIP

    def _refuse(self, t_ms: int) -> int:
        """Emit the cycle in `event`, which has not waited, as refused."""
        event = self.event
        if event.reason != WALKING:
            self._pending.attempted(event)
        event.confidence_percent = confidence(event, self._own, self._rear_leg)
        return self._end_refused(t_ms)

    def _end_refused(self, t_ms: int) -> int:
        event = self.event
        event.index = 0
        event.travel_mm = 0
        event.knee = 0
        event.shown_ms = t_ms
        event.kind = EVENT_REFUSED
        return EVENT_REFUSED

    def _abandon(self, t_ms: int, angle: int, gate: int, value: int, limit: int, reason: int) -> int:
        """Abandon the current cycle, if any; refuse it if it was deep enough for a rep.

        Args:
            t_ms: now.
            angle: inclination, 1/128 deg.
            gate, value, limit, reason: the gate that it failed.
        """
        phases = self.phases
        in_cycle = phases.phase > STANDING
        phases.abandon(t_ms, angle)
        self._classifier.measure(phases)
        self._classifier.begin(self._alignment.cosine)
        if not in_cycle:
            return EVENT_NONE
        gates = self.gates
        gates.begin()
        settings = self._settings
        if (
            phases.depth < self._own.depth_min(settings.depth_min_deg * 128, False)
            or phases.depth - phases.top < settings.excursion_min_deg * 128
        ):
            return EVENT_NONE
        gates.at_most(gate, value, limit, reason)
        self._report()
        self.event.reason = reason
        return self._refuse(t_ms)

    def _report(self) -> None:
        """Write the measures of the last cycle of this leg into the event."""
        phases = self.phases
        event = self.event
        event.clear()
        event.start_ms = phases.start_ms
        event.bottom_ms = phases.bottom_ms
        event.rise_ms = phases.rise_ms
        event.end_ms = phases.end_ms
        event.depth_cdeg = (phases.depth * 100) >> 7
        event.top_cdeg = (phases.top * 100) >> 7
        event.back_cdeg = (phases.back * 100) >> 7
        classifier = self._classifier
        event.down_dps = isqrt(classifier.down_sq) >> 2
        event.up_dps = isqrt(classifier.up_sq) >> 2
        event.wobble_cdeg = classifier.sway_cdeg()
        event.shake_mg = classifier.vertical_acc_mg
        event.lever_mm = classifier.lever_arm_mm
        event.still_ms = classifier.still_ms
        event.seat_ms = classifier.seat_ms
        event.wait_ms = classifier.wait_ms
        if self._knee_travel:
            self._knee_travel.measure(event, classifier.lever_arm_mm)

    def _close_set(self, t_ms: int) -> int:
        """End the set, if one is open, and emit it."""
        sets = self._sets
        if not sets.close():
            return EVENT_NONE
        event = self.event
        event.clear()
        event.kind = EVENT_SET
        event.index = sets.index
        event.reps = sets.reps
        event.back = sets.back
        event.start_ms = sets.start_ms
        event.end_ms = sets.end_ms
        event.shown_ms = t_ms
        return EVENT_SET

    def finish(self) -> int:
        """End the session; return the kind of the next pending event. Call it until it returns EVENT_NONE."""
        self._pending.release()
        if self._pending.decided:
            return self._emit(self._t_ms)
        if self._own.teaching and self._own.teaching.complete:
            return self._own.teaching.report(self.event, self._t_ms)
        return self._close_set(self._t_ms)
