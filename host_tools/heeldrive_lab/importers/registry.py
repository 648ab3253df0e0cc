"""The data sets that `heeldrive import NAME DIR OUT` knows, and the writing of what an importer reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from heeldrive_lab.importers import DATA_SETS
from heeldrive_lab.importers.csv_table import RecordingError
from heeldrive_lab.importers.data_set import LabelledSession
from heeldrive_lab.sessions.annotations import Annotations, annotations_path, write_annotations
from heeldrive_lab.sessions.session import SessionError, write_session


@dataclass(frozen=True)
class WrittenSession:
    """A session that was written, and what it holds.

    Attributes:
        path: the session file; the truth stands beside it.
        seconds: how long it is.
        reps: true lunge reps in it, single ones and those of sets.
        notes: what the user should look into.
    """

    path: Path
    seconds: float
    reps: int
    notes: tuple[str, ...]


def import_data_set(name: str, directory: str | Path, out: str | Path) -> Iterator[WrittenSession]:
    """Write a session with its truth for each recording of a data set, and yield each when it is written.

    Args:
        name: one of `DATA_SETS`.
        directory: where the owners' download was unpacked.
        out: folder for the sessions; made when it is not there. Files of the same names are replaced.

    Raises:
        RecordingError: there is no such set, or the download is not as it must be. What was written before
            stays.
        MissingExtraError: a package that reads the set is not installed.
        SessionError: a file cannot be written.
    """
    if name not in DATA_SETS:
        raise RecordingError(f"there is no data set {name}; those known are {', '.join(DATA_SETS)}")
    reader = import_module(f"heeldrive_lab.importers.{name.replace('-', '_')}")
    for labelled in reader.read(Path(directory)):
        yield _write(labelled, Path(out))


def _write(labelled: LabelledSession, out: Path) -> WrittenSession:
    path = out / f"{labelled.name}.csv.gz"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SessionError(
            f"{path.parent}: the folder cannot be made ({error.strerror or error}): name another one"
        ) from error
    session = labelled.session
    write_session(path, session.header, session)
    write_annotations(annotations_path(path), Annotations(path.name, labelled.rows))
    reps = sum(1 if row.kind == "rep" else row.reps or 0 for row in labelled.rows if row.kind != "other")
    seconds = float(session.table[-1, 0] - session.table[0, 0]) / 1000
    return WrittenSession(path, seconds, reps, session.notes)
