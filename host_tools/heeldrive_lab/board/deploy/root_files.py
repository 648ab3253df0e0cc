"""The few files at the top of the drive: put in place one by one, an owner's own kept under another name."""

from collections.abc import Collection, Mapping

from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.deploy.manifest import Listed, listed
from heeldrive_lab.util.paths import FIRMWARE

# CircuitPython runs main.py where there is no code.py (main.c: code.txt, code.py, main.py, main.txt).
STANDS_IN_FOR = {"code.py": "main.py"}


def ours(drive: DriveFiles, name: str, known: Collection[Listed]) -> bool:
    """Whether a file at the top is one that Heeldrive wrote, or its firmware copied by hand."""
    data = drive.read(name)
    shipped = FIRMWARE / name
    return listed(data) in known or (shipped.is_file() and data == shipped.read_bytes())


def write_root(
    drive: DriveFiles, root: Mapping[str, bytes], known: Mapping[str, Collection[Listed]]
) -> list[str]:
    """Brings the files to the top of the drive; between any two steps the board starts one program.

    Args:
        drive: the drive.
        root: content by name, in the order to write.
        known: by name, what earlier releases had there.

    Returns:
        sentences about files of the owner that made room.
    """
    done = []
    for name, data in root.items():
        own = [*known.get(name, ()), listed(data)]
        stand_in = _stand_in(drive, name, own)
        if drive.exists(name) and drive.read(name) == data:
            if stand_in and drive.exists(stand_in):
                drive.remove(stand_in)  # a deploy was cut off right before it went
            continue
        if drive.exists(name) and not ours(drive, name, own):
            backup = _free_name(drive, f"{name}.bak")
            drive.write(f"{backup}.new", drive.read(name))
            drive.rename(f"{backup}.new", backup)
            done.append(f"your own {name} is {backup} now")
        drive.write(f"{name}.new", data)
        if stand_in:
            # Systems that replace a file in two steps leave a moment without it: then this name serves.
            drive.rename(f"{name}.new", stand_in)
        drive.rename(stand_in or f"{name}.new", name)
    return done


def _stand_in(drive: DriveFiles, name: str, own: Collection[Listed]) -> str:
    """The name that serves for another on the board, where the owner has no such file; else nothing."""
    name = STANDS_IN_FOR.get(name, "")
    if name and drive.exists(name) and listed(drive.read(name)) not in own:
        return ""
    return name


def _free_name(drive: DriveFiles, name: str) -> str:
    number = 1
    while drive.exists(name if number == 1 else f"{name}{number}"):
        number += 1
    return name if number == 1 else f"{name}{number}"
