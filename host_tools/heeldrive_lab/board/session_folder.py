"""The folder that `heeldrive pull` fills: it knows a session by its content and overwrites no file."""

import os
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from heeldrive_lab.sessions.file_names import beside, may_be_session
from heeldrive_lab.sessions.session import Row, SessionError, SessionReader
from heeldrive_lab.util.files import READ_ERRORS

SUFFIXES = (".settings.toml", ".events.jsonl", ".csv")
"""Of the files that make a session. The session goes last: if it exists, so do the others."""

_TAKEN = (*SUFFIXES, ".csv.gz", ".truth.csv", ".truth.csv.bak")


def find_session(folder: Path, log_id: int, rows: Sequence[Row]) -> Path | None:
    """The session in a folder with exactly the samples of this log, whatever its name; None for none.

    So a session that was renamed, compressed, or given a date or a wearer is not pulled a second time.
    """
    for path in sorted(folder.iterdir()):
        if may_be_session(path):
            try:
                with SessionReader(path) as session:
                    if session.header.extra.get("log_id", str(log_id)) != str(log_id):
                        continue
                    # Sessions differ in their first row already, so this seldom reads further.
                    if all(mine == its for mine, its in zip_longest(rows, session)):
                        return path
            except (SessionError, *READ_ERRORS):
                continue
    return None


def free_name(folder: Path, name: str) -> str:
    """``name``, or ``name-2`` and so on: the first of which there is no file, compressed or not."""
    number, free = 1, name
    while any((folder / f"{free}{suffix}").exists() for suffix in _TAKEN):
        number += 1
        free = f"{name}-{number}"
    return free


def sync_session(session: Path) -> None:
    """Wait until a session, its other files and the folder are on the disk.

    Raises:
        OSError: one of them cannot be written.
    """
    for path in {session, *(beside(session, suffix) for suffix in SUFFIXES)}:
        if path.exists():
            with path.open("rb" if os.name == "posix" else "r+b") as file:
                os.fsync(file.fileno())
    if os.name == "posix":  # Windows cannot open folders
        handle = os.open(session.parent, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
