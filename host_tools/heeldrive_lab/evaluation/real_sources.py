"""Recordings of people in a folder: other people's CSV files with labels, and imported sessions."""

from pathlib import Path

from heeldrive_lab.evaluation.recordings import find_recordings
from heeldrive_lab.evaluation.sources import Source, find_sessions
from heeldrive_lab.sessions.session import SessionError
from heeldrive_lab.util.files import why_no_folder


def find_real(root: str | Path) -> list[Source]:
    """Find all recordings of people in a folder.

    Args:
        root: a folder of folders with a `labels.csv` each, or a folder written by `heeldrive import`, at any
            depth, or both together.

    Raises:
        SessionError: there is neither, or a `labels.csv` is invalid.
    """
    root = Path(root)
    if why := why_no_folder(root):
        raise SessionError(f"{root}: {why}")
    found: list[Source] = []
    if any(root.glob("*/labels.csv")):
        found += find_recordings(root)
    if any(root.rglob("*.truth.csv")):
        found += find_sessions([root])
    if not found:
        raise SessionError(
            f"{root}: no folder in it contains a labels.csv, and no session in it has a NAME.truth.csv next"
            " to it: give the folder above the recordings, or the one that heeldrive import wrote"
        )
    return found
