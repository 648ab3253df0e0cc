"""The FIFO of the LSM6DSOX: words of seven bytes, each with a tag that identifies it.

The tag names the sensor, counts the sample instants modulo four (both words of an instant carry the same
count), and has even parity. Source: LSM6DSOX datasheet DS12814, FIFO_DATA_OUT_TAG (78h).
"""

from micropython import const

from sensor.fifo_batch import FifoBatch

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from wearable.bus import Bus
except ImportError:
    pass

_FIFO_CTRL1 = const(0x07)
_FIFO_STATUS1 = const(0x3A)
_FIFO_DATA_OUT_TAG = const(0x78)

_LEVEL_MASK = const(0x03)  # FIFO_STATUS2: DIFF_FIFO[9:8]
_OVER_RUN = const(0x48)  # FIFO_STATUS2: FIFO_OVR_IA, and FIFO_OVR_LATCHED, which stays set until read

_BOTH_52_HZ = const(0x33)  # FIFO_CTRL3: batch data rates of gyroscope and accelerometer
_CONTINUOUS = const(0x06)  # FIFO_CTRL4

# The tag of each sensor by the instant's count: TAG_SENSOR[4:0] 1 and 2, TAG_CNT[1:0], TAG_PARITY.
_GYRO_TAGS = const(b"\x09\x0a\x0c\x0f")
_ACCEL_TAGS = const(b"\x11\x12\x14\x17")

_GYRO_DONE = const(0x01)
_ACCEL_DONE = const(0x02)
_BOTH_DONE = const(0x03)
_NO_SLOT = const(-1)

_WORD_BYTES = const(7)


class TaggedFifo(FifoBatch):
    """One chip's FIFO: ``poll`` it, ``fetch`` a batch, ``decode`` the batch.

    Args:
        bus: the ``Bus`` the sensor is on.
        address: the sensor's I2C address.
        batch: the largest number of samples fetched at once.
    """

    def __init__(self, bus: "Bus", address: int, batch: int) -> None:
        super().__init__(bus, address, _FIFO_DATA_OUT_TAG, 2 * _WORD_BYTES, batch)
        self._status_register = bytes((_FIFO_STATUS1,))
        self._status = bytearray(2)
        self._slot = _NO_SLOT  # the instant's count in the tags
        self._done = _BOTH_DONE  # which words of that instant have arrived
        self._half = 0  # where the sample that is not complete yet begins in `counts`

    def begin(self) -> None:
        """Empties the FIFO and lets it fill.

        Raises:
            OSError: no answer.
        """
        self._slot = _NO_SLOT
        self._done = _BOTH_DONE
        self._bus.write(self._address, bytes((_FIFO_CTRL1, 0, 0, _BOTH_52_HZ, 0)))
        # The mode is set last and alone: leaving bypass mode empties the FIFO.
        self._bus.write(self._address, bytes((_FIFO_CTRL1 + 3, _CONTINUOUS)))

    def intact(self) -> bool:
        """True if the settings are still those of ``begin``.

        Raises:
            OSError: no answer.
        """
        now = bytearray(4)
        self._bus.read(self._address, bytes((_FIFO_CTRL1,)), now)
        return now == bytes((0, 0, _BOTH_52_HZ, _CONTINUOUS))

    def poll(self) -> None:
        """Reads how many samples are waiting.

        Raises:
            OSError: no answer.
        """
        status = self._status
        self._bus.read(self._address, self._status_register, status)
        # Two words a sample. An odd word is the rest of a sample whose beginning is lost; `decode` notices.
        self.waiting = (status[0] | (status[1] & _LEVEL_MASK) << 8) >> 1
        self.in_order = not status[1] & _OVER_RUN

    def fetch(self, samples: int) -> bool:
        """Reads that many waiting samples in one transaction.

        Returns:
            False if the last word is identical to the last one of the batch before.

        Raises:
            OSError: no answer; the samples in transfer are lost.
        """
        size = 2 * samples * _WORD_BYTES
        return self._read(size, size - _WORD_BYTES + 1)

    def decode(self) -> int:
        """Decodes the batch into ``counts``. Returns how many samples are complete.

        Half a sample at the end of a batch waits for its other half in the next one.
        """
        buffer = self._buffer
        counts = self.counts
        end = self._end
        self._end = 0
        half = self._half
        if half:
            for i in range(6):
                counts[i] = counts[half + i]
        slot_before = self._slot
        done = self._done
        sample = 0  # where the sample to complete begins in `counts`
        at = 0
        while at < end:
            tag = buffer[at]
            slot = tag >> 1 & 3
            i = sample
            if tag == _GYRO_TAGS[slot]:
                part = _GYRO_DONE
            elif tag == _ACCEL_TAGS[slot]:
                part = _ACCEL_DONE
                i += 3
            else:  # garbled in transfer
                self.in_order = False
                at += _WORD_BYTES
                continue
            if slot == slot_before and not done & part:
                done |= part
            else:
                # The next instant. It should follow the last one, which should be complete.
                if slot_before != _NO_SLOT and (done != _BOTH_DONE or slot != (slot_before + 1) & 3):
                    self.in_order = False
                slot_before = slot
                done = part
            # Little-endian two's complement by hand: struct.unpack_from would allocate.
            counts[i] = ((buffer[at + 1] | buffer[at + 2] << 8) ^ 0x8000) - 0x8000
            counts[i + 1] = ((buffer[at + 3] | buffer[at + 4] << 8) ^ 0x8000) - 0x8000
            counts[i + 2] = ((buffer[at + 5] | buffer[at + 6] << 8) ^ 0x8000) - 0x8000
            at += _WORD_BYTES
            if done == _BOTH_DONE:
                sample += 6
        self._half = sample
        self._slot = slot_before
        self._done = done
        return sample // 6
