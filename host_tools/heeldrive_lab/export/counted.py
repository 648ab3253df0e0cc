"""Counts a session part by part: samples with the detector's inclination and count, and the events so far."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from heeldrive import Settings
from numpy.typing import NDArray

from heeldrive_lab.detection.count_parts import count_parts
from heeldrive_lab.detection.event_fields import as_event
from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.recording import Recording, StoredSession
from heeldrive_lab.sessions.samples import Table

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CountedPart:
    """Some samples of a session.

    Attributes:
        table: the samples; none in the last part of a session.
        inclination_deg: (n,) inclination of the thigh from standing.
        reps: (n,) reps counted so far.
        events: what the detector reported during these samples; no summary.
    """

    table: Table
    inclination_deg: Floats
    reps: NDArray[np.int64]
    events: tuple[Event, ...]


def counted_parts(session: StoredSession | Recording, settings: Settings) -> Iterator[CountedPart]:
    """Count a session in constant memory; the last part has the events that were pending at its end."""
    for table, counted in count_parts(session, settings, ("inclination_cdeg", "reps")):
        inclination_cdeg, reps = counted.watched.T
        yield CountedPart(table, inclination_cdeg / 100, reps, tuple(map(as_event, counted.events())))


def at_ms(event: Event) -> int:
    """When an event was shown, or else its end; an abandoned cycle has a start only."""
    shown_ms = event.get("shown_ms", event.get("at_ms"))
    return int(max(event["start_ms"], event["end_ms"]) if shown_ms is None else shown_ms)
