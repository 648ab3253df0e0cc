"""Replays a session through the board's detector and yields its events as dictionaries."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from heeldrive import EVENT_NONE, RepCounter, Settings
from heeldrive.events import Event as DetectorEvent

from heeldrive_lab.detection.compiled import cache as caches
from heeldrive_lab.detection.event_fields import as_event
from heeldrive_lab.detection.teaching_marks import TeachingMarks
from heeldrive_lab.sessions.sample_times import SampleTimes
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
    counted = _interpreted if caches.CACHE.place is None else _compiled
    for event in counted(session, settings, times):
        yield _tallied(event, tally)
    yield {
        "kind": "summary",
        **tally,
        "samples": times.samples,
        "gaps": times.gaps,
        "start_ms": times.first_ms,
        "end_ms": times.last_ms,
    }


def _interpreted(session: Session, settings: Settings, times: SampleTimes) -> Iterator[DetectorEvent]:
    """Count a session sample by sample; yield the events, each valid until the next."""
    header = session.header
    counter = RepCounter(settings, header.accel_ug_per_count, header.gyro_udps_per_count)
    marks = TeachingMarks(getattr(session, "markers", ()))
    for row in session:
        times.add(row[0])
        for reps in marks.before(row[0]):
            counter.teach(reps)
        if counter.step(*row) != EVENT_NONE:
            yield counter.event
    while counter.finish() != EVENT_NONE:
        yield counter.event


def _compiled(session: Session, settings: Settings, times: SampleTimes) -> Iterator[DetectorEvent]:
    """The same, on the compiled detector as soon as that is worthwhile; see `detection.compiled`."""
    from heeldrive_lab.detection.count_parts import count_parts  # noqa: PLC0415 - needs the extra `fast`

    for table, counted in count_parts(session, settings):
        yield from counted.events()
        if len(table):
            times.add_table(table)


def _tallied(event: DetectorEvent, tally: dict[str, int]) -> Event:
    """Convert an event to a dictionary and add it to the tally, if its kind is tallied."""
    data = as_event(event)
    if data["kind"] in TALLIED:
        tally[TALLIED[data["kind"]]] += 1
    return data
