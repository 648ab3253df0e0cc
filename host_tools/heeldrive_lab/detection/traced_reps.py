"""Replays a session in constant memory and keeps what is told of it: events, their cycles, inclination.

`traced_run` also keeps the detector's state at every sample.
"""

from array import array
from dataclasses import dataclass

import numpy as np
from heeldrive import Settings
from numpy.typing import NDArray

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.replay import Event, Session
from heeldrive_lab.detection.traced_run import TracedCounter
from heeldrive_lab.sessions.sample_times import SampleTimes
from heeldrive_lab.sessions.samples import tables_of

# Inclination is kept about 15 times a second: as finely as a plot of a set shows it.
INCLINATION_MS = 60
OUTCOMES = ("rep", "refused")


@dataclass(frozen=True)
class InclinationTrace:
    """Inclination of the thigh over a session.

    Attributes:
        t_ms: (n,) session time, ms.
        inclination_deg: (n,) inclination from standing, deg.
    """

    t_ms: NDArray[np.intc]
    inclination_deg: NDArray[np.float64]


@dataclass(frozen=True)
class TracedReps:
    """The events of a session, with their cycles.

    Attributes:
        events: as yielded by `heeldrive_lab.detection.replay`; no summary.
        bias_dps: gyroscope bias at the time each rep was counted, by the number of the rep.
        rise_mm_s: mean rise velocity of each rep, by its number; 0 where it is withheld.
        times: the times of the samples.
        inclination: inclination of the thigh.
    """

    events: tuple[Event, ...]
    bias_dps: dict[int, tuple[float, ...]]
    rise_mm_s: dict[int, int]
    times: SampleTimes
    inclination: InclinationTrace
    _cycles: dict[tuple[int, str, str], Cycle]

    def cycle_of(self, event: Event) -> Cycle:
        """The cycle of a rep or a refusal."""
        return self._cycles[event["end_ms"], event["sensor_leg"], event["kind"]]


def trace_reps(session: Session, settings: Settings) -> TracedReps:
    """Replay a session as the board does.

    Raises:
        SessionError: the session is invalid.
    """
    traced, times = TracedCounter(session, settings), SampleTimes(session.header)
    cycles: dict[tuple[int, str, str], Cycle] = {}
    at_ms, inclination_cdeg = array("i"), array("i")
    next_ms = 0

    def keep_told() -> None:
        told = (cycle for cycle in traced.cycles if cycle.outcome in OUTCOMES)
        cycles.update(((*cycle.key, cycle.outcome), cycle) for cycle in told)
        traced.cycles = [cycle for cycle in traced.cycles if cycle.outcome == "waits"]

    for table in tables_of(session):
        for row in table.tolist():
            traced.step(row)
            if row[0] >= next_ms:
                next_ms = row[0] + INCLINATION_MS
                at_ms.append(row[0])
                inclination_cdeg.append(traced.counter.inclination_cdeg)
        times.add_table(table)
        keep_told()
    traced.finish()
    keep_told()
    inclination = InclinationTrace(
        np.frombuffer(at_ms, np.intc), np.frombuffer(inclination_cdeg, np.intc) / 100
    )
    return TracedReps(tuple(traced.events), traced.bias_dps, traced.rise_mm_s, times, inclination, cycles)
