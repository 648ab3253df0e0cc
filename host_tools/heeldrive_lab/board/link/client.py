"""Communicates with a board over its serial link."""

import contextlib
import errno
import os
import time
from base64 import b64decode
from binascii import Error as Base64Error
from collections import deque
from collections.abc import Iterator

import serial

from heeldrive_lab.board.link.lines import LineReader, Message
from heeldrive_lab.board.link.ports import BoardLinkError
from heeldrive_lab.board.log_blocks import BLOCK_BYTES

VERSION = 1
"""The protocol version implemented here."""

TIMEOUT_S = 5.0
"""Default time limit for an answer of the board, s."""

LONGEST_ANSWER = 2000
"""Lines of an answer, but for the blocks of a log. A board has far fewer logs and settings."""

MOST_BLOCKS = 65_536
"""Blocks of a log: 64 MB, more than any board's drive holds."""

STALLED_S = 60.0
"""Time limit for a whole block of a log, s."""

_MOST_WAITING = 20_000  # lines that are no part of an answer; the oldest are dropped
_READ_S = 0.05  # longest wait for bytes; also the delay until Ctrl-C is handled
_BUSY = (errno.EBUSY, errno.EWOULDBLOCK, errno.EACCES)
_ANSWER_WORDS = ("ok", "error", "heeldrive", "log", "sensor", "setting", "block")


class LinkLostError(BoardLinkError):
    """The board is unplugged, without power, or not answering."""


class BlocksLostError(BoardLinkError):
    """Fewer blocks arrived than the board says it has sent."""


