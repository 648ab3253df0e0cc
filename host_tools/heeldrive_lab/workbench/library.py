"""Finds and reads the sessions that the workbench shows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from pathlib import Path

import numpy as np
from heeldrive import SettingsError

from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.sessions.annotation_checks import check_annotations
from heeldrive_lab.sessions.annotations import Annotations, annotations_path, read_annotations
from heeldrive_lab.sessions.file_names import may_be_session
from heeldrive_lab.sessions.session import NotASessionError, SessionError, SessionReader
from heeldrive_lab.settings.of_session import own_settings
from heeldrive_lab.util.files import READ_ERRORS

# Time of the last change in ns, size, number of the file on its disk.
Stamp = tuple[int, int, int] | None


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


def find_entries(paths: Sequence[Path]) -> list[SessionEntry]:
    """Find session files: those given, and all in the given folders and their subfolders.

    Raises:
        SessionError: a path does not exist or is another file, or a folder contains no session.
    """
    for path in paths:
        if not path.exists():
            raise SessionError(f"{path}: there is no such file: check the name")
        if path.is_dir() and not _sessions_of(path):
            raise SessionError(
                f"{path}: this folder contains no session (NAME.csv or NAME.csv.gz): name another folder"
            )
        if path.is_file() and not _begins_like_a_session(path, stamp_of(path)):
            with SessionReader(path):  # says what it is instead
                pass
    return list_entries(paths)


def list_entries(paths: Sequence[Path]) -> list[SessionEntry]:
    """The session files that are there now, as `find_entries` finds them; a path may have gone."""
    found: dict[Path, str] = {}
    for path in paths:
        for file, folder in _sessions_of(path).items():
            found.setdefault(file, folder)
    names = Counter(file.name for file in found)

    def name_of(file: Path) -> str:
        return file.name if names[file.name] == 1 else f"{file.parent.name}/{file.name}"

    return [SessionEntry(str(file), name_of(file), folder) for file, folder in found.items()]


def _sessions_of(path: Path) -> dict[Path, str]:
    """The session files of a path, with their folders relative to it."""
    if not path.is_dir():
        return {path.resolve(): ""} if path.exists() else {}
    found = [file for file in path.rglob("*") if _is_session(file)]
    # The files of the folder itself come first, then those of each subfolder.
    found.sort(key=lambda file: (file.parent.relative_to(path).parts, file.name))
    return {file.resolve(): file.parent.relative_to(path).as_posix().removeprefix(".") for file in found}


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
            if not annotations.is_of(entry.path.name):
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


def stamp_of(path: Path) -> Stamp:
    """What changes when a file is written or replaced; None for a file that does not exist."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _is_session(file: Path) -> bool:
    """Whether a file has a session's name and header; folders may contain other tables."""
    return (
        may_be_session(file)
        and not file.name.startswith(".")
        and _begins_like_a_session(file, stamp_of(file))
    )


@lru_cache(maxsize=10_000)
def _begins_like_a_session(file: Path, _: Stamp) -> bool:
    """Whether a file has a session's header; each is read again only when its stamp changes."""
    try:
        with SessionReader(file):
            return True
    except NotASessionError:
        return False
    except SessionError:
        return True
