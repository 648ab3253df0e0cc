"""Replays a session once and records events, cycles with their gates, and internal states of the detector.

Explanations, the workbench, comparisons, labelling and the tuner read a traced run; reports and rep metrics
read `traced_reps`, in constant memory.
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass

from heeldrive import EVENT_NONE, EVENT_REFUSED, EVENT_REP, LEGS, REASONS, RepCounter, Settings, rise_mm_s
from heeldrive.window import Judged, Snapshot, Status, Watch, pending, snapshot, status

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.event_fields import as_event
from heeldrive_lab.detection.replay import Event, Session
from heeldrive_lab.detection.teaching_marks import TeachingMarks
from heeldrive_lab.sessions.session import Row

# Time, inclination of the thigh from the learnt standing direction, phase (an index into heeldrive.PHASES).
STATE = ("t_ms", "inclination_cdeg", "phase", *Status._fields)
_CHECKED_EVERY = 1024  # samples


class TracedCounter:
    """A RepCounter that counts as on the board and keeps its events and every cycle that ended.

    Attributes:
        counter: the detector.
        cycles: the cycles that ended, in the order in which they were judged.
        events: as yielded by `heeldrive_lab.detection.replay`; no summary.
        shown_ms: time at which each event was reported.
        bias_dps: gyroscope bias at the time each rep was counted, by the number of the rep.
        rise_mm_s: mean rise velocity of each rep, by its number; 0 where it is withheld.
    """

    def __init__(self, session: Session, settings: Settings) -> None:
        header = session.header
        self.counter = RepCounter(settings, header.accel_ug_per_count, header.gyro_udps_per_count)
        self.cycles: list[Cycle] = []
        self.events: list[Event] = []
        self.shown_ms: list[int] = []
        self.bias_dps: dict[int, tuple[float, ...]] = {}
        self.rise_mm_s: dict[int, int] = {}
        self._marks = TeachingMarks(getattr(session, "markers", ()))
        self._watch = Watch(self.counter)
        self._undecided: list[Cycle] = []
        self._t_ms = 0

    def step(self, row: Row) -> None:
        """Process one sample."""
        self._t_ms = row[0]
        for reps in self._marks.before(row[0]):
            self.counter.teach(reps)
        self._after(self.counter.step(*row))

    def finish(self) -> None:
        """Report what is pending after the last sample."""
        while self._after(self.counter.finish()) != EVENT_NONE:
            pass

    def _after(self, code: int) -> int:
        if code != EVENT_NONE:
            event = self.counter.event
            self.events.append(as_event(event))
            self.shown_ms.append(event.shown_ms)
            if code == EVENT_REP:
                self.rise_mm_s[event.index] = rise_mm_s(event)
                self.bias_dps[event.index] = snapshot(self.counter, self._t_ms).gyro_bias_dps
        found = self._watch.judged()
        for judged in found:
            self._store(judged)
        if code in (EVENT_REP, EVENT_REFUSED):
            self._store_outcome(code)
        if found:
            self._store_joined()
        return code

    def _store(self, judged: Judged) -> None:
        """Store a cycle that was judged in this step, and whether it is pending."""
        cycle = Cycle(
            judged.leg,
            judged.left_ms,
            judged.start_ms,
            judged.bottom_ms,
            judged.rise_ms,
            judged.end_ms,
            self._t_ms,
            judged.gates,
            reason=judged.reason,
            doubt="" if judged.reason else judged.doubt,
            waits_for=judged.waits_for,
        )
        self.cycles.append(cycle)
        for held in pending(self.counter):
            if (held.end_ms, held.sensor_leg) == cycle.key:
                cycle.outcome, cycle.reason, cycle.waited = "waits", held.reason, not held.decided
                cycle.start_ms = held.start_ms
        self._undecided.append(cycle)

    def _store_outcome(self, code: int) -> None:
        """Find the oldest undecided cycle of an event and store its outcome."""
        event = self.counter.event
        key = (event.end_ms, LEGS[event.sensor_leg])
        for cycle in self._undecided:
            if cycle.key == key:
                cycle.outcome = "rep" if code == EVENT_REP else "refused"
                cycle.reason = REASONS[event.reason]
                cycle.index = event.index or None
                cycle.start_ms, cycle.bottom_ms = event.start_ms, event.bottom_ms
                cycle.reported_ms = self._t_ms
                self._undecided.remove(cycle)
                break
        self._undecided = [cycle for cycle in self._undecided if cycle.outcome == "waits"]

    def _store_joined(self) -> None:
        """Mark the cycles that no longer wait and were not reported: the next one took them in."""
        waiting = {(held.end_ms, held.sensor_leg) for held in pending(self.counter)}
        for cycle in self._undecided:
            if cycle.outcome == "waits" and cycle.key not in waiting:
                cycle.outcome, cycle.reason = "joined", ""
        self._undecided = [cycle for cycle in self._undecided if cycle.outcome == "waits"]


@dataclass(frozen=True)
class TracedRun:
    """The events of a session, and the detector's state during it.

    Attributes:
        states: `STATE` after each sample, one after the other.
        events: as yielded by `heeldrive_lab.detection.replay`; no summary.
        shown_ms: time at which each event was reported.
        snapshots: state after the first sample and after each change of standing, waits_for or ready.
        cycles: every cycle that ended, with its gates.
        requested: state at the requested time; None if there was no request or no such time.
    """

    states: "array[int]"
    events: tuple[Event, ...]
    shown_ms: tuple[int, ...]
    snapshots: tuple[Snapshot, ...]
    cycles: tuple[Cycle, ...]
    requested: Snapshot | None

    @property
    def first_ms(self) -> int:
        """Time of the first sample, ms."""
        return self.states[0]

    @property
    def last_ms(self) -> int:
        """Time of the last sample, ms."""
        return self.states[-len(STATE)]


def trace(
    session: Session,
    settings: Settings,
    *,
    at_ms: int | None = None,
    check: Callable[[], None] | None = None,
) -> TracedRun:
    """Replay a session as the board does and record the detector's state.

    Args:
        session: the samples.
        settings: the detector's settings.
        at_ms: time at which the whole state is recorded.
        check: called every 1024 samples; may raise an exception to cancel the run.

    Raises:
        SessionError: the session is invalid.
    """
    traced = TracedCounter(session, settings)
    counter = traced.counter
    states = array("q")  # a list of tuples would take five times the memory
    snapshots: list[Snapshot] = []
    requested = None
    before: Status | None = None
    t_ms = 0
    for number, row in enumerate(session):
        if check and number % _CHECKED_EVERY == 0:
            check()
        if at_ms is not None and requested is None and states and states[0] <= at_ms < row[0]:
            requested = snapshot(counter, t_ms)
        t_ms = row[0]
        traced.step(row)
        now = status(counter, t_ms)
        states.extend((t_ms, counter.inclination_cdeg, counter.phase, *now))
        if before is None or now[:3] != before[:3]:
            snapshots.append(snapshot(counter, t_ms))
        before = now
    if at_ms is not None and at_ms == t_ms:
        requested = snapshot(counter, t_ms)
    traced.finish()
    return TracedRun(
        states,
        tuple(traced.events),
        tuple(traced.shown_ms),
        tuple(snapshots),
        tuple(traced.cycles),
        requested,
    )
