"""Metrics of each rep: tempo, rates, rise velocity, drift within its set, smoothness, margins to gates."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from heeldrive import Settings
from heeldrive.window import Gate
from numpy.typing import NDArray

from heeldrive_lab.detection.replay import Event, Session
from heeldrive_lab.detection.rise_velocity import HipRise, hip_rises
from heeldrive_lab.detection.smoothness import spectral_arc_length
from heeldrive_lab.detection.traced_reps import TracedReps, trace_reps
from heeldrive_lab.sessions.samples import stretches, tables_of

# Drift is relative to the mean of this many first reps of the set with the same leg.
FIRST_REPS = 3
# A phase starts and ends in motion; this margin on either side extends the swing to rest.
EDGE_MS = 300
_NESTED = ("times", "drift", "hip_rise", "gates")


@dataclass(frozen=True)
class Times:
    """Durations of the parts of a rep, ms; `pause_ms` is the time since the previous rep in the set."""

    descent_ms: int
    hold_ms: int
    rise_ms: int
    length_ms: int
    pause_ms: int | None


@dataclass(frozen=True)
class Drift:
    """Difference of a rep from the mean of the first three reps of its set with the same leg.

    Attributes:
        depth_deg: difference in depth, positive if deeper; for the back leg, in tilt of the thigh.
        fall_mm: difference in drop of the body; 0 for the front leg.
        length_percent: difference in duration of the cycle, positive if slower.
        rise_percent: difference in duration of the rise, positive if slower.
    """

    depth_deg: float
    fall_mm: int
    length_percent: float
    rise_percent: float


@dataclass(frozen=True)
class RepMetrics:
    """Metrics of one rep.

    Attributes:
        index: number of the rep in the session, from 1.
        set_index: number of its set, from 1.
        sensor_leg: "front" or "back".
        start_ms: start of the descent.
        depth_deg: largest inclination.
        times: durations of its parts.
        measured: the detector's metrics (docs/file-format.md, `facts`).
        drift: difference from the first three reps of the set with the same leg; None for these three.
        hip_rise: rise velocity of the hip; None if the sensor leg is in back.
        smooth_down, smooth_up: spectral arc length of the angular rate from the top to the middle of the
            hold, and from there to the top; None if there are too few samples.
        gates: all gates with value, limit, margin and share.
    """

    index: int
    set_index: int
    sensor_leg: str
    start_ms: int
    depth_deg: float
    times: Times
    measured: dict[str, float]
    drift: Drift | None
    hip_rise: HipRise | None = None
    smooth_down: float | None = None
    smooth_up: float | None = None
    gates: tuple[Gate, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The metrics as a JSON object."""
        flat = {name: value for name, value in vars(self).items() if name not in _NESTED}
        return {
            "kind": "rep_facts",
            **flat,
            "times": asdict(self.times),
            "drift": asdict(self.drift) if self.drift else None,
            "hip_rise": asdict(self.hip_rise) if self.hip_rise else None,
            "gates": [gate.as_dict() for gate in self.gates],
        }


def times_of(rep: Event, before: Event | None) -> Times:
    """Durations of the parts of a rep; `before` is the previous rep in its set."""
    return Times(
        rep["bottom_ms"] - rep["start_ms"],
        rep["rise_ms"] - rep["bottom_ms"],
        rep["end_ms"] - rep["rise_ms"],
        rep["end_ms"] - rep["start_ms"],
        rep["start_ms"] - before["end_ms"] if before else None,
    )


