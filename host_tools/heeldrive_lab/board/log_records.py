"""The records in a block of a board's log file: samples, events, notes and headers (docs/file-format.md)."""

import struct
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from heeldrive.events import Event

from heeldrive_lab.board.log_blocks import Block
from heeldrive_lab.board.log_frames import FineFrames, RiceFrames, WidthFrames
from heeldrive_lab.detection.event_fields import FIELDS, FIRST_FIELDS, KIND_NUMBERS
from heeldrive_lab.sessions.format import COUNT_MAX, COUNT_MIN, TIME_LIMIT_MS, Row
from heeldrive_lab.util.plain_text import printable

_EVENT, _MARKER, _NOTE, _HEADER, _TIME, _FRAME = 0x01, 0x02, 0x03, 0x04, 0x05, 0x80
_MORE_FIELDS = 0x40  # plus the number of fields beyond FIRST_FIELDS: an event with extra fields
_LONGEST_SHIFT = 63  # of a number: a board writes 31 bits, and a larger one is no fault of the other records
_FRAMES: dict[int, type[WidthFrames | RiceFrames]] = {1: WidthFrames, 2: FineFrames, 3: RiceFrames}


class DamagedBlockError(ValueError):
    """A block has a valid CRC but contents that no firmware of this format version writes."""


class LoggedEvent(Event):
    """An event as the board logged it.

    Args:
        numbers: field values in the order of the log record. Older firmware writes fewer fields; the missing
            ones are 0. Newer firmware may write more; the unknown ones are ignored.

    Attributes:
        fields: number of known fields in the record.
    """

    def __init__(self, numbers: Sequence[int]) -> None:
        super().__init__()
        for field, number in zip(FIELDS, numbers, strict=False):
            # Older firmware left measurements of the preceding cycle in set and slip events.
            carried = numbers[0] not in KIND_NUMBERS or numbers[0] in field.carried_by
            setattr(self, field.name, number if carried else 0)
        self.fields = min(len(numbers), len(FIELDS))

    @property
    def possible(self) -> bool:
        """Whether a board can have written it: it keeps every number below 2**30."""
        return all(abs(getattr(self, field.name)) < TIME_LIMIT_MS for field in FIELDS)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, LoggedEvent) and vars(self) == vars(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return (
            f"LoggedEvent({', '.join(f'{name}={number}' for name, number in vars(self).items() if number)})"
        )


class Note(NamedTuple):
    """A time-stamped text: a marker set by the wearer, or a note written by the board.

    Attributes:
        t_ms: session time, ms.
        text: the text.
        by_wearer: whether it is a marker.
    """

    t_ms: int
    text: str
    by_wearer: bool


Record = Row | LoggedEvent | Note | dict[str, str]
"""A record: a sample, an event, a marker or note, or a header's keys and values."""


def records_of(block: Block) -> tuple[list[Record], Row]:
    """Decode a block.

    Returns:
        its records in order, and its last sample, which is the ``base`` of the next block.

    Raises:
        DamagedBlockError: a record is truncated or of an unknown kind.
    """
    reader = _Reader(block)
    try:
        records = list(reader.records())
        return records, reader.end()
    except (IndexError, struct.error) as error:
        raise DamagedBlockError(f"block {block.sequence} ends in the middle of a record") from error


class _Reader:
    """Decodes the records of one block."""

    def __init__(self, block: Block) -> None:
        self._data = block.records
        self._number = block.sequence
        self._frames = _FRAMES[block.version](block.base)
        self._at = 0

    def records(self) -> Iterator[Record]:
        while self._at < len(self._data):
            kind = self._data[self._at]
            self._at += 1
            if kind & _FRAME:
                rows, self._at = self._frames.decode(self._data, self._at, kind - _FRAME + 1)
                if any(min(row[1:]) < COUNT_MIN or max(row[1:]) > COUNT_MAX for row in rows):
                    raise DamagedBlockError(f"block {self._number} holds counts of more than 16 bits")
                yield from rows
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
                self._frames.t_ms = self._number_of(4)
            else:
                raise DamagedBlockError(f"block {self._number} holds a record of the unknown kind {kind}")

    def end(self) -> Row:
        return self._frames.end()

    def _take(self, count: int) -> bytes:
        data = self._data[self._at : self._at + count]
        if len(data) < count:
            raise IndexError
        self._at += count
        return data

    def _number_of(self, count: int) -> int:
        return int.from_bytes(self._take(count), "little")

    def _signed(self) -> int:
        """A zigzag-encoded varint: seven bits per byte, least significant group first."""
        number = shift = 0
        while True:
            (byte,) = self._take(1)
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return (number >> 1) ^ -(number & 1)
            shift += 7
            if shift > _LONGEST_SHIFT:
                raise DamagedBlockError(f"block {self._number} holds a number that no board can write")

    def _event(self, fields: int) -> LoggedEvent:
        return LoggedEvent([self._signed() for _ in range(fields)])

    def _text(self, count: int) -> str:
        return printable(self._take(count).decode("utf-8", "replace"))
