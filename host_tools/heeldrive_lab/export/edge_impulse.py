"""Edge Impulse: a CSV file of evenly spaced samples, with the labels in `info.labels` in the same folder.

https://docs.edgeimpulse.com, "CSV" and "Multi-label": the first column is `timestamp` in milliseconds, the
others are numbers; the uploader reads `info.labels`. Its `startIndex` and `endIndex` are sample indices,
inclusive, and must cover the file without gaps: the uploader checks this, although one page calls them
milliseconds. For the CSV wizard, which takes a single file, the label can be the last column instead.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from heeldrive import Settings

from heeldrive_lab.detection.replay import replay
from heeldrive_lab.export.labelled import annotated_spans, detected_spans, label_segments
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.format import WEARER_KEY, SessionError, SessionHeader
from heeldrive_lab.sessions.recording import Recording, StoredSession
from heeldrive_lab.sessions.samples import tables_of
from heeldrive_lab.util.files import file_behind, read_text, replacing, write_errors_as

COLUMNS = ("timestamp", "accX", "accY", "accZ", "gyrX", "gyrY", "gyrZ")
INFO_NAME = "info.labels"
MOST_BYTES = 20_000_000  # labels of thousands of files


def write_edge_impulse(
    path: Path,
    session: StoredSession | Recording,
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
        session: the session; it is read twice, since a rep is counted after its start.
        annotations: its annotations; None to take labels from the detector's reps.
        settings: settings of the detector.
        label_column: whether to write the label as the last column instead of `info.labels`.

    Returns:
        a summary for people.

    Raises:
        SessionError: the session is invalid, a file cannot be written, or the existing `info.labels` cannot
            be extended.
    """
    step_ms = 1000 / session.header.rate_hz
    events = list(replay(session, settings))
    first_ms, last_ms = events[-1]["start_ms"], events[-1]["end_ms"]
    spans = annotated_spans(annotations) if annotations else detected_spans(events)
    segments = list(label_segments(spans, first_ms, last_ms))
    starts = np.array([start for start, _, _ in segments])
    runs: list[dict[str, Any]] = []
    samples = 0
    with write_errors_as(SessionError, path):
        labelled = None if label_column else file_behind(path)
    if labelled is None and not label_column:
        raise SessionError(f"{path}: {INFO_NAME} goes beside a file: give a file, or --label-column")
    info = _read_info(labelled.with_name(INFO_NAME)) if labelled else {}
    with write_errors_as(SessionError, path):
        with replacing(path) as file:
            file.write(",".join((*COLUMNS, *(("label",) if label_column else ()))) + "\n")
            for times_ms, values in _resampled(session, first_ms, step_ms):
                labels = [segments[place - 1][2] for place in np.searchsorted(starts, times_ms, "right")]
                for time_ms, row, label in zip(times_ms - first_ms, values, labels, strict=True):
                    end = f",{label}" if label_column else ""
                    file.write(f"{time_ms:.3f},{','.join(f'{value:.5f}' for value in row)}{end}\n")
                    if not runs or runs[-1]["label"] != label:
                        runs.append({"label": label, "startIndex": samples})
                    runs[-1]["endIndex"] = samples
                    samples += 1
        if labelled:
            _add_to_info(info, labelled, runs, session.header)
    source = "the annotations" if annotations else "the detector's reps, since the session has no annotations"
    where = f"in {labelled.with_name(INFO_NAME)}" if labelled else "in the last column"
    return f"{samples} samples, {step_ms:.2f} ms apart; labels {where}, from {source}"


def _resampled(
    session: StoredSession | Recording, first_ms: int, step_ms: float
) -> Iterator[tuple[Any, Any]]:
    """Yield evenly spaced times, ms, shape (n,), and the values at them in physical units, (n, 6)."""
    scales = np.array([session.header.mps2_per_count] * 3 + [session.header.dps_per_count] * 3)
    done = 0
    before = np.zeros((0, 7))
    for table in tables_of(session):
        known = np.concatenate([before, table])
        after = int((known[-1, 0] - first_ms) // step_ms) + 1
        times_ms = first_ms + np.arange(done, after) * step_ms
        yield (
            times_ms,
            np.stack(
                [
                    np.interp(times_ms, known[:, 0], counts * scale)
                    for counts, scale in zip(known[:, 1:].T, scales, strict=True)
                ],
                axis=1,
            ),
        )
        done, before = after, known[-1:]


def _read_info(path: Path) -> dict[str, Any]:
    """The existing `info.labels`, or an empty one.

    Raises:
        SessionError: the file is another, or cannot be read.
    """
    if not path.exists():
        return {"version": 1, "files": []}
    try:
        info: dict[str, Any] = json.loads(read_text(path, MOST_BYTES))
        for file in info["files"]:
            file["path"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise SessionError(
            f"{path}: not an {INFO_NAME} of Edge Impulse, so it cannot be extended: move it away"
        ) from error
    return info


def _add_to_info(info: dict[str, Any], path: Path, runs: list[dict[str, Any]], header: SessionHeader) -> None:
    """Put one file's labels into `info.labels`; those of other files are kept."""
    about = {"sensor": header.sensor, "thigh": header.thigh, "wearer": header.extra.get(WEARER_KEY, "")}
    info["files"] = [file for file in info["files"] if file["path"] != path.name]
    info["files"].append(
        {
            "path": path.name,
            "category": "split",
            "label": {"type": "multi-label", "labels": runs},
            "metadata": {key: text for key, text in about.items() if text},
        }
    )
    with replacing(path.with_name(INFO_NAME)) as file:
        file.write(json.dumps(info, indent=1) + "\n")
