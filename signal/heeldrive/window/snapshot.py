"""The detector's internal state after a sample, in physical units."""

from dataclasses import dataclass
from typing import NamedTuple

from heeldrive import displacement, knee_travel, rise_velocity, segmentation
from heeldrive.counter import RepCounter
from heeldrive.events import EVENT_NONE, LEGS, REASONS, WAITS
from heeldrive.pending import counts_alone
from heeldrive.segmentation import PHASES, STANDING

STANDINGS = ("unknown", "taken", "proved")
"""What is known of the standing direction: nothing, the first still pose, or a proved direction."""

START_DEG = segmentation._START / 128
"""A descent begins this far beyond the top."""

NEAR_BOTTOM_DEG = segmentation._NEAR / 128
"""The bottom hold lasts while the thigh is within this angle of its largest inclination."""

KNEE_OVER_MM = knee_travel._OVER_MM
"""Knee travel below this, relative to the first reps, is over the ankle."""

KNEE_FORWARD_MM = knee_travel._FORWARD_MM
"""Knee travel above this is forward."""

THIGH_M = rise_velocity._THIGH / 2000
"""Everyone's length of the thigh in the rise velocity, m."""

STANDING_DEG = rise_velocity._STANDING_CDEG / 100
"""Flexion of the thigh while standing in the rise velocity, deg."""

INNER = {
    "rate_sq": "_attitude.rate_sq",
    "vertical_acc": "_attitude.vertical_acc",
    "inclination": "_alignment.inclination",
    "still_ms": "_attitude.stationary.still_ms",
    "seat_ms": "_attitude.stationary.seat_ms",
    "lever_sum": "_classifier._lever._hc",
    "standing_known": "_alignment.known",
    "standing_proved": "_alignment.proved",
}
"""Integers in the detector's units that can be read after each sample, and the attributes that hold them."""

_FALL_STATES = {
    displacement._AT_TOP: "at the top",
    displacement._FALLING: "falling, or held low",
    displacement._RISING: "rising",
}


class Status(NamedTuple):
    """The slowly changing part of the state, cheap enough to read after every sample.

    Attributes:
        standing: an index into STANDINGS.
        waits_for: an index into heeldrive.WAITS.
        ready: whether a cycle that begins now, or the current one when it began, could be a rep.
        open_set: number of the open set; 0 for none.
    """

    standing: int
    waits_for: int
    ready: bool
    open_set: int


@dataclass(frozen=True)
class Pending:
    """A pending cycle: a doubtful one that waits for its neighbours, or a decided one.

    Attributes:
        reason: why it is doubtful; once it is decided, why it is refused; empty once it is a rep.
        sensor_leg: "front" or "back".
        start_ms, end_ms: start of its descent and end of its rise.
        rise_ms: length of its rise.
        decided: whether it is decided and only waiting to be emitted.
        given_up_ms: when it is decided without neighbours.
        counts_alone: whether it counts then; otherwise it is refused.
    """

    reason: str
    sensor_leg: str
    start_ms: int
    end_ms: int
    rise_ms: int
    decided: bool
    given_up_ms: int
    counts_alone: bool


@dataclass(frozen=True)
class Fall:
    """The body's drop in `both_legs` mode: state, present height (negative below the top), usual drop."""

    state: str
    height_mm: int
    usual_mm: int


@dataclass(frozen=True)
class Snapshot:
    """The detector at one moment.

    Attributes:
        t_ms: time of the sample.
        phase: a word of heeldrive.PHASES.
        inclination_deg, top_deg: present inclination, and that of the top.
        enough_deg: inclination that a rep has to reach.
        deepest_deg: largest inclination so far in the current cycle; None outside a cycle.
        standing: a word of STANDINGS.
        waits_for: a word of heeldrive.WAITS.
        reps: reps counted so far.
        ready: whether a cycle that begins now, or the current one when it began, could be a rep.
        ready_left_ms: how long that remains so, negative once it is over; None during a cycle.
        still_ms, seat_ms: how long the leg has been still, and as still as on a seat.
        set_index, set_reps, set_open: the current or last set.
        set_ends_ms: when it ends if no cycle begins; None if no set is open.
        held: pending cycles, the oldest first.
        forward_reps: number of reps (up to 8) from which the forward direction was learnt.
        walked_ms: how long the last walk can still be used; 0 if there is none.
        fall: the body's drop in `both_legs` mode, else None.
        gyro_bias_dps: gyroscope bias learnt so far, for each axis, deg/s.
    """

    t_ms: int
    phase: str
    inclination_deg: float
    top_deg: float
    enough_deg: float
    deepest_deg: float | None
    standing: str
    waits_for: str
    reps: int
    ready: bool
    ready_left_ms: int | None
    still_ms: int
    seat_ms: int
    set_index: int
    set_reps: int
    set_open: bool
    set_ends_ms: int | None
    held: tuple[Pending, ...]
    forward_reps: int
    walked_ms: int
    fall: Fall | None
    gyro_bias_dps: tuple[float, float, float]


