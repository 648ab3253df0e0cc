"""The file that all logs share: which slot belongs to which log, and which slot is used next.

``heeldrive deploy`` makes the file at its full size, and it is only overwritten in place. It is never flushed
or closed: both make FatFs rewrite the directory entry, and a power cut in that write destroys the whole
drive. Writes of whole, aligned blocks bypass FatFs's buffer, and ``os.sync`` writes the flash's own cache
without touching the directory (CircuitPython: lib/oofatfs/ff.c f_write and f_sync, shared-bindings/os sync,
extmod/vfs_fat_file.c).
"""

import os
from array import array
from binascii import crc32

from micropython import const

from log.format import (
    AWAY_BLOCKS,
    BLOCK_BYTES,
    CRC,
    FIRST,
    FLAG_MARKED,
    FLAGS,
    HOME_BLOCKS,
    LOG_ID,
    MAGIC,
    ODD,
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

FEWEST_SLOTS = const(2)
_LAST_LOG_ID = const(0x1FFFFFFF)

ENOENT = const(2)
ENOSPC = const(28)

# Every file that was opened to be written. A file that nobody refers to is closed by the next collection.
# Each visit of a computer adds one, of less than 100 bytes: there one buffer serves all files (FF_FS_TINY).
_opened: "list[BufferedRandom]" = []


class LogFile:
    """Reads the log file, a block at a time; made when it is needed, because its buffer is a block.

    Args:
        file: the open file.

    Attributes:
        block: the block read last.
        first: where the first slot begins, bytes.
        slots: how many the file has.
    """

    def __init__(self, file: "BufferedReader | BufferedRandom") -> None:
        self._file = file
        self.block = bytearray(BLOCK_BYTES)
        self._summed = memoryview(self.block)[:CRC]
        size = file.seek(0, 2)
        self.first = FIRST + (size >> 1 & ODD)
        self.slots = (size - self.first) // SLOT_BYTES

    def read(self, slot: int, block: int) -> bool:
        """Reads a block of a slot. Returns whether one was ever written there, damaged or not."""
        self._file.seek(self.first + slot * SLOT_BYTES + block * BLOCK_BYTES)
        return self._file.readinto(self.block) == BLOCK_BYTES and self.block[:2] == MAGIC

    def log_in(self, slot: int, block: int) -> int:
        """Reads a block of a slot. Returns the number of its log, 0 if the block is not intact."""
        if not self.read(slot, block) or crc32(self._summed) != number_at(self.block, CRC):
            return 0
        return number_at(self.block, LOG_ID)

    def log_of(self, slot: int) -> int:
        """The log a slot belongs to, 0 for none; ``block`` is one of its blocks then."""
        # If a cut destroyed the first block, its second copy or what was written over it identifies the log.
        return self.log_in(slot, 0) or self.log_in(slot, AWAY_BLOCKS)


class LogStore:
    """The log file, open for a recording.

    Args:
        overwrite: whether the oldest log without a marker may be overwritten when there is no room.

    Attributes:
        wrapped: whether a log has been given the slot with its own oldest blocks.

    Raises:
        OSError: the drive cannot be written; ENOENT: the file is missing or too short.
    """

    def __init__(self, overwrite: bool) -> None:
        self._overwrite = overwrite
        self.wrapped = False
        self._file = open_for_good()
        blocks = LogFile(self._file)
        self._first = blocks.first
        if blocks.slots < FEWEST_SLOTS:
            raise OSError(ENOENT, "ENOENT")
        self._log_of = array("l", [blocks.log_of(slot) for slot in range(blocks.slots)])  # 0 for none

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
        """Writes number ``block`` of the file. FatFs would cut more into clusters, each as long as a block.

        Raises:
            OSError: the drive fails.
        """
        self._file.seek(self._first + block * BLOCK_BYTES)
        self._file.write(data)

    def sync(self) -> None:
        """Returns when everything written is in the flash."""
        os.sync()

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
        blocks = LogFile(self._file)
        oldest = -1
        first = 0
        for slot in range(len(self._log_of)):
            if self._log_of[slot] == log_id and blocks.log_of(slot):
                sequence = number_at(blocks.block, SEQUENCE)
                if oldest < 0 or sequence < first:
                    oldest = slot
                    first = sequence
        return oldest

    def _is_marked(self, log_id: int) -> bool:
        """Whether any block of the log has the flag. Takes 0.2 s a slot: only called when room is needed."""
        blocks = LogFile(self._file)
        for slot in range(len(self._log_of)):
            if self._log_of[slot] == log_id:
                for block in range(HOME_BLOCKS + AWAY_BLOCKS):
                    if blocks.log_in(slot, block) == log_id and blocks.block[FLAGS] & FLAG_MARKED:
                        return True
        return False


def open_for_good() -> "BufferedRandom":
    """Opens the file to be written in place, and keeps it open until the board is reset."""
    file = open(PATH, "r+b")  # noqa: SIM115
    _opened.append(file)
    return file


def newest_opened() -> "BufferedRandom":
    """The file as it was opened last; only for a board that may write."""
    return _opened[-1] if _opened else open_for_good()


def number_at(data: bytes | bytearray, at: int) -> int:
    """Four bytes of a block as a number, the lowest first."""
    return data[at] | data[at + 1] << 8 | data[at + 2] << 16 | data[at + 3] << 24
