"""Four seven-segment digits on an HT16K33.

Its three commands are written here: the driver ``adafruit_ht16k33`` would take 2 KB of the board's memory for
them, and its ``Seg7x4`` scrolls text in digit by digit.
"""

from micropython import const

from ui.segments import COLON, DIGIT_BYTES, DIGITS, GLYPHS, upside_down

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from wearable.bus import Bus
except ImportError:
    pass

_ADDRESS = const(0x70)
_RAM_BYTES = const(16)
_COLON_BYTE = const(4)
_POINT = const(0x80)  # at the lower right of a digit
# Commands (HT16K33 datasheet, command summary).
_OSCILLATOR_ON = const(b"\x21")
_DIGITS_ON = const(b"\x81")  # without blinking
_BRIGHTNESS = const(0xE0)  # its low four bits are the level
_DIGITS_OFF = const(b"\x80")
_STANDBY = const(b"\x20")  # the oscillator stops: 1 uA (HT16K33 datasheet, ISTB)
_BRIGHTEST = const(15)


STOPPED = "oFF "
"""What the digits say after Ctrl-C: nothing counts."""


class Display:
    """The digits: shows text at a brightness, and writes only what has changed.

    Args:
        bus: the ``Bus`` the display is on.
        rotation_deg: 0, or 180 for a wearer who sees it upside down.

    Attributes:
        present: whether the display answered the last time.
    """

    def __init__(self, bus: "Bus", rotation_deg: int) -> None:
        self._bus = bus
        self._upside_down = rotation_deg == 180
        self._transfer = bytearray(1 + _RAM_BYTES)  # RAM address 0, then the RAM
        self._text: str = None  # what the transfer holds
        self._colon = False
        self._written = False
        self._level = _BRIGHTEST
        self._command = bytearray((_BRIGHTNESS | _BRIGHTEST,))
        self.present = False

    def show(self, text: str, colon: bool) -> None:
        """Draws up to four characters of ``segments.GLYPHS``, from the left, and the colon; see ``write``.

        A "." is no character but the point between two, which is a raised one on a display upside down.
        """
        if text == self._text and colon == self._colon:
            return
        self._text = text
        self._colon = colon
        point = text.find(".") - (not self._upside_down)  # the digit that has it; below 0 for none
        text = text.replace(".", "")
        for position in range(DIGITS):
            segments = GLYPHS[text[position]] if position < len(text) else 0
            place = position
            if self._upside_down:
                segments = upside_down(segments)
                place = DIGITS - 1 - position
            if position == point:
                segments |= _POINT
            self._transfer[1 + DIGIT_BYTES[place]] = segments
        self._transfer[1 + _COLON_BYTE] = COLON if colon else 0
        self._written = False

    def shine(self, level: int) -> None:
        """Sets the brightness, 0..15 for 1..16 sixteenths, if it differs."""
        if level != self._level:
            self._level = level
            self._command[0] = _BRIGHTNESS | level
            if self.present:
                self._transmit(self._command)

    def write(self) -> None:
        """Sends the picture if the digits do not show it yet. Clears ``present`` if they do not answer."""
        if self.present and not self._written:
            self._written = self._transmit(self._transfer)

    def wake(self) -> None:
        """Sets the chip up and sends the picture, whatever state the chip is in: call it every second or two.

        The chip can lose power for an instant and come back dark, and no answer of it shows that. So it is
        set up again and again, which costs 1 ms and does not flicker.
        """
        try:
            self._bus.ready()
        except OSError:  # it cannot be opened
            self._no_answer()
            return
        self.present = True
        self._written = (
            self._transmit(_OSCILLATOR_ON)
            and self._transmit(_DIGITS_ON)
            and self._transmit(self._command)
            and self._transmit(self._transfer)
        )

    def sleep(self) -> None:
        """Turns the digits off until ``wake``; the chip then draws almost no current."""
        if self.present and self._transmit(_DIGITS_OFF):
            self._transmit(_STANDBY)

    def _transmit(self, data: bytes | bytearray) -> bool:
        """Writes a command, or the whole RAM (17 bytes in 0.5 ms), in one transfer. Whether it arrived."""
        try:
            self._bus.write(_ADDRESS, data)
        except OSError:
            self._no_answer()
            return False
        return True

    def _no_answer(self) -> None:
        self.present = False
        self._bus.suspect()
