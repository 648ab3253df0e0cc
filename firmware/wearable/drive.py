"""Who may write the drive: the computer that sees it over USB, or the board, but not both.

``boot.py`` leaves it to the computer unless the button is held. On battery nobody else holds it, and the
board takes it; when a computer appears, the board gives it back. When in doubt it is left to the computer, so
that no owner is locked out.
"""

import storage
import supervisor


def computer_present() -> bool:
    """Whether a computer talks to the board over USB; a charger does not."""
    return supervisor.runtime.usb_connected


def board_writes() -> bool:
    """Whether the drive is already the board's, as ``boot.py`` makes it with the button held."""
    return not storage.getmount("/").readonly


def take() -> bool:
    """Takes the drive for the board. Returns whether that worked; not while a computer holds it."""
    return _remount(False)


def give_back() -> bool:
    """Leaves the drive to the computer. Returns whether that worked; not once the computer reads it."""
    return _remount(True)


def _remount(readonly: bool) -> bool:
    try:
        storage.remount("/", readonly=readonly)
    except RuntimeError:
        return False
    return True
