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
        self._shown: tuple[int, ...] = None
        self._bytes = bytearray(3)

    def show(self, colour: tuple[int, ...]) -> None:
        """Shows the colour (red, green, blue), each 0..255, if the pixel does not show it already."""
        if colour != self._shown:
            self._shown = colour
            green_red_blue = self._bytes  # the order of a WS2812
            green_red_blue[0] = colour[1]
            green_red_blue[1] = colour[0]
            green_red_blue[2] = colour[2]
            neopixel_write(self._data, green_red_blue)
