"""What both kinds of FIFO do with a batch: read it in one transaction, and compare it with the one before."""


class FifoBatch:
    """Two buffers in turn: the batch to hand on, and the one before it.

    Args:
        bus: an ``I2CBus``.
        address: the sensor's I2C address.
        data_register: where the FIFO is read, one byte.
        size: of the largest batch, bytes.
    """

    def __init__(self, bus, address, data_register, size):
        self._bus = bus
        self._address = address
        self._data_register = bytes((data_register,))
        self._buffer = bytearray(size)
        self._spare = bytearray(size)  # for the next batch: this one is compared with it
        self._newest = 0  # where the last sample's data lie
        self._end = 0  # of what is to be handed on

    def _read(self, size, newest):
        """Reads so many bytes, the last sample's data from ``newest`` on.

        Returns:
            False if that sample is the very same as the last of the batch before.

        Raises:
            OSError: no answer; what was on its way is lost.
        """
        self._end = 0
        buffer = self._spare
        self._bus.read(self._address, self._data_register, buffer, size)
        before = self._buffer
        was_at = self._newest
        self._spare = before
        self._buffer = buffer
        self._newest = newest
        self._end = size
        while newest < size:
            if buffer[newest] != before[was_at]:
                return True
            newest += 1
            was_at += 1
        return False
