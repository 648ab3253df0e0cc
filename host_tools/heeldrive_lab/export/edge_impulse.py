"""Edge Impulse: a CSV of evenly spaced samples, and `info.labels` beside it with what each stretch was.

https://docs.edgeimpulse.com, "CSV" and "Multi-label": the first column is `timestamp` in milliseconds, the
others are numbers; the uploader reads `info.labels`. Its `startIndex` and `endIndex` are numbers of samples,
the last included, and cover the file without a hole: so the uploader's own checks have it, though one page
calls them milliseconds. For the CSV wizard, which needs no second file, the label can be the last column.
"""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from heeldrive import Settings

from heeldrive_lab.detection.replay import replay
from heeldrive_lab.export.labelled import spans_of_events, spans_of_truth, stretches
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
    truth: Annotations | None,
    settings: Settings,
    *,
    label_column: bool = False,
) -> str:
    """Write the CSV, and `info.labels` in the same folder unless the label is a column.

    Acceleration in m/s^2, angular rate in deg/s. Edge Impulse knows one interval a file: samples are put on
    an even grid of the nominal rate, by straight lines between them.

    Returns:
        What was written, for people.

    Raises:
        SessionError: it cannot be written, or an `info.labels` that lies there cannot be added to.
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
    spans = spans_of_truth(truth) if truth else spans_of_events(list(replay(recording, settings)))
    cut = list(stretches(spans, recording.first_ms, recording.last_ms))
    labels = _label_of_each(times_ms, cut)
    try:
        with replacing(path) as file:
            file.write(",".join((*COLUMNS, *(("label",) if label_column else ()))) + "\n")
            for index, row in enumerate(zip(times_ms - recording.first_ms, *values, strict=True)):
                told = f",{labels[index]}" if label_column else ""
                file.write(f"{row[0]:.3f},{','.join(f'{value:.5f}' for value in row[1:])}{told}\n")
        if not label_column:
            _add_to_info(path.with_name(INFO_NAME), path.name, labels, recording)
    except OSError as error:
        raise SessionError(
            f"{path}: cannot be written ({error.strerror or error}): check folder and space"
        ) from error
    source = "the truth" if truth else "the detector's own reps: there is no truth beside the session"
    where = "in the last column" if label_column else f"in {path.with_name(INFO_NAME)}"
    return f"{len(times_ms)} samples, {step_ms:.2f} ms apart; labels {where}, from {source}"


def _label_of_each(times_ms: Any, cut: list[tuple[int, int, str]]) -> list[str]:
    starts = np.array([start for start, _, _ in cut])
    return [cut[place - 1][2] for place in np.searchsorted(starts, times_ms, "right")]


def _runs(labels: list[str]) -> list[dict[str, Any]]:
    """Stretches of one label, by their first and last sample."""
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
    """Put one file's labels into `info.labels`; those of others stay."""
    info: dict[str, Any] = {"version": 1, "files": []}
    if path.exists():
        try:
            info = json.loads(path.read_text("utf-8"))
            info["files"] = [file for file in info["files"] if file["path"] != name]
        except (ValueError, KeyError, TypeError) as error:
            raise SessionError(
                f"{path}: this is no {INFO_NAME} of Edge Impulse, so nothing can be added: move it away"
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
