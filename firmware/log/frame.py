"""Packs samples into frames: up to 16 of them, every count exact, in as few bits as these 16 need.

Each axis is foretold from the three samples before, a line through the last and the last but two; what is
wrong with the forecast is small and is written with as many bits as the largest in the frame takes. Time is
written as steps over the shortest in the frame. Work of a sample: seven stores. The rest is done once a
frame, on local names, with integers below 2**30.
"""

from micropython import const

from log.format import FRAME, FRAME_HEAD_BYTES, FRAME_SAMPLES, LONGEST_STEP_MS

_CHANNELS = const(7)  # steps in time, then ax ay az gx gy gz
_BEFORE = const(3)  # samples the forecast looks back
_ROW = const(19)  # _BEFORE + FRAME_SAMPLES
_PAIRED_BITS = const(10)  # two numbers of so many bits, and 7 that wait, stay far below 2**30
_LEFT_OVER = const(0x7F)
_BITS = bytes((0, 1, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4))  # that a number of four takes


class FrameCoder:
    """Gathers up to 16 samples, then writes them as one frame.

    Attributes:
        count: samples gathered and not written yet.
        t_ms: time of the newest sample, or of the start.
    """

    def __init__(self):
        # Lists, not arrays: a board takes two thirds of the time to read or write one's place.
        # A row for each channel: three samples before, then the frame's own
        self._samples = [0] * (_CHANNELS * _ROW)
        self._misses = [0] * (_CHANNELS * _ROW)  # what is to be written of them
        self._widths = bytearray(_CHANNELS)
        self._shortest_ms = 0
        self.count = 0
        self.t_ms = 0

    def start(self):
        """Forgets all but the newest sample: a block is read without those before it."""
        samples = self._samples
        for first in range(_ROW, _CHANNELS * _ROW, _ROW):
            samples[first] = samples[first + 1] = samples[first + 2]

    def add(self, t_ms, ax, ay, az, gx, gy, gz):
        """Takes a sample. False when it cannot go into this frame: that is full, or the step too long."""
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

    def newest(self, into, at):
        """Writes the last sample that is in a frame: t_ms in four bytes, six counts in two each."""
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

    def measure(self):
        """Works the frame out. Returns the bytes it will take."""
        bits = self._measure_time()
        for channel in range(1, _CHANNELS):
            bits += self._measure(channel)
        return FRAME_HEAD_BYTES + ((bits * self.count + 7) >> 3)

    def _measure_time(self):
        samples = self._samples
        misses = self._misses
        end = _BEFORE + self.count
        shortest = LONGEST_STEP_MS
        for i in range(_BEFORE, end):
            shortest = min(shortest, samples[i])
        self._shortest_ms = shortest
        used = 0
        for i in range(_BEFORE, end):
            miss = samples[i] - shortest
            misses[i] = miss
            used |= miss
        return self._width(0, used)

    def _measure(self, channel):
        samples = self._samples
        misses = self._misses
        start = channel * _ROW
        x3 = samples[start]
        x2 = samples[start + 1]
        x1 = samples[start + 2]
        start += _BEFORE
        used = 0
        for i in range(start, start + self.count):
            x = samples[i]
            miss = x - ((3 * x1 - x3) >> 1)
            miss = (miss << 1) ^ (miss >> 20)  # 0, -1, 1, -2...: small whatever the sign
            misses[i] = miss
            used |= miss
            x3 = x2
            x2 = x1
            x1 = x
        if used > 0xFFFF:
            used = self._wrap(start)
        return self._width(channel, used)

    def _wrap(self, start):
        """Brings misses to 16 bits, as the laptop does with their sums: so any counts come back."""
        misses = self._misses
        used = 0
        for i in range(start, start + self.count):
            miss = (misses[i] >> 1) ^ -(misses[i] & 1)
            miss = ((miss + 0x8000) & 0xFFFF) - 0x8000
            misses[i] = (miss << 1) ^ (miss >> 15)
            used |= misses[i]
        return used

    def _width(self, channel, used):
        """Notes and returns how many bits a channel's numbers take, whose ones are all in ``used``."""
        width = 0
        while used > 15:
            used >>= 4
            width += 4
        width += _BITS[used]
        if width == 15:
            width = 16  # four bits hold 0 to 14, and 15 for 16
        self._widths[channel] = width
        return width

    def pack(self, into, at):
        """Writes the frame that was measured last into a buffer, and is empty again.

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
        misses = self._misses
        count = self.count
        # The lowest ``bits`` of ``waiting`` make no byte yet, 7 at most; those above are of bytes written.
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
                        waiting = ((waiting & _LEFT_OVER) << width | misses[i]) << width | misses[i + 1]
                        bits += double
                        while bits >= 8:
                            bits -= 8
                            into[at] = waiting >> bits & 0xFF
                            at += 1
                    start = end - (count & 1)
                for i in range(start, end):
                    waiting = (waiting & _LEFT_OVER) << width | misses[i]
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

    def _carry_over(self):
        """Keeps the frame's last three samples for the forecasts of the next."""
        samples = self._samples
        count = self.count
        for first in range(_ROW, _CHANNELS * _ROW, _ROW):
            samples[first] = samples[first + count]
            samples[first + 1] = samples[first + count + 1]
            samples[first + 2] = samples[first + count + 2]
        self.count = 0

    def set_time(self, t_ms):
        """Counts the next sample's step from here. Only while no sample is gathered."""
        self.t_ms = t_ms
