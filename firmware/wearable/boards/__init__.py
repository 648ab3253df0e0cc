"""The boards: one file each, with the names of pins and nothing else.

Every file sets the same names to those in CircuitPython's ``board`` module, or to None for what the board
lacks. A pin that CircuitPython's build lacks counts as missing too (``Peripherals`` checks): the board then
does without that feature.

- ``SENSOR_BUS``: (clock, data) of the I2C bus the LSM6DS is on.
- ``SENSOR_POWER``: the pin that switches the sensor's supply, high for on.
- ``SENSOR_INTERRUPT``: the sensor's INT1.
- ``DISPLAY_BUS``: (clock, data) of the I2C bus the digits are on.
- ``NEOPIXEL``: data pin of the board's own NeoPixel.
- ``BUTTON``: the board's own button, to ground: low while pressed, the pull-up is the processor's.
- ``PIEZO``, ``MOTOR``: what cues are played on; the same pin where one of the two can be connected.
- ``BATTERY``: analogue pin on a tap of a voltage divider across the battery.
- ``BATTERY_DIVIDER``: (resistance below the tap, total resistance), in the same unit.
- ``BATTERY_SWITCH``: pin that lets current through the divider while low, None where it always flows.
"""

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from types import ModuleType
except ImportError:
    pass


def pins_of(board_id: str) -> "ModuleType":
    """The file of the board with this ``board.board_id``; the usual pins for a board without a file."""
    pins: "ModuleType"
    if board_id == "feather_bluefruit_sense":
        from wearable.boards import feather_nrf52840_sense as pins
    elif board_id == "adafruit_feather_rp2040":
        from wearable.boards import feather_rp2040_sox as pins
    elif board_id == "adafruit_feather_rp2350":
        from wearable.boards import feather_rp2350_sox as pins
    elif board_id == "clue_nrf52840_express":
        from wearable.boards import clue_nrf52840 as pins
    elif board_id == "Seeed_XIAO_nRF52840_Sense":
        from wearable.boards import xiao_nrf52840_sense as pins
    else:
        from wearable.boards import unknown as pins
    return pins
