"""The FIFO of the LSM6DS3TR-C and the LSM6DS33: bare 16-bit words, identified by their order alone.

Each sample is six words: the gyroscope's x, y, z, then the accelerometer's. Words carry no tag; the chip only
tells the position in this pattern of the next word. Sources: LSM6DS3TR-C datasheet DS11889 (section 5.5 and
the registers), LSM6DS33 datasheet DocID027423.

Owners of these chips report words lost or swapped when a sample arrived while the FIFO was being read. The
sampler therefore reads just after a sample has arrived, and the next poll notices a pattern that is off.
"""

from micropython import const

from sensor.fifo_batch import FifoBatch

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from wearable.bus import Bus
except ImportError:
    pass

_FIFO_CTRL1 = const(0x06)
_FIFO_STATUS1 = const(0x3A)
_FIFO_DATA_OUT_L = const(0x3E)

_OVER_RUN = const(0x40)  # FIFO_STATUS2
_FIFO_FULL = const(0x20)

_BOTH_UNDIVIDED = const(0x09)  # FIFO_CTRL3: every sample of the gyroscope and of the accelerometer
_CONTINUOUS_52_HZ = const(0x1E)  # FIFO_CTRL5: ODR_FIFO 0011, FIFO_MODE 110

_SAMPLE_WORDS = const(6)
_SAMPLE_BYTES = const(12)


class PatternFifo(FifoBatch):
    """One chip's FIFO: ``poll`` it, ``fetch`` a batch, ``decode`` the batch.

    Args:
        bus: the ``Bus`` the sensor is on.
        address: the sensor's I2C address.
        words: capacity of the FIFO in 16-bit words, a power of two.
        batch: the largest number of samples fetched at once.
    """

    def __init__(self, bus: "Bus", address: int, words: int, batch: int) -> None:
        super().__init__(bus, address, _FIFO_DATA_OUT_L, _SAMPLE_BYTES, batch)
        self._words = words
        self._level_mask = (words >> 8) - 1  # of FIFO_STATUS2
        self._status_register = bytes((_FIFO_STATUS1,))
        self._status = bytearray(4)

    def begin(self) -> None:
        """Empties the FIFO and lets it fill.

        Raises:
            OSError: no answer.
        """
        self._bus.write(self._address, bytes((_FIFO_CTRL1, 0, 0, _BOTH_UNDIVIDED, 0, 0)))
        # The mode is set last and alone: leaving bypass mode empties the FIFO.
        self._bus.write(self._address, bytes((_FIFO_CTRL1 + 4, _CONTINUOUS_52_HZ)))

    def intact(self) -> bool:
        """True if the settings are still those of ``begin``.

        Raises:
            OSError: no answer.
        """
        now = bytearray(5)
        self._bus.read(self._address, bytes((_FIFO_CTRL1,)), now)
        return now == bytes((0, 0, _BOTH_UNDIVIDED, 0, _CONTINUOUS_52_HZ))

    def poll(self) -> None:
        """Reads how many samples are waiting, and makes sure that the next word begins a sample.

        Raises:
            OSError: no answer.
        """
        status = self._status
        self._bus.read(self._address, self._status_register, status)
        level = status[0] | (status[1] & self._level_mask) << 8
        if not level and status[1] & _FIFO_FULL:
            # One more than the field can hold. Testing "not empty" would not do: a sample may arrive between
            # the two bytes of the level.
            level = self._words
        self.in_order = not status[1] & _OVER_RUN
        place = status[2] | (status[3] & 3) << 8
        if place and level:
            self.in_order = False
            level = self._align(place, level)
        self.waiting = level // _SAMPLE_WORDS

    def _align(self, place: int, level: int) -> int:
        """Discards the rest of a sample whose beginning is lost. Returns the level after that."""
        if place >= _SAMPLE_WORDS:  # no such position: nothing in the FIFO can be trusted
            self.begin()
            return 0
        rest = _SAMPLE_WORDS - place
        rest = min(rest, level)
        self._bus.read(self._address, self._data_register, self._spare, 2 * rest)
        return level - rest

    def fetch(self, samples: int) -> bool:
        """Reads that many waiting samples in one transaction.

        Returns:
            False if the last of them is identical to the last one of the batch before.

        Raises:
            OSError: no answer; the samples in transfer are lost.
        """
        size = samples * _SAMPLE_BYTES
        return self._read(size, size - _SAMPLE_BYTES)

    def decode(self) -> int:
        """Decodes the batch into ``counts``. Returns how many samples."""
        buffer = self._buffer
        counts = self.counts
        end = self._end
        self._end = 0
        at = 0
        i = 0
        while at < end:
            # Little-endian two's complement by hand: struct.unpack_from would allocate. Six lines instead of
            # a loop over the words, which would take more steps for each.
            counts[i] = ((buffer[at] | buffer[at + 1] << 8) ^ 0x8000) - 0x8000
            counts[i + 1] = ((buffer[at + 2] | buffer[at + 3] << 8) ^ 0x8000) - 0x8000
            counts[i + 2] = ((buffer[at + 4] | buffer[at + 5] << 8) ^ 0x8000) - 0x8000
            counts[i + 3] = ((buffer[at + 6] | buffer[at + 7] << 8) ^ 0x8000) - 0x8000
            counts[i + 4] = ((buffer[at + 8] | buffer[at + 9] << 8) ^ 0x8000) - 0x8000
            counts[i + 5] = ((buffer[at + 10] | buffer[at + 11] << 8) ^ 0x8000) - 0x8000
            i += 6
            at += _SAMPLE_BYTES
        return i // 6
