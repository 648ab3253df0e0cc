"""Frames of samples in a board's log: how each version of the format packs them (docs/file-format.md)."""

from collections.abc import Sequence
from typing import Protocol

from heeldrive_lab.sessions.session import Row

CHANNELS = 7


class FrameDecoder(Protocol):
    """Decodes the frames of one block, in order.

    Attributes:
        t_ms: session time of the newest sample; a TIME record sets it.
    """

    t_ms: int

    def decode(self, records: bytes, at: int, count: int) -> tuple[list[Row], int]:
        """Decode a frame.

        Args:
            records: the records of the block.
            at: the place after the frame's first byte.
            count: samples in the frame, 1 to 128.

        Returns:
            the samples, and the place after the frame.

        Raises:
            IndexError: the block ends before the frame.
        """

    def end(self) -> Row:
        """The newest sample, in the form in which a block has its base."""


class WidthFrames:
    """Version 1: a head with a width for each channel, then numbers of these widths.

    Args:
        base: the sample before the block's first.
    """

    def __init__(self, base: Row) -> None:
        self.t_ms = base[0]
        self._before = [(count, count, count) for count in base[1:]]  # the three previous, oldest first

    def decode(self, records: bytes, at: int, count: int) -> tuple[list[Row], int]:
        """See `FrameDecoder`."""
        head = records[at : at + 5]
        widths = [head[1 + channel // 2] >> 4 * (channel % 2) & 15 for channel in range(CHANNELS)]
        widths = [16 if width == 15 else width for width in widths]
        size = (sum(widths) * count + 7) // 8
        at += 5
        if len(records) < at + size:
            raise IndexError
        bits = int.from_bytes(records[at : at + size], "big")
        left = 8 * size
        columns: list[list[int]] = []
        for width in widths:
            mask = (1 << width) - 1
            column = []
            for _ in range(count):
                left -= width
                column.append((bits >> left) & mask)
            columns.append(column)
        times = []
        for step in columns[0]:
            self.t_ms += head[0] + step
            times.append(self.t_ms)
        axes = [self._axis(number, misses) for number, misses in enumerate(columns[1:])]
        return list(zip(times, *axes, strict=True)), at + size

    def end(self) -> Row:
        """See `FrameDecoder`."""
        ax, ay, az, gx, gy, gz = (before[2] for before in self._before)
        return self.t_ms, ax, ay, az, gx, gy, gz

    def _axis(self, number: int, misses: Sequence[int]) -> list[int]:
        x3, x2, x1 = self._before[number]
        counts = []
        for miss in misses:
            x = (x1 + ((x1 - x3) >> 1) + _signed(miss) + 0x8000 & 0xFFFF) - 0x8000
            x3, x2, x1 = x2, x1, x
            counts.append(x)
        self._before[number] = x3, x2, x1
        return counts


_ZEROS = 10
_RAW_BITS = 13
_LONGEST_BITS = _ZEROS + _RAW_BITS  # of a code
_LONGEST = (1 << _LONGEST_BITS) - 1
_RAW = (1 << _RAW_BITS) - 1
_BEHIND = 32 - _LONGEST_BITS
_CHANGED = 0x1000


class RiceFrames:
    """Version 3: Rice codes, sample by sample, with parameters that follow from the samples before.

    Args:
        base: the sample before the block's first.
    """

    # Axes that share a parameter, and the numbers from which it follows.
    _groups: tuple[range, ...] = (range(3), range(3, 6))
    _rice_size = 10
    _first_size = 96
    _largest_rice = 13
    # Low bits of the counts that are not written. The count is in the middle of the step.
    _fine_bits = (4, 4, 4, 5, 5, 5)
    _coarse_bits = (6, 6, 6, 6, 6, 6)

    def __init__(self, base: Row) -> None:
        self.t_ms, *self._last = base
        self._before = self._last
        self._step_ms = 19
        self._sizes = [self._first_size] * len(self._groups)
        self._bits = self._fine_bits

    def decode(self, records: bytes, at: int, count: int) -> tuple[list[Row], int]:
        """See `FrameDecoder`."""
        words = _words(records[at:])
        sizes, rice_size, largest_rice = self._sizes, self._rice_size, self._largest_rice
        place = 0
        rows = []
        for _ in range(count):
            number, place, raw = _code(words, place, 0)
            self.t_ms += self._step(number, raw)
            before, last, shifts = self._before, self._last, self._bits
            counts: list[int] = []
            for group, axes in enumerate(self._groups):
                size, rice = sizes[group], 0
                while rice_size << rice < size and rice < largest_rice:
                    rice += 1
                size >>= 1
                for axis in axes:
                    shift, x = shifts[axis], last[axis]
                    expected = x + ((x - before[axis]) >> 1) >> shift
                    number, place, raw = _code(words, place, rice)
                    if raw:
                        x = (number + 0x1000 & 0x1FFF) - 0x1000
                        miss = x - expected
                        number = miss << 1 if miss >= 0 else ~(miss << 1)
                    else:
                        x = expected + ((number >> 1) ^ -(number & 1))
                    size += number
                    counts.append(x << shift | 1 << shift >> 1)
                sizes[group] = size
            self._before = last
            self._last = counts
            rows.append(self._row())
        if place > 8 * (len(records) - at):
            raise IndexError
        return rows, at + (place + 7) // 8

    def end(self) -> Row:
        """See `FrameDecoder`."""
        ax, ay, az, gx, gy, gz = self._last
        return self.t_ms, ax, ay, az, gx, gy, gz

    def _row(self) -> Row:
        """The newest sample, as the detector took it."""
        return self.end()

    def _step(self, number: int, raw: bool) -> int:
        """The time from the sample before, ms; it also says whether the steps of the counts change."""
        if number & _CHANGED if raw else number > 1:
            self._bits = self._coarse_bits if self._bits == self._fine_bits else self._fine_bits
        if raw:
            self._step_ms = number & ~_CHANGED
            return self._step_ms
        return self._step_ms + (number & 1)


class FineFrames(RiceFrames):
    """Version 2: one parameter, no coarse samples, the base without the bits that are not written."""

    _groups = (range(6),)
    _rice_size = 24
    _first_size = 192
    _largest_rice = 12
    _fine_bits = (0, 0, 0, 0, 0, 0)

    def _row(self) -> Row:
        t_ms, ax, ay, az, gx, gy, gz = self.end()
        return t_ms, ax << 4 | 8, ay << 4 | 8, az << 4 | 8, gx << 3 | 4, gy << 3 | 4, gz << 3 | 4

    def _step(self, number: int, raw: bool) -> int:
        if raw or number > 1:
            self._step_ms = number
            return number
        return self._step_ms + number


def _words(stream: bytes) -> list[int]:
    """The 32 bits that begin at each byte of a bit stream, with zeros behind its end."""
    padded = stream + bytes(3)
    return [int.from_bytes(padded[n : n + 4], "big") for n in range(len(stream))]


def _code(words: list[int], place: int, rice: int) -> tuple[int, int, bool]:
    """A Rice code at a place in a bit stream: the number, the place after it, whether it stands there raw."""
    longest = words[place >> 3] >> _BEHIND - (place & 7) & _LONGEST
    zeros = _LONGEST_BITS - longest.bit_length()
    if zeros >= _ZEROS:
        return longest & _RAW, place + _LONGEST_BITS, True
    bits = zeros + 1 + rice
    return zeros << rice | longest >> _LONGEST_BITS - bits & (1 << rice) - 1, place + bits, False


def _signed(zigzag: int) -> int:
    """0, 1, 2, 3, 4... as 0, -1, 1, -2, 2..."""
    return (zigzag >> 1) ^ -(zigzag & 1)
