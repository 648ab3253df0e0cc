"""Edge Impulse: a CSV file of evenly spaced samples, with the labels in `info.labels` in the same folder.

https://docs.edgeimpulse.com, "CSV" and "Multi-label": the first column is `timestamp` in milliseconds, the
others are numbers; the uploader reads `info.labels`. Its `startIndex` and `endIndex` are sample indices,
inclusive, and must cover the file without gaps: the uploader checks this, although one page calls them
milliseconds. For the CSV wizard, which takes a single file, the label can be the last column instead.
"""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from heeldrive import Settings

from heeldrive_lab.detection.replay import replay
from heeldrive_lab.export.labelled import annotated_spans, detected_spans, label_segments
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.format import WEARER_KEY, SessionError
from heeldrive_lab.sessions.recording import Recording
from heeldrive_lab.sessions.units import STANDARD_GRAVITY
from heeldrive_lab.util.files import replacing

COLUMNS = ("timestamp", "accX", "accY", "accZ", "gyrX", "gyrY", "gyrZ")
INFO_NAME = "info.labels"


def write_edge_impulse(
    path: Path,
    recording: Recording,
    annotations: Annotations | None,
    settings: Settings,
    *,
    label_column: bool = False,
) -> str:
    """Write the CSV file, and `info.labels` in the same folder unless the label is a column.

    Specific force is in m/s^2, angular rate in deg/s. Edge Impulse needs a constant sampling interval, so the
    samples are resampled to the nominal rate by linear interpolation.

    Args:
        path: the CSV file.
        recording: the session.
        annotations: its annotations; None to take labels from the detector's reps.
        settings: settings of the detector.
        label_column: whether to write the label as the last column instead of `info.labels`.

    Returns:
        a summary for people.

    Raises:
        SessionError: a file cannot be written, or the existing `info.labels` cannot be extended.
    """
    header = recording.header
    step_ms = 1000 / header.rate_hz
    times_ms = np.arange(recording.first_ms, recording.last_ms + 0.5, step_ms)
    accel, gyro = header.accel_ug_per_count * 1e-6 * STANDARD_GRAVITY, header.gyro_udps_per_count * 1e-6
    scales = [accel] * 3 + [gyro] * 3
    values = [
        np.interp(times_ms, recording.table[:, 0], counts * scale)
        for counts, scale in zip(recording.table[:, 1:].T, scales, strict=True)
    ]
    spans = annotated_spans(annotations) if annotations else detected_spans(list(replay(recording, settings)))
    labels = _sample_labels(times_ms, list(label_segments(spans, recording.first_ms, recording.last_ms)))
    try:
        with replacing(path) as file:
            file.write(",".join((*COLUMNS, *(("label",) if label_column else ()))) + "\n")
            for index, row in enumerate(zip(times_ms - recording.first_ms, *values, strict=True)):
                label = f",{labels[index]}" if label_column else ""
                file.write(f"{row[0]:.3f},{','.join(f'{value:.5f}' for value in row[1:])}{label}\n")
        if not label_column:
            _add_to_info(path.with_name(INFO_NAME), path.name, labels, recording)
    except OSError as error:
        raise SessionError(
            f"{path}: cannot be written ({error.strerror or error}): check the folder and free space"
        ) from error
    source = "the annotations" if annotations else "the detector's reps, since the session has no annotations"
    where = "in the last column" if label_column else f"in {path.with_name(INFO_NAME)}"
    return f"{len(times_ms)} samples, {step_ms:.2f} ms apart; labels {where}, from {source}"


def _sample_labels(times_ms: Any, segments: list[tuple[int, int, str]]) -> list[str]:
    starts = np.array([start for start, _, _ in segments])
    return [segments[place - 1][2] for place in np.searchsorted(starts, times_ms, "right")]


def _runs(labels: list[str]) -> list[dict[str, Any]]:
    """Runs of equal labels, with their first and last sample index."""
    edges = [
        0,
        *(index for index in range(1, len(labels)) if labels[index] != labels[index - 1]),
        len(labels),
    ]
    return [
        {"label": labels[first], "startIndex": first, "endIndex": after - 1}
        for first, after in pairwise(edges)
    ]


def _add_to_info(path: Path, name: str, labels: list[str], recording: Recording) -> None:
    """Put one file's labels into `info.labels`; those of other files are kept."""
    info: dict[str, Any] = {"version": 1, "files": []}
    if path.exists():
        try:
            info = json.loads(path.read_text("utf-8"))
            info["files"] = [file for file in info["files"] if file["path"] != name]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise SessionError(
                f"{path}: not an {INFO_NAME} of Edge Impulse, so it cannot be extended: move it away"
            ) from error
    header = recording.header
    about = {"sensor": header.sensor, "thigh": header.thigh, "wearer": header.extra.get(WEARER_KEY, "")}
    info["files"].append(
        {
            "path": name,
            "category": "split",
            "label": {"type": "multi-label", "labels": _runs(labels)},
            "metadata": {key: text for key, text in about.items() if text},
        }
    )
    with replacing(path) as file:
        file.write(json.dumps(info, indent=1) + "\n")
