"""The FIFO of the LSM6DSOX: words of seven bytes, each with a tag that says what it is.

The tag names the sensor, counts the sample instants modulo four (both words of an instant carry the same
count), and has an even number of ones. Source: LSM6DSOX datasheet DS12814, FIFO_DATA_OUT_TAG (78h).
"""

from micropython import const

from sensor.fifo_batch import FifoBatch

_FIFO_CTRL1 = const(0x07)
_FIFO_STATUS1 = const(0x3A)
_FIFO_DATA_OUT_TAG = const(0x78)

_LEVEL_MASK = const(0x03)  # FIFO_STATUS2: DIFF_FIFO[9:8]
_OVER_RUN = const(0x48)  # FIFO_STATUS2: FIFO_OVR_IA, and FIFO_OVR_LATCHED, which stays until it is read

_BOTH_52_HZ = const(0x33)  # FIFO_CTRL3: batch data rates of gyroscope and accelerometer
_CONTINUOUS = const(0x06)  # FIFO_CTRL4

# The tag of each sensor by the instant's count: TAG_SENSOR[4:0] 1 and 2, TAG_CNT[1:0], TAG_PARITY.
_GYRO_TAGS = bytes((0x09, 0x0A, 0x0C, 0x0F))
_ACCEL_TAGS = bytes((0x11, 0x12, 0x14, 0x17))

_GYRO_DONE = const(0x01)
_ACCEL_DONE = const(0x02)
_BOTH_DONE = const(0x03)
_NO_SLOT = const(-1)

_WORD_BYTES = const(7)


class TaggedFifo(FifoBatch):
    """One chip's FIFO. ``look`` at it, ``fetch`` a batch, ``hand_on`` its samples.

    Args:
        bus: the ``Bus`` the sensor hangs on.
        address: the sensor's I2C address.
        batch: the largest number of samples to be fetched at once.

    Attributes:
        waiting: samples in the FIFO at the last look.
        in_order: False after samples were lost or their order was; the next look sets it anew.
    """

    def __init__(self, bus, address, batch):
        super().__init__(bus, address, _FIFO_DATA_OUT_TAG, 2 * batch * _WORD_BYTES)
        self._status_register = bytes((_FIFO_STATUS1,))
        self._status = bytearray(2)
        self._slot = _NO_SLOT  # the instant's count in the tags
        self._done = _BOTH_DONE  # which words of that instant have come
        self.waiting = 0
        self.in_order = True

    def begin(self):
        """Empties the FIFO and lets it fill.

        Raises:
            OSError: no answer.
        """
        self._slot = _NO_SLOT
        self._done = _BOTH_DONE
        self._bus.write(self._address, bytes((_FIFO_CTRL1, 0, 0, _BOTH_52_HZ, 0)))
        # The mode comes last and by itself: from the bypass, which empties it.
        self._bus.write(self._address, bytes((_FIFO_CTRL1 + 3, _CONTINUOUS)))

    def intact(self):
        """True if the settings are still those of ``begin``.

        Raises:
            OSError: no answer.
        """
        now = bytearray(4)
        self._bus.read(self._address, bytes((_FIFO_CTRL1,)), now)
        return now == bytes((0, 0, _BOTH_52_HZ, _CONTINUOUS))

    def look(self):
        """Asks how many samples are waiting.

        Raises:
            OSError: no answer.
        """
        status = self._status
        self._bus.read(self._address, self._status_register, status)
        # Two words a sample. An odd one is the rest of a sample whose beginning is gone, and is noticed then.
        self.waiting = (status[0] | (status[1] & _LEVEL_MASK) << 8) >> 1
        self.in_order = not status[1] & _OVER_RUN

    def fetch(self, samples):
        """Reads that many waiting samples in one transaction.

        Returns:
            False if the last word is the very same as the last of the batch before.

        Raises:
            OSError: no answer; what was on its way is lost.
        """
        size = 2 * samples * _WORD_BYTES
        return self._read(size, size - _WORD_BYTES + 1)

    def hand_on(self, times, take, sampler):
        """Hands the batch's samples on; the last of them is left in the attributes of ``sampler``.

        Half a sample at the end of a batch waits there for its other half.

        Args:
            times: the ``SampleTime``.
            take: called with (t_ms, ax, ay, az, gx, gy, gz) for each sample.
            sampler: gets ``ax ay az gx gy gz``.
        """
        at = 0
        end = self._end
        buffer = self._buffer
        slot_before = self._slot
        done = self._done
        ax = sampler.ax
        ay = sampler.ay
        az = sampler.az
        gx = sampler.gx
        gy = sampler.gy
        gz = sampler.gz
        while at < end:
            tag = buffer[at]
            slot = tag >> 1 & 3
            if tag == _GYRO_TAGS[slot]:
                part = _GYRO_DONE
            elif tag == _ACCEL_TAGS[slot]:
                part = _ACCEL_DONE
            else:  # garbled on its way
                self.in_order = False
                at += _WORD_BYTES
                continue
            if slot == slot_before and not done & part:
                done |= part
            else:
                # The next instant. It should follow the last, and that should be complete.
                if slot_before != _NO_SLOT and (done != _BOTH_DONE or slot != (slot_before + 1) & 3):
                    self.in_order = False
                slot_before = slot
                done = part
            # Little-endian two's complement by hand: struct.unpack_from would allocate.
            x = ((buffer[at + 1] | buffer[at + 2] << 8) ^ 0x8000) - 0x8000
            y = ((buffer[at + 3] | buffer[at + 4] << 8) ^ 0x8000) - 0x8000
            z = ((buffer[at + 5] | buffer[at + 6] << 8) ^ 0x8000) - 0x8000
            at += _WORD_BYTES
            if part == _GYRO_DONE:
                gx = x
                gy = y
                gz = z
            else:
                ax = x
                ay = y
                az = z
            if done == _BOTH_DONE:
                take(times.advance(), ax, ay, az, gx, gy, gz)
        self._end = 0
        self._slot = slot_before
        self._done = done
        sampler.ax = ax
        sampler.ay = ay
        sampler.az = az
        sampler.gx = gx
        sampler.gy = gy
        sampler.gz = gz
