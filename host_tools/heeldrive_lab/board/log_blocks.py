"""The blocks of a board's log file and the records in them: docs/file-format.md.

Whatever bytes come in, only blocks whose CRC is right come out.
"""

import struct
from binascii import crc32
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from heeldrive.events import Event

from heeldrive_lab.detection.event_fields import FIELDS, FIRST_FIELDS, KIND_NUMBERS
from heeldrive_lab.sessions.session import Row

MAGIC = b"HD"
VERSION = 1
BLOCK_BYTES = 1024
_HEAD = struct.Struct("<2sBBIIHHI6h")
_CRC_AT = BLOCK_BYTES - 4
_RECORDS_MAX = _CRC_AT - _HEAD.size
_MARKED = 1

_EVENT, _MARKER, _NOTE, _HEADER, _TIME, _FRAME = 0x01, 0x02, 0x03, 0x04, 0x05, 0x80
_MORE_FIELDS = 0x40  # and how many fields more than FIRST_FIELDS: an event that has them
_FRAME_SAMPLES = 16
_CHANNELS = 7


class DamagedBlockError(ValueError):
    """A block whose CRC is right holds what no firmware of this version writes."""


class Block(NamedTuple):
    """One block, its CRC checked.

    Attributes:
        log: the log's number and a number by chance, the same in all its blocks.
        sequence: number of the block in its log, from 0.
        marked: whether the wearer has put a marker into the log, up to then.
        base: the sample before the first of the block.
        records: the bytes of its records.
    """

    log: tuple[int, int]
    sequence: int
    marked: bool
    base: Row
    records: bytes


class Told(Event):
    """An event as the board told it.

    Args:
        numbers: its fields in the order of the log's record. An event of an older board has fewer, and the
            others are 0; of a newer one there may be more, which nobody here knows.

    Attributes:
        fields: how many of the fields that are known here the record had.
    """

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__()
        for field, number in zip(FIELDS, numbers, strict=False):
            # Older firmware left in a set and a slip what the cycle before them had measured.
            carried = numbers[0] not in KIND_NUMBERS or numbers[0] in field.carried_by
            setattr(self, field.name, number if carried else 0)
        self.fields = min(len(numbers), len(FIELDS))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Told) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"Told({', '.join(f'{name}={number}' for name, number in vars(self).items() if number)})"


class Note(NamedTuple):
    """A text at a time: the wearer's marker, or a note of the board itself."""

    t_ms: int
    text: str
    by_wearer: bool


Record = Row | Told | Note | dict[str, str]
"""What stands in a block: a sample, an event, a marker or note, or a header's keys and values."""


def blocks_in(data: bytes) -> Iterator[Block | tuple[int, int] | int]:
    """The sound blocks of a file, and what can be told of the others.

    Yields:
        ``Block``; ``(log id, nonce)`` where the CRC is wrong; the version where it is not this one's.
    """
    for start in range(0, len(data), BLOCK_BYTES):
        block = data[start : start + BLOCK_BYTES]
        if block[:2] != MAGIC or len(block) < _HEAD.size:
            continue
        _, version, flags, log_id, sequence, used, nonce, *base = _HEAD.unpack_from(block)
        if len(block) < BLOCK_BYTES or crc32(block[:_CRC_AT]) != int.from_bytes(block[_CRC_AT:], "little"):
            yield log_id, nonce
        elif version != VERSION or used > _RECORDS_MAX:
            yield version
        else:
            t_ms, ax, ay, az, gx, gy, gz = base
            records = block[_HEAD.size : _HEAD.size + used]
            row = (t_ms, ax, ay, az, gx, gy, gz)
            yield Block((log_id, nonce), sequence, bool(flags & _MARKED), row, records)


