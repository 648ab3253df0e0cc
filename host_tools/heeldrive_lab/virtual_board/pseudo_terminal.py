"""The other end of a virtual board's serial port as a real terminal device, which any program can open."""

import os
import select
import time
import tty

from heeldrive_lab.virtual_board.clock import HostError, PowerCut

_HELD_S = 20.0  # a program that says nothing for so long will not


class PseudoTerminal:
    """A pseudo-terminal that plays the USB serial port of a computer (POSIX).

    The board's clock is virtual and runs far ahead of a program's. So the board is held while no program has
    the port open and has said something, and with ``patient`` also while one does not read.

    Args:
        patient: whether a reader is waited for; else what it does not take in real time stays in the board.

    Attributes:
        name: the device to open; another one after ``replug``.
    """

    def __init__(self, patient: bool = True) -> None:
        self._patient = patient
        self._ended = False
        self._plug()

    def _plug(self) -> None:
        self._master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(self._master, False)
        self.name = os.ttyname(slave)
        os.close(slave)  # while nobody has it open the master says so
        self._poll = select.poll()
        self._poll.register(self._master, select.POLLIN)
        self._greeted = False

    def replug(self) -> None:
        """Pulls the cable and plugs it in again: the device goes, another comes."""
        os.close(self._master)
        self._plug()

    def end(self) -> None:
        """The board's power goes at its next look at the port."""
        self._ended = True

    def close(self) -> None:
        """The device goes."""
        os.close(self._master)

    def is_open(self, now_ms: float) -> bool:
        """Whether a program has it open; waits for one that opens it and speaks."""
        del now_ms
        if not self._greeted:
            self._await_speech()
        if self._ended:
            raise PowerCut
        self._greeted = not self._events() & select.POLLHUP
        return self._greeted

    def take(self, now_ms: float, data: bytes) -> int:
        """Hands bytes to the program."""
        del now_ms
        if self._patient:
            select.select([], [self._master], [], _HELD_S)
        try:
            return os.write(self._master, data)
        except OSError:  # it reads nothing, or it closed the device this moment
            return 0

    def typed(self, now_ms: float) -> bytes:
        """What the program has written."""
        del now_ms
        try:
            return os.read(self._master, 4096)
        except OSError:  # nothing, or it closed the device this moment
            return b""

    def _events(self) -> int:
        return next((events for _, events in self._poll.poll(0)), 0)

    def _await_speech(self) -> None:
        until_s = time.monotonic() + _HELD_S
        while not self._ended and (self._events() & (select.POLLHUP | select.POLLIN)) != select.POLLIN:
            if time.monotonic() > until_s:
                raise HostError from TimeoutError("no program opened the pseudo-terminal and said something")
            time.sleep(0.001)
