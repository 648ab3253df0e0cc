"""Drafts: unsaved labels and settings on the disk of this computer, in the user's own folder.

They are not beside the sessions: a session's folder may be read-only, or shared with others who would take a
draft for the truth. A draft names the file it is for, and what that file contained when the user began to
edit.
"""

import json
import shutil
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock, Timeout

from heeldrive_lab.util.files import replacing

_LOCK = "lock"


@dataclass(frozen=True)
class Draft:
    """Unsaved content of a file.

    Attributes:
        target: the file it is for.
        base: `digest` of that file when the user began to edit it.
        original: what it contained then, of what JSON can hold.
        edited: the unsaved content, likewise.
    """

    target: Path
    base: str
    original: Any
    edited: Any


def digest(content: bytes | None) -> str:
    """Fingerprint of a file's content; empty for a file that does not exist."""
    return "" if content is None else sha256(content).hexdigest()


class Drafts:
    """The drafts of one workbench, in a folder of its own that it locks.

    Two workbenches may run at once, and neither overwrites the drafts of the other. Those of one that has
    ended, however it ended, are taken over.

    Args:
        folder: contains a folder for each workbench; made with the first draft.

    Attributes:
        fault: why the last draft could not be written; empty if it was.
    """

    def __init__(self, folder: Path) -> None:
        self.fault = ""
        self._folder = folder
        self._own = folder / uuid4().hex[:12]
        self._lock = _lock_of(self._own)
        self._kept: dict[Path, Draft] = {}

    def take_over(self, target: Path) -> Draft | None:
        """The latest draft that an ended workbench has left for a file; it is this one's from now on."""
        for path in sorted(self._folder.glob(f"*/{_name(target)}"), key=_modified, reverse=True):
            with suppress(Timeout, OSError, ValueError, KeyError, TypeError), _lock_of(path.parent):
                record = json.loads(path.read_text("utf-8"))
                draft = Draft(target, str(record["base"]), record["original"], record["edited"])
                self.keep(draft)
                if not self.fault:
                    path.unlink()
                    _remove_if_empty(path.parent)
                return draft
        return None

    def keep(self, draft: Draft) -> None:
        """Write a draft in place of the one before; on failure, `fault` says why."""
        if self._kept.get(draft.target) == draft and not self.fault:
            return
        self._kept[draft.target] = draft
        try:
            self._own.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._lock.acquire()
            with replacing(self._own / _name(draft.target)) as file:
                json.dump(vars(draft) | {"target": str(draft.target)}, file)
            self.fault = ""
        except OSError as error:
            self.fault = f"{self._folder} cannot be written ({error.strerror or error})"

    def drop(self, target: Path) -> None:
        """Delete the draft for a file, if there is one: it is saved or discarded."""
        if self._kept.pop(target, None) is not None:
            with suppress(OSError):
                (self._own / _name(target)).unlink(missing_ok=True)

    def set_aside(self, target: Path) -> Path:
        """Take a draft that cannot be used out of the way, and leave it on the disk; returns its path."""
        path = self._own / _name(target)
        aside = path.with_suffix(".unusable")
        self._kept.pop(target, None)
        with suppress(OSError):
            path.replace(aside)
        return aside

    def close(self) -> None:
        """Leave the drafts to the next workbench."""
        self._lock.release(force=True)
        if self._own.exists():
            _remove_if_empty(self._own)


def _lock_of(folder: Path) -> FileLock:
    return FileLock(folder / _LOCK, timeout=0, thread_local=False)


def _name(target: Path) -> str:
    return f"{sha256(str(target).encode()).hexdigest()[:32]}.json"


def _modified(path: Path) -> float:
    with suppress(OSError):
        return path.stat().st_mtime
    return 0.0


def _remove_if_empty(folder: Path) -> None:
    if [path.name for path in folder.iterdir()] in ([], [_LOCK]):
        shutil.rmtree(folder, ignore_errors=True)
