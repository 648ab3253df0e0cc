"""Makes the file that the board records into: at its full size, because the board never makes or grows it.

A board that writes the file system's table or directory while its power fails may lose the whole drive.
"""

import errno

from heeldrive_lab.board.deploy.drive_files import DriveFiles
from heeldrive_lab.board.log_reader import FILE_NAME
from heeldrive_lab.util.progress import busy

_LARGEST_ODD = 2 << 20
_SMALLEST_ODD = _LARGEST_ODD - (64 << 10)

NEW = f"{FILE_NAME}.new"

# As firmware/log/format.py and firmware/log/store.py have them; a test compares.
FIRST = 4096
ODD = 512
SLOT_BYTES = 131_072
FEWEST_SLOTS = 2
MOST_SLOTS = 24
FEWEST_BYTES = 2 * FIRST + FEWEST_SLOTS * SLOT_BYTES
"""The smallest file that the board uses."""


def log_size(room: int, odd: bool = False) -> int:
    """The size of the largest file that fits into ``room`` bytes and the board can read; 0 if none fits.

    Args:
        room: bytes.
        odd: whether the drive's clusters begin at odd multiples of 512 bytes.
    """
    around = 2 * (FIRST + ODD * odd)
    slots = min((room - around) // SLOT_BYTES, MOST_SLOTS)
    return around + slots * SLOT_BYTES if slots >= FEWEST_SLOTS else 0


def begins_odd(drive_bytes: int) -> bool:
    """Whether CircuitPython formats a drive of this size with clusters at odd multiples of 512 bytes.

    It does so with the 2 MB of the nRF52840 boards: their data begin at block 39 (lib/oofatfs/ff.c, f_mkfs).
    On another drive a log made for it is as good, but takes longer to write.
    """
    return _SMALLEST_ODD < drive_bytes <= _LARGEST_ODD


def why_unusable(drive: DriveFiles, keep_free: int) -> tuple[str, str]:
    """What keeps the board from recording into the file, and how to fix it; empty if nothing does.

    Args:
        drive: the drive.
        keep_free: bytes to leave free for the next release.
    """
    if drive.is_folder(FILE_NAME):
        return (
            "a folder in place of the file: the board counts, but records nothing",
            "rename or delete it, then heeldrive deploy",
        )
    if drive.exists(FILE_NAME):
        size = drive.size(FILE_NAME)
        if size >= FEWEST_BYTES:
            return "", ""
        return (
            f"{size} bytes are too short for a log: the board counts, but records nothing",
            "heeldrive pull its logs, delete it, then heeldrive deploy",
        )
    free = drive.free_bytes()
    if log_size(free - keep_free):
        return "missing: the board counts, but records nothing", "heeldrive deploy"
    return (
        f"missing, and {free // 1024} KB are free: the log needs {FEWEST_BYTES // 1024} KB, the next release"
        f" {keep_free // 1024 + 1} KB: the board counts, but records nothing",
        "delete files of your own, then heeldrive deploy",
    )


def make_log(drive: DriveFiles, keep_free: int) -> list[str]:
    """Make the file if there is none and there is room for it. It gets its name last, when it is whole.

    Args:
        drive: the drive.
        keep_free: bytes to leave free for the next release.

    Returns:
        a sentence for what was done, without the final period; none if the file stays as it is.
    """
    if drive.exists(NEW):
        drive.remove(NEW)  # left by an interrupted deploy
    size = (
        0
        if drive.exists(FILE_NAME)
        else log_size(drive.free_bytes() - keep_free, begins_odd(drive.total_bytes()))
    )
    if not size:
        return []
    content = b"\xff" * size  # as erased flash: an nRF52840 then writes without erasing
    with busy(f"making {FILE_NAME}"):
        drive.write(NEW, content)
        if drive.read(NEW) != content:
            raise OSError(errno.EIO, f"{NEW} is changed after writing")
    drive.rename(NEW, FILE_NAME)
    return [f"{FILE_NAME} made for the board's logs, {size // 1024} KB"]
