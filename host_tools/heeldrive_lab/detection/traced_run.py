"""A session gone through once with a window into the detector: events, cycles with their gates, inner states.

Explanations, rep metrics, the workbench, comparisons, labelling and the tuner all read the same run.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from heeldrive import EVENT_NONE, EVENT_REFUSED, EVENT_REP, LEGS, REASONS, RepCounter, Settings
from heeldrive.window import Judged, Snapshot, Status, Watch, pending, snapshot, status
from numpy.typing import NDArray

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.replay import Event, Session, as_event
from heeldrive_lab.sessions.session import Row

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Samples = TypeVar("Samples", bound=Session)
_CHECKED_EVERY = 1024  # samples


class TracedCounter:
    """A RepCounter that is watched: it counts as it does on the board, and each cycle that ended is kept.

    Attributes:
        counter: the detector.
        cycles: what ended, in order of judgement.
    """

    def __init__(self, settings: Settings, ug_per_count: int, udps_per_count: int) -> None:
        self.counter = RepCounter(settings, ug_per_count, udps_per_count)
        self.cycles: list[Cycle] = []
        self._watch = Watch(self.counter)
        self._undecided: list[Cycle] = []
        self._t_ms = 0

    def step(self, row: Row) -> int:
        """Take one sample; return the kind of the event that `counter.event` now holds."""
        self._t_ms = row[0]
        return self._after(self.counter.step(*row))

    def finish(self) -> int:
        """Say that no sample follows; return the kind of the next event until there is none."""
        return self._after(self.counter.finish())

    def _after(self, code: int) -> int:
        for judged in self._watch.judged():
            self._keep(judged)
        if code in (EVENT_REP, EVENT_REFUSED):
            self._note_event(code)
        return code

    def _keep(self, judged: Judged) -> None:
        """Keep a cycle that was judged in this step, and whether it is held back."""
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
            waits_for=judged.waits_for,
        )
        self.cycles.append(cycle)
        for held in pending(self.counter):
            if (held.start_ms, held.end_ms, held.sensor_leg) == cycle.key:
                cycle.outcome, cycle.reason, cycle.waited = "waits", held.reason, not held.decided
        self._undecided.append(cycle)

    def _note_event(self, code: int) -> None:
        """Find the cycle that an event is of, the oldest that is undecided, and note what came of it."""
        event = self.counter.event
        key = (event.start_ms, event.end_ms, LEGS[event.sensor_leg])
        for cycle in self._undecided:
            if cycle.key == key:
                cycle.outcome = "rep" if code == EVENT_REP else "refused"
                cycle.reason = REASONS[event.reason]
                cycle.index = event.index or None
                cycle.told_ms = self._t_ms
                self._undecided.remove(cycle)
                break
        self._undecided = [cycle for cycle in self._undecided if cycle.outcome == "waits"]


@dataclass(frozen=True)
class TracedRun(Generic[Samples]):
    """What came of a session, and what the detector knew meanwhile.

    Attributes:
        session: the samples.
        settings: those in force.
        t_ms: (n,) time of each sample.
        inclination_deg: (n,) of the thigh from the learnt standing direction, after each sample.
        phases: (n,) after each sample, an index into heeldrive.PHASES.
        statuses: (n, 4) the columns of heeldrive.window.Status, after each sample.
        events: reps, refusals, sets and slips, as `heeldrive_lab.detection.replay` tells them; no summary.
        shown_ms: of each event, when it was known.
        snapshots: after each sample at which standing, waits_for or ready changed, the first among them.
        cycles: each cycle that ended, with its gates.
        bias_dps: by a rep's number, the gyroscope's bias as learnt when the rep was counted.
        asked: the state at the moment that was asked for; None where there is none.
    """

    session: Samples
    settings: Settings
    t_ms: Whole
    inclination_deg: Floats
    phases: Whole
    statuses: Whole
    events: tuple[Event, ...]
    shown_ms: tuple[int, ...]
    snapshots: tuple[Snapshot, ...]
    cycles: tuple[Cycle, ...]
    bias_dps: dict[int, Floats]
    asked: Snapshot | None

    def cycle_of(self, event: Event) -> Cycle:
        """The cycle that a rep or a refusal is of."""
        key = (event["start_ms"], event["end_ms"], event["sensor_leg"])
        return next(cycle for cycle in self.cycles if cycle.key == key and cycle.outcome == event["kind"])


def trace(
    session: Samples,
    settings: Settings,
    *,
    at_ms: int | None = None,
    check: Callable[[], None] | None = None,
) -> TracedRun[Samples]:
    """Go through a session as the board does, and keep what the detector knew.

    Args:
        session: the samples.
        settings: the detector's settings.
        at_ms: a moment of which the whole state is kept.
        check: called now and then; what it raises ends the work.

    Raises:
        SessionError: the file is wrong.
    """
    header = session.header
    traced = TracedCounter(settings, header.accel_ug_per_count, header.gyro_udps_per_count)
    counter = traced.counter
    known: list[tuple[int, ...]] = []
    events: list[Event] = []
    shown_ms: list[int] = []
    snapshots: list[Snapshot] = []
    bias_dps: dict[int, Floats] = {}
    asked = None
    before: Status | None = None
    t_ms = 0

    def note() -> None:
        event = counter.event
        events.append(as_event(event))
        shown_ms.append(event.shown_ms)
        if event.kind == EVENT_REP:
            bias_dps[event.index] = np.array(snapshot(counter, t_ms).gyro_bias_dps)

    for number, row in enumerate(session):
        if check and number % _CHECKED_EVERY == 0:
            check()
        if at_ms is not None and asked is None and known and known[0][0] <= at_ms < row[0]:
            asked = snapshot(counter, t_ms)
        t_ms = row[0]
        if traced.step(row) != EVENT_NONE:
            note()
        now = status(counter, t_ms)
        known.append((t_ms, counter.inclination_cdeg, counter.phase, *now))
        if before is None or now[:3] != before[:3]:
            snapshots.append(snapshot(counter, t_ms))
        before = now
    if at_ms is not None and at_ms == t_ms:
        asked = snapshot(counter, t_ms)
    while traced.finish() != EVENT_NONE:
        note()
    table = np.array(known, np.int64).reshape(-1, 3 + len(Status._fields))
    return TracedRun(
        session,
        settings,
        table[:, 0],
        table[:, 1] / 100,
        table[:, 2],
        table[:, 3:],
        tuple(events),
        tuple(shown_ms),
        tuple(snapshots),
        tuple(traced.cycles),
        bias_dps,
        asked,
    )
