"""One I2C bus that can be opened again.

After a bus has lost its pull-ups (they are on the sensor's or the display's board, so a pulled cable takes
them away), CircuitPython's nRF port answers every later transfer with an error until the bus is made again
(adafruit/circuitpython pull request 8827). Parts therefore never keep the ``busio.I2C`` they were given; they
ask the ``Bus`` each time.
"""

import busio
from micropython import const

try:
    from typing import TYPE_CHECKING, NoReturn

    if TYPE_CHECKING:
        from microcontroller import Pin
except ImportError:
    pass

_FREQUENCY_HZ = const(400_000)  # the fast mode of both chips; CircuitPython's own default is 100 kHz


class Bus:
    """An I2C bus on two pins, opened when first needed.

    Args:
        scl: clock pin, None if the board has none.
        sda: data pin, None if the board has none.

    Attributes:
        i2c: the open ``busio.I2C``, or None.
    """

    def __init__(self, scl: "Pin | None", sda: "Pin | None") -> None:
        self._scl = scl
        self._sda = sda
        self._suspect = False
        self.i2c: busio.I2C = None

    def ready(self) -> busio.I2C:
        """Opens the bus if it is not open, and again if a transfer has failed since.

        Returns:
            the open ``busio.I2C``, for a driver's constructor.

        Raises:
            OSError: the bus cannot be opened: no pins, no pull-ups, or a line held low.
        """
        if self._suspect and self.i2c is not None:
            self.i2c.deinit()
            self.i2c = None
        if self.i2c is None:
            try:
                self.i2c = busio.I2C(self._scl, self._sda, frequency=_FREQUENCY_HZ)
            except (RuntimeError, ValueError, TypeError) as error:  # no pull-ups; pin still in use; no pin
                raise OSError(str(error)) from error
            self._suspect = False
        return self.i2c

    def suspect(self) -> None:
        """Makes the next ``ready`` open the bus again, after a driver's transfer failed."""
        self._suspect = True

    def read(
        self, address: int, register: bytes | bytearray, into: bytearray, count: "int | None" = None
    ) -> None:
        """Fills ``into`` from consecutive registers in one transaction.

        Args:
            address: I2C address.
            register: the first register's address, a buffer of one byte.
            into: the buffer.
            count: how many bytes of it, from its first; None for all.

        Raises:
            OSError: no answer, or the bus is not open.
        """
        i2c = self.i2c
        if i2c is None or not i2c.try_lock():
            self._cannot_lock()
        try:
            i2c.writeto_then_readfrom(address, register, into, in_end=len(into) if count is None else count)
        except OSError:
            self._suspect = True
            raise
        finally:
            i2c.unlock()

    def write(self, address: int, data: bytes | bytearray) -> None:
        """Writes ``data`` (register first) in one transfer.

        Raises:
            OSError: no answer, or the bus is not open.
        """
        i2c = self.i2c
        if i2c is None or not i2c.try_lock():
            self._cannot_lock()
        try:
            i2c.writeto(address, data)
        except OSError:
            self._suspect = True
            raise
        finally:
            i2c.unlock()

    def _cannot_lock(self) -> "NoReturn":
        self._suspect = True
        raise OSError("the I2C bus is not open or in use")
