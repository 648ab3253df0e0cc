"""What both kinds of FIFO do with a batch: read it in one transaction, and compare it with the one before."""

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from wearable.bus import Bus
except ImportError:
    pass


class FifoBatch:
    """Two buffers used in turn (the batch to decode and the one before it), and the decoded batch.

    Args:
        bus: the ``Bus`` the sensor is on.
        address: the sensor's I2C address.
        data_register: address of the register the FIFO is read from.
        sample_bytes: bytes a sample takes in the FIFO.
        batch: the largest number of samples fetched at once.

    Attributes:
        waiting: samples in the FIFO at the last poll.
        in_order: False once samples were lost or out of order; the next poll resets it.
        counts: the decoded batch, raw counts: gx, gy, gz, ax, ay, az of the first sample, then of the next.
    """

    def __init__(self, bus: "Bus", address: int, data_register: int, sample_bytes: int, batch: int) -> None:
        self._bus = bus
        self._address = address
        self._data_register = bytes((data_register,))
        self._buffer = bytearray(batch * sample_bytes)
        self._spare = bytearray(batch * sample_bytes)  # for the next batch, so that the two can be compared
        self._newest = 0  # where the last sample's data begin
        self._end = 0  # end of what is not decoded yet
        # A list, because a board reads and writes it faster than an array. One more sample than a batch has:
        # the half that the batch before ended with.
        self.counts = [0] * (6 * batch + 6)
        self.waiting = 0
        self.in_order = True

    def _read(self, size: int, newest: int) -> bool:
        """Reads ``size`` bytes; the last sample's data begin at ``newest``.

        Returns:
            False if that sample is identical to the last one of the batch before.

        Raises:
            OSError: no answer; the samples in transfer are lost.
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
