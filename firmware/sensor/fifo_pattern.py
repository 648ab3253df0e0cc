"""The FIFO of the LSM6DS3TR-C and the LSM6DS33: bare 16-bit words, by their order alone.

Each sample is six words: the gyroscope's x, y, z, then the accelerometer's. No word says which it is; of the
next word alone the chip tells which place in the pattern it has. Sources: LSM6DS3TR-C datasheet DS11889
(section 5.5 and the registers), LSM6DS33 datasheet DocID027423.

Owners of these chips report words lost or turned round when a sample came while the FIFO was being read. The
sampler therefore reads just after a sample has come, and a pattern that is off is noticed at the next look.
"""

from micropython import const

from sensor.fifo_batch import FifoBatch

_FIFO_CTRL1 = const(0x06)
_FIFO_STATUS1 = const(0x3A)
_FIFO_DATA_OUT_L = const(0x3E)

_OVER_RUN = const(0x40)  # FIFO_STATUS2
_FIFO_FULL = const(0x20)

_BOTH_UNDIVIDED = const(0x09)  # FIFO_CTRL3: every sample of the gyroscope, every one of the accelerometer
_CONTINUOUS_52_HZ = const(0x1E)  # FIFO_CTRL5: ODR_FIFO 0011, FIFO_MODE 110

_SAMPLE_WORDS = const(6)
_SAMPLE_BYTES = const(12)


class PatternFifo(FifoBatch):
    """One chip's FIFO. ``look`` at it, ``fetch`` a batch, ``hand_on`` its samples.

    Args:
        bus: the ``Bus`` the sensor hangs on.
        address: the sensor's I2C address.
        words: what the FIFO holds, a power of two.
        batch: the largest number of samples to be fetched at once.

    Attributes:
        waiting: samples in the FIFO at the last look.
        in_order: False after samples were lost or their order was; the next look sets it anew.
    """

    def __init__(self, bus, address, words, batch):
        super().__init__(bus, address, _FIFO_DATA_OUT_L, batch * _SAMPLE_BYTES)
        self._words = words
        self._level_mask = (words >> 8) - 1  # of FIFO_STATUS2
        self._status_register = bytes((_FIFO_STATUS1,))
        self._status = bytearray(4)
        self.waiting = 0
        self.in_order = True

    def begin(self):
        """Empties the FIFO and lets it fill.

        Raises:
            OSError: no answer.
        """
        self._bus.write(self._address, bytes((_FIFO_CTRL1, 0, 0, _BOTH_UNDIVIDED, 0, 0)))
        # The mode comes last and by itself: from the bypass, which empties it.
        self._bus.write(self._address, bytes((_FIFO_CTRL1 + 4, _CONTINUOUS_52_HZ)))

    def intact(self):
        """True if the settings are still those of ``begin``.

        Raises:
            OSError: no answer.
        """
        now = bytearray(5)
        self._bus.read(self._address, bytes((_FIFO_CTRL1,)), now)
        return now == bytes((0, 0, _BOTH_UNDIVIDED, 0, _CONTINUOUS_52_HZ))

    def look(self):
        """Asks how many samples are waiting, and sees to it that the next word begins one.

        Raises:
            OSError: no answer.
        """
        status = self._status
        self._bus.read(self._address, self._status_register, status)
        level = status[0] | (status[1] & self._level_mask) << 8
        if not level and status[1] & _FIFO_FULL:
            # One more than the field can say. That it is not empty would not do: a sample may come between
            # the two bytes of the level.
            level = self._words
        self.in_order = not status[1] & _OVER_RUN
        place = status[2] | (status[3] & 3) << 8
        if place and level:
            self.in_order = False
            level = self._align(place, level)
        self.waiting = level // _SAMPLE_WORDS

    def _align(self, place, level):
        """Reads away the rest of a sample whose beginning is gone. Returns the level then."""
        if place >= _SAMPLE_WORDS:  # no such place: nothing in there can be trusted
            self.begin()
            return 0
        rest = _SAMPLE_WORDS - place
        rest = min(rest, level)
        self._bus.read(self._address, self._data_register, self._spare, 2 * rest)
        return level - rest

    def fetch(self, samples):
        """Reads that many waiting samples in one transaction.

        Returns:
            False if the last of them is the very same as the last of the batch before.

        Raises:
            OSError: no answer; what was on its way is lost.
        """
        size = samples * _SAMPLE_BYTES
        return self._read(size, size - _SAMPLE_BYTES)

    def hand_on(self, times, take, sampler):
        """Hands the batch's samples on; the last of them is left in the attributes of ``sampler``.

        Args:
            times: the ``SampleTime``.
            take: called with (t_ms, ax, ay, az, gx, gy, gz) for each sample.
            sampler: gets ``ax ay az gx gy gz``.
        """
        at = 0
        end = self._end
        if not end:
            return
        buffer = self._buffer
        while at < end:
            # Little-endian two's complement by hand: struct.unpack_from would allocate.
            gx = ((buffer[at] | buffer[at + 1] << 8) ^ 0x8000) - 0x8000
            gy = ((buffer[at + 2] | buffer[at + 3] << 8) ^ 0x8000) - 0x8000
            gz = ((buffer[at + 4] | buffer[at + 5] << 8) ^ 0x8000) - 0x8000
            ax = ((buffer[at + 6] | buffer[at + 7] << 8) ^ 0x8000) - 0x8000
            ay = ((buffer[at + 8] | buffer[at + 9] << 8) ^ 0x8000) - 0x8000
            az = ((buffer[at + 10] | buffer[at + 11] << 8) ^ 0x8000) - 0x8000
            at += _SAMPLE_BYTES
            take(times.advance(), ax, ay, az, gx, gy, gz)
        self._end = 0
        sampler.ax = ax
        sampler.ay = ay
        sampler.az = az
        sampler.gx = gx
        sampler.gy = gy
        sampler.gz = gz
