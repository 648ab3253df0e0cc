"""The sessions that the workbench shows: where they are, their names, their samples and their truth."""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np

from heeldrive_lab.evaluation.annotation_checks import check_annotations
from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.sessions.annotations import Annotations, annotations_path, read_annotations
from heeldrive_lab.sessions.session import NotASessionError, SessionError, SessionReader
from heeldrive_lab.util.files import READ_ERRORS

ENDINGS = (".csv", ".csv.gz")


@dataclass(frozen=True)
class SessionEntry:
    """One session among those shown.

    Attributes:
        id: tells it from all others: its path.
        name: what people call it, the shortest that no other has.
        folder: the folder it stands in, under the one that was named.
    """

    id: str
    name: str
    folder: str

    @property
    def path(self) -> Path:
        """The session file."""
        return Path(self.id)


@dataclass(frozen=True)
class OpenedSession:
    """A session that was read.

    Attributes:
        entry: which.
        loaded: its samples; its truth has no rows where none is known.
        truth: what stands beside it; None where there is none, or none that can be used.
        annotations_bytes: the truth file as it was read; None where there is none.
        annotations_fault: why the truth beside it cannot be used; empty where it can, or there is none.
        markers: `(t_ms, text)` that somebody noted.
    """

    entry: SessionEntry
    loaded: Loaded
    annotations: Annotations | None
    annotations_bytes: bytes | None
    annotations_fault: str
    markers: tuple[tuple[int, str], ...]


def find_entries(paths: list[Path]) -> list[SessionEntry]:
    """The session files named, and those in the folders named, at any depth, with truth or without.

    Raises:
        SessionError: something named is not there, or a folder holds no session.
    """
    found: dict[Path, str] = {}
    for path in paths:
        if path.is_dir():
            found_here = (file for file in path.rglob("*") if _is_session(file))
            # What lies in the folder itself first, then folder by folder.
            inside = sorted(found_here, key=lambda file: (file.parent.relative_to(path).parts, file.name))
            if not inside:
                raise SessionError(f"{path}: there is no session, NAME.csv or NAME.csv.gz, in this folder")
            for file in inside:
                found.setdefault(file.resolve(), file.parent.relative_to(path).as_posix().removeprefix("."))
        elif not path.exists():
            raise SessionError(f"{path}: there is no such file: check the name")
        else:
            found.setdefault(path.resolve(), "")
    names = [file.name for file in found]
    return [
        SessionEntry(
            str(file), file.name if names.count(file.name) == 1 else f"{file.parent.name}/{file.name}", folder
        )
        for file, folder in found.items()
    ]


def open_session(entry: SessionEntry) -> OpenedSession:
    """Read a session and the truth beside it; truth that cannot be used is told, not fatal.

    Raises:
        SessionError: the session cannot be read.
    """
    with SessionReader(entry.path) as reader:
        table = np.fromiter(chain.from_iterable(reader), np.int64).reshape(-1, 7)
        header, markers = reader.header, tuple(reader.markers)
    beside = annotations_path(entry.path)
    annotations, held, fault = None, None, ""
    if beside.exists():
        try:
            held = beside.read_bytes()
            annotations = read_annotations(beside)
            if annotations.session.removesuffix(".gz") != entry.path.name.removesuffix(".gz"):
                raise SessionError(f"{beside.name}: it belongs to {annotations.session}")
            check_annotations(annotations, int(table[0, 0]), int(table[-1, 0]))
        except (SessionError, *READ_ERRORS) as error:
            annotations, fault = None, str(error)
    loaded = Loaded(header, table, annotations or Annotations(entry.path.name))
    return OpenedSession(entry, loaded, annotations, held, fault, markers)


def _is_session(file: Path) -> bool:
    """Whether a file is named as sessions are and begins as they do: folders hold other tables too."""
    if not file.name.endswith(ENDINGS) or file.name.endswith(".truth.csv") or file.name.startswith("."):
        return False
    try:
        with SessionReader(file):
            return True
    except NotASessionError:
        return False
    except SessionError:
        return True
