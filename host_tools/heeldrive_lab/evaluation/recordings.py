"""Recordings of real people: folders of CSV files, each with a `labels.csv`.

`labels.csv` has the columns `file,start_ms,end_ms,activity,sensor_leg,reps`. A row with a `sensor_leg` is one
true lunge rep; all other rows must not count, and their `reps` is the number of cycles of another movement.
If there is a `NAME.flexion.csv` with the true thigh flexion (`t_ms,thigh_flexion_deg`) next to a recording,
the phase times of its front-leg reps are segmented from it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.importers.any_recording import ImportOptions, load_recording
from heeldrive_lab.importers.csv_table import read_columns
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.sessions.annotation_checks import check_annotations
from heeldrive_lab.sessions.annotations import Annotation, Annotations
from heeldrive_lab.sessions.segmentation import BOTTOM_MARGIN_DEG, segment_cycle
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.util.files import why_no_folder

LABEL_COLUMNS = ("file", "start_ms", "end_ms", "activity", "sensor_leg", "reps")
UNITS = ImportOptions(accel_unit="m/s2", gyro_unit="rad/s", allow_moving=True)
# A rep this close to the start or end of a capture may be incomplete.
JOIN_MS = 100


@dataclass(frozen=True)
class AnnotatedRecording:
    """One real recording with its annotations.

    Attributes:
        path: the CSV file, plain or gzip.
        annotations: from `labels.csv`.
    """

    path: Path
    annotations: Annotations

    @property
    def group(self) -> str:
        """The data set."""
        return self.path.parent.name

    @property
    def name(self) -> str:
        """The file's name."""
        return self.path.name

    @property
    def weight(self) -> int:
        """Size of the file, bytes."""
        return self.path.stat().st_size

    def load(self) -> Loaded:
        """Import it. Recordings without rest are scored too."""
        session = load_recording(self.path, UNITS)
        annotations = self.annotations
        try:
            check_annotations(annotations, int(session.table[0, 0]), int(session.table[-1, 0]))
        except SessionError as error:
            raise SessionError(
                f"{self.path.with_name('labels.csv')}, {annotations.session}: {error}"
            ) from error
        flexion = _existing(self.path.with_name(annotations.session.removesuffix(".csv") + ".flexion.csv"))
        if flexion is not None:
            annotations = _with_phases(annotations, flexion)
        return Loaded(session.header, session.table, annotations, session.still)


def find_recordings(root: str | Path) -> list[AnnotatedRecording]:
    """Find all recordings named by a `labels.csv` in a folder under `root`.

    Raises:
        SessionError: there is none, or a `labels.csv` is invalid.
    """
    root = Path(root)
    if why := why_no_folder(root):
        raise SessionError(f"{root}: {why}")
    recordings = [
        recording
        for labels in sorted(root.glob("*/labels.csv"))
        for recording in _labelled_recordings(labels)
    ]
    if not recordings:
        raise SessionError(f"{root}: no folder in it contains a labels.csv: give the folder above them")
    return recordings


def _labelled_recordings(labels: Path) -> Iterator[AnnotatedRecording]:
    for name, rows in _label_rows(labels).items():
        path = _existing(labels.with_name(name))
        if path is None:
            raise SessionError(f"{labels}: it names {name}, which is not in the same folder")
        try:
            yield AnnotatedRecording(path, Annotations(name, tuple(rows)))
        except SessionError as error:
            raise SessionError(f"{labels}, {name}: {error}") from error


def _existing(path: Path) -> Path | None:
    """The compressed or plain file, whichever exists; None if neither does."""
    packed = path.with_name(path.name + ".gz")
    return packed if packed.exists() else path if path.exists() else None


def _label_rows(labels: Path) -> dict[str, list[Annotation]]:
    """Rows of a `labels.csv` by recording."""
    found: dict[str, list[Annotation]] = {}
    try:
        table = csv.DictReader(labels.read_text("utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise SessionError(f"{labels}: cannot be read ({error})") from error
    if tuple(table.fieldnames or ()) != LABEL_COLUMNS:
        raise SessionError(f"{labels}: the columns must be {','.join(LABEL_COLUMNS)}")
    for row in table:
        if None in row or None in row.values():
            raise SessionError(f"{labels}, line {table.line_num}: it must have {len(LABEL_COLUMNS)} columns")
        try:
            found.setdefault(row["file"], []).append(_annotation(row))
        except ValueError as error:
            raise SessionError(f"{labels}, line {table.line_num}: {error}") from error
    return found


def _annotation(row: dict[str, str]) -> Annotation:
    leg = row["sensor_leg"]
    return Annotation(
        kind="rep" if leg else "other",
        start_ms=int(row["start_ms"]),
        end_ms=int(row["end_ms"]),
        sensor_leg=leg,
        reps=int(row["reps"]) if row["reps"] else None,
        activity=row["activity"],
    )


def _with_phases(annotations: Annotations, flexion: Path) -> Annotations:
    """The annotations with phase times and depths of front-leg reps, where these can be segmented."""
    try:
        t_ms, flexion_deg = read_columns(flexion, ("t_ms", "thigh_flexion_deg")).T
    except RecordingError as error:
        raise RecordingError(f"{flexion}: {error}") from error
    return replace(annotations, rows=tuple(_phased(row, t_ms, flexion_deg) for row in annotations.rows))


def _phased(row: Annotation, t_ms: NDArray[np.float64], flexion_deg: NDArray[np.float64]) -> Annotation:
    inside = (t_ms >= row.start_ms) & (t_ms <= row.end_ms)
    path = flexion_deg[inside]
    # A capture that begins or ends during a movement does not contain the way from or to standing.
    whole = row.start_ms > t_ms[0] + JOIN_MS and row.end_ms < t_ms[-1] - JOIN_MS
    if row.kind != "rep" or row.sensor_leg != "front" or not whole or np.ptp(path) < 2 * BOTTOM_MARGIN_DEG:
        return row
    if not path.max() - max(path[0], path[-1]) > BOTTOM_MARGIN_DEG:
        return row  # the label begins or ends at the bottom: it contains no complete cycle
    edges = segment_cycle(path, BOTTOM_MARGIN_DEG)
    start, bottom, rise, end = np.interp(edges, np.arange(len(path)), t_ms[inside]).round().astype(int)
    return replace(
        row,
        start_ms=int(start),
        bottom_ms=int(bottom),
        rise_ms=int(rise),
        end_ms=int(end),
        depth_deg=round(float(path.max()), 1),
    )
