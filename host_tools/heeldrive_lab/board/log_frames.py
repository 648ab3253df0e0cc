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
        left = records[at:]
        bits = f"{int.from_bytes(left, 'big'):0{8 * len(left)}b}" if left else ""
        place = 0
        rows = []
        for _ in range(count):
            number, place, raw = _code(bits, place, 0)
            self.t_ms += self._step(number, raw)
            counts: list[int] = []
            for group, axes in enumerate(self._groups):
                rice = 0
                while self._rice_size << rice < self._sizes[group] and rice < self._largest_rice:
                    rice += 1
                self._sizes[group] >>= 1
                for axis in axes:
                    shift = self._bits[axis]
                    expected = self._last[axis] + ((self._last[axis] - self._before[axis]) >> 1) >> shift
                    number, place, raw = _code(bits, place, rice)
                    if raw:
                        x = (number + 0x1000 & 0x1FFF) - 0x1000
                        miss = x - expected
                        number = miss << 1 if miss >= 0 else ~(miss << 1)
                    else:
                        x = expected + _signed(number)
                    self._sizes[group] += number
                    counts.append(x << shift | 1 << shift >> 1)
            self._before = self._last
            self._last = counts
            rows.append(self._row())
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


def _code(bits: str, place: int, rice: int) -> tuple[int, int, bool]:
    """A Rice code at a place in a bit stream: the number, the place after it, whether it stands there raw."""
    one = bits.find("1", place, place + _ZEROS)
    if one < 0:
        place += _ZEROS
        end = place + _RAW_BITS
        number = bits[place:end]
    else:
        number = f"{one - place:b}{bits[one + 1 : one + 1 + rice]}"
        end = one + 1 + rice
    if end > len(bits):
        raise IndexError
    return int(number, 2), end, one < 0


def _signed(zigzag: int) -> int:
    """0, 1, 2, 3, 4... as 0, -1, 1, -2, 2..."""
    return (zigzag >> 1) ^ -(zigzag & 1)
