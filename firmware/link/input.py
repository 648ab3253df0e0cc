"""What a reader of the link types, cut into commands. Bounded, whatever comes."""

from micropython import const

_BYTES = const(64)
_SPACE = const(32)


class Input:
    """The port's incoming side.

    Args:
        port: a ``usb_cdc.Serial`` that never waits.
    """

    def __init__(self, port):
        self._port = port
        self._bytes = bytearray(_BYTES)  # as they came
        self._at = 0  # next one of them to look at
        self._end = 0
        self._command = bytearray(_BYTES)
        self._length = 0
        self._whole = False

    def clear(self):
        """Forgets what has come."""
        self._port.reset_input_buffer()
        self._at = self._end = self._length = 0
        self._whole = False

    @property
    def waiting(self):
        """Whether there is anything to look at."""
        return self._whole or self._at < self._end or self._port.in_waiting > 0

    def look(self):
        """Looks at what has come, a buffer of it at the most. True when a whole command waits."""
        if not self._whole and self._at == self._end and self._port.in_waiting:
            self._end = self._port.readinto(self._bytes) or 0
            self._at = 0
        while not self._whole and self._at < self._end:
            byte = self._bytes[self._at]
            self._at += 1
            if byte < _SPACE:  # a line end, whatever the terminal sends for one
                self._whole = self._length > 0
            elif self._length < _BYTES:
                self._command[self._length] = byte
                self._length += 1
        return self._whole

    def take(self):
        """The words of the command that waits; none where it is too long or no text."""
        length = self._length
        self._whole = False
        self._length = 0
        try:
            return bytes(self._command[:length]).decode().split() if length < _BYTES else []
        except UnicodeError:
            return []
