"""Fills blocks with records and writes each block twice, at different times and places.

A power cut during a write destroys the flash sector being written. So the newest blocks are written
alternately to their home and to a second place two sectors later; whichever of the two is destroyed, the
other holds everything written before. The second places are the homes of later blocks.
"""

from binascii import crc32
from random import getrandbits

from micropython import const

from log.format import (
    AWAY_BLOCKS,
    BASE,
    BLOCK_BYTES,
    CRC,
    FLAG_MARKED,
    FLAG_WRAPPED,
    FLAGS,
    HOME_BLOCKS,
    LOG_ID,
    LONGEST_STEP_MS,
    MAGIC,
    NONCE,
    RECORDS,
    SAMPLE_BYTES,
    SEQUENCE,
    TIME,
    USED,
    VERSION,
    VERSION_AT,
)
from log.frame import FrameCoder

try:
    from typing import TYPE_CHECKING, Callable

    if TYPE_CHECKING:
        from log.store import LogStore
except ImportError:
    pass

_RING = const(4)  # blocks kept in memory: more than twice what accumulates between two writes
RING_BYTES = _RING * BLOCK_BYTES
# One second of motion; of a rest, whose means come six times a second, about eight.
_DUE_SAMPLES = const(50)


class LogWriter:
    """Turns samples and other records into blocks.

    A sample allocates nothing. What is not written yet waits in memory for ``write``; when there is no room
    left it is written at once.

    Args:
        header: returns the bytes at the beginning of every slot, so that the loss of one block leaves the
            rest readable.
        ring: a bytearray of ``RING_BYTES`` for the blocks, made while there is room for so large a piece.

    Attributes:
        log_id: number of the log in its store, 0 before it is attached.
        frame: the ``FrameCoder`` that writes samples into the block. While there is room, ``frame.add``
            does what ``sample`` does, one call earlier.
        full: no slot is left; everything is discarded from now on.
    """

    def __init__(self, header: "Callable[[], bytes]", ring: bytearray) -> None:
        self._header = header
        self.frame = FrameCoder(ring)
        self._ring = ring
        whole = memoryview(self._ring)
        # Made once, since a slice is a new object: what is written of each block, and what its CRC is of.
        self._whole = [whole[i * BLOCK_BYTES : (i + 1) * BLOCK_BYTES] for i in range(_RING)]
        self._summed = [block[:CRC] for block in self._whole]
        self._store: "LogStore" = None
        self._nonce = getrandbits(16)
        self._flags = 0
        self._first = 0  # number of the log's first block: its sequence is 0
        self._slot_start = 0  # number of the slot's first block
        self._slot_block = 0  # where the slot begins in the file, in blocks
        self._block = -1  # number of the block being filled
        self._at = 0  # its place in the ring, bytes
        self._next_home = 0  # the first block whose copy is not complete
        self._next_away = 0
        self._to_home = False
        self.log_id = 0
        self._news = False  # whether anything is to be written besides the open frame's samples
        self.full = False
        self._open_block()
        self._put(header())

    def attach(self, store: "LogStore") -> int:
        """Begins a log in an open ``LogStore``, with the oldest block still in memory.

        Returns:
            the session time up to which nothing is in this log, ms; 0 if everything is.

        Raises:
            OSError: the drive fails.
        """
        self._store = store
        self.log_id = store.new_log_id()
        first = self._first = self._next_home
        late_ms = 0
        ring = self._ring
        for at in range(first % _RING * BLOCK_BYTES + BASE + 3, first % _RING * BLOCK_BYTES + BASE - 1, -1):
            late_ms = late_ms << 8 | ring[at]
        self._take_slot(first)
        if first:
            self.record(self._header())
        return late_ms

    def detach(self) -> None:
        """Ends the log; what comes stays in memory for another one."""
        self._store = None
        self.log_id = 0
        self._nonce = getrandbits(16)
        self._flags = 0
        self._next_home = self._block
        self._next_away = self._block

    def sample(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Takes one sample: session time in ms and six raw 16-bit counts.

        Raises:
            OSError: the drive fails. Only a sample that fills a block is written.
        """
        frame = self.frame
        if not frame.add(t_ms, ax, ay, az, gx, gy, gz):
            frame.close()
            self._news = True
            if not 0 <= t_ms - frame.t_ms <= LONGEST_STEP_MS:
                time = bytearray(5)
                time[0] = TIME
                _put_number(time, 1, t_ms)
                self.record(time)
                frame.t_ms = t_ms
            if not frame.add(t_ms, ax, ay, az, gx, gy, gz):
                self._next_block()
                frame.add(t_ms, ax, ay, az, gx, gy, gz)

    def due(self) -> bool:
        """Whether enough waits for a write that comes every 1.6 s: all but a rest, whose samples are few."""
        return self._news or self.frame.count >= _DUE_SAMPLES

    def waiting(self) -> bool:
        """Whether ``write`` would have something new to write."""
        return self._news or self.frame.count > 0

    def record(self, data: bytes | bytearray) -> None:
        """Takes a finished record, at most ``CRC - RECORDS`` bytes.

        Raises:
            OSError: the drive fails.
        """
        frame = self.frame
        if frame.count:
            frame.close()
        if frame.end + len(data) > self._at + CRC:
            self._next_block()
        self._put(data)
        self._news = True

    def mark(self) -> None:
        """Marks the log as one that a newer log must not overwrite."""
        self._flags |= FLAG_MARKED
        self._news = True

    def write(self) -> None:
        """Writes what is new.

        Raises:
            OSError: the drive fails.
        """
        self.frame.close()
        if self._store is not None and not self.full:
            self._write_copy()
            self._news = False

    # Records into blocks

    def _put(self, data: bytes | bytearray) -> None:
        end = self.frame.end
        ring = self._ring
        for i in range(len(data)):
            ring[end + i] = data[i]
        self.frame.end = end + len(data)

    def _next_block(self) -> None:
        """Closes the block being filled and begins another, in another slot if this one is full."""
        while self._store is None and self._block + 2 - self._next_home >= _RING:
            # The oldest block is lost; one stays free, so that a store is attached with few writes.
            self._next_home += 1
            self._next_away = self._next_home
        while self._block + 1 - min(self._next_home, self._next_away) >= _RING:
            if self.full:
                self._discard()  # nowhere to write it
            else:
                self._write_copy()
        leaving = self._block + 1 - self._slot_start == HOME_BLOCKS
        if leaving and self._store is not None and not self.full:
            self._write_copy()
            self._write_copy()  # both copies are complete when the slot is left
        self._open_block()
        if leaving and self._store is not None:
            self._take_slot(self._block)
            self._put(self._header())

    def _open_block(self) -> None:
        self._note_used()
        self._block += 1
        self._at = self._block % _RING * BLOCK_BYTES
        frame = self.frame
        frame.end = self._at + RECORDS
        frame.limit = self._at + CRC - SAMPLE_BYTES
        frame.newest(self._at + BASE)
        frame.start()

    def _discard(self) -> None:
        self.full = True
        self._next_home = self._block
        self._next_away = self._block

    # Blocks into the file

    def _take_slot(self, first: int) -> None:
        """Continues in a new slot with block ``first``, the oldest still in memory."""
        block = self._store.take_slot(self.log_id)
        if block < 0:
            self._discard()
            return
        if self._store.wrapped:
            self._flags |= FLAG_WRAPPED
        self._slot_block = block
        self._slot_start = first
        self._next_home = first
        self._next_away = first
        self._to_home = True

    def _write_copy(self) -> None:
        """Brings one of the two copies up to date, alternating between home and away."""
        if self._to_home:
            first = self._next_home
            place = self._slot_block + first - self._slot_start
            self._next_home = self._block
        else:
            first = self._next_away
            place = self._slot_block + first - self._slot_start + AWAY_BLOCKS
            self._next_away = self._block
        self._to_home = not self._to_home
        self._note_used()
        for block in range(first, self._block + 1):
            self._finish(block)
            self._store.write(place + block - first, self._whole[block % _RING])
        self._store.sync()

    def _note_used(self) -> None:
        """Writes into the block being filled how many bytes of it are used."""
        used = self.frame.end - self._at - RECORDS
        self._ring[self._at + USED] = used & 0xFF
        self._ring[self._at + USED + 1] = (used >> 8) & 0xFF

    def _finish(self, block: int) -> None:
        """Fills in a block's head and its CRC."""
        ring = self._ring
        at = block % _RING * BLOCK_BYTES
        ring[at] = MAGIC[0]
        ring[at + 1] = MAGIC[1]
        ring[at + VERSION_AT] = VERSION
        ring[at + FLAGS] = self._flags
        _put_number(ring, at + LOG_ID, self.log_id)
        _put_number(ring, at + SEQUENCE, block - self._first)
        ring[at + NONCE] = self._nonce & 0xFF
        ring[at + NONCE + 1] = self._nonce >> 8
        # The CRC may pass 2**30 and take 16 bytes of heap: once a block, not once a sample.
        crc = crc32(self._summed[block % _RING])
        _put_number(ring, at + CRC, crc)


def _put_number(into: bytearray, at: int, number: int) -> None:
    """Writes a number as four bytes, the lowest first."""
    for i in range(4):
        into[at + i] = (number >> (8 * i)) & 0xFF
