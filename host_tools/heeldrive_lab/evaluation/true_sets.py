"""The annotated sets of a session, and the reps counted in each.

A strong set has annotated single reps; a weak set is known only by its total.
"""

from collections.abc import Iterable, Sequence

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.evaluation.matching import middle_ms
from heeldrive_lab.evaluation.scores import SetScore
from heeldrive_lab.sessions.annotations import Annotation, Annotations

# Single reps outside any annotated set form a set if no rest between them is longer; the default of the
# detector's rest_min_s.
SET_REST_MS = 15_000


def should_count(row: Annotation, legs: Sequence[str]) -> bool:
    """Whether a row belongs to a leg whose reps should count; a row without a leg does."""
    return not row.sensor_leg or row.sensor_leg in legs


def weak_sets(annotations: Annotations, legs: Sequence[str]) -> list[Annotation]:
    """The weak sets: those without an annotated single rep."""
    return [
        row
        for row in annotations.rows
        if row.kind == "set" and should_count(row, legs) and not annotations.reps_in(row)
    ]


def events_in_weak_set(
    weak: Annotation, events: Sequence[Event], others: Sequence[Annotation]
) -> list[Event]:
    """Counted events in a weak set; in an alternating set with two totals, those of the set's leg.

    Args:
        weak: the set.
        events: counted events that match no single rep.
        others: all weak sets.
    """
    alone = not any(_overlap(weak, other) for other in others)
    return [
        event
        for event in events
        if weak.start_ms <= middle_ms(event) < weak.end_ms
        and (alone or event.get("sensor_leg", weak.sensor_leg) == weak.sensor_leg)
    ]


def _overlap(one: Annotation, other: Annotation) -> bool:
    return one is not other and one.start_ms < other.end_ms and other.start_ms < one.end_ms


def strong_sets(
    annotations: Annotations, wanted: Sequence[Annotation], legs: Sequence[str]
) -> list[list[Annotation]]:
    """The single reps of each strong set; reps outside any annotated set are split at rests.

    Alternating lunges have two overlapping rows, one per leg, and form one set if both legs count.
    """
    rows = [row for row in annotations.rows if row.kind == "set" and should_count(row, legs)]
    sets: list[list[Annotation]] = []
    reached_ms = 0
    for row in sorted(rows, key=lambda row: row.start_ms):
        reps = [rep for rep in annotations.reps_in(row) if should_count(rep, legs)]
        if not reps:
            continue
        if sets and row.start_ms < reached_ms:
            sets[-1] += [rep for rep in reps if rep not in sets[-1]]
        else:
            sets.append(reps)
        reached_ms = max(reached_ms, row.end_ms)
    named = {rep.start_ms for reps in sets for rep in reps}
    loose: list[list[Annotation]] = []
    for rep in sorted(wanted, key=lambda rep: rep.start_ms):
        if rep.start_ms in named:
            continue
        if loose and rep.start_ms - loose[-1][-1].end_ms <= SET_REST_MS:
            loose[-1].append(rep)
        else:
            loose.append([rep])
    return sets + loose


def strong_set(
    reps: Sequence[Annotation], pairs: Iterable[tuple[Event, Annotation]], rest: Sequence[Event]
) -> SetScore:
    """Score of a strong set; it contains the events matched with its reps, and false ones inside it."""
    starts = {rep.start_ms for rep in reps}
    first_ms, last_ms = min(starts), max(rep.end_ms for rep in reps)
    counted = [event for event, rep in pairs if rep.start_ms in starts]
    counted += [event for event in rest if first_ms <= middle_ms(event) < last_ms]
    return set_score(reps, counted)


def set_score(done: Sequence[Annotation], counted: Sequence[Event]) -> SetScore:
    """Score of a set from its true reps and counted events."""
    return SetScore(
        len(done),
        len(counted),
        _back(row.sensor_leg for row in done),
        _back(event.get("sensor_leg", "") for event in counted),
    )


def _back(legs: Iterable[str]) -> int | None:
    """Number of `back`; None if a leg is unknown."""
    legs = list(legs)
    return legs.count("back") if all(legs) else None
