"""The count as the wearer sees it: reps of the set with corrections, targets, and the rest between sets.

The detector keeps its own count: a press of the button changes neither its decisions nor its replay. A
correction is a marker in the log, and a label for tuning the detector.
"""

from heeldrive import EVENT_REP, EVENT_SET, RiseVelocity
from micropython import const

try:
    from typing import TYPE_CHECKING, Any

    if TYPE_CHECKING:
        from heeldrive.events import Event
except ImportError:
    pass

# What the wearer has to be shown, an index into ``display_model.OUTCOME_WORDS``.
_NOTHING = const(0)
_SET_DONE = const(1)
_WORKOUT_DONE = const(2)
_REST_OVER = const(3)

# Which leg did at least three quarters of a set: one rep may be taken for one of the other leg.
_MIXED = const(0)
_FRONT = const(1)
_BACK = const(2)

_REMEMBERED = const(0xFFFFFFF)  # the legs of 28 reps, a bit each


class SetCounter:
    """Reps of the current set, the set's number, and the rest after it.

    Args:
        settings: the ``heeldrive.Settings`` in force.

    Attributes:
        set_index: number of the set, from 1.
        set_reps: reps in it, corrected; never below 0.
        back: those of them with the sensor leg in back.
        asked_reps: reps in the set with the one that was asked about last.
        start_ms: start of the detector's first rep in it; -1 before that.
        reps_target, sets_target: the settings, 0 for none.
        rest_until_ms: session time at which the rest ends; -1 while none is counted down.
        held_ms: what is left of a rest that the wearer has stopped; 0 while none is.
        rise: the ``RiseVelocity`` of the set; ``UserInterface`` adds the reps.
    """

    def __init__(self, settings: "Any") -> None:
        self.reps_target: int = settings.reps_target
        self.sets_target: int = settings.sets_target
        self._rest_ms: int = settings.rest_target_s * 1000
        # Where only one leg's reps count, the other leg's set is not seen, nor where it ends.
        self._legs_rest_ms: int = settings.legs_rest_s * 1000 if settings.mode == "both_legs" else 0
        self.set_index = 1
        self.set_reps = 0
        self.back = 0
        self.asked_reps = 0
        self.rest_until_ms = -1
        self.held_ms = 0
        self.start_ms = -1
        self._waiting = _MIXED  # the leg of the set before, if the other leg's set is to follow
        self.rise: RiseVelocity = RiseVelocity()
        self._legs = 0  # of the last reps, indices into heeldrive.LEGS, the newest in the lowest bit
        self._detector_set = 0  # the detector's number of the set

    @property
    def front(self) -> int:
        """Reps of the set with the sensor leg in front."""
        return self.set_reps - self.back

    @property
    def is_done(self) -> bool:
        """Whether the set has its target's reps, and no more."""
        return self.reps_target > 0 and self.set_reps == self.reps_target

    @property
    def is_last(self) -> bool:
        """Whether no set should follow this one."""
        return 0 < self.sets_target <= self.set_index

    def event(self, event: "Event", set_index: int) -> int:
        """Takes an event of the detector and ``RepCounter.set_index`` after it.

        Returns:
            what to show: an index into ``display_model.OUTCOME_WORDS``, 0 for nothing.
        """
        if event.kind == EVENT_REP:
            self.rest_until_ms = -1
            self.held_ms = 0
            # A set begins where the detector begins one, unless the wearer has begun it already.
            if set_index != self._detector_set:
                self._detector_set = set_index
                self.new_set()
            if self.start_ms < 0:
                self.start_ms = event.start_ms
                self.asked_reps = 0  # a late answer is about the set before
            self.plus(event.sensor_leg)
            if self.is_done:
                return self.end_set(event.end_ms)
        elif event.kind == EVENT_SET and self.set_reps and not self.is_done:
            return self.end_set(event.end_ms)
        return _NOTHING

    def end_set(self, end_ms: int) -> int:
        """Ends the set at ``end_ms``: starts the rest, unless the workout is over.

        Returns:
            what to show, as ``event``.
        """
        if self.is_last:
            return _WORKOUT_DONE
        rest_ms = self._legs_rest_ms if self._legs_rest_ms and self._first_leg() else self._rest_ms
        if rest_ms and self.rest_until_ms < 0:
            self.rest_until_ms = end_ms + rest_ms
        return _SET_DONE if self.is_done else _NOTHING

    def poll(self, now_ms: int) -> int:
        """Ends the rest when its time is over. Returns what to show, as ``event``; call it often."""
        if self.held_ms:
            self.rest_until_ms = now_ms + self.held_ms
        if self.rest_until_ms < 0 or now_ms < self.rest_until_ms:
            return _NOTHING
        self.rest_until_ms = -1
        if self.is_done:
            self.new_set()  # the detector may take a short rest for a pause within its set
        return _REST_OVER

    def plus(self, leg: int = -1) -> None:
        """Adds one rep with a leg, an index into ``heeldrive.LEGS``; below 0 for that of the last rep."""
        legs = self._legs
        if leg < 0:
            leg = legs & 1
        self._legs = legs << 1 & _REMEMBERED | leg
        self.set_reps += 1
        self.back += leg

    def minus(self, asked: bool = False) -> bool:
        """Removes the last rep, or the one asked about; returns False if the set has no such rep."""
        later = self.set_reps - self.asked_reps if asked else 0
        if not 0 <= later < self.set_reps:
            return False
        legs = self._legs >> later
        if legs & 1 or not self.front:
            self.back -= 1
        self.set_reps -= 1
        self._legs = legs >> 1 << later | self._legs & (1 << later) - 1
        return True

    def discard(self, now_ms: int) -> int:
        """Begins the set anew, under the same number. Returns when its first rep began, else ``now_ms``."""
        start_ms = self.start_ms if self.start_ms >= 0 else now_ms
        self.set_reps = 0
        self.back = 0
        self.start_ms = -1
        self.rise.begin()
        return start_ms

    def new_set(self) -> None:
        """Begins the next set, unless this one has no rep yet."""
        if self.set_reps:
            self._waiting = self._first_leg()
            self.set_index += 1
            self.discard(0)

    def _first_leg(self) -> int:
        """The leg that did the set, if a set of the other leg belongs to it and did not come before it."""
        quarters = self.back * 4
        leg = _FRONT if quarters <= self.set_reps else _BACK if quarters >= self.set_reps * 3 else _MIXED
        return _MIXED if leg + self._waiting == _FRONT + _BACK else leg
