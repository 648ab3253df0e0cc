"""Fills blocks with records and has them written, each twice, at different times and places.

A write that power is cut from spoils the flash sector under it. So the newest blocks are written alternately
to their home and to a second place two sectors on; whichever of the two is spoilt, the other holds all that
was written before. The second places are the homes of later blocks.
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
    FLAGS,
    HOME_BLOCKS,
    LOG_ID,
    MAGIC,
    NONCE,
    RECORDS,
    SEQUENCE,
    TIME,
    USED,
)
from log.frame import FrameCoder

_RING = const(4)  # blocks kept in memory: more than twice what comes together between two writes
RING_BYTES = _RING * BLOCK_BYTES


class LogWriter:
    """Turns samples and other records into blocks.

    Nothing is allocated by a sample. What is not written yet waits in memory for ``write``; when there is no
    room left it is written unasked.

    Args:
        header: bytes that begin every slot, so that the loss of one block leaves the rest readable.
        ring: a bytearray of ``RING_BYTES`` for the blocks, made while there is room for so large a piece.

    Attributes:
        log_id: number of the log in its store, 0 before it is attached.
        frame: the ``FrameCoder`` that gathers samples. As long as it has room, ``frame.add`` does what
            ``sample`` does, one call earlier.
        full: no slot is left; everything is let fall from now on.
    """

    def __init__(self, header, ring):
        self._header = header
        self.frame = FrameCoder()
        self._ring = ring
        whole = memoryview(self._ring)
        # Made once, since a slice is a new object: [start][count - 1] for what is written in one go...
        self._spans = []
        for start in range(_RING):
            self._spans.append(
                [whole[start * BLOCK_BYTES : end * BLOCK_BYTES] for end in range(start + 1, _RING + 1)]
            )
        # ...and what the CRC is taken of.
        self._summed = [whole[i * BLOCK_BYTES : i * BLOCK_BYTES + CRC] for i in range(_RING)]
        self._store = None
        self._nonce = getrandbits(16)
        self._flags = 0
        self._slot_start = 0  # number of the slot's first block
        self._slot_block = 0  # where that lies in the file, in blocks
        self._block = -1  # number of the block being filled
        self._at = 0  # its place in the ring, bytes
        self._end = RECORDS  # the next free byte of the ring, in it
        self._next_home = 0  # the first block of which a copy lacks something
        self._next_away = 0
        self._to_home = False
        self.log_id = 0
        self._news = False  # besides what the frame has gathered
        self.full = False
        self._open_block()
        self._put(header)

    def attach(self, store):
        """Gives the log its place: a ``LogStore`` that is open. Until then it stays in memory.

        Raises:
            OSError: the drive fails.
        """
        self._store = store
        self.log_id = store.new_log_id()
        self._take_slot(0)

    def sample(self, t_ms, ax, ay, az, gx, gy, gz):
        """Takes one sample: session time in ms and six raw 16-bit counts.

        Raises:
            OSError: the drive fails; only now and then does a sample fill a block.
        """
        frame = self.frame
        if not frame.add(t_ms, ax, ay, az, gx, gy, gz):
            self._close_frame()
            if not frame.add(t_ms, ax, ay, az, gx, gy, gz):
                self._set_time(t_ms)
                frame.add(t_ms, ax, ay, az, gx, gy, gz)

    def waiting(self):
        """Whether ``write`` would have something new to write."""
        return self._news or self.frame.count > 0

    def record(self, data):
        """Takes a finished record, at most ``CRC - RECORDS`` bytes.

        Raises:
            OSError: the drive fails.
        """
        if self._end + len(data) > self._at + CRC:
            self._next_block()
        self._put(data)
        self._news = True

    def mark(self):
        """Marks the log as one that is not given up for a newer one."""
        self._flags |= FLAG_MARKED
        self._news = True

    def write(self):
        """Writes what is new, samples gathered for an unfinished frame included.

        Raises:
            OSError: the drive fails.
        """
        self._close_frame()
        if self._store is not None and not self.full:
            self._write_copy()
            self._news = False

    # Records into blocks

    def _put(self, data):
        end = self._end
        ring = self._ring
        for i in range(len(data)):
            ring[end + i] = data[i]
        self._end = end + len(data)

    def _close_frame(self):
        frame = self.frame
        if frame.count:
            self._news = True
            if self._end + frame.measure() > self._at + CRC:
                self._next_block()
                frame.measure()  # anew: the forecasts of a block begin with the sample before it
            self._end = frame.pack(self._ring, self._end)

    def _set_time(self, t_ms):
        if self._end + 5 > self._at + CRC:
            self._next_block()
        end = self._end
        self._ring[end] = TIME
        _put_number(self._ring, end + 1, t_ms)
        self._end = end + 5
        self.frame.set_time(t_ms)

    def _next_block(self):
        """Closes the block that is being filled and begins another, in another slot when this one is full."""
        while self._block + 1 - min(self._next_home, self._next_away) >= _RING:
            if self._store is None or self.full:
                self._lose()  # nowhere to write it
            else:
                self._write_copy()
        leaving = self._block + 1 - self._slot_start == HOME_BLOCKS
        if leaving and self._store is not None and not self.full:
            self._write_copy()
            self._write_copy()  # both copies are whole when the slot is left
        self._open_block()
        if leaving and self._store is not None:
            self._take_slot(self._block)
            self._put(self._header)

    def _open_block(self):
        self._note_used()
        self._block += 1
        self._at = self._block % _RING * BLOCK_BYTES
        self._end = self._at + RECORDS
        self.frame.newest(self._ring, self._at + BASE)
        self.frame.start()

    def _lose(self):
        self.full = True
        self._next_home = self._block
        self._next_away = self._block

    # Blocks into the file

    def _take_slot(self, first):
        """Goes on in a fresh slot with block ``first``, the oldest that is still in memory."""
        block = self._store.take_slot(self.log_id)
        if block < 0:
            self._lose()
            return
        self._slot_block = block
        self._slot_start = first
        self._next_home = first
        self._next_away = first
        self._to_home = True

    def _write_copy(self):
        """Writes all that this copy, home or away, lacks; the next time it is the other's turn."""
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
        start = first % _RING
        count = self._block + 1 - first
        straight = min(count, _RING - start)
        self._store.write(place, self._spans[start][straight - 1])
        if count > straight:  # round the end of the ring
            self._store.write(place + straight, self._spans[0][count - straight - 1])
        self._store.sync()

    def _note_used(self):
        """Writes into the block that is being filled how far it is."""
        used = self._end - self._at - RECORDS
        self._ring[self._at + USED] = used & 0xFF
        self._ring[self._at + USED + 1] = (used >> 8) & 0xFF

    def _finish(self, block):
        """Fills in what a block says of itself, and its CRC."""
        ring = self._ring
        at = block % _RING * BLOCK_BYTES
        for i in range(3):
            ring[at + i] = MAGIC[i]
        ring[at + FLAGS] = self._flags
        _put_number(ring, at + LOG_ID, self.log_id)
        _put_number(ring, at + SEQUENCE, block)
        ring[at + NONCE] = self._nonce & 0xFF
        ring[at + NONCE + 1] = self._nonce >> 8
        # The CRC may pass 2**30 and take 16 bytes of heap: once a block, not once a sample.
        crc = crc32(self._summed[block % _RING])
        _put_number(ring, at + CRC, crc)


def _put_number(into, at, number):
    """Four bytes, the lowest first."""
    for i in range(4):
        into[at + i] = (number >> (8 * i)) & 0xFF
