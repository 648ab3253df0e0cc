"""The detector as its users see it: one sample in, at most one event out."""

from heeldrive.events import (
    ALONE,
    COUNTED,
    EVENT_NONE,
    EVENT_REFUSED,
    EVENT_REP,
    EVENT_SET,
    EVENT_SLIP,
    GAP,
    LEG_RAISED,
    NO_RETURN,
    NOT_READY,
    NOTHING_MORE,
    SEATED,
    SHALLOW,
    SIDEWAYS,
    STAND_STILL,
    WALK,
    Event,
)
from heeldrive.fixed import const, isqrt
from heeldrive.gait import Gait
from heeldrive.held import Held, alike
from heeldrive.mount import Mount
from heeldrive.phases import RISE, STANDING, Phases
from heeldrive.reps import Reps
from heeldrive.sets import Sets
from heeldrive.tilt import Tilt

# Samples are gathered to at least this long a step: 52 a second are enough, and time, not the number of
# samples, sets the pace, because the sensor's data rate is several per cent off.
_STEP_MS = const(15)
_TURN_MAX_MS = const(24)  # longer steps of the tilt filter are split: a turn is a small angle in each
_STEP_MAX_MS = const(60)  # the stages after it take a longer step for this long
_GAP_MS = const(250)  # without samples for this long the filter starts anew
_READY_REST_MS = const(300)  # stillness that makes ready for a rep
_LOOK_MS = const(60)  # what need not be done each sample is done this often
_POSE_MS = const(600)  # stillness that is a pose
_ELSEWHERE = const(5760)  # 45 deg: a pose so far from standing is another
_AGAINST_MAX = const(2)  # walks in a row that a proved standing direction withstands
_AWAY_MS = const(1000)  # a rest elsewhere for this long puts an unproved standing direction in doubt
_SLIPPED = const(2560)  # 20 deg: standing that differs less is refreshed without a word
_WAIT_MAX = const(2)  # quick cycles that wait; the third of a kind makes them reps
_STANDING_NEAR = const(1920)  # 15 deg: specific force at rest is learnt only this near to standing


def _other_leg(settings):
    """Return what counts the other leg's lunges, or None in the mode that does not: it costs memory."""
    if settings.mode != "both_legs":
        return None
    from heeldrive.backs import Backs  # noqa: PLC0415

    return Backs(settings)


