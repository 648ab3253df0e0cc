"""What state the detector is in: a picture of its own attributes at one moment."""

from dataclasses import asdict, dataclass
from types import SimpleNamespace
from typing import Any

import heeldrive.phases
from heeldrive import LEGS, PHASES, REASONS, WAITS
from heeldrive.falls import _MM, FALLING, NOTHING, RISING

from heeldrive_lab.detection.explain.gates import limit_of

FALL_STATES = {NOTHING: "at the top", FALLING: "falling, or held low", RISING: "rising"}
_WIDE = 180 * 128
# As the detector has them: a descent begins so far beyond the top, a rise so far from the deepest.
START_DEG = heeldrive.phases._START / 128
NEAR_DEG = heeldrive.phases._NEAR / 128


@dataclass(frozen=True)
class Waiting:
    """A cycle that is held back until it is certain."""

    reason: str
    sensor_leg: str
    start_ms: int
    end_ms: int
    rise_ms: int
    decided: bool
    given_up_ms: int


@dataclass(frozen=True)
class Fall:
    """The body's fall in the mode that counts both legs: state, height now (below zero: down), usual fall."""

    state: str
    height_mm: int
    usual_mm: int


@dataclass(frozen=True)
class State:
    """The detector at one moment.

    Attributes:
        t_ms: the moment.
        phase: a word of heeldrive.PHASES.
        inclination_deg, top_deg: now, and of the top it measures from.
        enough_deg: what it has to reach to be as deep as a rep.
        deepest_deg: largest so far in the cycle under way, else None.
        standing: "unknown", "taken" (the first still pose, with no proof yet) or "proved".
        waits_for: a word of heeldrive.WAITS.
        reps: counted so far.
        ready: whether a cycle that began now, or the one under way when it began, could be a rep.
        ready_left_ms: how long that stays so, below zero when it is over; None while a cycle is under way.
        still_ms, seat_ms: stillness now.
        set_index, set_reps, set_open: the current or last set.
        set_ends_ms: when it ends, if nothing begins; None when none is open.
        held: cycles held back, the oldest first.
        forward_reps: how many reps (up to 8) have shown which way the thigh goes.
        walked_ms: for so long a walk just seen still tells something; 0 when there was none.
        fall: the body's fall in `both_legs` mode, else None.
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
    held: tuple[Waiting, ...]
    forward_reps: int
    walked_ms: int
    fall: Fall | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {"kind": "state", **asdict(self)}


def standing_of(counter: Any, t_ms: int) -> tuple[str, str, bool]:
    """`standing`, `waits_for` and `ready` of the state, quickly."""
    mount = counter._mount
    standing = "proved" if mount.proved else "taken" if mount.known else "unknown"
    return standing, WAITS[counter.waits_for], bool(mount.known) and _ready_left_ms(counter, t_ms) >= 0


def _ready_left_ms(counter: Any, t_ms: int) -> int:
    """How long the leg is still ready for a cycle; for one under way, as it was when that left its top."""
    phases, reps = counter.phases, counter._reps
    limit_ms: int = counter._ready_max_ms
    if phases.phase > heeldrive.phases.STANDING:
        return int(limit_ms - (phases.top_ms - reps._was_ready_ms))
    return int(limit_ms - (t_ms - reps.ready_ms))


def state_of(counter: Any, t_ms: int) -> State:
    """The state of a RepCounter after the sample at `t_ms`."""
    mount, phases, sets = counter._mount, counter.phases, counter._sets
    rest = counter._tilt.rest
    in_cycle = phases.phase > heeldrive.phases.STANDING
    standing, waits_for, ready = standing_of(counter, t_ms)
    set_open = bool(sets._open)
    return State(
        t_ms=t_ms,
        phase=PHASES[phases.phase],
        inclination_deg=counter.inclination_cdeg / 100,
        top_deg=round(phases._top / 128, 1),
        enough_deg=_enough_deg(counter),
        deepest_deg=round(phases.depth / 128, 1) if in_cycle else None,
        standing=standing,
        waits_for=waits_for,
        reps=counter.reps,
        ready=ready,
        ready_left_ms=None if in_cycle or not mount.known else _ready_left_ms(counter, t_ms),
        still_ms=rest.still_ms,
        seat_ms=rest.seat_ms,
        set_index=sets.index,
        set_reps=sets.reps,
        set_open=set_open,
        set_ends_ms=sets.end_ms + sets._rest_min_ms if set_open else None,
        held=tuple(_held(counter)),
        forward_reps=mount.forward_known,
        walked_ms=max(counter._gait.fresh_ms, 0),
        fall=_fall(counter),
    )


def _enough_deg(counter: Any) -> float:
    top = counter.phases._top

    def is_deep(depth: int) -> bool:
        return bool(counter._reps.is_deep(SimpleNamespace(depth=depth, top=top)))

    return round((limit_of(is_deep, 2 * _WIDE, 0) or 0) / 128, 1)


def _held(counter: Any) -> list[Waiting]:
    held = counter._held
    waiting = []
    for place in range(held.n):
        event = held._events[place]
        waiting.append(
            Waiting(
                REASONS[event.reason],
                LEGS[event.sensor_leg],
                event.start_ms,
                event.end_ms,
                event.end_ms - event.rise_ms,
                place < held.out,
                event.end_ms + counter._ready_max_ms,
            )
        )
    return waiting


def _fall(counter: Any) -> Fall | None:
    backs = counter._backs
    if not backs:
        return None
    falls = backs.falls
    return Fall(FALL_STATES[falls.state], falls._h // _MM, backs._usual_mm)
