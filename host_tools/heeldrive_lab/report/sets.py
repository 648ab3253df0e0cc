"""What a set was, by leg: means over its reps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from heeldrive_lab.detection.rep_metrics import RepMetrics
from heeldrive_lab.detection.replay import Event

# A set's drift is that of its last reps: one alone may be an odd one.
LAST_REPS = 3
OTHER_SIDE = {"left": "right", "right": "left"}


@dataclass(frozen=True)
class LegFacts:
    """The reps of one leg, in a set or in a whole workout.

    Attributes:
        sensor_leg: `front` or `back`: where the leg with the sensor was.
        side: the leg in front, which does the work: `right leg`, `left leg`, or `sensor leg` and `other leg`
            where nobody said which thigh wore the sensor.
        reps: how many.
        depth_deg: largest inclination of the thigh, mean; None for the back leg, whose thigh tells no depth.
        depth_min_deg, depth_max_deg: the least and the most.
        fall_mm: how far the body fell, mean; None for the front leg.
        descent_ms, hold_ms, rise_ms, length_ms: times of the parts and of the whole, means.
        pause_ms: between reps of a set, mean; None with fewer than two reps.
        drift_depth_deg, drift_fall_mm, drift_length_percent: the last three reps beside the set's first
            three, means; None where there are no more than three reps, or for a whole workout.
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


@dataclass(frozen=True)
class SetFacts:
    """One set.

    Attributes:
        index: its number.
        start_ms, end_ms: from its first rep to the end of its last.
        reps: how many.
        rest_ms: since the end of the set before; None for the first.
        legs: a line for each leg in it, the sensor leg in front first.
    """

    index: int
    start_ms: int
    end_ms: int
    reps: int
    rest_ms: int | None
    legs: tuple[LegFacts, ...]


def side_of(sensor_leg: str, thigh: str) -> str:
    """The leg in front, in words, when the sensor sits on `thigh`."""
    if thigh not in OTHER_SIDE:
        return "sensor leg" if sensor_leg == "front" else "other leg"
    return f"{thigh if sensor_leg == 'front' else OTHER_SIDE[thigh]} leg"


def sets_of_workout(events: Iterable[Event], facts: Sequence[RepMetrics], thigh: str) -> tuple[SetFacts, ...]:
    """Every set of a workout."""
    found: list[SetFacts] = []
    for event in events:
        if event["kind"] == "set":
            inside = [fact for fact in facts if fact.set_index == event["index"]]
            rest_ms = event["start_ms"] - found[-1].end_ms if found else None
            legs = legs_of(inside, thigh, drift=True)
            found.append(
                SetFacts(event["index"], event["start_ms"], event["end_ms"], event["reps"], rest_ms, legs)
            )
    return tuple(found)


def legs_of(facts: Sequence[RepMetrics], thigh: str, *, drift: bool = False) -> tuple[LegFacts, ...]:
    """The reps of each leg; with `drift` they are of one set."""
    by_leg = ([fact for fact in facts if fact.sensor_leg == leg] for leg in ("front", "back"))
    return tuple(_leg(of_leg, thigh, drift) for of_leg in by_leg if of_leg)


def merged_legs(legs: Iterable[LegFacts]) -> tuple[LegFacts, ...]:
    """The reps of each leg in front over several workouts, whichever thigh wore the sensor."""
    by_side: dict[str, list[LegFacts]] = {}
    for leg in legs:
        by_side.setdefault(leg.side, []).append(leg)
    return tuple(_merged(side, by_side[side]) for side in sorted(by_side))


def _merged(side: str, legs: Sequence[LegFacts]) -> LegFacts:
    def mean(name: str, digits: int = 0) -> float | None:
        known = [(getattr(leg, name), leg.reps) for leg in legs if getattr(leg, name) is not None]
        reps = sum(count for _, count in known)
        return round(sum(value * count for value, count in known) / reps, digits) if reps else None

    return LegFacts(
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


def _leg(facts: Sequence[RepMetrics], thigh: str, with_drift: bool) -> LegFacts:
    leg = facts[0].sensor_leg
    front = leg == "front"
    depths = [fact.depth_deg for fact in facts] if front else []
    pauses = [fact.times.pause_ms for fact in facts if fact.times.pause_ms is not None]
    drifts = [fact.drift for fact in facts[-LAST_REPS:] if fact.drift] if with_drift else []
    return LegFacts(
        leg,
        side_of(leg, thigh),
        len(facts),
        round(fmean(depths), 1) if front else None,
        min(depths, default=None),
        max(depths, default=None),
        None if front else round(fmean(fact.measured["fall_mm"] for fact in facts)),
        round(fmean(fact.times.descent_ms for fact in facts)),
        round(fmean(fact.times.hold_ms for fact in facts)),
        round(fmean(fact.times.rise_ms for fact in facts)),
        round(fmean(fact.times.length_ms for fact in facts)),
        round(fmean(pauses)) if pauses else None,
        round(fmean(drift.depth_deg for drift in drifts), 1) if drifts and front else None,
        round(fmean(drift.fall_mm for drift in drifts)) if drifts and not front else None,
        round(fmean(drift.length_percent for drift in drifts), 1) if drifts else None,
    )
