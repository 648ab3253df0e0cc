"""Metrics of sets and legs: means over their reps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from heeldrive_lab.detection.rep_metrics import RepMetrics
from heeldrive_lab.detection.replay import Event

# The drift of a set is the mean over its last reps, since a single rep may be an outlier.
LAST_REPS = 3
OTHER_SIDE = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class LegMetrics:
    """Metrics of the reps of one leg, in a set or in a whole workout.

    Attributes:
        sensor_leg: position of the leg with the sensor, `front` or `back`.
        side: the leg in front, which does the work: `right leg` or `left leg`; `sensor leg` or `other leg` if
            the header does not say which thigh wore the sensor.
        reps: number of reps.
        depth_deg: mean depth (largest inclination of the thigh), deg; None for the back leg, which has none.
        depth_min_deg, depth_max_deg: smallest and largest depth, deg.
        fall_mm: mean vertical drop of the body, mm; None for the front leg.
        descent_ms, hold_ms, rise_ms, length_ms: mean durations of the phases and of whole reps, ms.
        pause_ms: mean pause between reps of a set, ms; None with fewer than two reps.
        drift_depth_deg, drift_fall_mm, drift_length_percent: mean change of the last three reps from the
            set's first three; None with at most three reps, or for a whole workout.
        rise_mps: mean rise velocity of the hip, m/s; None if it is withheld in all reps.
        loss_percent: velocity loss at the end of the set; None for a whole workout.
    """

    sensor_leg: str
    side: str
    reps: int
    depth_deg: float | None
    depth_min_deg: float | None
    depth_max_deg: float | None
    fall_mm: float | None
    descent_ms: float
    hold_ms: float
    rise_ms: float
    length_ms: float
    pause_ms: float | None
    drift_depth_deg: float | None = None
    drift_fall_mm: float | None = None
    drift_length_percent: float | None = None
    rise_mps: float | None = None
    loss_percent: int | None = None


@dataclass(frozen=True)
class SetMetrics:
    """Metrics of one set.

    Attributes:
        index: its number.
        start_ms, end_ms: start of its first rep and end of its last, session time, ms.
        reps: number of reps.
        rest_ms: time since the end of the previous set, ms; None for the first.
        legs: metrics of each leg in it, the sensor leg in front first.
    """

    index: int
    start_ms: int
    end_ms: int
    reps: int
    rest_ms: int | None
    legs: tuple[LegMetrics, ...]


def side_of(sensor_leg: str, thigh: str) -> str:
    """The leg in front, for people.

    Args:
        sensor_leg: position of the leg with the sensor, `front` or `back`.
        thigh: the thigh with the sensor, `left`, `right` or `unknown`.
    """
    if thigh not in OTHER_SIDE:
        return "sensor leg" if sensor_leg == "front" else "other leg"
    return f"{thigh if sensor_leg == 'front' else OTHER_SIDE[thigh]} leg"


def sets_of_workout(
    events: Iterable[Event], metrics: Sequence[RepMetrics], thigh: str
) -> tuple[SetMetrics, ...]:
    """Metrics of every set of a workout.

    Args:
        events: the events of the workout.
        metrics: the metrics of its reps.
        thigh: the thigh with the sensor, `left`, `right` or `unknown`.
    """
    found: list[SetMetrics] = []
    for event in events:
        if event["kind"] == "set":
            inside = [rep for rep in metrics if rep.set_index == event["index"]]
            rest_ms = event["start_ms"] - found[-1].end_ms if found else None
            legs = legs_of(inside, thigh, drift=True)
            found.append(
                SetMetrics(event["index"], event["start_ms"], event["end_ms"], event["reps"], rest_ms, legs)
            )
    return tuple(found)


def legs_of(metrics: Sequence[RepMetrics], thigh: str, *, drift: bool = False) -> tuple[LegMetrics, ...]:
    """Metrics of each leg; with `drift`, the reps must be of one set."""
    by_leg = ([rep for rep in metrics if rep.sensor_leg == leg] for leg in ("front", "back"))
    return tuple(_leg(of_leg, thigh, drift) for of_leg in by_leg if of_leg)


def merged_legs(legs: Iterable[LegMetrics]) -> tuple[LegMetrics, ...]:
    """Metrics of each leg in front over several workouts, whichever thigh wore the sensor."""
    by_side: dict[str, list[LegMetrics]] = {}
    for leg in legs:
        by_side.setdefault(leg.side, []).append(leg)
    return tuple(_merged(side, by_side[side]) for side in sorted(by_side))


def _merged(side: str, legs: Sequence[LegMetrics]) -> LegMetrics:
    def mean(name: str, digits: int = 0) -> float | None:
        known = [(getattr(leg, name), leg.reps) for leg in legs if getattr(leg, name) is not None]
        reps = sum(count for _, count in known)
        return round(sum(value * count for value, count in known) / reps, digits) if reps else None

    return LegMetrics(
        legs[0].sensor_leg,
        side,
        sum(leg.reps for leg in legs),
        mean("depth_deg", 1),
        min((leg.depth_min_deg for leg in legs if leg.depth_min_deg is not None), default=None),
        max((leg.depth_max_deg for leg in legs if leg.depth_max_deg is not None), default=None),
        mean("fall_mm"),
        mean("descent_ms") or 0,
        mean("hold_ms") or 0,
        mean("rise_ms") or 0,
        mean("length_ms") or 0,
        mean("pause_ms"),
    )


def _leg(metrics: Sequence[RepMetrics], thigh: str, with_drift: bool) -> LegMetrics:
    leg = metrics[0].sensor_leg
    front = leg == "front"
    depths = [rep.depth_deg for rep in metrics] if front else []
    pauses = [rep.times.pause_ms for rep in metrics if rep.times.pause_ms is not None]
    drifts = [rep.drift for rep in metrics[-LAST_REPS:] if rep.drift] if with_drift else []
    rises = [rep.hip_rise for rep in metrics if rep.hip_rise]
    return LegMetrics(
        leg,
        side_of(leg, thigh),
        len(metrics),
        round(fmean(depths), 1) if front else None,
        min(depths, default=None),
        max(depths, default=None),
        None if front else round(fmean(rep.measured["fall_mm"] for rep in metrics)),
        round(fmean(rep.times.descent_ms for rep in metrics)),
        round(fmean(rep.times.hold_ms for rep in metrics)),
        round(fmean(rep.times.rise_ms for rep in metrics)),
        round(fmean(rep.times.length_ms for rep in metrics)),
        round(fmean(pauses)) if pauses else None,
        round(fmean(drift.depth_deg for drift in drifts), 1) if drifts and front else None,
        round(fmean(drift.fall_mm for drift in drifts)) if drifts and not front else None,
        round(fmean(drift.length_percent for drift in drifts), 1) if drifts else None,
        round(fmean(rise.mean_mps for rise in rises), 3) if rises else None,
        rises[-1].loss_percent if rises and with_drift else None,
    )
