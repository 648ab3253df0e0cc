"""MCAP for Foxglove: samples in physical units, inclination of the thigh, events, markers, annotations."""

import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC
from heapq import merge
from pathlib import Path
from typing import Any

import numpy as np
from heeldrive import Settings
from mcap.writer import CompressionType, Writer

from heeldrive_lab.detection.traced_run import TracedRun, trace
from heeldrive_lab.export.schemas import ANNOTATION, EVENT, IMU, INFO, LOG, THIGH, WARNING
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.sessions.recording import Recording
from heeldrive_lab.sessions.start_time import read_start_time
from heeldrive_lab.sessions.units import STANDARD_GRAVITY
from heeldrive_lab.settings.render import REASON_WORDS
from heeldrive_lab.util.files import unfinished
from heeldrive_lab.util.terminal_tables import how_many

CHANNELS = {"/imu": IMU, "/thigh": THIGH, "/events": EVENT, "/truth": ANNOTATION, "/log": LOG}
# t_ms, topic, message without its time stamp.
Message = tuple[int, str, dict[str, Any]]


def write_mcap(path: Path, recording: Recording, annotations: Annotations | None, settings: Settings) -> str:
    """Write one session; an existing file is replaced once the new one is complete.

    Log times count from the header's `started` (as UTC if it has no time zone), else from 0.

    Args:
        path: the MCAP file.
        recording: the session.
        annotations: its annotations, if any.
        settings: settings of the detector.

    Returns:
        a summary for people.

    Raises:
        SessionError: the file cannot be written, or the date in the header is invalid.
    """
    run = trace(recording, settings)
    try:
        began_ns = _began_ns(recording)
    except SessionError as error:
        raise SessionError(f"{recording.path}: {error}") from None
    try:
        with unfinished(path) as part, part.open("wb") as stream:
            written = _write(stream, run, annotations, settings, began_ns)
    except OSError as error:
        raise SessionError(
            f"{path}: cannot be written ({error.strerror or error}): check the folder and free space"
        ) from error
    since = "its date" if began_ns else "0: the header has no date"
    return f"{how_many(written, 'message')} on {', '.join(CHANNELS)}; time counts from {since}"


def _began_ns(recording: Recording) -> int:
    """Unix time of session time 0, ns."""
    started = read_start_time(recording.header)
    if started is None:
        return 0

    return int((started if started.tzinfo else started.replace(tzinfo=UTC)).timestamp() * 1000) * 1_000_000


def _write(
    stream: Any, run: TracedRun[Recording], annotations: Annotations | None, settings: Settings, began_ns: int
) -> int:

    writer = Writer(stream, compression=CompressionType.ZSTD)
    writer.start(profile="", library="heeldrive")
    channels = {
        topic: writer.register_channel(
            topic, "json", writer.register_schema(schema["title"], "jsonschema", json.dumps(schema).encode())
        )
        for topic, schema in CHANNELS.items()
    }
    header = run.session.header
    about = {key: str(value) for key, value in vars(header).items() if key != "extra"}
    writer.add_metadata("session", about | header.extra)
    writer.add_metadata("settings", {name: str(value) for name, value in vars(settings).items()})
    number = 0
    streams = (
        _samples(run),
        iter(sorted(_events_and_annotations(run, annotations), key=lambda message: message[0])),
    )
    for t_ms, topic, message in merge(*streams, key=lambda message: message[0]):
        at_ns = began_ns + t_ms * 1_000_000
        stamp = {"sec": at_ns // 1_000_000_000, "nsec": at_ns % 1_000_000_000}
        data = json.dumps({"timestamp": stamp, **message}).encode()
        writer.add_message(channels[topic], at_ns, data, at_ns)
        number += 1
    writer.finish()
    return number


def _samples(run: TracedRun[Recording]) -> Iterator[Message]:
    header, table = run.session.header, run.session.table
    force = header.accel_ug_per_count * 1e-6 * STANDARD_GRAVITY
    turn = math.radians(header.gyro_udps_per_count * 1e-6)
    shown = sorted(event["shown_ms"] for event in run.events if event["kind"] == "rep")
    reps = np.searchsorted(shown, table[:, 0], "right")
    for index, (t_ms, ax, ay, az, gx, gy, gz) in enumerate(run.session):
        yield (
            t_ms,
            "/imu",
            {
                "linear_acceleration": _vector(ax * force, ay * force, az * force),
                "angular_velocity": _vector(gx * turn, gy * turn, gz * turn),
            },
        )
        yield t_ms, "/thigh", {"inclination_deg": float(run.inclination_deg[index]), "reps": int(reps[index])}


def _vector(x: float, y: float, z: float) -> dict[str, float]:
    return {"x": round(x, 5), "y": round(y, 5), "z": round(z, 5)}


def _events_and_annotations(run: TracedRun[Recording], annotations: Annotations | None) -> Iterator[Message]:
    """Events at the time they were reported, markers, and annotations at their start."""
    for event in run.events:
        at_ms = event.get("shown_ms") or event.get("end_ms") or event["at_ms"]
        yield at_ms, "/events", event
        level = INFO if event["kind"] in ("rep", "set", "taught") else WARNING
        yield at_ms, "/log", _log(level, _sentence(event), "detector")
    for t_ms, text in run.session.markers:
        yield t_ms, "/log", _log(WARNING, text, "marker")
    for row in annotations.rows if annotations else ():
        yield row.start_ms, "/truth", asdict(row)


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