def _knee_travel(settings):
    """Return what follows the knee forward, or None where no letter is asked for: it costs memory."""
    if settings.knee_letter != "on":
        return None
    from heeldrive.travel import Travel  # noqa: PLC0415

    return Travel()


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
        event: the last event. Ask for it anew each time: a few objects are written over in turn.
        reps: reps counted since the start.
        phases: cuts the cycles. Whoever wants the phase after each sample reads `phases.phase`: a board takes
            a tenth of the time that the property `phase` takes.

    Raises:
        ValueError: a sensitivity is out of its range.
    """

    def __init__(self, settings, ug_per_count, udps_per_count):
        if not 1 <= ug_per_count <= 500:
            raise ValueError(f"ug_per_count = {ug_per_count}: must be 1 to 500")
        if not 1 <= udps_per_count <= 70000:
            raise ValueError(f"udps_per_count = {udps_per_count}: must be 1 to 70000")
        self.event = Event()
        self.reps = 0
        self._force_scale = (ug_per_count * 16777 + 500) // 1000  # 2048 per g, times 2**13
        self._rate_scale = udps_per_count * 8192 // 31250  # 1024 per deg/s, times 2**8
        self._tilt = Tilt()
        self._mount = Mount()
        self._gait = Gait()
        self.phases = Phases(settings)
        self._reps = Reps(settings)
        self._sets = Sets(settings)
        self._backs = _other_leg(settings)
        self._travel = _knee_travel(settings)
        self._held = Held()
        self._look_ms = 0  # since the last look
        self._slip = 0  # how far the strap has turned or slid, 1/128 deg, while that is still to be told
        self._against = 0  # walks in a row that spoke against the standing direction
        self._away_ms = 0  # how long the leg has rested far from a standing direction that nothing has proved
        self._ready_max_ms = settings.ready_max_ms
        self._seat_max_ms = settings.seat_max_ms
        self._last_end_ms = 0  # of the last rep told
        self._last_rise_ms = 0
        self._last_still = False
        self._t_ms = 0
        self._restart_ms = -1  # when the samples last began, or began again after a hole
        self._n = -1  # samples gathered; -1 before the first, which starts the filter
        self._ax = 0
        self._ay = 0
        self._az = 0
        self._gx = 0
        self._gy = 0
        self._gz = 0

    @property
    def phase(self):
        """Where the leg is now, an index into PHASES."""
        return self.phases.phase

    @property
    def waits_for(self):
        """What has to happen before reps can count, an index into WAITS."""
        if not self._mount.known:
            return STAND_STILL
        if self._away_ms > _AWAY_MS and not self._mount.proved:
            return WALK
        return NOTHING_MORE

    @property
    def inclination_cdeg(self):
        """Thigh inclination from the standing direction, 1/100 deg; 0 while that is not known."""
        return (self._mount.inclination * 100) >> 7

    @property
    def set_index(self):
        """Number of the current or last set, from 1; 0 before the first rep."""
        return self._sets.index

    @property
    def set_reps(self):
        """Reps in the current or last set."""
        return self._sets.reps

    def step(self, t_ms, ax, ay, az, gx, gy, gz):
        """Take one sample; return EVENT_NONE or the kind of the event that `event` now holds.

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
        ax = (ax * force) >> 13
        ay = (ay * force) >> 13
        az = (az * force) >> 13
        gx = (gx * rate) >> 8
        gy = (gy * rate) >> 8
        gz = (gz * rate) >> 8
        if dt_ms > _GAP_MS:
            return self._restart(t_ms, ax, ay, az, gx, gy, gz)
        tilt = self._tilt
        left_ms = dt_ms
        while left_ms > _TURN_MAX_MS:
            tilt.step(_TURN_MAX_MS, ax, ay, az, gx, gy, gz)
            left_ms -= _TURN_MAX_MS
        tilt.step(left_ms, ax, ay, az, gx, gy, gz)
        if self._travel:
            self._travel.step(t_ms, dt_ms, ax, ay, az, tilt, self._mount, self.phases)
        code = self._advance(t_ms, dt_ms if dt_ms < _STEP_MAX_MS else _STEP_MAX_MS)
        if code != EVENT_NONE:
            return code
        if self._held.out:
            return self._tell(t_ms)
        if self._slip:
            return self._tell_slip(t_ms)
        return EVENT_NONE

    def _restart(self, t_ms, ax, ay, az, gx, gy, gz):
        """Begin again after a hole in the samples, with what was learnt of the mount and the counts kept."""
        tilt = self._tilt
        mount = self._mount
        self._restart_ms = t_ms
        tilt.restart(ax, ay, az, gx, gy, gz)
        angle = mount.step(1, tilt.ux, tilt.uy, tilt.uz, 0)
        if not mount.known:
            return EVENT_NONE
        return self._abandon(t_ms, angle, GAP)

    def _advance(self, t_ms, dt_ms):
        """Hand the newest up direction along the stages."""
        tilt = self._tilt
        mount = self._mount
        phases = self.phases
        reps = self._reps
        angle = mount.step(dt_ms, tilt.ux, tilt.uy, tilt.uz, tilt.rest.still_ms)
        if not mount.known:
            return EVENT_NONE
        look_ms = self._look_ms + dt_ms
        if look_ms < _LOOK_MS:
            self._look_ms = look_ms
            look_ms = 0
        else:
            self._look_ms = 0
            self._gait.step(look_ms, tilt.rise, tilt.ux, tilt.uy, tilt.uz)
            if tilt.rest.still_ms > _POSE_MS:
                self._rests(t_ms, look_ms, angle)
                angle = mount.inclination
        if self._backs and self._fall(t_ms, dt_ms):
            return self.event.kind
        ended = phases.step(t_ms, dt_ms, angle)
        if ended:
            reps.step(dt_ms, tilt.rise, tilt.rate2, mount.cosine)
            code = self._judge(t_ms)
            reps.begin(mount.cosine)
            return code
        if phases.top_ms == t_ms:
            reps.begin(mount.cosine)
        else:
            reps.step(dt_ms, tilt.rise, tilt.rate2, mount.cosine)
        if phases.phase == STANDING:
            if angle < _STANDING_NEAR and tilt.rest.still_ms > _READY_REST_MS:
                tilt.learn_gravity(dt_ms)
        elif angle == phases.depth:
            mount.mark_bottom(tilt.ux, tilt.uy, tilt.uz)
        return self._look(t_ms, look_ms, angle) if look_ms else EVENT_NONE

    def _look(self, t_ms, dt_ms, angle):
        """Do what is done less often than each sample; it costs the less."""
        tilt = self._tilt
        mount = self._mount
        reps = self._reps
        if self.phases.phase == STANDING:
            if tilt.rest.still_ms > _READY_REST_MS:
                reps.ready(t_ms)
            if reps.overdue():
                reps.begin(mount.cosine)  # fidgeting at the top for this long: nothing it adds up to matters
            self._held.let_go_late(t_ms, self._ready_max_ms)
            if self._sets.rested(t_ms):
                return self._close_set(t_ms)
            return EVENT_NONE
        reps.hold(tilt.rest.still_ms, tilt.rest.seat_ms)
        if mount.forward_known:
            reps.sway(mount.side(tilt.ux, tilt.uy, tilt.uz))
        if reps.overdue() and self.phases.phase != RISE:
            return self._abandon(t_ms, angle, NO_RETURN)
        return EVENT_NONE

    def _rests(self, t_ms, dt_ms, angle):
        """The leg holds a pose: see whether it is the one the wearer stands in."""
        tilt = self._tilt
        mount = self._mount
        if angle > _ELSEWHERE:
            self._away_ms += dt_ms
        elif angle < _STANDING_NEAR:
            self._away_ms = 0
        gait = self._gait
        if gait.fresh_ms <= 0 or not gait.upright(tilt.ux, tilt.uy, tilt.uz):
            return
        if angle > _ELSEWHERE and mount.proved and self._against < _AGAINST_MAX:
            self._against += 1
            return
        self._against = 0
        if angle > _SLIPPED:
            if mount.proved:
                self._slip = angle
            mount.stand(tilt.ux, tilt.uy, tilt.uz)
            mount.inclination = 0
            self.phases.give_up(t_ms, 0)
            self._reps.begin(mount.cosine)
        mount.proved = 1

    def _fall(self, t_ms, dt_ms):
        """Follow the body's height; return the kind of the event when it has fallen and risen."""
        backs = self._backs
        if not backs.step(t_ms, dt_ms, self._tilt, self._mount, self._reps.ready_ms):
            return EVENT_NONE
        reason = backs.judge()
        if reason == COUNTED and self.waits_for:
            reason = NOT_READY
        falls = backs.falls
        event = self.event
        event.clear()
        event.reason = reason
        event.sensor_leg = 1
        event.start_ms = falls.start_ms
        event.bottom_ms = falls.bottom_ms
        event.rise_ms = falls.rise_ms
        event.end_ms = falls.end_ms
        event.depth_cdeg = (falls.inclination * 100) >> 7
        event.down_dps = isqrt(falls.rate2_max) >> 2
        event.up_dps = event.down_dps
        event.shake_mg = falls.shake_mg
        event.fall_mm = falls.drop_mm
        event.wait_ms = backs.wait_ms()
        code = EVENT_NONE
        if reason == COUNTED:
            backs.learn()
            code = self._take(t_ms, backs.is_prompt() or self._follows(), ALONE)
        elif backs.worth_telling(reason):
            code = self._refuse(t_ms)
        falls.restart()
        return code

    def _judge(self, t_ms):
        """Turn the cycle that has just ended into a rep or a refusal."""
        phases = self.phases
        mount = self._mount
        reason = self._reps.judge(phases, mount.proved)
        if reason != COUNTED and phases.left_ms == self._restart_ms:
            reason = GAP  # its beginning is missing: what is left of it tells nothing
        elif reason == COUNTED and self.waits_for:
            reason = NOT_READY
        self._report()
        if reason == LEG_RAISED and self._continues() and self._reps.is_likely():
            reason = COUNTED
        self.event.reason = reason
        if reason == COUNTED:
            if self._backs:
                self._backs.falls.restart()  # it was this leg's own
            if mount.bottom_is_forward():
                sure = self._reps.is_slow(phases) or self._continues()
                if sure:
                    mount.learn_forward()
                return self._take(t_ms, sure, SEATED if self._reps.is_still() else ALONE)
            if self._follows():
                self.event.knee = 0  # it was followed along a way that is no longer forward
                self._slip = mount.turned()
                return self._take(t_ms, self._slip > 0, SIDEWAYS)
            reason = SIDEWAYS
            self.event.reason = reason
        if not self._reps.worth_telling(phases, reason):
            return EVENT_NONE
        if reason == SHALLOW and self._backs and self._backs.explains(phases.start_ms):
            return EVENT_NONE
        if self._reps.is_calm(reason):
            self._reps.ready(phases.end_ms)
        return self._refuse(t_ms)

    def _follows(self):
        """Whether the cycle in `event` follows a rep of the set."""
        return self._last_rise_ms and self.event.start_ms - self._last_end_ms < self._ready_max_ms

    def _continues(self):
        """Whether the cycle in `event` follows a rep of the set that rose as fast and rested like it."""
        event = self.event
        return (
            self._follows()
            and alike(event.end_ms - event.rise_ms, self._last_rise_ms)
            and (self._last_still or not self._reps.is_still())
        )

    def _take(self, t_ms, sure, doubt):
        """Take the cycle in `event`: as a rep, or let it wait until others like it come.

        Args:
            t_ms: now.
            sure: whether it is a rep, whatever stands beside it.
            doubt: the reason it is refused for when it stays as it is, and that of those it confirms.
        """
        held = self._held
        event = self.event
        rise_ms = event.end_ms - event.rise_ms
        self._reps.ready(event.end_ms)
        held.let_go_late(event.start_ms, self._ready_max_ms)
        matching = held.matching(doubt, rise_ms)
        if sure or (doubt != SIDEWAYS and matching >= _WAIT_MAX):
            held.confirm(doubt, rise_ms)
            event.reason = COUNTED
            self.event = held.keep(event)
            held.let_go()
        else:
            if not matching:
                held.let_go()
            event.reason = doubt
            self.event = held.keep(event)
        return self._tell(t_ms)

    def _tell(self, t_ms):
        """Tell the oldest cycle that has waited and is decided."""
        held = self._held
        if not held.out:
            return EVENT_NONE
        event = held.next(self.event)
        self.event = event
        if event.reason != COUNTED:
            return self._refuse(t_ms)
        if self._travel:
            self._travel.compare(event)
        self.reps += 1
        self._sets.add(event.start_ms, event.end_ms, event.sensor_leg)
        self._last_end_ms = event.end_ms
        self._last_rise_ms = event.end_ms - event.rise_ms
        self._last_still = event.still_ms * 2 > self._seat_max_ms
        self._mount.proved = 1
        event.index = self.reps
        event.shown_ms = t_ms
        event.kind = EVENT_REP
        return EVENT_REP

    def _tell_slip(self, t_ms):
        """Tell that the strap has slipped."""
        event = self.event
        event.clear()
        event.kind = EVENT_SLIP
        event.start_ms = t_ms
        event.end_ms = t_ms
        event.shown_ms = t_ms
        event.depth_cdeg = (self._slip * 100) >> 7
        self._slip = 0
        return EVENT_SLIP

    def _refuse(self, t_ms):
        """Tell that the cycle in `event` does not count."""
        event = self.event
        event.travel_mm = 0
        event.knee = 0
        event.shown_ms = t_ms
        event.kind = EVENT_REFUSED
        return EVENT_REFUSED

    def _abandon(self, t_ms, angle, reason):
        """Give up the cycle under way, if there is one, and tell if it had been deep enough for a rep."""
        phases = self.phases
        in_cycle = phases.phase > STANDING
        phases.give_up(t_ms, angle)
        self._reps.begin(self._mount.cosine)
        if not in_cycle or not self._reps.is_deep(phases):
            return EVENT_NONE
        self._report()
        self.event.reason = reason
        return self._refuse(t_ms)

    def _report(self):
        """Write what the last cycle of this leg was into the event."""
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
        reps = self._reps
        event.down_dps = isqrt(reps.down2) >> 2
        event.up_dps = isqrt(reps.up2) >> 2
        event.wobble_cdeg = reps.wobble_cdeg()
        event.shake_mg = reps.shake_mg
        event.lever_mm = reps.lever_mm
        event.still_ms = reps.still_ms
        event.seat_ms = reps.seat_ms
        event.wait_ms = reps.wait_ms
        if self._travel:
            self._travel.measure(event, reps.lever_mm)

    def _close_set(self, t_ms):
        """End the set, if one is open, and tell."""
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

    def finish(self):
        """Say that no sample follows; return the kind of what is still to be told; call until EVENT_NONE."""
        self._held.let_go()
        if self._held.out:
            return self._tell(self._t_ms)
        return self._close_set(self._t_ms)
