"""The board's own NeoPixel, which speaks in colours when there are no digits to read."""

import digitalio
from neopixel_write import neopixel_write


class Pixel:
    """One NeoPixel.

    Args:
        pin: its data pin.
    """

    def __init__(self, pin):
        self._data = digitalio.DigitalInOut(pin)
        self._data.direction = digitalio.Direction.OUTPUT
        self._shown = None

    def show(self, colour):
        """Lights the pixel in (red, green, blue), each 0..255, if it is not lit so already."""
        if colour != self._shown:
            self._shown = colour
            red, green, blue = colour
            neopixel_write(self._data, bytes((green, red, blue)))  # the order of a WS2812
