"""Refuses truth that contradicts its session or itself: a score against it would mean nothing."""

from itertools import pairwise

from heeldrive_lab.evaluation.true_sets import reps_in
from heeldrive_lab.sessions.annotations import Annotation, Annotations
from heeldrive_lab.sessions.session import SessionError

# A label may be rounded to a second and the last sample lost; more than that belongs to another recording.
SLACK_MS = 1000


def check_annotations(truth: Annotations, first_ms: int, last_ms: int) -> None:
    """See that the truth can be the truth of a session from `first_ms` to `last_ms`.

    Raises:
        SessionError: a row lies beyond the session's time, a set's total is not the number of reps in it, a
            set has neither total nor reps, or two sets known by their totals overlap. The text does not name
            the file.
    """
    for row in truth.rows:
        if row.end_ms > last_ms + SLACK_MS or row.start_ms < first_ms - SLACK_MS:
            raise SessionError(
                f"the {row.kind} {_span(row)} lies outside the session, which goes from {first_ms} to"
                f" {last_ms} ms: it is the truth of another session, or of one cut short"
            )
    weak = []
    for row in truth.rows:
        if row.kind != "set":
            continue
        reps = reps_in(row, truth)
        if reps and row.reps is not None and row.reps != len(reps):
            raise SessionError(
                f"the set {_span(row)} says {row.reps} reps, but {len(reps)} rows of kind rep begin in it:"
                " give all of its reps, or the total alone"
            )
        if not reps:
            if row.reps is None:
                raise SessionError(f"the set {_span(row)} has neither a total nor a rep in it: give one")
            weak.append(row)
    for earlier, later in pairwise(sorted(weak, key=lambda row: (row.sensor_leg, row.start_ms))):
        if later.start_ms < earlier.end_ms and later.sensor_leg == earlier.sensor_leg:
            raise SessionError(
                f"the sets {_span(earlier)} and {_span(later)} overlap; one must end before the next begins"
            )


def _span(row: Annotation) -> str:
    return f"{row.start_ms}..{row.end_ms} ms"
