"""Logs as no firmware of today writes them: blocks of version 1 with a valid CRC and any records."""

import struct
from binascii import crc32

HEADER = ("sensor=LSM6DSOX", "accel_ug_per_count=244", "gyro_udps_per_count=17500", "rate_hz=52")


def block(records, *, log=1, sequence=0, version=1, chance=5, base=(0,) * 7):
    """A block of 1024 bytes."""
    head = struct.pack("<2sBBIIHHI6h", b"HD", version, 0, log, sequence, len(records), chance, *base)
    body = (head + records).ljust(1020, b"\0")
    return body + crc32(body).to_bytes(4, "little")


def header(*lines):
    """A header record; without lines a valid one."""
    text = "\n".join(lines or HEADER).encode()
    return b"\4" + len(text).to_bytes(2, "little") + text


def note(t_ms, text, *, by_wearer=True):
    """A marker of the wearer, or a note of the board."""
    data = text.encode()
    return bytes([2 if by_wearer else 3]) + t_ms.to_bytes(4, "little") + bytes([len(data)]) + data


def event(numbers):
    """An event with these numbers in its fields, and 0 in the rest of the 25."""
    return b"\1" + b"".join(map(_number, [*numbers, *[0] * (25 - len(numbers))]))


def frame(samples=16, step_ms=10):
    """Samples that repeat the one before."""
    return bytes([0x80 + samples - 1, step_ms]) + bytes(4)


def _number(value):
    """Zigzag, seven bits a byte."""
    value = 2 * value if value >= 0 else -2 * value - 1
    data = b""
    while value >= 128:
        data, value = data + bytes([value & 127 | 128]), value >> 7
    return data + bytes([value])
