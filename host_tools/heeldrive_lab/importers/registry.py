"""Imports a data set by name and writes its sessions and annotations: `heeldrive import NAME DIR OUT`."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from heeldrive_lab.importers import DATA_SETS
from heeldrive_lab.importers.data_set import LabelledSession
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.sessions.annotations import (
    Annotations,
    annotations_path,
    read_annotations,
    write_annotations,
)
from heeldrive_lab.sessions.session import SessionError, write_session


@dataclass(frozen=True)
class WrittenSession:
    """Summary of a written session.

    Attributes:
        path: the session file; the annotation file is next to it.
        seconds: duration.
        reps: number of true lunge reps, single ones and those of sets.
        kept: whether it was there before, with annotations that are not the data set's, and was left alone.
        notes: what the user should check, one sentence each.
    """

    path: Path
    seconds: float
    reps: int
    kept: bool
    notes: tuple[str, ...]


def import_data_set(name: str, directory: str | Path, out: str | Path) -> Iterator[WrittenSession]:
    """Write an annotated session for each recording of a data set; yield a summary after each.

    Args:
        name: one of `DATA_SETS`.
        directory: folder of the unpacked download.
        out: folder for the sessions; created if necessary. Sessions of the same names are replaced, except
            those whose annotations somebody has changed.

    Raises:
        RecordingError: there is no such data set, or the download is invalid. Sessions already written stay.
        MissingExtraError: a package that reads the set is not installed.
        SessionError: a file cannot be written.
    """
    if name not in DATA_SETS:
        raise RecordingError(f"there is no data set {name}; the known ones are {', '.join(DATA_SETS)}")
    reader = import_module(f"heeldrive_lab.importers.{name.replace('-', '_')}")
    for labelled in reader.read(Path(directory)):
        yield _write(labelled, Path(out))


def _write(labelled: LabelledSession, out: Path) -> WrittenSession:
    path = out / f"{labelled.name}.csv.gz"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SessionError(
            f"{path.parent}: the folder cannot be created ({error.strerror or error}): choose another one"
        ) from error
    session, annotations = labelled.session, Annotations(path.name, labelled.rows)
    kept = _annotated_by_others(path, annotations)
    if not kept:
        write_session(path, session.header, session)
        write_annotations(annotations_path(path), annotations)
    reps = sum(1 if row.kind == "rep" else row.reps or 0 for row in labelled.rows if row.kind != "other")
    seconds = float(session.table[-1, 0] - session.table[0, 0]) / 1000
    return WrittenSession(path, seconds, reps, kept, session.notes)


def _annotated_by_others(path: Path, annotations: Annotations) -> bool:
    """Whether other annotations than these are next to a session: corrected by hand, or damaged."""
    try:
        return annotations_path(path).exists() and read_annotations(annotations_path(path)) != annotations
    except SessionError:
        return True
