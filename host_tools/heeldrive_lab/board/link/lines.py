"""The lines of the link, whatever bytes come in: docs/link.md."""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import xor
from string import hexdigits

from heeldrive_lab.sessions.format import COUNT_MAX, COUNT_MIN, TIME_LIMIT_MS, WHOLE_NUMBER, Row

LONGEST_LINE = 512
"""Bytes; the board's are 256 at the most. What goes on longer is no line of it."""

SENSORS = {0x69: "LSM6DS33", 0x6A: "LSM6DS3TR-C", 0x6C: "LSM6DSOX"}
"""The chips by what their WHO_AM_I register answers."""

_HEX = frozenset(hexdigits.encode())


def summed(text: bytes) -> bytes:
    """A line's text with its sum, as the board sends it, without the line end."""
    return b"%b*%02X" % (text, reduce(xor, text, 0))


def checked(line: bytes) -> str | None:
    """The text of a line, without its line end; None where the sum is missing or wrong."""
    text, star, total = line.rpartition(b"*")
    if not star or len(total) != 2 or not _HEX.issuperset(total) or int(total, 16) != reduce(xor, text, 0):
        return None
    return text.decode("utf-8", "replace")


@dataclass(frozen=True)
class Message:
    """One line of the board.

    Attributes:
        number: of a happening, None for other lines.
        word: what it is.
        rest: what comes after the word.
    """

    number: int | None
    word: str
    rest: str

    @property
    def text(self) -> str:
        """The line without its number."""
        return f"{self.word} {self.rest}".rstrip()

    @cached_property
    def cells(self) -> dict[str, str]:
        """The ``key=value`` pairs; a word without ``=`` is let fall."""
        return dict(cell.split("=", 1) for cell in self.rest.split() if "=" in cell)

    def integer(self, key: str, default: int = 0) -> int:
        """The number of a key (0x for hexadecimal), the default where there is none."""
        text = self.cells.get(key, "")
        if WHOLE_NUMBER.fullmatch(text):
            return int(text)
        digits = text.removeprefix("0x")
        return int(digits, 16) if digits != text and digits and set(digits) <= set(hexdigits) else default

    def row(self) -> Row | None:
        """The sample of a ``raw`` line, None for another line or numbers that are no sample."""
        parts = self.rest.split(",")
        if self.word != "raw" or len(parts) != 7 or not all(map(WHOLE_NUMBER.fullmatch, parts)):
            return None
        t_ms, *counts = map(int, parts)
        if not 0 <= t_ms < TIME_LIMIT_MS or min(counts) < COUNT_MIN or max(counts) > COUNT_MAX:
            return None
        ax, ay, az, gx, gy, gz = counts
        return t_ms, ax, ay, az, gx, gy, gz


def message(text: str) -> Message:
    """Takes a checked line apart; any text gives some message."""
    number = None
    word, _, rest = text.strip().partition(" ")
    if word.startswith("#") and word[1:].isascii() and word[1:].isdigit() and len(word) < 12:
        number = int(word[1:])
        word, _, rest = rest.partition(" ")
    return Message(number, word, rest)


class LineReader:
    """Cuts what comes from the port into messages.

    Attributes:
        garbled: lines that were none of the board's: cut, damaged, another program's.
    """

    def __init__(self) -> None:
        self._part = b""
        self._skips = False  # the rest of a line that is too long
        self.garbled = 0

    def feed(self, data: bytes) -> list[Message]:
        """Takes bytes; gives the messages that are whole by now."""
        *lines, part = (self._part + data).split(b"\n")
        found = []
        for ended in lines:
            skips, self._skips = self._skips, False
            line = ended.rstrip(b"\r")
            if not line and not skips:
                continue
            text = None if skips or len(line) > LONGEST_LINE else checked(line)
            if text is None:
                self.garbled += 1
            else:
                found.append(message(text))
        if len(part) > LONGEST_LINE:
            part, self._skips = b"", True
        self._part = part
        return found
