"""What each rep was: times, rates, drift within its set, smoothness, how near each gate was. No verdicts."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from heeldrive import Settings
from heeldrive.window import Gate
from numpy.typing import NDArray

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.detection.smoothness import spectral_arc_length
from heeldrive_lab.detection.traced_run import TracedRun, trace
from heeldrive_lab.sessions.recording import Recording, read_recording

# Depth and tempo drift are held against the mean of so many first reps of the set, of the same leg.
FIRST_REPS = 3
# The phases' edges cut a swing where it is already moving; with so much more it goes from rest to rest.
EDGE_MS = 300


@dataclass(frozen=True)
class Times:
    """How long the parts of a rep took, ms; the pause is from the rep before in its set, if there is one."""

    descent_ms: int
    hold_ms: int
    rise_ms: int
    length_ms: int
    pause_ms: int | None


@dataclass(frozen=True)
class Drift:
    """A rep beside the mean of its set's first three of the same leg.

    Attributes:
        depth_deg: deeper by so much; below zero, less deep. Of the back leg it is the thigh's tilt.
        fall_mm: the body fell further by so much; 0 for the front leg.
        length_percent: slower by so much of the whole cycle; below zero, quicker.
        rise_percent: the same for the rise alone.
    """

    depth_deg: float
    fall_mm: int
    length_percent: float
    rise_percent: float


@dataclass(frozen=True)
class RepFacts:
    """One rep.

    Attributes:
        index: its number since the start of the session.
        set_index: number of its set, from 1.
        sensor_leg: "front" or "back".
        start_ms: begin of the descent.
        depth_deg: largest inclination.
        times: how long its parts took.
        measured: the detector's own facts (docs/file-format.md, `facts`).
        drift: beside the set's first three of its leg; None for those three.
        smooth_down, smooth_up: spectral arc length of the angular rate from the top to the middle of the
            hold, and from there to the top; None where there were too few samples.
        gates: every threshold with value, limit, margin and share.
    """

    index: int
    set_index: int
    sensor_leg: str
    start_ms: int
    depth_deg: float
    times: Times
    measured: dict[str, float]
    drift: Drift | None
    smooth_down: float | None = None
    smooth_up: float | None = None
    gates: tuple[Gate, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """For JSON lines."""
        told = {name: value for name, value in vars(self).items() if name not in ("times", "drift", "gates")}
        return {
            "kind": "rep_facts",
            **told,
            "times": asdict(self.times),
            "drift": asdict(self.drift) if self.drift else None,
            "gates": [gate.as_dict() for gate in self.gates],
        }


def times_of(rep: Event, before: Event | None) -> Times:
    """The parts of a rep; `before` is the rep before it in its set."""
    return Times(
        rep["bottom_ms"] - rep["start_ms"],
        rep["rise_ms"] - rep["bottom_ms"],
        rep["end_ms"] - rep["rise_ms"],
        rep["end_ms"] - rep["start_ms"],
        rep["start_ms"] - before["end_ms"] if before else None,
    )


def drift_of(rep: Event, first: list[Event]) -> Drift | None:
    """A rep beside the first three of its leg in its set; None when it is one of them, or there are fewer."""
    if len(first) < FIRST_REPS or any(rep is one for one in first[:FIRST_REPS]):
        return None
    usual = first[:FIRST_REPS]
    depth_deg = sum(one["depth_deg"] for one in usual) / FIRST_REPS
    fall_mm = sum(one["facts"]["fall_mm"] for one in usual) / FIRST_REPS
    length_ms = sum(one["end_ms"] - one["start_ms"] for one in usual) / FIRST_REPS
    rise_ms = sum(one["end_ms"] - one["rise_ms"] for one in usual) / FIRST_REPS
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


def facts_of_events(events: Iterable[Event]) -> list[RepFacts]:
    """What the events alone tell of every rep: all but smoothness and gates."""
    facts = []
    for number, reps in enumerate(sets_of(events), 1):
        for place, rep in enumerate(reps):
            first = [one for one in reps if one["sensor_leg"] == rep["sensor_leg"]]
            facts.append(
                RepFacts(
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
    return facts


def facts_of_run(run: TracedRun[Recording]) -> list[RepFacts]:
    """The facts of every rep of a traced run."""
    recording = run.session
    t_ms = recording.table[:, 0]
    rates_dps = recording.table[:, 4:7].astype(np.float64) * (recording.header.gyro_udps_per_count / 1e6)
    reps = {rep["index"]: rep for rep in run.events if rep["kind"] == "rep"}
    facts = []
    for fact in facts_of_events(run.events):
        rep = reps[fact.index]
        middle_ms = (rep["bottom_ms"] + rep["rise_ms"]) // 2
        still_dps = run.bias_dps[fact.index]
        facts.append(
            replace(
                fact,
                smooth_down=_smooth(t_ms, rates_dps, still_dps, rep["start_ms"] - EDGE_MS, middle_ms),
                smooth_up=_smooth(t_ms, rates_dps, still_dps, middle_ms, rep["end_ms"] + EDGE_MS),
                gates=run.cycle_of(rep).gates,
            )
        )
    return facts


def rep_facts(session: str | Path, settings: Settings) -> list[RepFacts]:
    """The facts of every rep of a session.

    Raises:
        SessionError: the file is wrong.
    """
    return facts_of_run(trace(read_recording(session), settings))


def _smooth(
    t_ms: NDArray[np.int64],
    rates_dps: NDArray[np.float64],
    still_dps: NDArray[np.float64],
    from_ms: int,
    to_ms: int,
) -> float | None:
    """Of the swing between two times; `still_dps` is what the gyroscope reads at rest."""
    first, last = np.searchsorted(t_ms, (from_ms, to_ms))
    turning_dps = np.linalg.norm(rates_dps[first:last] - still_dps, axis=1)
    length = spectral_arc_length(t_ms[first:last], turning_dps)
    return None if length is None else round(length, 2)
