"""Splits the link's input into commands, in bounded memory."""

from micropython import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from usb_cdc import Serial
except ImportError:
    pass

_BYTES = const(64)
_SPACE = const(32)


class CommandInput:
    """The port's incoming side.

    Args:
        port: a ``usb_cdc.Serial`` that never waits.
    """

    def __init__(self, port: "Serial") -> None:
        self._port = port
        self._bytes = bytearray(_BYTES)  # as received
        self._at = 0  # the next of them to read
        self._end = 0
        self._command = bytearray(_BYTES)
        self._length = 0
        self._complete = False

    def clear(self) -> None:
        """Discards what was received."""
        self._port.reset_input_buffer()
        self._at = self._end = self._length = 0
        self._complete = False

    @property
    def waiting(self) -> bool:
        """Whether there is anything to read."""
        return self._complete or self._at < self._end or self._port.in_waiting > 0

    def poll(self) -> bool:
        """Reads what was received, at most one buffer. True when a complete command waits."""
        if not self._complete and self._at == self._end and self._port.in_waiting:
            self._end = self._port.readinto(self._bytes) or 0
            self._at = 0
        while not self._complete and self._at < self._end:
            byte = self._bytes[self._at]
            self._at += 1
            if byte < _SPACE:  # a line end, whatever the terminal sends for one
                self._complete = self._length > 0
            elif self._length < _BYTES:
                self._command[self._length] = byte
                self._length += 1
        return self._complete

    def take(self) -> list[str]:
        """The words of the command that waits; none if it is too long or not text."""
        length = self._length
        self._complete = False
        self._length = 0
        try:
            return bytes(self._command[:length]).decode().split() if length < _BYTES else []
        except UnicodeError:
            return []
