"""Parquet, for pandas, Polars, DuckDB and the like: a file of samples, and one of events beside it."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from heeldrive import Settings
from pyarrow.parquet import ParquetWriter, write_table

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.export.counted import CountedPart, counted_parts
from heeldrive_lab.sessions.annotations import notes_of
from heeldrive_lab.sessions.format import REQUIRED_KEYS, SessionError, SessionHeader
from heeldrive_lab.sessions.recording import Recording, StoredSession
from heeldrive_lab.util.files import file_behind, unfinished, write_errors_as
from heeldrive_lab.util.terminal_tables import how_many

# Rows that are compressed together, about a minute.
GROUP_ROWS = 1 << 12
SAMPLES = pa.schema(
    [
        ("t_ms", pa.int64()),
        *((f"accel_{axis}_mps2", pa.float32()) for axis in "xyz"),
        *((f"gyro_{axis}_dps", pa.float32()) for axis in "xyz"),
        ("inclination_deg", pa.float32()),
        ("reps", pa.int32()),
    ]
)


def write_parquet(path: Path, session: StoredSession | Recording, settings: Settings) -> str:
    """Write the samples, and the events to `NAME.events.parquet`; both only once they are complete.

    A device, such as /dev/null, takes the samples only.
    Header, load, effort and settings are stored as metadata of both files.

    Args:
        path: the file of samples.
        session: the session.
        settings: settings of the detector.

    Returns:
        a summary for people.

    Raises:
        SessionError: the session is invalid, or a file cannot be written.
    """
    notes = notes_of(session.path, session.header)
    about = _about(session.header, settings) | notes.keys()
    events: list[Event] = []
    samples = 0
    with write_errors_as(SessionError, path):
        file = file_behind(path)
    beside = file and file.with_name(f"{file.name.removesuffix('.parquet')}.events.parquet")
    with (
        write_errors_as(SessionError, path),
        unfinished(path) as part,
        unfinished(beside or Path(os.devnull)) as events_part,
    ):
        with ParquetWriter(part, SAMPLES.with_metadata(about), compression="zstd") as writer:
            for table in _tables(session, settings, events):
                writer.write_table(table)
                samples += len(table)
        write_table(_event_table(events).replace_schema_metadata(about), events_part, compression="zstd")
    where = f"in {beside}" if beside else "left out: their table needs a file"
    return f"{how_many(samples, 'sample')}; {how_many(len(events), 'event')} {where}"


def _about(header: SessionHeader, settings: Settings) -> dict[str, str]:
    about = {key: str(getattr(header, key)) for key in REQUIRED_KEYS} | header.extra
    return about | {f"setting {name}": str(value) for name, value in vars(settings).items()}


def _tables(
    session: StoredSession | Recording, settings: Settings, events: list[Event]
) -> Iterator[pa.Table]:
    """Yield tables of `GROUP_ROWS` or somewhat more; the events are added to `events`."""
    parts: list[CountedPart] = []
    for part in counted_parts(session, settings):
        events += part.events
        parts.append(part)
        if sum(len(one.table) for one in parts) >= GROUP_ROWS:
            yield _sample_table(parts, session.header)
            parts = []
    if any(len(one.table) for one in parts):
        yield _sample_table(parts, session.header)


def _sample_table(parts: list[CountedPart], header: SessionHeader) -> pa.Table:
    table = np.concatenate([part.table for part in parts])
    columns = [
        table[:, 0],
        *(table[:, 1:4] * header.mps2_per_count).astype(np.float32).T,
        *(table[:, 4:7] * header.dps_per_count).astype(np.float32).T,
        np.concatenate([part.inclination_deg for part in parts]).astype(np.float32),
        np.concatenate([part.reps for part in parts]).astype(np.int32),
    ]
    return pa.Table.from_arrays([pa.array(np.ascontiguousarray(one)) for one in columns], schema=SAMPLES)


def _event_table(events: list[Event]) -> pa.Table:
    """A row for each event; the metrics of a cycle are columns too, and what a kind lacks is null."""
    rows: list[dict[str, Any]] = [
        {key: value for key, value in event.items() if key != "facts"} | event.get("facts", {})
        for event in events
    ]
    names = dict.fromkeys(name for row in rows for name in row) or {"kind": None}
    return pa.table({name: [row.get(name) for row in rows] for name in names})
