"""The CLUE's own screen, ``board.DISPLAY``, which shows the console until a program turns it off."""


class Screen:
    """``busdisplay.BusDisplay``, as far as it is turned off.

    Attributes:
        brightness: of the backlight, 0 to 1.
        auto_refresh: whether CircuitPython draws what is printed.
    """

    def __init__(self) -> None:
        self.brightness = 1.0
        self.auto_refresh = True
