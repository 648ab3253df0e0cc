"""Writes the files at the top of the drive one by one; a user's own files are kept under another name."""

from collections.abc import Collection, Mapping

from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.deploy.manifest import FileEntry, file_entry
from heeldrive_lab.util.paths import FIRMWARE

# CircuitPython runs main.py if there is no code.py (main.c: code.txt, code.py, main.py, main.txt).
STANDS_IN_FOR = {"code.py": "main.py"}


def is_ours(drive: DriveFiles, name: str, known: Collection[FileEntry]) -> bool:
    """Whether Heeldrive wrote this file at the top, or the user copied it from the firmware folder."""
    data = drive.read(name)
    shipped = FIRMWARE / name
    return file_entry(data) in known or (shipped.is_file() and data == shipped.read_bytes())


def write_root(
    drive: DriveFiles, root: Mapping[str, bytes], known: Mapping[str, Collection[FileEntry]]
) -> list[str]:
    """Write the files at the top of the drive; after each step the board has a program to start.

    Args:
        drive: the drive.
        root: contents by name, in writing order.
        known: manifest entries of these files in earlier releases, by name.

    Returns:
        a sentence for each file of the user that was renamed.
    """
    done = []
    for name, data in root.items():
        own = [*known.get(name, ()), file_entry(data)]
        stand_in = _stand_in(drive, name, own)
        if drive.exists(name) and drive.read(name) == data:
            if stand_in and drive.exists(stand_in):
                drive.remove(stand_in)  # left by an interrupted deploy
            continue
        if drive.exists(name) and not is_ours(drive, name, own):
            backup = _free_name(drive, f"{name}.bak")
            drive.write(f"{backup}.new", drive.read(name))
            drive.rename(f"{backup}.new", backup)
            done.append(f"your own {name} is now called {backup}")
        drive.write(f"{name}.new", data)
        if stand_in:
            # Some systems replace a file in two steps; in between, the board starts this one.
            drive.rename(f"{name}.new", stand_in)
        drive.rename(stand_in or f"{name}.new", name)
    return done


def _stand_in(drive: DriveFiles, name: str, own: Collection[FileEntry]) -> str:
    """The name that CircuitPython runs in place of this one; empty if the user has such a file."""
    name = STANDS_IN_FOR.get(name, "")
    if name and drive.exists(name) and file_entry(drive.read(name)) not in own:
        return ""
    return name


def _free_name(drive: DriveFiles, name: str) -> str:
    number = 1
    while drive.exists(name if number == 1 else f"{name}{number}"):
        number += 1
    return name if number == 1 else f"{name}{number}"
