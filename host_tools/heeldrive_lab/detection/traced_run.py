"""A session gone through once with the watched detector: events, cycles with their gates, inclination."""

from dataclasses import dataclass

import numpy as np
from heeldrive import EVENT_NONE, Settings
from numpy.typing import NDArray

from heeldrive_lab.detection.explain.cycles import Cycle, WatchedCounter
from heeldrive_lab.detection.replay import Event, as_event
from heeldrive_lab.sessions.recording import Recording

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Watched:
    """What the detector told of a recording, and what it knew meanwhile.

    Attributes:
        recording: the samples.
        events: reps, refusals, sets and slips, as `heeldrive_lab.detection.replay` tells them; no summary.
        cycles: each cycle that ended, with its gates.
        inclination_deg: (n,) of the thigh from the learnt standing direction, after each sample.
        bias_dps: by an event's `start_ms`, the gyroscope's bias as learnt when the event was told.
    """

    recording: Recording
    events: tuple[Event, ...]
    cycles: tuple[Cycle, ...]
    inclination_deg: Floats
    bias_dps: dict[int, Floats]

    def cycle_of(self, event: Event) -> Cycle:
        """The cycle that a rep or a refusal tells of."""
        key = (event["start_ms"], event["end_ms"], event["sensor_leg"])
        return next(
            cycle
            for cycle in self.cycles
            if (cycle.start_ms, cycle.end_ms, cycle.leg) == key and cycle.outcome == event["kind"]
        )


def watch(recording: Recording, settings: Settings) -> Watched:
    """Go through a recording as the board does, and keep what it knew."""
    header = recording.header
    counter = WatchedCounter(settings, header.accel_ug_per_count, header.gyro_udps_per_count)
    inclination = np.empty(len(recording.table))
    events: list[Event] = []
    bias: dict[int, Floats] = {}

    def note() -> None:
        events.append(as_event(counter.event))
        bias[counter.event.start_ms] = _bias_dps(counter)

    for index, row in enumerate(recording):
        if counter.step(*row) != EVENT_NONE:
            note()
        inclination[index] = counter.inclination_cdeg
    while counter.finish() != EVENT_NONE:
        note()
    return Watched(recording, tuple(events), tuple(counter.cycles), inclination / 100, bias)


def _bias_dps(counter: WatchedCounter) -> Floats:
    rest = counter._tilt.rest
    return np.array([rest.bx, rest.by, rest.bz]) / 1024
