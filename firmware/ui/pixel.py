"""The board's own NeoPixel: the phase and depth of the rep, or a fault when no digits can show it."""

import digitalio
from neopixel_write import neopixel_write

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from microcontroller import Pin
except ImportError:
    pass


class Pixel:
    """One NeoPixel.

    Args:
        pin: its data pin.
    """

    def __init__(self, pin: "Pin") -> None:
        self._data = digitalio.DigitalInOut(pin)
        self._data.direction = digitalio.Direction.OUTPUT
        self._shown = -1
        self._bytes = bytearray(3)

    def show(self, colour: int) -> None:
        """Shows the colour, 0xRRGGBB, if the pixel does not show it already."""
        if colour != self._shown:
            self._shown = colour
            green_red_blue = self._bytes  # the order of a WS2812
            green_red_blue[0] = (colour >> 8) & 0xFF
            green_red_blue[1] = colour >> 16
            green_red_blue[2] = colour & 0xFF
            neopixel_write(self._data, green_red_blue)
