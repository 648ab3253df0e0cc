"""Counts a session part by part in tables, on the compiled detector as soon as that is worthwhile."""

from collections.abc import Iterator, Sequence

import numpy as np
from heeldrive import Settings

from heeldrive_lab.detection.compiled.counting import Counted, Counting
from heeldrive_lab.detection.replay import Session
from heeldrive_lab.detection.teaching_marks import TeachingMarks
from heeldrive_lab.sessions.samples import Table, tables_of


def count_parts(
    session: Session, settings: Settings, watch: Sequence[str] = ()
) -> Iterator[tuple[Table, Counted]]:
    """Count a session part by part, and teach where a marker says so; memory use is constant.

    Args:
        session: an open session.
        settings: the detector's settings.
        watch: values to record at each sample; see `Counting`.

    Yields:
        Samples and what was counted in them. The last part has no samples, and the events that were pending.

    Raises:
        SessionError: the session is invalid; the parts before the invalid row have been yielded.
    """
    header = session.header
    counting = Counting(settings, header.accel_ug_per_count, header.gyro_udps_per_count, watch)
    marks = TeachingMarks(getattr(session, "markers", ()))
    for table in tables_of(session):
        for reps, part in marks.parts(table):
            if reps is not None:
                counting.teach(reps)
            if len(part):
                yield part, counting.feed(part)
    yield np.zeros((0, 7), np.int64), counting.finish()
