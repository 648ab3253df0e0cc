"""Who may write the drive: the computer that sees it over USB, or the board, but not both.

``boot.py`` leaves it to the computer unless the button is held. On battery nobody else holds it, and the
board takes it; when a computer appears, the board gives it back. When in doubt it is left to the computer, so
that no owner is locked out.
"""

import time

import microcontroller
import storage
import supervisor
from micropython import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from ui.button import Button
except ImportError:
    pass

_POLL_S = const(0.02)

taken = False
"""Whether ``take`` succeeded in this session: ``boot.py`` had left the drive to the computer."""

_hidden = False  # whether it was taken in a way that hides it from computers


def computer_present() -> bool:
    """Whether a computer, not just a charger, is connected over USB."""
    return supervisor.runtime.usb_connected


def board_writes() -> bool:
    """Whether the board may already write to the drive; ``boot.py`` allows it if the button is held."""
    return not storage.getmount("/").readonly


def take() -> bool:
    """Takes the drive for the board, while no computer is present.

    A computer that sleeps looks like one that is gone. It finds its file system unchanged when it wakes,
    because the board only writes inside one file.

    Returns False if USB still keeps it for the one that was there. That is so for good on an RP2040, which
    does not notice that it is unplugged, until CircuitPython 10.3.
    """
    global taken, _hidden  # noqa: PLW0603  (there is one drive)
    if not _remount(False):
        if not hasattr(storage, "unsafe_disable_usb_drive"):
            return False
        storage.unsafe_disable_usb_drive()
        _hidden = True
    taken = True
    return True


def give_back() -> bool:
    """Returns the drive to the computer. Returns False if that is not possible now."""
    global _hidden  # noqa: PLW0603
    if _hidden:
        storage.enable_usb_drive()
        _hidden = False
        return True
    return _remount(True)


def restart(button: "Button | None") -> None:
    """Starts the program again, for a new session, once the button is up: held, it may mean safe mode.

    ``reload`` closes the log's file, which writes the directory. So it is for a board on USB power that has
    not taken the drive; it keeps what ``boot.py`` decided, and the computer's connection.
    """
    while button is not None and button.is_down():
        microcontroller.watchdog.feed()
        time.sleep(_POLL_S)
    if computer_present() and not taken:
        supervisor.reload()
    microcontroller.reset()


def _remount(readonly: bool) -> bool:
    try:
        storage.remount("/", readonly=readonly)
    except RuntimeError:
        return False
    return True
