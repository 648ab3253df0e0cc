"""Finds the LSM6DS on the bus, and its FIFO."""

from micropython import const

from wearable.faults import SENSOR_MISSING, WRONG_CHIP, FaultError

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
