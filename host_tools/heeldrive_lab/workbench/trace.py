"""A session gone through once with the watched detector: what it knew at each sample, and every cycle."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from heeldrive import EVENT_NONE, WAITS, Settings
from numpy.typing import NDArray

from heeldrive_lab.detection.explain.cycles import Cycle, WatchedCounter
from heeldrive_lab.detection.explain.state import standing_of
from heeldrive_lab.evaluation.sources import Loaded

STANDINGS = ("unknown", "taken", "proved")

Floats = NDArray[np.float64]
Stretches = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class Trace:
    """What the detector knew.

    Attributes:
        t_s: (n,) time of each sample, seconds of the session.
        inclination_deg: (n,) of the thigh from the learnt standing direction.
        phases: stretches of one phase: begins and ends in ms, and an index into heeldrive.PHASES.
        standings: the same for the standing direction, an index into STANDINGS.
        waits: the same for what it waited for, an index into heeldrive.WAITS.
        ready: the same for being ready for a rep, 0 or 1.
        sets: the same for the set that was open, its number; 0 for none.
        cycles: each cycle that ended, with its gates.
    """

    t_s: Floats
    inclination_deg: Floats
    phases: Stretches
    standings: Stretches
    waits: Stretches
    ready: Stretches
    sets: Stretches
    cycles: tuple[Cycle, ...]


def trace_of(session: Loaded, settings: Settings, check: Callable[[], None]) -> Trace:
    """Go through a session as the board does, and keep what it knew.

    Args:
        session: the samples.
        settings: the detector's settings.
        check: called now and then; what it raises ends the work.
    """
    header = session.header
    counter = WatchedCounter(settings, header.accel_ug_per_count, header.gyro_udps_per_count)
    sets = counter._sets
    known = np.zeros((len(session.table), 6), np.int64)
    for index, row in enumerate(session):
        if index & 0x3FF == 0:
            check()
        counter.step(*row)
        standing, waits_for, ready = standing_of(counter, row[0])
        known[index] = (
            counter.inclination_cdeg,
            counter.phase,
            STANDINGS.index(standing),
            WAITS.index(waits_for),
            ready,
            sets.index if sets._open else 0,
        )
    while counter.finish() != EVENT_NONE:
        pass
    t_ms = session.table[:, 0]
    phases, standings, waits, readiness, open_sets = (
        stretches(t_ms, known[:, column]) for column in range(1, 6)
    )
    return Trace(
        t_ms / 1000,
        known[:, 0] / 100,
        phases,
        standings,
        waits,
        readiness,
        open_sets,
        tuple(counter.cycles),
    )


def stretches(t_ms: NDArray[np.int64], value: NDArray[np.int64]) -> Stretches:
    """Where a value stays the same: begins, ends (the begin of the next), and the value."""
    begins = np.flatnonzero(np.r_[True, np.diff(value) != 0])
    starts = t_ms[begins]
    return starts, np.r_[starts[1:], t_ms[-1]], value[begins]
