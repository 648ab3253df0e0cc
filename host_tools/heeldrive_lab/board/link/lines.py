"""Parses the lines of the link from arbitrary bytes (docs/link.md)."""

from dataclasses import dataclass
from functools import cached_property, reduce
from operator import xor
from string import hexdigits

from heeldrive_lab.sessions.format import COUNT_MAX, COUNT_MIN, TIME_LIMIT_MS, WHOLE_NUMBER, Row
from heeldrive_lab.util.plain_text import printable

LONGEST_LINE = 512
"""Longest line accepted, bytes. The board sends at most 256."""

SENSORS = {0x69: "LSM6DS33", 0x6A: "LSM6DS3TR-C", 0x6C: "LSM6DSOX"}
"""Sensor names by the value of their WHO_AM_I register."""

_HEX = frozenset(hexdigits.encode())


def with_checksum(text: bytes) -> bytes:
    """The text of a line with its checksum appended, without a line end."""
    return b"%b*%02X" % (text, reduce(xor, text, 0))


def verified_text(line: bytes) -> str | None:
    """The text of a line (given without its line end); None if the checksum is missing or wrong."""
    text, star, total = line.rpartition(b"*")
    if not star or len(total) != 2 or not _HEX.issuperset(total) or int(total, 16) != reduce(xor, text, 0):
        return None
    return printable(text.decode("utf-8", "replace"))


@dataclass(frozen=True)
class Message:
    """One line of the board.

    Attributes:
        number: event number; None for other lines.
        word: the first word, which names the kind of line.
        rest: everything after the first word.
    """

    number: int | None
    word: str
    rest: str

    @property
    def text(self) -> str:
        """The line without its event number."""
        return f"{self.word} {self.rest}".rstrip()

    @cached_property
    def cells(self) -> dict[str, str]:
        """The ``key=value`` pairs; words without ``=`` are ignored."""
        return dict(cell.split("=", 1) for cell in self.rest.split() if "=" in cell)

    def integer(self, key: str, default: int = 0) -> int:
        """The integer value of a key (0x for hexadecimal); the default if missing or not a number."""
        text = self.cells.get(key, "")
        if WHOLE_NUMBER.fullmatch(text):
            return int(text)
        digits = text.removeprefix("0x")
        return int(digits, 16) if digits != text and digits and set(digits) <= set(hexdigits) else default

    def row(self) -> Row | None:
        """The sample of a ``raw`` line; None for any other line or values out of range."""
        parts = self.rest.split(",")
        if self.word != "raw" or len(parts) != 7 or not all(map(WHOLE_NUMBER.fullmatch, parts)):
            return None
        t_ms, *counts = map(int, parts)
        if not 0 <= t_ms < TIME_LIMIT_MS or min(counts) < COUNT_MIN or max(counts) > COUNT_MAX:
            return None
        ax, ay, az, gx, gy, gz = counts
        return t_ms, ax, ay, az, gx, gy, gz


def parse_message(text: str) -> Message:
    """Parse a line whose checksum was verified; any text yields a message."""
    number = None
    word, _, rest = text.strip().partition(" ")
    if word.startswith("#") and word[1:].isascii() and word[1:].isdigit() and len(word) < 12:
        number = int(word[1:])
        word, _, rest = rest.partition(" ")
    return Message(number, word, rest)


class LineReader:
    """Splits the bytes from the port into messages.

    Attributes:
        garbled: number of lines that were truncated, damaged or not from a board.
    """

    def __init__(self) -> None:
        self._part = b""
        self._skips = False  # skipping the rest of an overlong line
        self.garbled = 0

    def feed(self, data: bytes) -> list[Message]:
        """Add received bytes; returns the messages completed by them."""
        *lines, part = (self._part + data).split(b"\n")
        found = []
        for ended in lines:
            skips, self._skips = self._skips, False
            line = ended.rstrip(b"\r")
            if not line and not skips:
                continue
            text = None if skips or len(line) > LONGEST_LINE else verified_text(line)
            if text is None:
                self.garbled += 1
            else:
                found.append(parse_message(text))
        if len(part) > LONGEST_LINE:
            part, self._skips = b"", True
        self._part = part
        return found