def drift_of(rep: Event, first: list[Event]) -> Drift | None:
    """Drift of a rep from the first three of its leg and set; None for these three or if there are fewer."""
    if len(first) < FIRST_REPS or any(rep is other for other in first[:FIRST_REPS]):
        return None
    reference = first[:FIRST_REPS]
    depth_deg = sum(one["depth_deg"] for one in reference) / FIRST_REPS
    fall_mm = sum(one["facts"]["fall_mm"] for one in reference) / FIRST_REPS
    length_ms = sum(one["end_ms"] - one["start_ms"] for one in reference) / FIRST_REPS
    rise_ms = sum(one["end_ms"] - one["rise_ms"] for one in reference) / FIRST_REPS
    return Drift(
        round(rep["depth_deg"] - depth_deg, 1),
        round(rep["facts"]["fall_mm"] - fall_mm),
        round(100 * (rep["end_ms"] - rep["start_ms"]) / length_ms - 100, 1),
        round(100 * (rep["end_ms"] - rep["rise_ms"]) / rise_ms - 100, 1),
    )


def sets_of(events: Iterable[Event]) -> list[list[Event]]:
    """The reps of each set, in order."""
    sets: list[list[Event]] = [[]]
    for event in events:
        if event["kind"] == "rep":
            sets[-1].append(event)
        elif event["kind"] == "set":
            sets.append([])
    return [reps for reps in sets if reps]


def metrics_of_events(events: Iterable[Event]) -> list[RepMetrics]:
    """Metrics of every rep from the events alone: without rise velocity, smoothness and gates."""
    metrics = []
    for number, reps in enumerate(sets_of(events), 1):
        for place, rep in enumerate(reps):
            first = [one for one in reps if one["sensor_leg"] == rep["sensor_leg"]]
            metrics.append(
                RepMetrics(
                    rep["index"],
                    number,
                    rep["sensor_leg"],
                    rep["start_ms"],
                    rep["depth_deg"],
                    times_of(rep, reps[place - 1] if place else None),
                    rep["facts"],
                    drift_of(rep, first),
                )
            )
    return metrics


def metrics_of_reps(session: Session, traced: TracedReps) -> list[RepMetrics]:
    """Metrics of every rep of a session that can be iterated again."""
    metrics = metrics_of_events(traced.events)
    reps = [event for event in traced.events if event["kind"] == "rep"]
    rises = [rise for of_set in sets_of(traced.events) for rise in hip_rises(of_set, traced)]
    spans_ms = [(rep["start_ms"] - EDGE_MS, rep["end_ms"] + EDGE_MS) for rep in reps]
    for numbers, table in stretches(tables_of(session), spans_ms):
        t_ms = table[:, 0]
        rates_dps = table[:, 4:7].astype(np.float64) * (session.header.gyro_udps_per_count / 1e6)
        for number in numbers:
            rep, (from_ms, to_ms) = reps[number], spans_ms[number]
            middle_ms = (rep["bottom_ms"] + rep["rise_ms"]) // 2
            bias_dps = traced.bias_dps[rep["index"]]
            metrics[number] = replace(
                metrics[number],
                hip_rise=rises[number],
                smooth_down=_smooth(t_ms, rates_dps, bias_dps, from_ms, middle_ms),
                smooth_up=_smooth(t_ms, rates_dps, bias_dps, middle_ms, to_ms),
                gates=traced.cycle_of(rep).gates,
            )
    return metrics


def metrics_of_session(session: Session, settings: Settings) -> list[RepMetrics]:
    """Count a session that can be iterated again; metrics of every rep.

    Raises:
        SessionError: the session is invalid.
    """
    return metrics_of_reps(session, trace_reps(session, settings))


def _smooth(
    t_ms: NDArray[np.int64],
    rates_dps: NDArray[np.float64],
    bias_dps: tuple[float, ...],
    from_ms: int,
    to_ms: int,
) -> float | None:
    """Smoothness of the swing between two times; `bias_dps` is the gyroscope's reading at rest."""
    first, last = np.searchsorted(t_ms, (from_ms, to_ms))
    turning_dps = np.linalg.norm(rates_dps[first:last] - bias_dps, axis=1)
    length = spectral_arc_length(t_ms[first:last], turning_dps)
    return None if length is None else round(length, 2)
