"""The sets that the truth of a session knows, and what was counted in each."""

from collections.abc import Iterable, Sequence

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.evaluation.matching import middle_ms
from heeldrive_lab.evaluation.scores import SetScore
from heeldrive_lab.sessions.annotations import Annotation, Annotations

# Single reps that no row of truth calls a set are one where no rest between them is longer; the detector's
# own rest_min_s by default.
SET_REST_MS = 15_000


def counts(row: Annotation, legs: Sequence[str]) -> bool:
    """Whether a row is of a leg whose reps ought to count; one of no known leg is."""
    return not row.sensor_leg or row.sensor_leg in legs


def reps_in(row: Annotation, truth: Annotations) -> list[Annotation]:
    """The single true reps of a set: those of its leg that begin in it."""
    return [
        rep
        for rep in truth.reps
        if row.start_ms <= rep.start_ms < row.end_ms
        and (not row.sensor_leg or rep.sensor_leg in ("", row.sensor_leg))
    ]


def weak_sets(truth: Annotations, legs: Sequence[str]) -> list[Annotation]:
    """The sets known by their total only: those without a single rep inside."""
    return [row for row in truth.rows if row.kind == "set" and counts(row, legs) and not reps_in(row, truth)]


def inside_weak(weak: Annotation, events: Sequence[Event], others: Sequence[Annotation]) -> list[Event]:
    """The events of a set known by its total; of an alternating set's two totals, those of its leg.

    Args:
        weak: the set.
        events: counted events that belong to nothing else.
        others: all sets known by their totals.
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
    truth: Annotations, wanted: Sequence[Annotation], legs: Sequence[str]
) -> list[list[Annotation]]:
    """The single reps of each set, those that no row calls a set parted where there was a rest.

    Alternating lunges are two rows that overlap, one a leg, and one set where both legs count.
    """
    rows = [row for row in truth.rows if row.kind == "set" and counts(row, legs)]
    sets: list[list[Annotation]] = []
    reached_ms = 0
    for row in sorted(rows, key=lambda row: row.start_ms):
        reps = [rep for rep in reps_in(row, truth) if counts(rep, legs)]
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
    """Counted in a set are those paired with a rep of it, and false ones between its ends."""
    starts = {rep.start_ms for rep in reps}
    first_ms, last_ms = min(starts), max(rep.end_ms for rep in reps)
    counted = [event for event, rep in pairs if rep.start_ms in starts]
    counted += [event for event in rest if first_ms <= middle_ms(event) < last_ms]
    return set_score(reps, counted)


def set_score(done: Sequence[Annotation], counted: Sequence[Event]) -> SetScore:
    """What was done against what was counted, with the legs where both tell them."""
    return SetScore(
        len(done),
        len(counted),
        _back(row.sensor_leg for row in done),
        _back(event.get("sensor_leg", "") for event in counted),
    )


def _back(legs: Iterable[str]) -> int | None:
    """How many are `back`; None where a leg is not known."""
    legs = list(legs)
    return legs.count("back") if all(legs) else None
