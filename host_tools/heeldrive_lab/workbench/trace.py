"""What the detector knew at each sample of a session, as stretches that the lanes show, and every cycle."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from heeldrive import Settings
from numpy.typing import NDArray

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.traced_run import trace
from heeldrive_lab.evaluation.sources import Loaded

Floats = NDArray[np.float64]
Stretches = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True)
class Trace:
    """What the detector knew.

    Attributes:
        t_s: (n,) time of each sample, seconds of the session.
        inclination_deg: (n,) of the thigh from the learnt standing direction.
        phases: stretches of one phase: begins and ends in ms, and an index into heeldrive.PHASES.
        standings: the same for the standing direction, an index into heeldrive.window.STANDINGS.
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
    run = trace(session, settings, check=check)
    phases = stretches(run.t_ms, run.phases)
    standings, waits, ready, sets = (stretches(run.t_ms, column) for column in run.statuses.T)
    return Trace(run.t_ms / 1000, run.inclination_deg, phases, standings, waits, ready, sets, run.cycles)


def stretches(t_ms: NDArray[np.int64], value: NDArray[np.int64]) -> Stretches:
    """Where a value stays the same: begins, ends (the begin of the next), and the value."""
    begins = np.flatnonzero(np.r_[True, np.diff(value) != 0])
    starts = t_ms[begins]
    return starts, np.r_[starts[1:], t_ms[-1]], value[begins]
