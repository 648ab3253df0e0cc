"""How early a rep with the sensor leg in front could be announced, and how often that would be taken back.

An announcement is made while the wearer rises, when the thigh has come half-way back from the bottom to the
top before. It is taken back if no rep is counted that contains it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from heeldrive import EVENT_REP, PHASES, Settings
from heeldrive.events import Event
from numpy.typing import NDArray

ANY, IN_SET = "any cycle", "like the last rep of its set"
RULES = (ANY, IN_SET)
WAY_UP = 0.5
ALIKE = 0.8  # the shallower is at least this part of the deeper, as for a neighbour (heeldrive.likeness)

_STANDING, _DESCENT, _RISE = (PHASES.index(name) for name in ("standing", "descent", "rise"))
_SETTINGS = Settings()
_DEPTH_MIN_CDEG = 100 * _SETTINGS.depth_min_deg
_SET_MS = 1000 * _SETTINGS.rest_min_s


@dataclass(frozen=True)
class Announcement:
    """An announcement of a rep.

    Attributes:
        rule: which cycles are announced, one of `RULES`.
        lead_ms: by how much it precedes the count; None if it is taken back.
    """

    rule: str
    lead_ms: int | None


def announcements(
    t_ms: Sequence[NDArray[np.int64]], watched: Sequence[NDArray[np.int64]], events: Sequence[Event]
) -> Iterator[Announcement]:
    """Yield the announcements in a session, for each rule.

    Args:
        t_ms: times of the samples, in parts.
        watched: inclination, 1/100 deg, and phase after each of them, in the same parts.
        events: all events.
    """
    times = np.concatenate(t_ms)
    inclination, phase = np.concatenate(watched).T
    reps = [event for event in events if event.kind == EVENT_REP and not event.sensor_leg]
    free = {rule: list(reps) for rule in RULES}
    for first, last in _cycles(phase):
        rising = first + int(np.argmax(phase[first:last] == _RISE))
        top = int(inclination[first])
        # The deepest so far: who sinks again is announced anew by neither rule.
        deepest = np.maximum.accumulate(inclination[first:last])[rising - first :]
        low = inclination[rising:last] <= deepest - WAY_UP * (deepest - top)
        if not low.any():
            continue
        at = rising + int(np.argmax(low))
        depth, at_ms = int(deepest[at - rising]), int(times[at])
        if depth < _DEPTH_MIN_CDEG:
            continue
        for rule in RULES:
            if rule == ANY or _continues(reps, depth, at_ms):
                yield Announcement(rule, _lead_ms(free[rule], at_ms))


def _cycles(phase: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    """Indices of the first sample of each cycle that rises, and of the one after its last."""
    descends = np.concatenate(([False], phase == _DESCENT))
    edges = np.flatnonzero(descends[1:] & ~descends[:-1]).tolist()
    for first, following in pairwise([*edges, len(phase)]):
        stands = phase[first:following] <= _STANDING
        last = first + int(np.argmax(stands)) if stands.any() else following
        if (phase[first:last] == _RISE).any():
            yield first, last


def _continues(reps: Sequence[Event], depth_cdeg: int, at_ms: int) -> bool:
    shown = [rep for rep in reps if rep.shown_ms <= at_ms]
    if not shown or at_ms - shown[-1].end_ms > _SET_MS:
        return False
    last = shown[-1].depth_cdeg
    return min(last, depth_cdeg) >= ALIKE * max(last, depth_cdeg)


def _lead_ms(free: list[Event], at_ms: int) -> int | None:
    """How much later the rep is counted; each rep is announced once."""
    for rep in free:
        if rep.start_ms <= at_ms <= rep.end_ms:
            free.remove(rep)
            return rep.shown_ms - at_ms
    return None
