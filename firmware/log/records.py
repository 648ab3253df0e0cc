"""Everything in a log but its samples, as bytes: events, texts, the header."""

from log.format import EVENT, EVENT_FIELDS, HEADER, TEXT_BYTES


def event_record(event):
    """The record of an event, all its attributes."""
    data = bytearray(1)
    data[0] = EVENT
    for name in EVENT_FIELDS:
        number = getattr(event, name)
        number = ~(number << 1) if number < 0 else number << 1
        while number > 0x7F:
            data.append(0x80 | (number & 0x7F))
            number >>= 7
        data.append(number)
    return data


def text_record(kind, t_ms, text):
    """The record of a marker or note."""
    data = text.encode()[:TEXT_BYTES]
    head = bytearray(6)
    head[0] = kind
    _put_short(head, _put_short(head, 1, t_ms & 0xFFFF), t_ms >> 16)
    head[5] = len(data)
    return bytes(head) + data


def header_record(lines):
    """The record that stands at the beginning of every slot: lines of key=value."""
    text = "\n".join(lines).encode()
    return bytes((HEADER, len(text) & 0xFF, len(text) >> 8)) + text


def _put_short(into, at, number):
    """Two bytes, the lowest first. Returns the place after them."""
    into[at] = number & 0xFF
    into[at + 1] = (number >> 8) & 0xFF
    return at + 2
