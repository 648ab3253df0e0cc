"""One line of the link: assembled, checksummed and written to the port without allocating.

A line ends in ``*``, two hexadecimal digits and a line feed; the digits are the XOR of all before the ``*``.
"""

from micropython import const

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from usb_cdc import Serial
except ImportError:
    pass

_BYTES = const(256)
_LAST = const(252)  # the text ends here at the latest: checksum and line feed take four bytes
_VIEWS = const(8)
_HEX = const(b"0123456789ABCDEF")
_SPACE = const(32)
_MINUS = const(45)
_DIGIT = const(48)


class Line:
    """The line being sent; there is one at a time."""

    def __init__(self) -> None:
        self._bytes = bytearray(_BYTES)
        whole = memoryview(self._bytes)
        # Made once, since a slice is a new object: views of the first 1, 2, 4... 128 bytes.
        self._views = [whole[: 1 << i] for i in range(_VIEWS)]
        self._end = 0
        self._sum = 0

    def clear(self) -> None:
        """Discards what is not sent yet; starts with a line end, to terminate a partial line."""
        self._bytes[0] = 10
        self._end = 1
        self._sum = 0

    def text(self, text: str) -> None:
        """Adds text; control characters become spaces, and text that is too long is cut off."""
        self.put(text.encode())

    def put(self, data: bytes | bytearray) -> None:
        """Adds bytes."""
        into = self._bytes
        end = self._end
        total = self._sum
        for i in range(len(data)):
            if end >= _LAST:
                break
            byte = data[i] if data[i] >= _SPACE else _SPACE
            into[end] = byte
            total ^= byte
            end += 1
        self._end = end
        self._sum = total

    def number(self, value: int, before: int) -> None:
        """Adds the byte ``before`` and a number, size below 2**30, in decimal."""
        into = self._bytes
        end = self._end
        into[end] = before
        total = self._sum ^ before
        end += 1
        if value < 0:
            value = -value
            into[end] = _MINUS
            total ^= _MINUS
            end += 1
        beyond = end + 1
        rest = value // 10
        while rest:
            beyond += 1
            rest //= 10
        place = beyond
        while place > end:  # the last digit first: an XOR is the same in any order
            place -= 1
            tenth = value // 10
            digit = _DIGIT + value - tenth * 10
            into[place] = digit
            total ^= digit
            value = tenth
        end = beyond
        self._end = end
        self._sum = total

    def end(self) -> None:
        """Ends the line with its checksum."""
        into = self._bytes
        end = self._end
        into[end] = 42  # *
        into[end + 1] = _HEX[self._sum >> 4]
        into[end + 2] = _HEX[self._sum & 15]
        into[end + 3] = 10
        self._end = end + 4
        self._sum = 0

    def send(self, port: "Serial") -> bool:
        """Writes as much as the port takes at once. True when the whole line is written."""
        while self._end:
            count = self._end
            longest = _VIEWS - 1
            while not count >> longest:
                longest -= 1
            taken = port.write(self._views[longest])
            if not taken:
                return False
            into = self._bytes
            for i in range(taken, count):
                into[i - taken] = into[i]
            self._end = count - taken
        return True
