"""The board's detector, unchanged, watched while it judges: what came of each cycle, and by which gates."""

from dataclasses import dataclass
from typing import Any

from heeldrive import EVENT_NONE, EVENT_REFUSED, EVENT_REP, LEGS, REASONS, WAITS, RepCounter, Settings
from heeldrive.backs import Backs

from heeldrive_lab.detection.explain.back_gates import back_gates, prompt_gates
from heeldrive_lab.detection.explain.front_gates import front_gates, given_up_gates
from heeldrive_lab.detection.explain.gates import Gate


@dataclass
class Cycle:
    """One cycle that ended, whatever came of it.

    Attributes:
        leg: "front" or "back", of the sensor leg.
        left_ms: when it left its top.
        start_ms, bottom_ms, rise_ms, end_ms: its phases; a cycle that was given up has start and end only.
        judged_ms: time of the sample that ended it.
        gates: what it was measured by.
        outcome: "rep", "refused", "waits" (held back, not decided yet), or "untold": too little like a rep.
        reason: why it did not count, or what it would be refused for while it waits.
        told_ms: when its event was told; None before, and for ever if it is untold.
        waited: whether it was held back at first.
        waits_for: what the detector waited for when it was judged, a word of heeldrive.WAITS.
        index: its number, when it is a rep.
    """

    leg: str
    left_ms: int
    start_ms: int
    bottom_ms: int
    rise_ms: int
    end_ms: int
    judged_ms: int
    gates: list[Gate]
    outcome: str = "untold"
    reason: str = ""
    told_ms: int | None = None
    waited: bool = False
    waits_for: str = ""
    index: int | None = None

    def as_dict(self) -> dict[str, Any]:
        """For JSON lines."""
        return {
            "kind": "cycle",
            "outcome": self.outcome,
            "reason": self.reason,
            "index": self.index,
            "sensor_leg": self.leg,
            "start_ms": self.start_ms,
            "bottom_ms": self.bottom_ms or None,
            "rise_ms": self.rise_ms or None,
            "end_ms": self.end_ms,
            "judged_ms": self.judged_ms,
            "told_ms": self.told_ms,
            "waited": self.waited,
            "waits_for": self.waits_for,
            "gates": [gate.as_dict() for gate in self.gates],
        }


class _WatchedBacks(Backs):
    """Judges falls as the board does, and keeps the gates of the last."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.gates: list[Gate] = []
        self.reason = ""

    def judge(self) -> int:
        """As on the board."""
        reason: int = super().judge()
        self.reason = REASONS[reason]
        self.gates = back_gates(self)
        return reason


class WatchedCounter(RepCounter):
    """Counts as `RepCounter` does, to the millisecond, and keeps each cycle that ended.

    Attributes:
        settings: those in force.
        cycles: what ended, in order of judgement.
    """

    _backs: Any

    def __init__(self, settings: Settings, ug_per_count: int, udps_per_count: int) -> None:
        super().__init__(settings, ug_per_count, udps_per_count)
        self.settings = settings
        self.cycles: list[Cycle] = []
        if self._backs:
            self._backs = _WatchedBacks(settings)
        self._watched: Cycle | None = None
        self._proved_then = 0
        self._undecided: list[Cycle] = []

    def step(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> int:
        """As on the board."""
        code: int = super().step(t_ms, ax, ay, az, gx, gy, gz)
        self._note_told(code, t_ms)
        return code

    def finish(self) -> int:
        """As on the board."""
        code: int = super().finish()
        self._note_told(code, self._t_ms)
        return code

    def _note_told(self, code: int, t_ms: int) -> None:
        """Find the cycle that an event tells of, the oldest that is undecided, and note what came of it."""
        if code not in (EVENT_REP, EVENT_REFUSED):
            return
        event = self.event
        key = (event.start_ms, event.end_ms, LEGS[event.sensor_leg])
        for cycle in self._undecided:
            if (cycle.start_ms, cycle.end_ms, cycle.leg) == key:
                cycle.outcome = "rep" if code == EVENT_REP else "refused"
                cycle.reason = REASONS[event.reason]
                cycle.index = event.index or None
                cycle.told_ms = t_ms
                self._undecided.remove(cycle)
                return

    def _judge(self, t_ms: int) -> int:
        """Judge as the board does; `_report`, called in mid-judgement, notes the cycle."""
        self._watch()
        self._proved_then = self._mount.proved
        code: int = super()._judge(t_ms)
        cycle = self._watched
        if cycle is not None and code == EVENT_NONE and cycle.outcome == "untold":
            cycle.reason = REASONS[self.event.reason]
            self._undecided.remove(cycle)
        return code

    def _watch(self) -> None:
        """No cycle has been noted yet in what follows."""
        self._watched = None

    def _report(self) -> None:
        """Write the event, and note the cycle with its gates while what decides them is still there."""
        super()._report()
        self._note(0, front_gates(self, self._proved_then))

    def _abandon(self, t_ms: int, angle: int, reason: int) -> int:
        """Give up as the board does; the gates are those of a cycle that did not come back."""
        time_ms = self._reps._time_ms
        self._watch()
        code: int = super()._abandon(t_ms, angle, reason)
        cycle = self._watched
        if cycle is not None:
            cycle.gates = given_up_gates(self, time_ms)
        return code

    def _fall(self, t_ms: int, dt_ms: int) -> int:
        """Follow the body's height as the board does; a fall that counts or is told notes itself."""
        backs = self._backs
        backs.gates = []
        self._watch()
        code: int = super()._fall(t_ms, dt_ms)
        gates, backs.gates = backs.gates, []
        fall = backs.falls
        if gates and self._watched is None:
            self.cycles.append(
                Cycle("back", fall.start_ms, fall.start_ms, fall.bottom_ms, fall.rise_ms, fall.end_ms, t_ms,
                      gates, reason=backs.reason)
            )  # fmt: skip
        return code

    def _take(self, t_ms: int, sure: bool, doubt: int) -> int:
        """Take the cycle as the board does: a rep at once, or one that waits."""
        self._note_back()
        cycle = self._watched
        if cycle is not None:
            cycle.outcome = "waits"
            cycle.reason = REASONS[doubt]
        code: int = super()._take(t_ms, sure, doubt)
        if cycle is not None:
            cycle.waited = self._held.n > self._held.out
        return code

    def _refuse(self, t_ms: int) -> int:
        """Refuse the cycle as the board does."""
        self._note_back()
        return int(super()._refuse(t_ms))

    def _note_back(self) -> None:
        """Note a fall, once: its event is written, and what was measured of it is still there."""
        if self._watched is None and self._backs and self._backs.gates:
            first = [] if self._continues() else prompt_gates(self._backs)
            self._note(1, self._backs.gates + first)

    def _note(self, leg: int, gates: list[Gate]) -> None:
        """Keep the cycle that is in `event`."""
        event = self.event
        waits_for = WAITS[self.waits_for]
        left_ms = event.start_ms if leg or not event.bottom_ms else self.phases.left_ms
        cycle = Cycle(
            LEGS[leg], left_ms, event.start_ms, event.bottom_ms, event.rise_ms, event.end_ms, self._t_ms,
            gates, waits_for=waits_for,
        )  # fmt: skip
        self._watched = cycle
        self.cycles.append(cycle)
        self._undecided.append(cycle)
