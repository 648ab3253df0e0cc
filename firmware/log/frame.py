"""Packs up to 16 samples into a frame, losslessly, in as few bits as they need.

Each axis is predicted from the three samples before, by a line through the last and the last but two. The
residuals are small; each is written with as many bits as the largest in the frame needs. Time is written as
steps above the shortest in the frame. A sample costs seven stores; the rest is done once a frame, on local
variables, with integers below 2**30.
"""

from micropython import const

from log.format import FRAME, FRAME_HEAD_BYTES, FRAME_SAMPLES, LONGEST_STEP_MS

_CHANNELS = const(7)  # steps in time, then ax ay az gx gy gz
_BEFORE = const(3)  # samples that a prediction needs
_ROW = const(19)  # _BEFORE + FRAME_SAMPLES
_PAIRED_BITS = const(10)  # two numbers of this many bits and 7 bits left over stay far below 2**30
_LEFT_OVER = const(0x7F)
# Bits that a number of four bits needs.
_BITS = const(b"\x00\x01\x02\x02\x03\x03\x03\x03\x04\x04\x04\x04\x04\x04\x04\x04")


class FrameCoder:
    """Collects up to 16 samples, then writes them as one frame.

    Attributes:
        count: samples collected and not written yet.
        t_ms: session time of the newest sample, or of the start.
    """

    def __init__(self) -> None:
        # Lists, not arrays: a board reads and writes them in two thirds of the time.
        # A row for each channel: three samples before, then the frame's own.
        self._samples = [0] * (_CHANNELS * _ROW)
        self._residuals = [0] * (_CHANNELS * _ROW)
        self._widths = bytearray(_CHANNELS)
        self._shortest_ms = 0
        self.count = 0
        self.t_ms = 0

    def start(self) -> None:
        """Discards all but the newest sample, because a block is decoded without the samples before it."""
        samples = self._samples
        for first in range(_ROW, _CHANNELS * _ROW, _ROW):
            samples[first] = samples[first + 1] = samples[first + 2]

    def add(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> bool:
        """Adds a sample. Returns False if the frame is full or the time step is too long."""
        count = self.count
        step_ms = t_ms - self.t_ms
        if count == FRAME_SAMPLES or not 0 <= step_ms <= LONGEST_STEP_MS:
            return False
        i = _BEFORE + count
        samples = self._samples
        samples[i] = step_ms
        samples[i + _ROW] = ax
        samples[i + 2 * _ROW] = ay
        samples[i + 3 * _ROW] = az
        samples[i + 4 * _ROW] = gx
        samples[i + 5 * _ROW] = gy
        samples[i + 6 * _ROW] = gz
        self.t_ms = t_ms
        self.count = count + 1
        return True

    def newest(self, into: bytearray, at: int) -> None:
        """Writes the last sample of the last frame: t_ms in four bytes, six counts in two each."""
        t_ms = self.t_ms
        samples = self._samples
        for i in range(_BEFORE, _BEFORE + self.count):
            t_ms -= samples[i]
        for i in range(4):
            into[at + i] = (t_ms >> (8 * i)) & 0xFF
        at += 4
        for last in range(_ROW + _BEFORE - 1, _CHANNELS * _ROW, _ROW):
            into[at] = samples[last] & 0xFF
            into[at + 1] = (samples[last] >> 8) & 0xFF
            at += 2

    def measure(self) -> int:
        """Computes the frame. Returns the bytes it will take."""
        bits = self._measure_time()
        for channel in range(1, _CHANNELS):
            bits += self._measure(channel)
        return FRAME_HEAD_BYTES + ((bits * self.count + 7) >> 3)

    def _measure_time(self) -> int:
        samples = self._samples
        residuals = self._residuals
        end = _BEFORE + self.count
        shortest = LONGEST_STEP_MS
        for i in range(_BEFORE, end):
            shortest = min(shortest, samples[i])
        self._shortest_ms = shortest
        used = 0
        for i in range(_BEFORE, end):
            residual = samples[i] - shortest
            residuals[i] = residual
            used |= residual
        return self._width(0, used)

    def _measure(self, channel: int) -> int:
        samples = self._samples
        residuals = self._residuals
        start = channel * _ROW
        x3 = samples[start]
        x2 = samples[start + 1]
        x1 = samples[start + 2]
        start += _BEFORE
        used = 0
        for i in range(start, start + self.count):
            x = samples[i]
            residual = x - ((3 * x1 - x3) >> 1)
            residual = (residual << 1) ^ (residual >> 20)  # 0, -1, 1, -2...: small whatever the sign
            residuals[i] = residual
            used |= residual
            x3 = x2
            x2 = x1
            x1 = x
        if used > 0xFFFF:
            used = self._wrap(start)
        return self._width(channel, used)

    def _wrap(self, start: int) -> int:
        """Reduces residuals to 16 bits; the laptop wraps sums the same way, so every count is recovered."""
        residuals = self._residuals
        used = 0
        for i in range(start, start + self.count):
            residual = (residuals[i] >> 1) ^ -(residuals[i] & 1)
            residual = ((residual + 0x8000) & 0xFFFF) - 0x8000
            residuals[i] = (residual << 1) ^ (residual >> 15)
            used |= residuals[i]
        return used

    def _width(self, channel: int, used: int) -> int:
        """Stores and returns how many bits a channel's numbers need; ``used`` is the OR of them all."""
        width = 0
        while used > 15:
            used >>= 4
            width += 4
        width += _BITS[used]
        if width == 15:
            width = 16  # four bits hold 0 to 14, and 15 for 16
        self._widths[channel] = width
        return width

    def pack(self, into: bytearray, at: int) -> int:
        """Writes the frame that was measured last into a buffer, and begins an empty one.

        Returns:
            the place after it.
        """
        widths = self._widths
        into[at] = FRAME | (self.count - 1)
        into[at + 1] = self._shortest_ms
        at += 2
        for channel in range(0, _CHANNELS, 2):
            low = widths[channel]
            high = widths[channel + 1] if channel + 1 < _CHANNELS else 0
            into[at] = (15 if low == 16 else low) | (15 if high == 16 else high) << 4
            at += 1
        residuals = self._residuals
        count = self.count
        # The lowest ``bits`` of ``waiting``, at most 7, make no byte yet; those above are written already.
        waiting = 0
        bits = 0
        for channel in range(_CHANNELS):
            width = widths[channel]
            if width:
                start = channel * _ROW + _BEFORE
                end = start + count
                if width <= _PAIRED_BITS:
                    double = width + width
                    for i in range(start, end - 1, 2):
                        waiting = ((waiting & _LEFT_OVER) << width | residuals[i]) << width | residuals[i + 1]
                        bits += double
                        while bits >= 8:
                            bits -= 8
                            into[at] = waiting >> bits & 0xFF
                            at += 1
                    start = end - (count & 1)
                for i in range(start, end):
                    waiting = (waiting & _LEFT_OVER) << width | residuals[i]
                    bits += width
                    while bits >= 8:
                        bits -= 8
                        into[at] = waiting >> bits & 0xFF
                        at += 1
        if bits:
            into[at] = (waiting << (8 - bits)) & 0xFF
            at += 1
        self._carry_over()
        return at

    def _carry_over(self) -> None:
        """Keeps the frame's last three samples for the predictions of the next."""
        samples = self._samples
        count = self.count
        for first in range(_ROW, _CHANNELS * _ROW, _ROW):
            samples[first] = samples[first + count]
            samples[first + 1] = samples[first + count + 1]
            samples[first + 2] = samples[first + count + 2]
        self.count = 0

    def set_time(self, t_ms: int) -> None:
        """Sets the time from which the next sample's step counts. Call only while the frame is empty."""
        self.t_ms = t_ms
