"""The CLUE's own screen, ``board.DISPLAY``, which shows the console until a program turns it off."""


class Screen:
    """``busdisplay.BusDisplay``, as far as it is turned off.

    Attributes:
        brightness: of the backlight, 0 to 1.
        auto_refresh: whether CircuitPython draws what is printed.
        bus: leads to its controller.
    """

    def __init__(self) -> None:
        self.brightness = 1.0
        self.auto_refresh = True
        self.bus = ScreenBus()


class ScreenBus:
    """``fourwire.FourWire`` to the screen's controller, an ST7789.

    Attributes:
        asleep: whether the controller is.
    """

    _SLEEP = {0x10: True, 0x11: False}  # noqa: RUF012  (SLPIN, SLPOUT)

    def __init__(self) -> None:
        self.asleep = False

    def send(self, command: int, data: bytes) -> None:
        """Sends a command and its data."""
        self.asleep = self._SLEEP.get(command, self.asleep)
