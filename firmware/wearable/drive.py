"""Who may write the drive: the computer that sees it over USB, or the board, but not both.

``boot.py`` leaves it to the computer unless the button is held. On battery nobody else holds it, and the
board takes it; when a computer appears, the board gives it back. When in doubt it is left to the computer, so
that no owner is locked out.
"""

import storage
import supervisor


def computer_present() -> bool:
    """Whether a computer, not just a charger, is connected over USB."""
    return supervisor.runtime.usb_connected


def board_writes() -> bool:
    """Whether the board may already write to the drive; ``boot.py`` allows it if the button is held."""
    return not storage.getmount("/").readonly


def take() -> bool:
    """Takes the drive for the board. Returns False if a computer is using it."""
    return _remount(False)


def give_back() -> bool:
    """Returns the drive to the computer. Returns False if the computer is already reading it."""
    return _remount(True)


def _remount(readonly: bool) -> bool:
    try:
        storage.remount("/", readonly=readonly)
    except RuntimeError:
        return False
    return True
