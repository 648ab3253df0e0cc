"""Finds the LSM6DS on the bus and sets it up through its Adafruit driver.

Dependencies: ``adafruit_lsm6ds`` 4.6.3 (with ``adafruit_bus_device`` and ``adafruit_register``).
"""

import time

from micropython import const

from wearable.faults import SENSOR_MISSING, WRONG_CHIP, FaultError
from wearable.module_unload import unload

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from sensor.fifo_pattern import PatternFifo
        from sensor.fifo_tagged import TaggedFifo
        from wearable.bus import Bus
except ImportError:
    pass

SENSOR_ADDRESSES = (0x6A, 0x6B)  # SDO low (as on Adafruit's and Seeed's boards), SDO high

_WHO_AM_I = const(0x0F)  # the same register in all three chips
_LSM6DS33 = const(0x69)
_LSM6DS3TRC = const(0x6A)
_LSM6DSOX = const(0x6C)

_WORDS_LSM6DS33 = const(4096)  # 16-bit words in its FIFO: 8 kbyte
_WORDS_LSM6DS3TRC = const(2048)  # 4 kbyte

_DRIVER_MODULES = const(("adafruit_lsm6ds", "adafruit_register"))
_RESET_TRIES = const(50)  # milliseconds; the datasheets say the reset bit clears after about 50 us


def find_sensor(bus: "Bus") -> tuple[int, int]:
    """Reads WHO_AM_I at both addresses a sensor may have.

    Args:
        bus: the ``Bus`` the sensor is on; opened if it is not open.

    Returns:
        (address, WHO_AM_I) of a chip this firmware knows.

    Raises:
        FaultError: no chip answers, or only one this firmware does not know.
    """
    try:
        bus.ready()
    except OSError as error:
        raise FaultError(
            SENSOR_MISSING, "The sensor's I2C bus cannot be opened (%s): check its cable." % error
        ) from error
    register = bytes((_WHO_AM_I,))
    answer = bytearray(1)
    stranger = None
    for address in SENSOR_ADDRESSES:
        try:
            bus.read(address, register, answer)
        except OSError:
            continue
        if answer[0] in (_LSM6DS33, _LSM6DS3TRC, _LSM6DSOX):
            return address, answer[0]
        if answer[0] not in (0x00, 0xFF):  # a line held low or not driven: no chip answered
            stranger = (address, answer[0])
    if stranger is None:
        raise FaultError(
            SENSOR_MISSING, "No sensor answers at I2C address 0x6A or 0x6B: check its cable and power."
        )
    raise FaultError(
        WRONG_CHIP,
        "The chip at I2C address 0x%02X says it is 0x%02X; known are LSM6DSOX (0x6C), LSM6DS3TR-C (0x6A) "
        "and LSM6DS33 (0x69): connect one of these." % (stranger[0], stranger[1]),
    )


def set_up_sensor(bus: "Bus", address: int, who_am_i: int) -> None:
    """Resets the chip and sets +-8 g, +-500 deg/s and 52 samples a second. Takes 0.8 s: the driver sleeps.

    The driver's defaults of +-4 g and +-250 deg/s would clip: a heel strike passes 4 g, a thigh 287 deg/s.

    Raises:
        OSError: the chip stopped answering, or never came out of its reset.
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
    finally:
        unload(*_DRIVER_MODULES)  # needed again only for another chip


def make_fifo(bus: "Bus", address: int, who_am_i: int, batch: int) -> "PatternFifo | TaggedFifo":
    """The FIFO of a chip that has been set up.

    Args:
        bus: the ``Bus`` the sensor is on.
        address: its I2C address.
        who_am_i: which chip it is.
        batch: the largest number of samples fetched at once; two buffers take 12 or 14 bytes each a sample.
    """
    # Only the kind that is needed is loaded, because each costs memory.
    if who_am_i == _LSM6DSOX:
        from sensor.fifo_tagged import TaggedFifo

        return TaggedFifo(bus, address, batch)
    from sensor.fifo_pattern import PatternFifo

    words = _WORDS_LSM6DS33 if who_am_i == _LSM6DS33 else _WORDS_LSM6DS3TRC
    return PatternFifo(bus, address, words, batch)
