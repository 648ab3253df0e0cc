"""Finds the drive of a CircuitPython board among what is mounted."""

from collections.abc import Callable, Iterable
from pathlib import Path

import psutil

from heeldrive_lab.board.deploy.boot_out import FILE_NAME
from heeldrive_lab.board.deploy.errors import DeployError


def mounted_volumes() -> list[Path]:
    """Where the disks of this computer are mounted, on Linux, macOS and Windows."""
    return [Path(partition.mountpoint) for partition in psutil.disk_partitions()]


def find_drive(named: Path | None, volumes: Callable[[], Iterable[Path]] = mounted_volumes) -> Path:
    """The drive to work on.

    Args:
        named: what the user named; None to look for it. CircuitPython writes `boot_out.txt` on each of its
            drives, whatever their owner called them.
        volumes: gives the places to look at.

    Raises:
        DeployError: none is there, or several, or what was named is none.
    """
    if named is not None:
        if not named.is_dir():
            raise DeployError(f"{named}: there is no such folder: name the folder where CIRCUITPY is mounted")
        if not _is_ours(named):
            raise DeployError(
                f"{named}: there is no {FILE_NAME}, so this is not a CircuitPython drive:"
                " name the folder where CIRCUITPY is mounted"
            )
        return named
    found = sorted({volume for volume in volumes() if _is_ours(volume)})
    if not found:
        raise DeployError(
            "no CircuitPython drive is mounted: plug the board in with a data cable and wait for CIRCUITPY,"
            " or name its folder"
        )
    if len(found) > 1:
        names = ", ".join(str(path) for path in found)
        raise DeployError(f"several CircuitPython drives are mounted: name one of {names}")
    return found[0]


def _is_ours(folder: Path) -> bool:
    try:
        return (folder / FILE_NAME).is_file()
    except OSError:  # a volume of somebody else's, or one that has just gone
        return False
