"""The detector's states during a session as intervals for the lanes, and all cycles."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from heeldrive import Settings
from numpy.typing import NDArray

from heeldrive_lab.detection.compiled.counting import Counting
from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.teaching_marks import TeachingMarks
from heeldrive_lab.detection.traced_run import STATE, trace
from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.workbench.reasons import Key, Reason, reasons_of

Floats = NDArray[np.float64]
Stretches = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]
# Half a second of counting on the interpreter, and ten minutes of a session.
SHOWN_ROWS = 1 << 16


@dataclass(frozen=True)
class Trace:
    """The detector's states during a session.

    Attributes:
        t_s: time of each sample, s, shape (n,).
        inclination_deg: inclination of the thigh from the learnt standing direction, shape (n,).
        phases: intervals of phases: starts, ends (ms), and indices into heeldrive.PHASES.
        standings: intervals of the standing direction's state, indices into heeldrive.window.STANDINGS.
        waits: intervals of what the detector waits for, indices into heeldrive.WAITS.
        ready: intervals of readiness for a rep, 0 or 1.
        sets: intervals of open sets, their numbers; 0 for none.
        cycles: all cycles that ended, with their gates.
        reasons: why each of them counted or not.
    """

    t_s: Floats
    inclination_deg: Floats
    phases: Stretches
    standings: Stretches
    waits: Stretches
    ready: Stretches
    sets: Stretches
    cycles: tuple[Cycle, ...]
    reasons: dict[Key, Reason]


def inclination_of(
    session: Loaded, settings: Settings, check: Callable[[], None]
) -> Iterator[NDArray[np.float64]]:
    """Yield the inclination from the start to ever later samples, the last time of all samples, deg.

    It is known long before the trace: in 0.1 s for an hour if the detector is compiled.

    Args:
        session: the samples.
        settings: the detector's settings.
        check: called regularly; may raise an exception to cancel.
    """
    header = session.header
    counting = Counting(settings, header.accel_ug_per_count, header.gyro_udps_per_count, ["inclination_cdeg"])
    marks = TeachingMarks(session.markers)
    found = np.zeros(0)
    for start in range(0, len(session.table), SHOWN_ROWS):
        for reps, rows in marks.parts(session.table[start : start + SHOWN_ROWS]):
            check()
            if reps is not None:
                counting.teach(reps)
            found = np.r_[found, counting.feed(rows).watched[:, 0] / 100]
        yield found


def trace_of(session: Loaded, settings: Settings, check: Callable[[], None]) -> Trace:
    """Trace a session.

    Args:
        session: the samples.
        settings: the detector's settings.
        check: called regularly; may raise an exception to cancel.
    """
    run = trace(session, settings, check=check)
    t_ms, inclination_cdeg, *columns = np.frombuffer(run.states, np.int64).reshape(-1, len(STATE)).T
    phases, standings, waits, ready, sets = (stretches(t_ms, column) for column in columns)
    return Trace(
        t_ms / 1000,
        inclination_cdeg / 100,
        phases,
        standings,
        waits,
        ready,
        sets,
        run.cycles,
        reasons_of(run.cycles, settings),
    )


def stretches(t_ms: NDArray[np.int64], value: NDArray[np.int64]) -> Stretches:
    """Intervals of constant value: starts, ends (the start of the next), and values."""
    changes = np.flatnonzero(np.r_[True, np.diff(value) != 0])
    starts = t_ms[changes]
    return starts, np.r_[starts[1:], t_ms[-1]], value[changes]