class Client:
    """An open link to a board.

    Args:
        port: the serial device.
        timeout_s: time limit for an answer of the board, s; None for `TIMEOUT_S`, which is also the limit
            for writing a command in any case.

    Attributes:
        reader: splits the input into lines and counts garbled ones.

    Raises:
        BoardLinkError: the port does not exist, another program has it open, or no Heeldrive answers.
    """

    def __init__(self, port: str, timeout_s: float | None = None) -> None:
        timeout_s = TIMEOUT_S if timeout_s is None else timeout_s
        self.port = port
        self.reader = LineReader()
        self._timeout_s = timeout_s
        self._received: deque[Message] = deque()
        self._pending: deque[Message] = deque(maxlen=_MOST_WAITING)  # messages that are not part of an answer
        try:
            # Without this, POSIX lets two programs read the same port, and each gets a part of the data.
            exclusive = True if os.name == "posix" else None
            self._serial = serial.Serial(port, timeout=_READ_S, write_timeout=TIMEOUT_S, exclusive=exclusive)
        except (serial.SerialException, OSError, ValueError) as error:
            raise _not_opened(port, error) from error
        try:
            self.hello = self._greet()
        except BoardLinkError:
            self.close()
            raise

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *reason: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the port; the board notices."""
        with contextlib.suppress(serial.SerialException, OSError):
            self._serial.close()

    def next_message(self) -> Message | None:
        """The next unsolicited message of the board; None if nothing arrives within 50 ms.

        Raises:
            LinkLostError: the board is gone.
        """
        if not self._pending and not self._received:
            self._received.extend(self._receive())
        waiting = self._pending or self._received
        return waiting.popleft() if waiting else None

    def ask(self, command: str) -> list[Message]:
        """Send a command and wait for its answer; other messages are queued meanwhile.

        Returns:
            the lines of the answer, ending with ``ok``.

        Raises:
            BoardLinkError: the board refuses; the message contains its reason.
            LinkLostError: the board is gone.
        """
        lines = []
        for line in self.answers(command):
            lines.append(line)
            if len(lines) > LONGEST_ANSWER:
                raise BoardLinkError(
                    f"{self.port}: the answer to {command.split(maxsplit=1)[0]} has more than"
                    f" {LONGEST_ANSWER} lines: this is no Heeldrive, or it is damaged"
                )
        return lines

    def answers(self, command: str) -> Iterator[Message]:
        """Like ``ask``, but yields each line as it arrives."""
        self._write(command)
        name = command.split(maxsplit=1)[0]
        while True:
            line = self._answer_line()
            if line.word == "error" and line.rest.startswith(name):
                raise BoardLinkError(f"{self.port}: the board says: {line.rest.partition(': ')[2]}")
            yield line
            if line.word == "ok" and (line.rest == name or line.rest.startswith(f"{name} ")):
                return

    def report_events_from(self, number: int) -> None:
        """Make the board report its events from a number on, each once and in order."""
        self.ask(f"events {number}")
        kept = (line for line in self._pending if line.number is None)
        self._pending = deque(kept, maxlen=_MOST_WAITING)

    def blocks(self, log_id: int, nonce: int, first: int = 0) -> Iterator[tuple[int, bytes]]:
        """Fetch the blocks of a log (docs/file-format.md).

        Args:
            log_id: ID of the log.
            nonce: nonce of the log.
            first: number of the first block to fetch.

        Yields:
            number and bytes of each block as it arrives.

        Raises:
            BoardLinkError: there is no such log, or it does not end.
            BlocksLostError: the board has sent more blocks than arrived whole.
            LinkLostError: the board is gone; continue later from the first missing block.
        """
        number = -1
        data = b""
        arrived = 0
        until_s = time.monotonic() + max(STALLED_S, self._timeout_s)
        for line in self.answers(f"fetch {log_id} {nonce} {first}"):
            if time.monotonic() > until_s:
                raise LinkLostError(
                    f"{self.port}: the board sends no whole block: unplug it and plug it in again"
                )
            if line.word == "ok" and line.integer("sent", arrived) != arrived:
                raise BlocksLostError(
                    f"{self.port}: {arrived} of the {line.integer('sent')} blocks that the board sent arrived"
                )
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
                arrived += 1
                if arrived > MOST_BLOCKS:
                    raise BoardLinkError(
                        f"{self.port}: log {log_id} has more than {MOST_BLOCKS} blocks: this is no Heeldrive"
                    )
                until_s = time.monotonic() + max(STALLED_S, self._timeout_s)
                yield number, data
                data = b""

    def _greet(self) -> Message:
        self._write("hello")
        until_s = time.monotonic() + self._timeout_s
        try:
            line = self._answer_line()
            while line.word != "heeldrive":
                if time.monotonic() > until_s:
                    raise LinkLostError(f"{self.port}: it sends other lines")
                line = self._answer_line()
        except LinkLostError as error:
            raise LinkLostError(
                f"{self.port}: no Heeldrive answers on this port:"
                " give the board's data port (not its console port), or reset the board"
            ) from error
        if line.integer("link") != VERSION:
            raise BoardLinkError(
                f"{self.port}: the board uses version {line.integer('link')} of the link protocol,"
                f" this heeldrive version {VERSION}: update both to the same version"
            )
        return line

    def _answer_line(self) -> Message:
        """The next line that belongs to an answer; other messages are queued."""
        until_s = time.monotonic() + self._timeout_s
        while True:
            while self._received:
                line = self._received.popleft()
                if line.number is None and line.word in _ANSWER_WORDS:
                    return line
                self._pending.append(line)
            if time.monotonic() > until_s:
                raise LinkLostError(f"{self.port}: the board does not answer: unplug it and plug it in again")
            self._received.extend(self._receive())

    def _receive(self) -> list[Message]:
        try:
            data = self._serial.read(1)
            waiting = self._serial.in_waiting if data else 0
            return self.reader.feed(data + self._serial.read(waiting) if waiting else data)
        except (
            serial.SerialException,
            OSError,
            TypeError,
        ) as error:  # TypeError: pyserial, if closed
            raise LinkLostError(f"{self.port}: the board was unplugged") from error

    def _write(self, command: str) -> None:
        try:
            self._serial.write(f"\n{command}\n".encode())  # the first \n ends any half-written line
        except (serial.SerialException, OSError) as error:
            raise LinkLostError(f"{self.port}: the board was unplugged or does not respond") from error


def _not_opened(port: str, error: Exception) -> BoardLinkError:
    number = getattr(error, "errno", None)
    if number == errno.ENOENT or "FileNotFoundError" in str(error):
        return LinkLostError(f"{port}: no such port: plug the board in, or give another port")
    if number == errno.EACCES and not os.access(port, os.R_OK | os.W_OK) and os.path.exists(port):
        return BoardLinkError(f"{port}: permission denied: on Linux, join the group that owns it (dialout)")
    if number in _BUSY or "PermissionError" in str(error):
        return BoardLinkError(f"{port}: the port is busy: close the other program that has it open")
    return BoardLinkError(f"{port}: cannot be opened ({os.strerror(number) if number else error})")
