"""Sets an LSM6DS up through its Adafruit driver, and checks that it took it; loaded only for that.

Dependencies: ``adafruit_lsm6ds`` 4.6.3 (with ``adafruit_bus_device`` and ``adafruit_register``).
"""

import time

from micropython import const

from sensor.chip_settings import CONTROL_BYTES, CTRL1_XL
from wearable.faults import WRONG_CHIP, FaultError

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from wearable.bus import Bus
except ImportError:
    pass

_LSM6DS3TRC = const(0x6A)  # WHO_AM_I
_LSM6DSOX = const(0x6C)

# What the driver must have written: 52 Hz with +-8 g, 52 Hz with +-500 deg/s.
_CTRL1_XL_WANTED = const(0x3C)
_CTRL2_G_WANTED = const(0x34)

_RESET_TRIES = const(50)  # milliseconds; the datasheets say the reset bit clears after about 50 us


def set_up_sensor(bus: "Bus", address: int, who_am_i: int) -> bytearray:
    """Resets the chip and sets +-8 g, +-500 deg/s and 52 samples a second. Takes 0.8 s: the driver sleeps.

    The driver's defaults of +-4 g and +-250 deg/s would clip: a heel strike passes 4 g, a thigh 287 deg/s.

    Args:
        bus: the ``Bus`` it is on.
        address: its I2C address.
        who_am_i: its WHO_AM_I.

    Returns:
        its control registers, from CTRL1_XL on.

    Raises:
        OSError: the chip stopped answering, or never came out of its reset.
        FaultError: the chip did not take its range and rate.
    """
    # Only the driver that is needed is loaded, because each costs memory.
    if who_am_i == _LSM6DSOX:
        from adafruit_lsm6ds.lsm6dsox import LSM6DSOX

        driver_class = LSM6DSOX
    elif who_am_i == _LSM6DS3TRC:
        from adafruit_lsm6ds.lsm6ds3trc import LSM6DS3TRC

        driver_class = LSM6DS3TRC
    else:
        from adafruit_lsm6ds.lsm6ds33 import LSM6DS33

        driver_class = LSM6DS33
    from adafruit_lsm6ds import AccelRange, GyroRange, Rate

    class PatientDriver(driver_class):  # type: ignore[misc,valid-type]
        """The driver with a reset that gives up: the original loops forever if the bit never clears."""

        def reset(self) -> None:
            self._sw_reset = True
            for _ in range(_RESET_TRIES):
                time.sleep(0.001)
                if not self._sw_reset:
                    return
            raise OSError("the sensor does not come out of its reset")

    try:
        driver = PatientDriver(bus.ready(), address)
        # After the constructor, which fills these tables; all chip classes share them.
        driver.accelerometer_range = AccelRange.RANGE_8G
        driver.gyro_range = GyroRange.RANGE_500_DPS
        driver.accelerometer_data_rate = Rate.RATE_52_HZ
        driver.gyro_data_rate = Rate.RATE_52_HZ
    except (ValueError, RuntimeError) as error:  # from the driver: the chip is gone, or another one answers
        bus.suspect()
        raise OSError(str(error)) from error
    except OSError:
        bus.suspect()
        raise
    registers = bytearray(CONTROL_BYTES)
    bus.read(address, bytes((CTRL1_XL,)), registers)
    if registers[0] != _CTRL1_XL_WANTED or registers[1] != _CTRL2_G_WANTED:
        raise FaultError(
            WRONG_CHIP,
            "The chip at I2C address 0x%02X did not take its range and rate (control registers 0x%02X "
            "0x%02X): try another sensor." % (address, registers[0], registers[1]),
        )
    return registers
