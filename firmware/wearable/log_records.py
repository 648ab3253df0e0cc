"""Everything in a log but its samples, as bytes: events, texts, the header."""

from wearable.log_format import EVENT, HEADER, TEXT_BYTES


def event_record(into, event):
    """Writes an event's record into a buffer of ``EVENT_BYTES``."""
    into[0] = EVENT
    into[1] = event.kind
    into[2] = event.sensor_leg
    into[3] = event.reason
    at = _put_short(into, 4, event.index)
    at = _put_short(into, at, event.reps)
    for t_ms in (event.start_ms, event.bottom_ms, event.rise_ms, event.end_ms, event.shown_ms):
        at = _put_short(into, _put_short(into, at, t_ms & 0xFFFF), t_ms >> 16)
    _put_short(into, at, event.depth_cdeg)


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
