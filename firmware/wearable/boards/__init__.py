"""The boards: one file each, naming pins and what is there.

Every file names the same things, as the names that stand in CircuitPython's ``board`` module; None is for
what the board has not. A pin that a file names and CircuitPython's build lacks counts as not there either
(``Parts`` asks): a missing part is a feature less.

- ``SENSOR_BUS``: (clock, data) of the I2C bus the LSM6DS hangs on.
- ``SENSOR_POWER``: the pin that switches the sensor's supply, high for on.
- ``SENSOR_INTERRUPT``: the sensor's INT1.
- ``DISPLAY_BUS``: (clock, data) of the I2C bus the digits hang on.
- ``NEOPIXEL``: data pin of the board's own NeoPixel.
- ``BUTTON``: the board's own button, to ground: low while pressed, the pull-up is the processor's.
- ``BATTERY``: analogue pin on a tap of a voltage divider across the battery.
- ``BATTERY_DIVIDER``: (resistance below the tap, whole resistance), in the same unit.
- ``BATTERY_SWITCH``: pin that lets current through the divider while low, None where it always flows.
"""


def pins_of(board_id):
    """The file of the board with this ``board.board_id``; the usual pins for a board not known here."""
    if board_id == "feather_bluefruit_sense":
        from wearable.boards import feather_nrf52840_sense as pins
    elif board_id == "adafruit_feather_rp2040":
        from wearable.boards import feather_rp2040_sox as pins
    elif board_id == "Seeed_XIAO_nRF52840_Sense":
        from wearable.boards import xiao_nrf52840_sense as pins
    else:
        from wearable.boards import unknown as pins
    return pins
