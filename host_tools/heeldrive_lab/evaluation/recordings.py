"""Recordings of real people: folders of CSV files, each with a `labels.csv`.

`labels.csv` has the columns `file,start_ms,end_ms,activity,sensor_leg,reps`. A row with a `sensor_leg` is one
true lunge rep; all else must not count, and `reps` tells how many cycles of something else it holds. Where a
`NAME.flexion.csv` with the true thigh flexion (`t_ms,thigh_flexion_deg`) lies beside a recording, the phase
times of its front-leg reps are cut from it.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.evaluation.annotation_checks import check_annotations
from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.importers.any_csv import ImportOptions, load_csv
from heeldrive_lab.importers.csv_table import RecordingError, read_columns
from heeldrive_lab.sessions.annotations import Annotation, Annotations
from heeldrive_lab.sessions.segmentation import BOTTOM_MARGIN_DEG, segment_cycle
from heeldrive_lab.sessions.session import SessionError

LABEL_COLUMNS = ("file", "start_ms", "end_ms", "activity", "sensor_leg", "reps")
# A rep this near to the end of a capture may be cut, or joined to something that is not in it.
JOIN_MS = 100


@dataclass(frozen=True)
class LabelledRecording:
    """One real recording and what was done in it."""

    path: Path
    truth: Annotations

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
        """Bytes."""
        return self.path.stat().st_size

    def load(self) -> Loaded:
        """Import it. What is not still anywhere is scored too: what it counts then is part of the truth."""
        session = load_csv(self.path, ImportOptions(allow_moving=True))
        truth = self.truth
        try:
            check_annotations(truth, int(session.table[0, 0]), int(session.table[-1, 0]))
        except SessionError as error:
            raise SessionError(f"{self.path.with_name('labels.csv')}, {truth.session}: {error}") from error
        flexion = _beside(self.path.with_name(truth.session.removesuffix(".csv") + ".flexion.csv"))
        if flexion is not None:
            truth = _with_phases(truth, flexion)
        return Loaded(session.header, session.table, truth, session.still)


def find_recordings(root: str | Path) -> list[LabelledRecording]:
    """All recordings that a `labels.csv` in a folder under `root` names.

    Raises:
        SessionError: there is none, or a `labels.csv` is wrong.
    """
    root = Path(root)
    recordings = [
        recording
        for labels in sorted(root.glob("*/labels.csv"))
        for recording in _labelled_recordings(labels)
    ]
    if not recordings:
        raise SessionError(f"{root}: there is no folder with a labels.csv in it: name the folder above them")
    return recordings


def _labelled_recordings(labels: Path) -> Iterator[LabelledRecording]:
    for name, rows in _label_rows(labels).items():
        path = _beside(labels.with_name(name))
        if path is None:
            raise SessionError(f"{labels}: it names {name}, which is not beside it")
        try:
            yield LabelledRecording(path, Annotations(name, tuple(rows)))
        except SessionError as error:
            raise SessionError(f"{labels}, {name}: {error}") from error


def _beside(path: Path) -> Path | None:
    """The file, packed or plain, whichever is there."""
    packed = path.with_name(path.name + ".gz")
    return packed if packed.exists() else path if path.exists() else None


def _label_rows(labels: Path) -> dict[str, list[Annotation]]:
    """The rows of a `labels.csv` by the recording they belong to."""
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
            found.setdefault(row["file"], []).append(_truth_row(row))
        except ValueError as error:
            raise SessionError(f"{labels}, line {table.line_num}: {error}") from error
    return found


def _truth_row(row: dict[str, str]) -> Annotation:
    leg = row["sensor_leg"]
    return Annotation(
        kind="rep" if leg else "other",
        start_ms=int(row["start_ms"]),
        end_ms=int(row["end_ms"]),
        sensor_leg=leg,
        reps=int(row["reps"]) if row["reps"] else None,
        activity=row["activity"],
    )


def _with_phases(truth: Annotations, flexion: Path) -> Annotations:
    """The truth with the phase times and depths of its front-leg reps, where they can be cut."""
    try:
        t_ms, flexion_deg = read_columns(flexion, ("t_ms", "thigh_flexion_deg")).values.T
    except RecordingError as error:
        raise RecordingError(f"{flexion}: {error}") from error
    return replace(truth, rows=tuple(_phased(row, t_ms, flexion_deg) for row in truth.rows))


def _phased(row: Annotation, t_ms: NDArray[np.float64], flexion_deg: NDArray[np.float64]) -> Annotation:
    inside = (t_ms >= row.start_ms) & (t_ms <= row.end_ms)
    path = flexion_deg[inside]
    # Where the capture begins or ends in mid-movement, the way from and to standing is not in it.
    whole = row.start_ms > t_ms[0] + JOIN_MS and row.end_ms < t_ms[-1] - JOIN_MS
    if row.kind != "rep" or row.sensor_leg != "front" or not whole or np.ptp(path) < 2 * BOTTOM_MARGIN_DEG:
        return row
    if not path.max() - max(path[0], path[-1]) > BOTTOM_MARGIN_DEG:
        return row  # the label begins or ends at the bottom: there is no whole way down and up to cut
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
