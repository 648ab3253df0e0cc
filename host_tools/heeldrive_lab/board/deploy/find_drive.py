"""Finds the mounted drive of a CircuitPython board."""

from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

from heeldrive_lab.board.deploy.boot_out import FILE_NAME
from heeldrive_lab.board.deploy.errors import DeployError


def mounted_volumes() -> list[Path]:
    """The mount points of this computer's disks, on Linux, macOS and Windows."""
    return [Path(partition.mountpoint) for partition in psutil.disk_partitions()]


def find_drive(named: Path | None, volumes: Callable[[], Iterable[Path]] = mounted_volumes) -> Path:
    """The drive to use.

    CircuitPython writes `boot_out.txt` to each of its drives, whatever their label is.

    Args:
        named: the folder the user gave; None to search.
        volumes: returns the mount points to search.

    Raises:
        DeployError: no drive was found, or several, or the folder given is not one.
    """
    if named is not None:
        if not named.is_dir():
            why = "this is a file" if named.exists() else "no such folder"
            raise DeployError(f"{named}: {why}: give the folder where CIRCUITPY is mounted")
        if not _is_ours(named):
            raise DeployError(
                f"{named}: contains no {FILE_NAME}, so this is not a CircuitPython drive:"
                " give the folder where CIRCUITPY is mounted"
            )
        return named
    found = sorted({volume for volume in volumes() if _is_ours(volume)})
    if not found:
        raise DeployError(
            "no CircuitPython drive is mounted: plug the board in with a data cable and wait for CIRCUITPY,"
            " or give its folder"
        )
    if len(found) > 1:
        names = ", ".join(str(path) for path in found)
        raise DeployError(f"several CircuitPython drives are mounted: give one of {names}")
    return found[0]


def _is_ours(folder: Path) -> bool:
    try:
        return (folder / FILE_NAME).is_file()
    except OSError:  # no permission, or the volume has just gone
        return False
