"""Four seven-segment digits on an HT16K33.

Dependencies: ``adafruit_ht16k33`` 4.6.17 (its small base class; the ``Seg7x4`` above it scrolls text in digit
    by digit and brings a 14-segment font that no digit here can show).
"""

from adafruit_ht16k33.ht16k33 import HT16K33
from micropython import const

from wearable.segments import COLON, DIGIT_BYTES, DIGITS, GLYPHS, count_text, upside_down

_ADDRESS = const(0x70)
_RAM_BYTES = const(16)
_COLON_BYTE = const(4)


class Display:
    """The digits: they are given what to show, and write it only when it changes.

    Args:
        bus: the ``Bus`` the display hangs on.
        rotation_deg: 0, or 180 for a wearer who sees it upside down.
    """

    def __init__(self, bus, rotation_deg):
        self._bus = bus
        self._upside_down = rotation_deg == 180
        self._transfer = bytearray(1 + _RAM_BYTES)  # RAM address 0, then the RAM
        self._shown = None  # the text or (set, reps) the transfer holds
        self._written = False
        self.present = False

    def show_count(self, set_index, set_reps):
        """Shows the number of the set and its reps; see ``segments.count_text``."""
        if self._shown != (set_index, set_reps):
            self._shown = (set_index, set_reps)
            text, colon = count_text(set_index, set_reps)
            self._draw(text, colon)

    def show_word(self, word):
        """Shows up to four characters of ``segments.GLYPHS``, left-aligned."""
        if self._shown != word:
            self._shown = word
            self._draw(word, False)

    def write(self):
        """Sends the picture if it is not on the digits yet; without an answer they are not ``present``."""
        if self.present and not self._written:
            self._send()

    def wake(self):
        """Sets the chip up and sends the picture, whatever state it was in: call it every second or two.

        The chip can lose power for an instant between two numbers and come back dark, and nothing it answers
        tells of that; so it is set up over and over, which costs 1 ms and shows no flicker.
        """
        try:
            # The driver's constructor is the set-up: oscillator on, digits on without blinking, full
            # brightness.
            HT16K33(self._bus.ready(), _ADDRESS, auto_write=False)
        except (OSError, ValueError):  # the bus cannot be opened; no answer
            self._lost()
            return
        self.present = True
        self._send()

    def _send(self):
        """Writes the whole RAM in one transfer of 17 bytes, 0.5 ms."""
        try:
            self._bus.write(_ADDRESS, self._transfer)
            self._written = True
        except OSError:
            self._lost()

    def _lost(self):
        self.present = False
        self._bus.suspect()

    def _draw(self, text, colon):
        """Turns characters into the bytes of the transfer."""
        for position in range(DIGITS):
            segments = GLYPHS[text[position]] if position < len(text) else 0
            place = position
            if self._upside_down:
                segments = upside_down(segments)
                place = DIGITS - 1 - position
            self._transfer[1 + DIGIT_BYTES[place]] = segments
        self._transfer[1 + _COLON_BYTE] = COLON if colon else 0
        self._written = False
