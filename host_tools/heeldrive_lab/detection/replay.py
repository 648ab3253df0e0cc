"""Replays a session through the board's detector and yields its events as dictionaries."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from heeldrive import Settings

from heeldrive_lab.detection.compiled import Counted, Counting
from heeldrive_lab.detection.event_fields import as_event
from heeldrive_lab.detection.teaching_marks import TeachingMarks
from heeldrive_lab.sessions.samples import SampleTimes, Table, tables_of
from heeldrive_lab.sessions.session import Row, SessionHeader, SessionReader

Event = dict[str, Any]
TALLIED = {"rep": "reps", "refused": "refused", "set": "sets", "slip": "slips"}


class Session(Protocol):
    """Anything that can be replayed, such as a `SessionReader`: a header, and rows read once in order."""

    @property
    def header(self) -> SessionHeader:
        """The header, with the units of the rows."""

    def __iter__(self) -> Iterator[Row]:
        """The samples, `(t_ms, ax, ay, az, gx, gy, gz)`."""


def replay(session: str | Path | Session, settings: Settings) -> Iterator[Event]:
    """Count a session and yield each event when the board would report it; memory use is constant.

    Where a marker says that the wearer began to teach their lunge, the replay does so too.

    Args:
        session: the path of a session file, or an open session.
        settings: the detector's settings.

    Yields:
        Dictionaries with a `kind`: `rep`, `refused`, `set`, `slip`, `taught`, and finally `summary`
        (docs/file-format.md). Times are in ms of the session, depths in degrees.

    Raises:
        SessionError: the file is invalid; events before the invalid row have been yielded.
    """
    if isinstance(session, str | Path):
        with SessionReader(session) as reader:
            yield from replay(reader, settings)
        return
    tally = {"reps": 0, "refused": 0, "sets": 0, "slips": 0}
    times = SampleTimes(session.header)
    for table, counted in count_parts(session, settings):
        for event in counted.events():
            yield _tallied(event, tally)
        if len(table):
            times.add(table)
    yield {
        "kind": "summary",
        **tally,
        "samples": times.samples,
        "gaps": times.gaps,
        "start_ms": times.first_ms,
        "end_ms": times.last_ms,
    }


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


def _tallied(event: Any, tally: dict[str, int]) -> Event:
    """Convert an event to a dictionary and add it to the tally, if its kind is tallied."""
    data = as_event(event)
    if data["kind"] in TALLIED:
        tally[TALLIED[data["kind"]]] += 1
    return data
