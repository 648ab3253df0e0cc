"""Packs samples into frames, losslessly, in about as many bits as they hold news.

Each axis is predicted from the two samples before, by half of their slope. The residuals are small; each is
written in a Rice code, whose parameter follows from how large those of its sensor were of late. So nothing
has to be known of a frame before it is written, and a rest takes a bit for each number. What is written is
decoded from the block's start: a sample is final as soon as it is added, and a frame may end after any
sample.
"""

from micropython import const

from log.format import FRAME, FRAME_SAMPLES, LONGEST_STEP_MS

# The low bits that sensor/rest_decimator.py has rounded away. A coarse sample lacks the bit that stands in
# the middle of the fine step of acceleration.
_ACCEL_BITS = const(4)
_GYRO_BITS = const(5)
_COARSE_BITS = const(6)
_FINE = const(8)
# A number is written as so many zeros, a one, and its low ``rice`` bits, where zeros = number >> rice. Else
# _ZEROS zeros are followed by the count itself, or the step, in _RAW_BITS. With 7 bits left over, this makes
# 30 bits, the most that is no object on the heap. ``rice`` is at most 13, because numbers are below 12 288,
# and with a large one they take fewer bits.
_ZEROS = const(10)
_RAW_BITS = const(13)
# ``rice`` is the least with _RICE_SIZE << rice >= size, which is the sum of a sensor's three numbers and half
# the size before it. Chosen on simulated training and on recorded people: 8 to 12 differ by less than 1 %.
_RICE_SIZE = const(10)
_FIRST_SIZE = const(96)
_FIRST_STEP_MS = const(19)
_CHANGED = const(0x1000)  # above the longest step: the rounding changes with this sample
_LEFT_OVER = const(0x7F)


class FrameCoder:
    """Writes samples into a block, one at a time.

    Args:
        ring: the bytearray that the blocks are in.

    Attributes:
        count: samples in the open frame, 0 if none is open.
        end: the next free byte of the ring; of an open frame, the next byte that is not whole yet.
        limit: the last ``end`` at which a sample surely fits; the owner sets both with a new block.
        t_ms: session time of the newest sample, or of the start. May be set while no frame is open.
    """

    def __init__(self, ring: bytearray) -> None:
        self._ring = ring
        self.count = 0
        self.end = 0
        self.limit = 0
        self.t_ms = 0
        # Lists, not arrays: a board reads and writes them in two thirds of the time.
        self._new = [0] * 6
        self._last = [0] * 6
        self._before = [0] * 6
        self._sizes = [0] * 4  # of the accelerometer at 0, of the gyroscope at 3, as their first axes
        self._fine = 0  # ``_FINE``, or 0 while samples are coarse
        self._kind_at = 0
        # The lowest ``bits`` of ``waiting``, at most 7, make no byte yet; those above are written already.
        self._waiting = 0
        self._bits = 0
        self.start()

    def start(self) -> None:
        """Forgets all but the newest sample, because a block is decoded without the samples before it."""
        self._step_ms = _FIRST_STEP_MS
        self._sizes[0] = self._sizes[3] = _FIRST_SIZE
        self._fine = _FINE
        for i in range(6):
            self._before[i] = self._last[i]

    def newest(self, at: int) -> None:
        """Writes the newest sample into the ring: t_ms in four bytes, six counts in two each."""
        ring = self._ring
        for i in range(4):
            ring[at + i] = (self.t_ms >> (8 * i)) & 0xFF
        for count in self._last:
            ring[at + 4] = count & 0xFF
            ring[at + 5] = (count >> 8) & 0xFF
            at += 2

    def add(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> bool:
        """Adds a sample. Returns False if the frame or the block is full, or the time step is too long."""
        count = self.count
        end = self.end
        step_ms = t_ms - self.t_ms
        if count == FRAME_SAMPLES or end > self.limit or not 0 <= step_ms <= LONGEST_STEP_MS:
            return False
        ring = self._ring
        if count:
            waiting = self._waiting
            bits = self._bits
        else:
            self._kind_at = end
            end += 1
            waiting = bits = 0
        ring[self._kind_at] = FRAME | count
        self.count = count + 1
        self.t_ms = t_ms

        number = step_ms - self._step_ms
        usual = 0 <= number <= 1  # 19, 19, 20, 19...: the shorter step is the one to compare with
        if not usual:
            self._step_ms = step_ms
        fine = ax & _FINE
        if fine != self._fine:
            self._fine = fine
            number += 2
            step_ms |= _CHANGED
        if usual:
            bits += number + 1
            waiting = waiting << (number + 1) | 1
        else:
            bits += _ZEROS + _RAW_BITS
            waiting = waiting << (_ZEROS + _RAW_BITS) | step_ms
        new = self._new
        new[0] = ax
        new[1] = ay
        new[2] = az
        new[3] = gx
        new[4] = gy
        new[5] = gz
        shift = _ACCEL_BITS if fine else _COARSE_BITS
        last = self._last
        before = self._before
        sizes = self._sizes
        for first in (0, 3):
            size = sizes[first]
            rice = 4 if size > _RICE_SIZE << 3 else 0
            while _RICE_SIZE << rice < size:
                rice += 1
            one = 1 << rice
            mask = one - 1
            size >>= 1
            for i in range(first, first + 3):
                while bits >= 8:
                    bits -= 8
                    ring[end] = waiting >> bits & 0xFF
                    end += 1
                x = new[i]
                x1 = last[i]
                number = (x >> shift) - (x1 + ((x1 - before[i]) >> 1) >> shift) << 1
                if number < 0:  # 0, -1, 1, -2...: small whatever the sign
                    number = ~number
                size += number
                zeros = number >> rice
                if zeros < _ZEROS:
                    zeros += rice + 1
                    bits += zeros
                    waiting = (waiting & _LEFT_OVER) << zeros | one | number & mask
                else:  # far off: the count itself
                    bits += _ZEROS + _RAW_BITS
                    waiting = (waiting & _LEFT_OVER) << (_ZEROS + _RAW_BITS) | x >> shift & 0x1FFF
            sizes[first] = size
            if fine:
                shift = _GYRO_BITS
        while bits >= 8:
            bits -= 8
            ring[end] = waiting >> bits & 0xFF
            end += 1
        self._new = before
        self._before = last
        self._last = new
        self._waiting = waiting & _LEFT_OVER
        self._bits = bits
        self.end = end
        return True

    def close(self) -> None:
        """Ends the frame, if one is open, with a whole byte."""
        if self._bits:
            self._ring[self.end] = (self._waiting << (8 - self._bits)) & 0xFF
            self.end += 1
            self._bits = 0
        self.count = 0
