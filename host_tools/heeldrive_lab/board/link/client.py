"""Talks to a board over its serial link."""

import contextlib
import errno
import os
import time
from base64 import b64decode
from binascii import Error as Base64Error
from collections import deque
from collections.abc import Iterator
from types import TracebackType

import serial

from heeldrive_lab.board.link.lines import LineReader, Message
from heeldrive_lab.board.link.ports import BoardLinkError
from heeldrive_lab.board.log_blocks import BLOCK_BYTES

VERSION = 1
"""The version of the protocol that is spoken here."""

PATIENCE_S = 5.0
"""How long a board may take to answer, seconds, where nobody says otherwise."""

_READ_S = 0.05  # the longest wait for bytes; also how soon Ctrl-C is heard
_BUSY = (errno.EBUSY, errno.EWOULDBLOCK, errno.EACCES)
_OF_ANSWERS = ("ok", "error", "heeldrive", "log", "sensor", "setting", "block")


class LinkLostError(BoardLinkError):
    """The board is gone: unplugged, without power, or silent."""


class Client:
    """A board's link, open.

    Args:
        port: the device.
        patience_s: how long the board may take to answer, seconds; None for `PATIENCE_S`, which is
            also how long writing a command may take in any case.

    Attributes:
        reader: what cuts the lines; it counts those that were garbled.

    Raises:
        BoardLinkError: there is no such port, another program has it open, or it is no Heeldrive.
    """

    def __init__(self, port: str, patience_s: float | None = None) -> None:
        patience_s = PATIENCE_S if patience_s is None else patience_s
        self.port = port
        self.reader = LineReader()
        self._patience_s = patience_s
        self._received: deque[Message] = deque()
        self._told: deque[Message] = deque()  # of these, what was no answer to what was asked
        try:
            # POSIX lets two programs read one port otherwise, each getting a part.
            exclusive = True if os.name == "posix" else None
            self._serial = serial.Serial(port, timeout=_READ_S, write_timeout=PATIENCE_S, exclusive=exclusive)
        except (serial.SerialException, OSError, ValueError) as error:
            raise _not_opened(port, error) from error
        try:
            self.hello = self._greet()
        except BoardLinkError:
            self.close()
            raise

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Closes the port; the board notices."""
        with contextlib.suppress(serial.SerialException, OSError):
            self._serial.close()

    def next_message(self) -> Message | None:
        """What the board tells of itself; None when nothing came within a twentieth of a second.

        Raises:
            LinkLostError: the board is gone.
        """
        if not self._told and not self._received:
            self._received.extend(self._receive())
        waiting = self._told or self._received
        return waiting.popleft() if waiting else None

    def ask(self, command: str) -> list[Message]:
        """Sends a command and waits for its answer; what the board tells meanwhile waits in line.

        Returns:
            the lines of the answer, the ``ok`` last.

        Raises:
            BoardLinkError: the board does not do it; its own sentence says why.
            LinkLostError: the board is gone.
        """
        return list(self.answers(command))

    def answers(self, command: str) -> Iterator[Message]:
        """As ``ask``, line by line."""
        self._write(command)
        name = command.split(maxsplit=1)[0]
        while True:
            line = self._answer_line()
            if line.word == "error" and line.rest.startswith(name):
                raise BoardLinkError(f"{self.port}: the board says: {line.rest.partition(': ')[2]}")
            yield line
            if line.word == "ok" and (line.rest == name or line.rest.startswith(f"{name} ")):
                return

    def tell_from(self, number: int) -> None:
        """Has the board tell what happened from a number on, each happening once, in order."""
        self.ask(f"events {number}")
        self._told = deque(line for line in self._told if line.number is None)

    def blocks(self, log_id: int, chance: int, first: int = 0) -> Iterator[tuple[int, bytes]]:
        """The blocks of a log from one on, as they come: number and bytes. See ``docs/file-format.md``.

        Raises:
            BoardLinkError: there is no such log.
            LinkLostError: the board is gone; ask again from the block that is missing.
        """
        number = -1
        data = b""
        for line in self.answers(f"fetch {log_id} {chance} {first}"):
            if line.word != "block":
                continue
            if line.integer("n", -1) != number:
                number, data = line.integer("n", -1), b""
            try:
                piece = b64decode(line.cells.get("data", ""), validate=True)
            except (Base64Error, ValueError):
                continue
            if line.integer("at", -1) == len(data):
                data += piece
            if len(data) == BLOCK_BYTES:
                yield number, data

    def _greet(self) -> Message:
        self._write("hello")
        try:
            line = self._answer_line()
            while line.word != "heeldrive":
                line = self._answer_line()
        except LinkLostError as error:
            raise LinkLostError(
                f"{self.port}: no Heeldrive answers there:"
                " name the board's data port (not its console's), or reset the board"
            ) from error
        if line.integer("link") != VERSION:
            raise BoardLinkError(
                f"{self.port}: the board speaks version {line.integer('link')} of the link,"
                f" this heeldrive {VERSION}: bring both to the same version"
            )
        return line

    def _answer_line(self) -> Message:
        """The next line that belongs to an answer; the others wait in line."""
        until_s = time.monotonic() + self._patience_s
        while True:
            while self._received:
                line = self._received.popleft()
                if line.number is None and line.word in _OF_ANSWERS:
                    return line
                self._told.append(line)
            if time.monotonic() > until_s:
                raise LinkLostError(f"{self.port}: the board does not answer: unplug it and plug it in again")
            self._received.extend(self._receive())

    def _receive(self) -> list[Message]:
        try:
            data = self._serial.read(1)
            waiting = self._serial.in_waiting if data else 0
            return self.reader.feed(data + self._serial.read(waiting) if waiting else data)
        except (serial.SerialException, OSError, TypeError) as error:  # TypeError: pyserial, closed meanwhile
            raise LinkLostError(f"{self.port}: the board was unplugged") from error

    def _write(self, command: str) -> None:
        try:
            self._serial.write(f"\n{command}\n".encode())  # ends what stood half written there
        except (serial.SerialException, OSError) as error:
            raise LinkLostError(f"{self.port}: the board was unplugged, or does not listen") from error


def _not_opened(port: str, error: Exception) -> BoardLinkError:
    number = getattr(error, "errno", None)
    if number == errno.ENOENT or "FileNotFoundError" in str(error):
        return LinkLostError(f"{port}: there is no such port: plug the board in, or name another")
    if number == errno.EACCES and not os.access(port, os.R_OK | os.W_OK) and os.path.exists(port):
        return BoardLinkError(f"{port}: you may not open it: on Linux, join the group that owns it (dialout)")
    if number in _BUSY or "PermissionError" in str(error):
        return BoardLinkError(f"{port}: the port is busy: close the other program that has it open")
    return BoardLinkError(f"{port}: cannot be opened ({os.strerror(number) if number else error})")
