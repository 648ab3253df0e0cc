"""The few files at the top of the drive: put in place one by one, an owner's own kept under another name."""

from collections.abc import Collection, Mapping

from heeldrive_lab.deploy.drive_files import DriveFiles
from heeldrive_lab.deploy.manifest import Listed, listed
from heeldrive_lab.paths import FIRMWARE

# CircuitPython runs main.py where there is no code.py (main.c: code.txt, code.py, main.py, main.txt).
_STANDS_IN_FOR = {"code.py": "main.py"}


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
        spare = _spare_name(drive, name, own)
        if drive.exists(name) and drive.read(name) == data:
            if spare in _STANDS_IN_FOR.values() and drive.exists(spare):
                drive.remove(spare)  # a deploy was cut off right before it went
            continue
        if drive.exists(name) and not ours(drive, name, own):
            backup = _free_name(drive, f"{name}.bak")
            drive.write(backup, drive.read(name))
            done.append(f"your own {name} is {backup} now")
        # Systems that replace a file in two steps leave a moment without it: then this name serves.
        drive.write(spare, data)
        drive.rename(spare, name)
    return done


def _spare_name(drive: DriveFiles, name: str, own: Collection[Listed]) -> str:
    stand_in = _STANDS_IN_FOR.get(name)
    if stand_in and (not drive.exists(stand_in) or listed(drive.read(stand_in)) in own):
        return stand_in
    return f"{name}.new"


def _free_name(drive: DriveFiles, name: str) -> str:
    number = 1
    while drive.exists(name if number == 1 else f"{name}{number}"):
        number += 1
    return name if number == 1 else f"{name}{number}"
