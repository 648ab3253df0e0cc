"""Finds the LSM6DS on the bus and sets it up through its own Adafruit driver.

Dependencies: ``adafruit_lsm6ds`` 4.6.3 (with ``adafruit_bus_device`` and ``adafruit_register``).
"""

import time

from micropython import const

from wearable.faults import SENSOR_MISSING, WRONG_CHIP, FaultError
from wearable.module_unload import unload

SENSOR_ADDRESSES = (0x6A, 0x6B)  # SDO low (Adafruit's and Seeed's boards as sold), SDO high

_WHO_AM_I = const(0x0F)  # the same register in all three chips
_LSM6DS33 = const(0x69)
_LSM6DS3TRC = const(0x6A)
_LSM6DSOX = const(0x6C)

_WORDS_LSM6DS33 = const(4096)  # 16-bit words in its FIFO: 8 kbyte
_WORDS_LSM6DS3TRC = const(2048)  # 4 kbyte

_DRIVER_MODULES = ("adafruit_lsm6ds", "adafruit_register")
_RESET_TRIES = const(50)  # milliseconds; the datasheets say the reset bit clears after about 50 us


def find_sensor(bus):
    """Asks both addresses who is there.

    Args:
        bus: the ``Bus`` the sensor hangs on; opened if it is not.

    Returns:
        (address, WHO_AM_I) of a chip this firmware knows.

    Raises:
        FaultError: nobody answers, or only a chip this firmware does not know.
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
        if answer[0] not in (0x00, 0xFF):  # a line held low, a line that nobody drives: no chip said that
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


def set_up_sensor(bus, address, who_am_i):
    """Resets the chip and sets +-8 g, +-500 deg/s and 52 samples a second. Takes 0.8 s: the driver sleeps.

    A heel strike passes 4 g and a thigh passes 287 deg/s, so the driver's own +-4 g and +-250 deg/s would
    clip.

    Raises:
        OSError: the chip stopped answering, or never came out of its reset.
    """
    # Only the driver that is needed is loaded: each costs memory.
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

    class PatientDriver(driver_class):
        """The driver, but its reset gives up. The original waits for ever when the bit reads 1 for ever."""

        def reset(self):
            self._sw_reset = True
            for _ in range(_RESET_TRIES):
                time.sleep(0.001)
                if not self._sw_reset:
                    return
            raise OSError("the sensor does not come out of its reset")

    try:
        driver = PatientDriver(bus.ready(), address)
        # Not before the constructor has run: it fills these tables, which all chip classes share.
        driver.accelerometer_range = AccelRange.RANGE_8G
        driver.gyro_range = GyroRange.RANGE_500_DPS
        driver.accelerometer_data_rate = Rate.RATE_52_HZ
        driver.gyro_data_rate = Rate.RATE_52_HZ
    except (ValueError, RuntimeError) as error:  # the driver's words for: gone since, or another chip since
        bus.suspect()
        raise OSError(str(error)) from error
    except OSError:
        bus.suspect()
        raise
    finally:
        unload(*_DRIVER_MODULES)  # needed again only for another chip or a frozen one


def make_fifo(bus, address, who_am_i, batch):
    """The FIFO of a chip that has been set up.

    Args:
        bus: the ``Bus`` the sensor hangs on.
        address: its I2C address.
        who_am_i: which chip it is.
        batch: the largest number of samples to be fetched at once; its buffer takes 12 or 14 bytes for each.
    """
    # Only the kind that is needed is loaded: each costs memory.
    if who_am_i == _LSM6DSOX:
        from sensor.fifo_tagged import TaggedFifo

        return TaggedFifo(bus, address, batch)
    from sensor.fifo_pattern import PatternFifo

    words = _WORDS_LSM6DS33 if who_am_i == _LSM6DS33 else _WORDS_LSM6DS3TRC
    return PatternFifo(bus, address, words, batch)
