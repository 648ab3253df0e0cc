"""The other end of a virtual board's serial port as a real terminal device, which any program can open."""

import os
import select
import time
import tty
from collections.abc import Callable
from pathlib import Path

from heeldrive_lab.virtual_board.clock import HostError, PowerCut

_HELD_S = 300.0  # a program that says nothing for so long will not, however busy the computer is
_LOOK_S = 0.05  # how soon the board notices that it is to end while nobody reads


class PseudoTerminal:
    """A pseudo-terminal that plays the USB serial port of a computer (POSIX).

    The board's clock is virtual and runs far ahead of a program's. So the board is held while no program has
    the port open and has said something, and with ``patient`` also while one does not read.

    Args:
        path: where a link to the device is made, so that its name stays when it is plugged in again.
        patient: whether a reader is waited for; else what it does not take in real time stays in the board.
        on_bytes: called by the board with how many bytes went to the program so far: the place to ``replug``.
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
        os.close(slave)  # while nobody has it open the master says so
        self._poll = select.poll()
        self._poll.register(self._master, select.POLLIN)
        self._greeted = False

    def replug(self, away_ms: float = 0) -> None:
        """Pulls the cable and plugs it in again after a time: the device goes, another comes.

        Call it from what the board calls: nobody else may take its device away.
        """
        self.close()
        self._away_until_ms = self._now_ms + away_ms
        self._plug()

    def end(self) -> None:
        """The board's power goes at its next look at the port."""
        self._ended = True

    def close(self) -> None:
        """The device goes, and its link."""
        if self._master >= 0:
            self.path.unlink(missing_ok=True)
            os.close(self._master)
            self._master = -1

    def is_open(self, now_ms: float) -> bool:
        """Whether a program has it open; waits for one that opens it and speaks."""
        self._now_ms = now_ms
        if self._ended:
            raise PowerCut
        if now_ms < self._away_until_ms:
            return False
        if not self._greeted:
            self._await_speech()
        self._greeted = not self._events() & select.POLLHUP
        return self._greeted

    def take(self, now_ms: float, data: bytes) -> int:
        """Hands bytes to the program."""
        del now_ms
        if self._patient:
            self._await_reading()
        try:
            taken = os.write(self._master, data)
        except OSError:  # it reads nothing, or it closed the device this moment
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
        except OSError:  # nothing, or it closed the device this moment
            return b""

    def _events(self) -> int:
        return next((events for _, events in self._poll.poll(0)), 0)

    def _await_reading(self) -> None:
        until_s = time.monotonic() + _HELD_S
        while not select.select([], [self._master], [], _LOOK_S)[1] and time.monotonic() < until_s:
            if self._ended:
                raise PowerCut

    def _await_speech(self) -> None:
        until_s = time.monotonic() + _HELD_S
        while (self._events() & (select.POLLHUP | select.POLLIN)) != select.POLLIN:
            if self._ended:
                raise PowerCut
            if time.monotonic() > until_s:
                raise HostError from TimeoutError("no program opened the pseudo-terminal and said something")
            time.sleep(0.001)
