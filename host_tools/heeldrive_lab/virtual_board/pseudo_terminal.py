"""The other end of a virtual board's serial port as a real terminal device, which any program can open."""

import os
import select
import time
import tty
from collections.abc import Callable
from pathlib import Path

from heeldrive_lab.virtual_board.clock import HostError, PowerCut

_HELD_S = 300.0  # a program that has sent nothing for this long never will, however busy the computer is
_LOOK_S = 0.05  # polling interval for the stop request while nobody reads


class PseudoTerminal:
    """A pseudo-terminal that acts as the computer's USB serial port (POSIX only).

    The board's clock is virtual and runs far ahead of a real program. So the board is held until a program
    has opened the port and has sent something, and with ``patient`` also while the program does not read.

    Args:
        path: symbolic link to the device, so that its name stays the same when it is plugged in again.
        patient: whether the board waits for the reader; if not, what is not read in time stays on the board.
        on_bytes: called on the board's thread with the number of bytes sent so far; it may ``replug``.
    """

    def __init__(
        self,
        path: Path,
        patient: bool = True,
        on_bytes: Callable[[int], None] | None = None,
    ) -> None:
        self.path = path
        self._patient = patient
        self._on_bytes = on_bytes
        self._bytes = 0
        self._now_ms = 0.0
        self._away_until_ms = 0.0
        self._ended = False
        self._plug()

    def _plug(self) -> None:
        self._master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(self._master, False)
        self.path.symlink_to(os.ttyname(slave))
        os.close(slave)  # the master shows whether a program has it open
        self._poll = select.poll()
        self._poll.register(self._master, select.POLLIN)
        self._greeted = False

    def replug(self, away_ms: float = 0) -> None:
        """Pulls the cable and plugs it in again after ``away_ms`` of virtual time, as a new device.

        Call it on the board's thread only, which uses the device.
        """
        self.close()
        self._away_until_ms = self._now_ms + away_ms
        self._plug()

    def end(self) -> None:
        """Cuts the board's power when it next polls the port."""
        self._ended = True

    def close(self) -> None:
        """Removes the device and its link."""
        if self._master >= 0:
            self.path.unlink(missing_ok=True)
            os.close(self._master)
            self._master = -1

    def is_open(self, now_ms: float) -> bool:
        """Whether a program has it open; waits for the first one to open it and send something."""
        self._now_ms = now_ms
        if self._ended:
            raise PowerCut
        if now_ms < self._away_until_ms:
            return False
        if not self._greeted:
            self._await_first_message()
        self._greeted = not self._events() & select.POLLHUP
        return self._greeted

    def take(self, now_ms: float, data: bytes) -> int:
        """Writes bytes to the program."""
        del now_ms
        if self._patient:
            self._await_reading()
        try:
            taken = os.write(self._master, data)
        except OSError:  # the program does not read, or has just closed the device
            return 0
        self._bytes += taken
        if self._on_bytes is not None:
            self._on_bytes(self._bytes)
        return taken

    def typed(self, now_ms: float) -> bytes:
        """What the program has written."""
        del now_ms
        try:
            return os.read(self._master, 4096)
        except OSError:  # nothing to read, or the program has just closed the device
            return b""

    def _events(self) -> int:
        return next((events for _, events in self._poll.poll(0)), 0)

    def _await_reading(self) -> None:
        until_s = time.monotonic() + _HELD_S
        while not select.select([], [self._master], [], _LOOK_S)[1] and time.monotonic() < until_s:
            if self._ended:
                raise PowerCut

    def _await_first_message(self) -> None:
        until_s = time.monotonic() + _HELD_S
        while (self._events() & (select.POLLHUP | select.POLLIN)) != select.POLLIN:
            if self._ended:
                raise PowerCut
            if time.monotonic() > until_s:
                raise HostError from TimeoutError(
                    "no program has opened the pseudo-terminal and sent something"
                )
            time.sleep(0.001)
