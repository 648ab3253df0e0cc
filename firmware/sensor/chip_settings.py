"""The sensor's control registers: remembered as the driver left them, and restored when the chip loses them.

The driver is needed once for each chip. It takes more memory than is left in mid-workout; what it writes is
ten bytes.
"""

import time

from micropython import const

from wearable.module_unload import unload

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from wearable.bus import Bus
except ImportError:
    pass

# Registers, the same in LSM6DS33, LSM6DS3TR-C and LSM6DSOX.
CTRL1_XL = const(0x10)
CONTROL_BYTES = const(10)  # CTRL1_XL 0x10 to CTRL10_C 0x19

_RESET = const(b"\x12\x01")  # CTRL3_C: SW_RESET
_RESET_S = const(0.001)  # the datasheets say about 50 us


class ChipSettings:
    """The control registers of one chip.

    Args:
        bus: the ``Bus`` it is on.

    Attributes:
        address: its I2C address, 0 while there is none.
        who_am_i: its WHO_AM_I, 0 while there is none.
    """

    def __init__(self, bus: "Bus") -> None:
        self._bus = bus
        self._registers = bytearray(1 + CONTROL_BYTES)  # address of the first register, then the contents
        self.address = 0
        self.who_am_i = 0

    def are_of(self, address: int, who_am_i: int) -> bool:
        """Whether this chip is the one that was set up."""
        return address == self.address and who_am_i == self.who_am_i

    def set_up(self, address: int, who_am_i: int) -> None:
        """Lets the driver set the chip up, and remembers the registers.

        Raises:
            OSError: no answer.
            FaultError: the chip did not take its range and rate.
        """
        self.address = self.who_am_i = 0
        try:
            from sensor.driver import set_up_sensor

            self._registers[1:] = set_up_sensor(self._bus, address, who_am_i)
        finally:
            # Needed again only for another chip.
            unload("sensor.driver", "adafruit_lsm6ds", "adafruit_register")
        self._registers[0] = CTRL1_XL
        self.address = address
        self.who_am_i = who_am_i

    def intact(self) -> bool:
        """True if the control registers still hold what was remembered.

        Raises:
            OSError: no answer.
        """
        now = bytearray(CONTROL_BYTES)
        self._bus.read(self.address, bytes((CTRL1_XL,)), now)
        return now == self._registers[1:]

    def write(self, reset: bool) -> None:
        """Restores the registers, after a reset of the chip if ``reset``.

        Raises:
            OSError: no answer.
        """
        if reset:
            self._bus.write(self.address, _RESET)
            time.sleep(_RESET_S)
        self._bus.write(self.address, self._registers)
