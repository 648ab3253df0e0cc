"""MCAP for Foxglove: samples in physical units, inclination of the thigh, events, markers, annotations."""

import json
import math
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC
from heapq import merge
from pathlib import Path
from typing import Any

from heeldrive import Settings
from mcap.writer import CompressionType, Writer

from heeldrive_lab.detection.replay import Event
from heeldrive_lab.export.counted import CountedPart, at_ms, counted_parts
from heeldrive_lab.export.schemas import ANNOTATION, EVENT, IMU, INFO, LOG, THIGH, WARNING
from heeldrive_lab.sessions.annotations import Annotations, notes_of
from heeldrive_lab.sessions.format import TIME_LIMIT_MS, SessionError, SessionHeader
from heeldrive_lab.sessions.recording import Recording, StoredSession
from heeldrive_lab.sessions.start_time import start_time_of
from heeldrive_lab.settings.render import REASON_WORDS
from heeldrive_lab.util.files import unfinished, write_errors_as
from heeldrive_lab.util.terminal_tables import how_many

CHANNELS = {"/imu": IMU, "/thigh": THIGH, "/events": EVENT, "/truth": ANNOTATION, "/log": LOG}
# t_ms, topic, message without its time stamp.
Message = tuple[int, str, dict[str, Any]]


def write_mcap(
    path: Path, session: StoredSession | Recording, annotations: Annotations | None, settings: Settings
) -> str:
    """Write one session; an existing file is replaced once the new one is complete.

    Log times count from the header's `started` (as UTC if it has no time zone), else from 0.

    Args:
        path: the MCAP file.
        session: the session.
        annotations: its annotations, if any.
        settings: settings of the detector.

    Returns:
        a summary for people.

    Raises:
        SessionError: the session is invalid, or the file cannot be written.
    """
    began_ns = _began_ns(session)
    with write_errors_as(SessionError, path), unfinished(path) as part, part.open("wb") as stream:
        written = _write(stream, session, annotations, settings, began_ns)
    since = "its date" if began_ns else "0: the header has no date"
    messages = ", ".join(f"{written[topic]} on {topic}" for topic in CHANNELS if written[topic])
    return f"messages: {messages}; time counts from {since}"


def _began_ns(session: StoredSession | Recording) -> int:
    """Unix time of session time 0, ns."""
    started = start_time_of(session.path, session.header)
    if started is None:
        return 0
    return int((started if started.tzinfo else started.replace(tzinfo=UTC)).timestamp() * 1000) * 1_000_000


def _write(
    stream: Any,
    session: StoredSession | Recording,
    annotations: Annotations | None,
    settings: Settings,
    began_ns: int,
) -> Counter[str]:
    writer = Writer(stream, compression=CompressionType.ZSTD)
    writer.start(profile="", library="heeldrive")
    channels = {
        topic: writer.register_channel(
            topic, "json", writer.register_schema(schema["title"], "jsonschema", json.dumps(schema).encode())
        )
        for topic, schema in CHANNELS.items()
    }
    header = session.header
    about = {key: str(value) for key, value in vars(header).items() if key != "extra"}
    notes = notes_of(session.path, header)
    writer.add_metadata("session", about | header.extra | notes.keys())
    writer.add_metadata("settings", {name: str(value) for name, value in vars(settings).items()})
    written: Counter[str] = Counter()
    for t_ms, topic, message in _messages(session, annotations, settings):
        at_ns = began_ns + t_ms * 1_000_000
        stamp = {"sec": at_ns // 1_000_000_000, "nsec": at_ns % 1_000_000_000}
        data = json.dumps({"timestamp": stamp, **message}).encode()
        writer.add_message(channels[topic], at_ns, data, at_ns)
        written[topic] += 1
    writer.finish()
    return written


def _messages(
    session: StoredSession | Recording, annotations: Annotations | None, settings: Settings
) -> Iterator[Message]:
    """All messages, in the order of time within each part; a refusal may stand a part later than its end."""
    rows = sorted(annotations.rows if annotations else (), key=lambda row: row.start_ms)
    truth = deque((row.start_ms, "/truth", asdict(row)) for row in rows)
    marked = 0
    for part in counted_parts(session, settings):
        others = [message for event in part.events for message in _of_event(event)]
        last_ms = int(part.table[-1, 0]) if len(part.table) else TIME_LIMIT_MS
        while truth and truth[0][0] <= last_ms:
            others.append(truth.popleft())
        for t_ms, text in session.markers[marked:]:
            others.append((t_ms, "/log", _log(WARNING, text, "marker")))
            marked += 1
        others.sort(key=lambda message: message[0])
        yield from merge(_samples(part, session.header), others, key=lambda message: message[0])


def _samples(part: CountedPart, header: SessionHeader) -> Iterator[Message]:
    force, turn = header.mps2_per_count, math.radians(header.dps_per_count)
    states = zip(part.table.tolist(), part.inclination_deg.tolist(), part.reps.tolist(), strict=True)
    for (t_ms, ax, ay, az, gx, gy, gz), inclination_deg, reps in states:
        yield (
            t_ms,
            "/imu",
            {
                "linear_acceleration": _vector(ax * force, ay * force, az * force),
                "angular_velocity": _vector(gx * turn, gy * turn, gz * turn),
            },
        )
        yield t_ms, "/thigh", {"inclination_deg": inclination_deg, "reps": reps}


def _vector(x: float, y: float, z: float) -> dict[str, float]:
    return {"x": round(x, 5), "y": round(y, 5), "z": round(z, 5)}


def _of_event(event: Event) -> Iterator[Message]:
    yield at_ms(event), "/events", event
    level = INFO if event["kind"] in ("rep", "set", "taught") else WARNING
    yield at_ms(event), "/log", _log(level, _sentence(event), "detector")


def _log(level: int, message: str, name: str) -> dict[str, Any]:
    return {"level": level, "message": message, "name": name, "file": "", "line": 0}


def _sentence(event: dict[str, Any]) -> str:
    if event["kind"] == "rep":
        return f"rep {event['index']}, {event['depth_deg']:.0f} deg"
    if event["kind"] == "refused":
        return f"refused, {event['reason']}: {REASON_WORDS[event['reason']]}"
    if event["kind"] == "set":
        return f"set {event['index']} ended with {how_many(event['reps'], 'rep')}"
    if event["kind"] == "taught":
        return f"the wearer's lunge is taught: {event['depth_deg']:.0f} deg"
    return f"the strap slipped by {event['moved_deg']:.0f} deg"
