"""Replays a session through the board's own detector and tells its events as plain dictionaries."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from heeldrive import Settings
from numpy.typing import NDArray

from heeldrive_lab.detection.compiled import Counting
from heeldrive_lab.detection.event_fields import as_event
from heeldrive_lab.sessions.format import gap_ms
from heeldrive_lab.sessions.session import Row, SessionError, SessionHeader, SessionReader

Event = dict[str, Any]
_TABLE_ROWS = 4096
TALLIED = {"rep": "reps", "refused": "refused", "set": "sets", "slip": "slips"}


class Session(Protocol):
    """What can be replayed: a header and the rows, one way through. `SessionReader` is one."""

    @property
    def header(self) -> SessionHeader:
        """Units of the rows."""

    def __iter__(self) -> Iterator[Row]:
        """The samples, `(t_ms, ax, ay, az, gx, gy, gz)`."""


def replay(session: str | Path | Session, settings: Settings) -> Iterator[Event]:
    """Count a session; yields each event when the board would have shown it, in memory that does not grow.

    Args:
        session: the name of a session file, or a session already open.
        settings: the detector's settings.

    Yields:
        Dictionaries with a `kind`: `rep`, `refused`, `set`, `slip`, and last one `summary`
        (docs/file-format.md). Times are session milliseconds, depths degrees.

    Raises:
        SessionError: the file is wrong, found out where it is; the events before it have been yielded.
    """
    if isinstance(session, str | Path):
        with SessionReader(session) as reader:
            yield from replay(reader, settings)
        return
    header = session.header
    counting = Counting(settings, header.accel_ug_per_count, header.gyro_udps_per_count)
    longest_ms = gap_ms(header)
    tally = {"reps": 0, "refused": 0, "sets": 0, "slips": 0}
    samples = gaps = 0
    first_ms = before_ms = None
    for rows in _tables(session):
        for event in counting.feed(rows).events():
            yield _taken(event, tally)
        times = rows[:, 0] if before_ms is None else np.concatenate([[before_ms], rows[:, 0]])
        gaps += int((np.diff(times) > longest_ms).sum())
        first_ms = int(times[0]) if first_ms is None else first_ms
        before_ms = int(times[-1])
        samples += len(rows)
    for event in counting.finish().events():
        yield _taken(event, tally)
    yield {
        "kind": "summary",
        **tally,
        "samples": samples,
        "gaps": gaps,
        "start_ms": first_ms,
        "end_ms": before_ms,
    }


def _tables(session: Session) -> Iterator[NDArray[np.int64]]:
    """The rows some thousands at a time; where reading fails, those before it first."""
    table = getattr(session, "table", None)
    if table is not None:
        if len(table):
            yield table
        return
    rows: list[Row] = []
    try:
        for row in session:
            rows.append(row)
            if len(rows) == _TABLE_ROWS:
                yield np.array(rows, np.int64)
                rows = []
    except SessionError:
        if rows:
            yield np.array(rows, np.int64)
        raise
    if rows:
        yield np.array(rows, np.int64)


def _taken(event: Any, tally: dict[str, int]) -> Event:
    """An event as a dictionary of its own, added to the tally."""
    taken = as_event(event)
    tally[TALLIED[taken["kind"]]] += 1
    return taken