def status(counter: RepCounter, t_ms: int) -> Status:
    """Return the slowly changing part of the state after the sample at `t_ms`."""
    alignment, sets = counter._alignment, counter._sets
    return Status(
        2 if alignment.proved else 1 if alignment.known else 0,
        counter.waits_for,
        bool(alignment.known) and _ready_left_ms(counter, t_ms) >= 0,
        sets.index if sets._open else 0,
    )


def snapshot(counter: RepCounter, t_ms: int) -> Snapshot:
    """Return the state after the sample at `t_ms`."""
    alignment, phases, sets = counter._alignment, counter.phases, counter._sets
    stationary = counter._attitude.stationary
    in_cycle = phases.phase > STANDING
    now = status(counter, t_ms)
    set_open = bool(now.open_set)
    return Snapshot(
        t_ms=t_ms,
        phase=PHASES[phases.phase],
        inclination_deg=counter.inclination_cdeg / 100,
        top_deg=round(phases._top / 128, 1),
        enough_deg=_enough_deg(counter),
        deepest_deg=round(phases.depth / 128, 1) if in_cycle else None,
        standing=STANDINGS[now.standing],
        waits_for=WAITS[now.waits_for],
        reps=counter.reps,
        ready=now.ready,
        ready_left_ms=None if in_cycle or not alignment.known else _ready_left_ms(counter, t_ms),
        still_ms=stationary.still_ms,
        seat_ms=stationary.seat_ms,
        set_index=sets.index,
        set_reps=sets.reps,
        set_open=set_open,
        set_ends_ms=sets.end_ms + counter._settings.rest_min_s * 1000 if set_open else None,
        held=pending(counter),
        forward_reps=alignment.forward_known,
        walked_ms=max(counter._walking.fresh_ms, 0),
        fall=_fall(counter),
        gyro_bias_dps=(stationary.bx / 1024, stationary.by / 1024, stationary.bz / 1024),
    )


def pending(counter: RepCounter) -> tuple[Pending, ...]:
    """Return the pending cycles, the oldest first."""
    events = counter._pending._events[: counter._pending.n]
    newest_ms = {event.sensor_leg: event.end_ms for event in events if event.kind == EVENT_NONE}
    return tuple(
        Pending(
            REASONS[event.reason],
            LEGS[event.sensor_leg],
            event.start_ms,
            event.end_ms,
            event.end_ms - event.rise_ms,
            event.kind != EVENT_NONE,
            newest_ms.get(event.sensor_leg, event.end_ms) + counter._settings.rest_min_s * 1000,
            event.kind == EVENT_NONE and counts_alone(event),
        )
        for event in events
    )


def _ready_left_ms(counter: RepCounter, t_ms: int) -> int:
    """Return how long the leg remains ready for a cycle; during one, as of when it left its top."""
    phases, classifier = counter.phases, counter._classifier
    limit_ms: int = counter._settings.ready_max_ms
    if phases.phase > STANDING:
        return int(limit_ms - (phases.top_ms - classifier._was_ready_ms))
    return int(limit_ms - (t_ms - classifier.ready_ms))


def _enough_deg(counter: RepCounter) -> float:
    """Return the larger of the two limits for depth: from standing, and from the top."""
    settings = counter._settings
    depth = counter._own.depth_min(settings.depth_min_deg * 128, True)
    return round(max(depth, settings.excursion_min_deg * 128 + counter.phases._top) / 128, 1)


def _fall(counter: RepCounter) -> Fall | None:
    if not counter._rear_leg:
        return None
    body = counter._rear_leg.displacements[0]
    return Fall(_FALL_STATES[body.state], body._h // displacement._MM, counter._rear_leg.usual_mm)
