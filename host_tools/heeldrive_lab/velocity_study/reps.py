"""The reps of a session with their true and estimated rise velocities."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from heeldrive import EVENT_REP, EVENT_SET, RiseVelocity, Settings, rise_mm_s
from heeldrive.events import Event

from heeldrive_lab.detection.count_parts import count_parts
from heeldrive_lab.detection.event_fields import as_event
from heeldrive_lab.detection.rise_velocity import peak_of
from heeldrive_lab.detection.traced_reps import INCLINATION_MS, InclinationTrace
from heeldrive_lab.evaluation.fresh_workouts import MODE_OF
from heeldrive_lab.evaluation.matching import match
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sessions.units import STANDARD_GRAVITY
from heeldrive_lab.velocity_study.methods import METHODS, Floats, RiseTrack
from heeldrive_lab.velocity_study.true_heights import HeightSource, TrueHeight


@dataclass(frozen=True)
class JudgedRise:
    """One rep.

    Attributes:
        kind, leg, wearer: of its source; the wearer is a seed or a file.
        set_index: number of its set.
        true_mps, true_peak_mps: mean velocity over the true rise, and largest over 0.12 s, m/s; NaN if that
            is not known.
        mean_mps: estimates of the mean by method, m/s.
        peak_mps: estimate of the largest, m/s; None if the sensor leg is in back.
        left_out: whether the detector gives no velocity because the thigh did not come back.
    """

    kind: str
    leg: str
    wearer: str
    set_index: int
    true_mps: float
    true_peak_mps: float
    mean_mps: dict[str, float]
    peak_mps: float | None
    left_out: bool


def judged_rises(source: HeightSource) -> list[JudgedRise]:
    """Count a session and judge each rep that is a true one of the source's leg."""
    true = source.load()
    track, events = _counted(true, Settings({"mode": MODE_OF[source.leg]}))
    trace = _as_kept(track)
    by_start = {event.start_ms: (event, number) for event, number in events}
    known = "rise_ms" if len(true.height_m) else "rise_mm_s"
    wanted = [rep for rep in true.loaded.annotations.reps if getattr(rep, known) is not None]
    judged = []
    for found, rep in match([as_event(event) for event, _ in events], wanted):
        if found["sensor_leg"] != source.leg or rep.sensor_leg != source.leg:
            continue
        event, set_index = by_start[found["start_ms"]]
        near = slice(*np.searchsorted(track.t_ms, (event.start_ms - 1000, event.end_ms + 1000)))
        part = RiseTrack(track.t_ms[near], track.vertical_mps2[near], track.inclination_deg[near])
        judged.append(
            JudgedRise(
                source.kind,
                source.leg,
                source.recording.name if source.recording else str(source.seed),
                set_index,
                *_true_mps(true, rep),
                {name: method(event, part) for name, method in METHODS[source.leg].items()},
                peak_of(found, trace) if source.leg == "front" else None,
                source.leg == "front" and not rise_mm_s(event),
            )
        )
    return judged


def loss_percent(mean_mps: Sequence[float]) -> int:
    """The velocity loss at the end of a set with these means."""
    velocity = RiseVelocity()
    for one in mean_mps:
        velocity.add(max(round(1000 * one), 0))
    return velocity.loss_percent


def _counted(true: TrueHeight, settings: Settings) -> tuple[RiseTrack, list[tuple[Event, int]]]:
    """The detector's track, and its reps with the numbers of their sets."""
    times, values, reps, number = [], [], list[tuple[Event, int]](), 1
    for table, counted in count_parts(true.loaded, settings, ("vertical_acc", "inclination")):
        for event in counted.events():
            if event.kind == EVENT_REP:
                reps.append((event, number))
            number += event.kind == EVENT_SET
        if len(table):
            times.append(table[:, 0])
            values.append(counted.watched)
    vertical, inclination = np.concatenate(values).T
    vertical_mps2 = vertical * STANDARD_GRAVITY / 2048
    return RiseTrack(np.concatenate(times).astype(float), vertical_mps2, inclination / 128), reps


def _as_kept(track: RiseTrack) -> InclinationTrace:
    """The inclination as the report keeps it."""
    kept, next_ms = [], 0.0
    for index, t_ms in enumerate(track.t_ms):
        if t_ms >= next_ms:
            next_ms = t_ms + INCLINATION_MS
            kept.append(index)
    return InclinationTrace(track.t_ms[kept].astype(np.intc), track.inclination_deg[kept])


def _true_mps(true: TrueHeight, rep: Annotation) -> tuple[float, float]:
    if not len(true.height_m):
        return (rep.rise_mm_s or 0.0) / 1000, float("nan")
    rise_ms = rep.rise_ms or rep.start_ms
    grid_ms: Floats = np.arange(rise_ms, rep.end_ms, 10.0)
    mean = np.diff(np.interp((rise_ms, rep.end_ms), true.t_ms, true.height_m)) / (rep.end_ms - rise_ms)
    gains = np.diff([np.interp(grid_ms + shift, true.t_ms, true.height_m) for shift in (-60, 60)], axis=0)
    return 1000 * float(mean[0]), 1000 * float(gains.max()) / 120
