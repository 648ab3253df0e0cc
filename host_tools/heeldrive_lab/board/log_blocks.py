"""The blocks of a board's log file: docs/file-format.md.

Any bytes may come in; only blocks with a valid CRC are read.
"""

import struct
from binascii import crc32
from collections.abc import Iterator
from typing import NamedTuple

from heeldrive_lab.sessions.session import Row

MAGIC = b"HD"
VERSIONS = (1, 2, 3)
BLOCK_BYTES = 1024
_STEP_BYTES = 512
SLOT_BLOCKS, HOME_BLOCKS = 128, 117  # firmware/log/format.py
_HEAD = struct.Struct("<2sBBIIHHI6h")
_CRC_AT = BLOCK_BYTES - 4
_RECORDS_MAX = _CRC_AT - _HEAD.size
_MARKED, _WRAPPED = 1, 2


class Block(NamedTuple):
    """One block, its CRC checked.

    Attributes:
        log: log ID and random nonce, the same in all blocks of a log.
        sequence: index of the block in its log, from 0.
        marked: whether the wearer had set a marker by the time the block was written.
        base: the sample before the block's first one; since version 2 its counts without the rounded bits.
        records: the encoded records.
        version: of the format, one of `VERSIONS`.
        wrapped: whether the log has replaced its own oldest blocks.
    """

    log: tuple[int, int]
    sequence: int
    marked: bool
    base: Row
    records: bytes
    version: int = VERSIONS[-1]
    wrapped: bool = False


class Unreadable(NamedTuple):
    """A block that cannot be read.

    Attributes:
        log: log ID and random nonce as they stand there.
        version: the format version if only that is unknown; 0 if the CRC is wrong.
    """

    log: tuple[int, int]
    version: int


def blocks_in(data: bytes) -> Iterator[Block | Unreadable]:
    """Read the blocks of a log file. They begin at multiples of 1024 bytes or all 512 after these."""
    end = 0
    for start in range(0, len(data), _STEP_BYTES):
        block = data[start : start + BLOCK_BYTES]
        if start < end or block[:2] != MAGIC or len(block) < _HEAD.size:
            continue
        end = start + BLOCK_BYTES
        _, version, flags, log_id, sequence, used, nonce, *base = _HEAD.unpack_from(block)
        if len(block) < BLOCK_BYTES or crc32(block[:_CRC_AT]) != int.from_bytes(block[_CRC_AT:], "little"):
            yield Unreadable((log_id, nonce), 0)
        elif version not in VERSIONS or used > _RECORDS_MAX:
            yield Unreadable((log_id, nonce), version)
        else:
            t_ms, ax, ay, az, gx, gy, gz = base
            records = block[_HEAD.size : _HEAD.size + used]
            row = (t_ms, ax, ay, az, gx, gy, gz)
            yield Block(
                (log_id, nonce),
                sequence,
                bool(flags & _MARKED),
                row,
                records,
                version,
                bool(flags & _WRAPPED),
            )
