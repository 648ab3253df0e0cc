"""Finds and reads the sessions that the workbench shows."""

from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
from heeldrive import SettingsError

from heeldrive_lab.evaluation.annotation_checks import check_annotations
from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.sessions.annotations import Annotations, annotations_path, read_annotations
from heeldrive_lab.sessions.session import NotASessionError, SessionError, SessionReader
from heeldrive_lab.settings.of_session import own_settings
from heeldrive_lab.util.files import READ_ERRORS

ENDINGS = (".csv", ".csv.gz")


@dataclass(frozen=True)
class SessionEntry:
    """A session in the list.

    Attributes:
        id: unique identifier: its path.
        name: the shortest unique name.
        folder: its folder, relative to the folder given by the user.
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
    """A session read from its file.

    Attributes:
        entry: its entry in the list.
        loaded: its samples, with annotations, which may be empty.
        annotations: its annotations; None if there are none or they are invalid.
        annotations_bytes: content of the annotation file; None if there is none.
        annotations_fault: why the annotation file is invalid; empty if it is valid or missing.
        markers: markers in the session, `(t_ms, text)`.
    """

    entry: SessionEntry
    loaded: Loaded
    annotations: Annotations | None
    annotations_bytes: bytes | None
    annotations_fault: str
    markers: tuple[tuple[int, str], ...]


def find_entries(paths: list[Path]) -> list[SessionEntry]:
    """Find session files: those given, and all in the given folders and their subfolders.

    Raises:
        SessionError: a path does not exist, or a folder contains no session.
    """
    found: dict[Path, str] = {}
    for path in paths:
        if path.is_dir():
            found_here = (file for file in path.rglob("*") if _is_session(file))
            # The files of the folder itself come first, then those of each subfolder.
            inside = sorted(found_here, key=lambda file: (file.parent.relative_to(path).parts, file.name))
            if not inside:
                raise SessionError(
                    f"{path}: this folder contains no session (NAME.csv or NAME.csv.gz): name another folder"
                )
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
    """Read a session and its annotation file; a fault in the annotations is stored, not raised.

    Raises:
        SessionError: the session cannot be read.
    """
    with SessionReader(entry.path) as reader:
        table = np.fromiter(chain.from_iterable(reader), np.int64).reshape(-1, 7)
        header, markers = reader.header, tuple(reader.markers)
    path = annotations_path(entry.path)
    annotations, content, fault = None, None, ""
    if path.exists():
        try:
            content = path.read_bytes()
            annotations = read_annotations(path)
            if annotations.session.removesuffix(".gz") != entry.path.name.removesuffix(".gz"):
                raise SessionError(f"{path.name}: it belongs to {annotations.session}")
            check_annotations(annotations, int(table[0, 0]), int(table[-1, 0]))
        except (SessionError, *READ_ERRORS) as error:
            annotations, fault = None, str(error)
    try:
        own = own_settings(entry.path, header)
    except SettingsError as error:
        raise SessionError(str(error)) from error
    loaded = Loaded(header, table, annotations or Annotations(entry.path.name), markers=markers, own=own)
    return OpenedSession(entry, loaded, annotations, content, fault, markers)


def _is_session(file: Path) -> bool:
    """Whether a file has a session's name and header; folders may contain other tables."""
    if not file.name.endswith(ENDINGS) or file.name.endswith(".truth.csv") or file.name.startswith("."):
        return False
    try:
        with SessionReader(file):
            return True
    except NotASessionError:
        return False
    except SessionError:
        return True
