"""Makes the log file where ``heeldrive deploy`` did not; loaded only for that.

Making a file writes the file system's table and directory: if power fails meanwhile, the whole drive may be
lost. So it is for a board on USB power only.
"""

import os

from micropython import const

from log.format import FIRST, PATH, SLOT_BYTES
from log.store import ENOENT, ENOSPC, FEWEST_SLOTS

_LEAVE_BYTES = const(188416)  # left free on the drive: an update needs room for one more release
MOST_SLOTS = const(24)  # 3 MB: hours of workouts; a larger file takes longer to scan at the start


def lengthen() -> bool:
    """Makes the file a slot longer, or begins it. All at once takes longer than the watchdog waits.

    FatFs links the clusters and leaves their old contents, which are either a log or ignored.

    Returns:
        whether it had its full size: as much as is free, up to a limit.

    Raises:
        OSError: the drive fails; ENOSPC: there is no room.
    """
    try:
        file = open(PATH, "r+b")  # noqa: SIM115
    except OSError as error:
        if error.args[0] != ENOENT:
            raise
        file = open(PATH, "w+b")  # noqa: SIM115
    with file:
        slots = max((file.seek(0, 2) - FIRST) // SLOT_BYTES, 0)
        info = os.statvfs("/")
        if slots == MOST_SLOTS or info[0] * info[3] < _LEAVE_BYTES + SLOT_BYTES + 2 * FIRST:
            if slots < FEWEST_SLOTS:
                raise OSError(ENOSPC, "ENOSPC")
            return True
        file.seek((slots + 1) * SLOT_BYTES + 2 * FIRST)
    return False
