"""The file that all logs share: which slot belongs to which log, and which slot is used next.

The file is made once, before anything is recorded, and then only overwritten in place. It is never flushed
or closed while recording: both make FatFs rewrite the directory entry, and a power cut in that write destroys
the whole drive. Writes of whole, aligned blocks bypass FatFs's buffer, and ``os.sync`` writes the flash's own
cache without touching the directory (CircuitPython: lib/oofatfs/ff.c f_write and f_sync, shared-bindings/os
sync, extmod/vfs_fat_file.c).
"""

import os
from array import array
from binascii import crc32

from micropython import const

from log.format import (
    AWAY_BLOCKS,
    BLOCK_BYTES,
    CRC,
    FLAG_MARKED,
    FLAGS,
    HOME_BLOCKS,
    LOG_ID,
    MAGIC,
    PATH,
    SEQUENCE,
    SLOT_BLOCKS,
    SLOT_BYTES,
)

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from io import BufferedRandom, BufferedReader
except ImportError:
    pass

_LEAVE_BYTES = const(352256)  # left free on the drive: an update needs room for two releases
_MOST_SLOTS = const(24)  # 3 MB: hours of workouts; a larger file takes longer to scan at the start
_FEWEST_SLOTS = const(2)
_LAST_LOG_ID = const(0x1FFFFFFF)


class LogFile:
    """Reads the log file, a block at a time.

    Args:
        file: the open file.

    Attributes:
        block: the block read last.
        slots: how many the file has.
    """

    def __init__(self, file: "BufferedReader | BufferedRandom") -> None:
        self._file = file
        self.block = bytearray(BLOCK_BYTES)
        self._summed = memoryview(self.block)[:CRC]
        self.slots = file.seek(0, 2) // SLOT_BYTES

    def read(self, slot: int, block: int) -> bool:
        """Reads a block of a slot. Returns whether one was ever written there, damaged or not."""
        self._file.seek(slot * SLOT_BYTES + block * BLOCK_BYTES)
        return self._file.readinto(self.block) == BLOCK_BYTES and self.block[:2] == MAGIC

    def log_in(self, slot: int, block: int) -> int:
        """Reads a block of a slot. Returns the number of its log, 0 if the block is not intact."""
        if not self.read(slot, block) or crc32(self._summed) != number_at(self.block, CRC):
            return 0
        return number_at(self.block, LOG_ID)


class LogStore:
    """The log file, open for a recording.

    Args:
        overwrite: whether the oldest log without a marker may be overwritten when there is no room.

    Attributes:
        wrapped: whether a log has been given the slot with its own oldest blocks.

    Raises:
        OSError: the drive cannot be written, or has no room for the file.
    """

    def __init__(self, overwrite: bool) -> None:
        self._overwrite = overwrite
        self.wrapped = False
        self._file = _open()
        self._blocks = LogFile(self._file)
        self._log_of = array("l", [self._log_in(slot) for slot in range(self._blocks.slots)])  # 0 for none

    def new_log_id(self) -> int:
        """A number above that of every log in the file, from 1."""
        newest = 0
        for log_id in self._log_of:
            newest = max(newest, log_id)
        return newest + 1 if newest < _LAST_LOG_ID else 1

    def take_slot(self, log_id: int) -> int:
        """Allocates a slot to a log: a free one, else if allowed one of the oldest log without a marker.

        If there is no such log, the log's own oldest blocks are overwritten.

        Returns:
            where the slot begins, in blocks; -1 when there is none.
        """
        log_of = self._log_of
        slot = self._free()
        if slot < 0 and self._overwrite:
            slot = self._give_up(log_id)
            if slot < 0:
                slot = self._oldest_of(log_id)
                self.wrapped = slot >= 0
        if slot < 0:
            return -1
        log_of[slot] = log_id
        return slot * SLOT_BLOCKS

    def write(self, block: int, data: bytes | memoryview) -> None:
        """Writes whole blocks, the first as number ``block`` of the file.

        Raises:
            OSError: the drive fails.
        """
        self._file.seek(block * BLOCK_BYTES)
        self._file.write(data)

    def sync(self) -> None:
        """Returns when everything written is in the flash."""
        os.sync()

    def close(self) -> None:
        """Closes the file; only while power is certain, because it writes the directory."""
        self._file.close()

    def _free(self) -> int:
        for slot in range(len(self._log_of)):
            if self._log_of[slot] == 0:
                return slot
        return -1

    def _give_up(self, current: int) -> int:
        """Frees the slots of the oldest log without a marker, and returns one; -1 if there is none."""
        log_of = self._log_of
        spared = 0  # logs up to this number have a marker
        while True:
            oldest = 0
            for log_id in log_of:
                if spared < log_id != current and (oldest == 0 or log_id < oldest):
                    oldest = log_id
            if oldest == 0:
                return -1
            if not self._is_marked(oldest):
                break
            spared = oldest
        for slot in range(len(log_of)):
            if log_of[slot] == oldest:
                log_of[slot] = 0
        return self._free()

    def _oldest_of(self, log_id: int) -> int:
        """The slot with the oldest blocks of a log, -1 if it has none."""
        oldest = -1
        first = 0
        for slot in range(len(self._log_of)):
            if self._log_of[slot] == log_id and self._log_in(slot):
                sequence = number_at(self._blocks.block, SEQUENCE)
                if oldest < 0 or sequence < first:
                    oldest = slot
                    first = sequence
        return oldest

    def _is_marked(self, log_id: int) -> bool:
        """Whether any block of the log has the flag. Takes 0.2 s a slot: only called when room is needed."""
        for slot in range(len(self._log_of)):
            if self._log_of[slot] == log_id:
                for block in range(HOME_BLOCKS + AWAY_BLOCKS):
                    if self._blocks.log_in(slot, block) == log_id and self._blocks.block[FLAGS] & FLAG_MARKED:
                        return True
        return False

    def _log_in(self, slot: int) -> int:
        """The log a slot belongs to, 0 for none."""
        # If a cut destroyed the first block, its second copy or what was written over it identifies the log.
        return self._blocks.log_in(slot, 0) or self._blocks.log_in(slot, AWAY_BLOCKS)


def _open() -> "BufferedRandom":
    """Opens the file to be written in place; makes it if there is none.

    It takes as much of the drive as is free, up to a limit. Writing its last block extends it: FatFs links
    the clusters and leaves their old contents, in about a second. Old contents are either a log or ignored.
    """
    try:
        return open(PATH, "r+b")
    except OSError as error:
        if error.args[0] != 2:  # ENOENT
            raise
    info = os.statvfs("/")
    slots = min((info[0] * info[3] - _LEAVE_BYTES) // SLOT_BYTES, _MOST_SLOTS)
    if slots < _FEWEST_SLOTS:
        raise OSError(28, "ENOSPC")
    with open(PATH, "wb") as file:
        file.seek(slots * SLOT_BYTES - BLOCK_BYTES)
        file.write(bytes(BLOCK_BYTES))
    return open(PATH, "r+b")


def number_at(data: bytes | bytearray, at: int) -> int:
    """Four bytes of a block as a number, the lowest first."""
    return data[at] | data[at + 1] << 8 | data[at + 2] << 16 | data[at + 3] << 24
