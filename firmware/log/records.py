"""Events and texts of a log as bytes."""

from heeldrive.events import TABLE
from micropython import const

from log.format import EVENT, TEXT_BYTES

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive.events import Event
except ImportError:
    pass

_FIRST_FIELDS = const(50)  # places in TABLE of the 25 fields that the first logs have
_MORE_FIELDS = const(0x40)  # kind of an event with more fields, plus how many more


def event_record(event: "Event") -> bytearray:
    """The record of an event: all its fields, so that a replay can be compared with what the board reported.

    Numbers are zigzag (0, -1, 1, -2...), seven bits a byte, the lowest first, the top bit set in all but the
    last.
    """
    data = bytearray(1)
    count = len(TABLE)
    data[0] = EVENT if count == _FIRST_FIELDS else _MORE_FIELDS + (count - _FIRST_FIELDS) // 2
    for i in range(0, count, 2):
        number = getattr(event, TABLE[i])
        number = ~(number << 1) if number < 0 else number << 1
        while number > 0x7F:
            data.append(0x80 | (number & 0x7F))
            number >>= 7
        data.append(number)
    return data


def text_record(kind: int, t_ms: int, text: str) -> bytes:
    """The record of a marker or note."""
    data = text.encode()[:TEXT_BYTES]
    head = bytearray(6)
    head[0] = kind
    _put_short(head, _put_short(head, 1, t_ms & 0xFFFF), t_ms >> 16)
    head[5] = len(data)
    return bytes(head) + data


def _put_short(into: bytearray, at: int, number: int) -> int:
    """Writes two bytes, the lower first. Returns the place after them."""
    into[at] = number & 0xFF
    into[at + 1] = (number >> 8) & 0xFF
    return at + 2
