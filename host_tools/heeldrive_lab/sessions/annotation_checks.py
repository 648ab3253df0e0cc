"""Checks that annotations are consistent with their session: a score against wrong ones is meaningless."""

from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from heeldrive_lab.sessions.annotations import Annotation, Annotations, annotations_path, find_annotations
from heeldrive_lab.sessions.format import SessionError

if TYPE_CHECKING:
    from heeldrive_lab.sessions.samples import SampleTable

# A label may be rounded to a second; annotations further outside belong to another recording.
SLACK_MS = 1000


def checked_annotations(session: Path, samples: "SampleTable") -> Annotations | None:
    """Read the annotation file next to a session and check it against the samples; None if there is none.

    Raises:
        SessionError: the file cannot be read, or cannot belong to this session.
    """
    annotations = find_annotations(session)
    if annotations is not None:
        try:
            check_annotations(annotations, samples.first_ms, samples.last_ms)
        except SessionError as error:
            raise SessionError(f"{annotations_path(session)}: {error}") from error
    return annotations


def check_annotations(annotations: Annotations, first_ms: int, last_ms: int) -> None:
    """Check that annotations can belong to a session.

    Args:
        annotations: the annotations.
        first_ms: time of the session's first sample.
        last_ms: time of its last sample.

    Raises:
        SessionError: a row lies outside the session, a set's total differs from the number of its reps, a set
            has neither a total nor reps, or two weak sets overlap. The text does not name the file.
    """
    for row in annotations.rows:
        if row.end_ms > last_ms + SLACK_MS or row.start_ms < first_ms - SLACK_MS:
            raise SessionError(
                f"the {row.kind} {_span(row)} lies outside the session, which goes from {first_ms} to"
                f" {last_ms} ms: it belongs to another session, or the session is truncated"
            )
    weak = []
    for row in annotations.rows:
        if row.kind != "set":
            continue
        reps = annotations.reps_in(row)
        if reps and row.reps is not None and row.reps != len(reps):
            raise SessionError(
                f"the set {_span(row)} has a total of {row.reps} reps, but {len(reps)} rows of kind rep start"
                " in it: give all of its reps, or only the total"
            )
        if not reps:
            if row.reps is None:
                raise SessionError(
                    f"the set {_span(row)} has neither a total nor single reps: give one of them"
                )
            weak.append(row)
    for earlier, later in pairwise(sorted(weak, key=lambda row: (row.sensor_leg, row.start_ms))):
        if later.start_ms < earlier.end_ms and later.sensor_leg == earlier.sensor_leg:
            raise SessionError(
                f"the sets {_span(earlier)} and {_span(later)} overlap; one must end before the next begins"
            )


def _span(row: Annotation) -> str:
    return f"{row.start_ms}..{row.end_ms} ms"