def records_of(block: Block) -> tuple[list[Record], Row]:
    """Every record of a block, in order, and where it ends: the ``base`` of the block that follows.

    Raises:
        DamagedBlockError: it does not hold together.
    """
    reader = _Reader(block)
    try:
        records = list(reader.records())
        return records, reader.end()
    except (IndexError, struct.error) as error:
        raise DamagedBlockError(f"block {block.sequence} ends in the middle of a record") from error


class _Reader:
    """Goes through the records of one block."""

    def __init__(self, block: Block) -> None:
        self._data = block.records
        self._number = block.sequence
        self._t_ms = block.base[0]
        self._before = [
            (count, count, count) for count in block.base[1:]
        ]  # the three samples before, oldest first
        self._at = 0

    def records(self) -> Iterator[Record]:
        while self._at < len(self._data):
            kind = self._data[self._at]
            self._at += 1
            if kind & _FRAME:
                yield from self._frame(kind - _FRAME + 1)
            elif kind == _EVENT:
                yield self._event(FIRST_FIELDS)
            elif kind > _MORE_FIELDS:
                yield self._event(FIRST_FIELDS + kind - _MORE_FIELDS)
            elif kind in (_MARKER, _NOTE):
                t_ms = self._number_of(4)
                yield Note(t_ms, self._text(self._number_of(1)), kind == _MARKER)
            elif kind == _HEADER:
                lines = self._text(self._number_of(2)).split("\n")
                yield {key: value for key, _, value in (line.partition("=") for line in lines)}
            elif kind == _TIME:
                self._t_ms = self._number_of(4)
            else:
                raise DamagedBlockError(f"block {self._number} holds a record of the unknown kind {kind}")

    def end(self) -> Row:
        ax, ay, az, gx, gy, gz = (before[2] for before in self._before)
        return self._t_ms, ax, ay, az, gx, gy, gz

    def _take(self, count: int) -> bytes:
        data = self._data[self._at : self._at + count]
        if len(data) < count:
            raise IndexError
        self._at += count
        return data

    def _number_of(self, count: int) -> int:
        return int.from_bytes(self._take(count), "little")

    def _signed(self) -> int:
        """Seven bits a byte, the lowest first, as long as the top bit is set; then 0, -1, 1, -2..."""
        number = shift = 0
        while True:
            (byte,) = self._take(1)
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return (number >> 1) ^ -(number & 1)
            shift += 7

    def _event(self, fields: int) -> Told:
        return Told([self._signed() for _ in range(fields)])

    def _text(self, count: int) -> str:
        return self._take(count).decode("utf-8", "replace")

    def _frame(self, count: int) -> list[Row]:
        if count > _FRAME_SAMPLES:
            raise DamagedBlockError(f"block {self._number} holds a frame of {count} samples")
        shortest_ms = self._number_of(1)
        nibbles = self._number_of(4)
        widths = [(nibbles >> 4 * channel) & 15 for channel in range(_CHANNELS)]
        widths = [16 if width == 15 else width for width in widths]
        size = (sum(widths) * count + 7) // 8
        bits = int.from_bytes(self._take(size), "big")
        left = 8 * size
        columns: list[list[int]] = []
        for width in widths:
            mask = (1 << width) - 1
            column = []
            for _ in range(count):
                left -= width
                column.append((bits >> left) & mask)
            columns.append(column)
        times = []
        for step in columns[0]:
            self._t_ms += shortest_ms + step
            times.append(self._t_ms)
        axes = [self._axis(number, misses) for number, misses in enumerate(columns[1:])]
        return list(zip(times, *axes, strict=True))

    def _axis(self, number: int, misses: list[int]) -> list[int]:
        x3, x2, x1 = self._before[number]
        counts = []
        for miss in misses:
            signed = (miss >> 1) ^ -(miss & 1)
            x = ((x1 + ((x1 - x3) >> 1) + signed + 0x8000) & 0xFFFF) - 0x8000
            x3, x2, x1 = x2, x1, x
            counts.append(x)
        self._before[number] = x3, x2, x1
        return counts
