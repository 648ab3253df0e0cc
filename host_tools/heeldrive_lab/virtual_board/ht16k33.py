"""The HT16K33 LED driver with Adafruit's 0.56 inch four-digit display on it, at its commands and its RAM.

Source: Holtek HT16K33 datasheet rev. 1.10. Key scanning is not modelled.
"""

from collections.abc import Callable, Sequence

from heeldrive_lab.virtual_board import segments
from heeldrive_lab.virtual_board.clock import NEVER_US

ADDRESS = 0x70

DIGIT_BYTES = (0, 2, 6, 8)
COLON_BYTE = 4
COLON_BIT = 0x02
_RAM_BYTES = 16


class Ht16k33:
    """The display.

    Args:
        on_change: called with the display when what it shows has changed: RAM, on/off, blinking, brightness.
        upside_down: whether the wearer sees it upside down; ``digits`` and ``drawing`` are as the wearer sees
            them.
        dips_us: when its supply fails for a moment, which turns it off; virtual microseconds.

    Attributes:
        ram: the 16 bytes of display RAM.
        oscillator_on: whether the chip runs.
        display_on: whether it drives the digits.
        blink: 0 steady, 1 twice a second, 2 once, 3 every two seconds.
        brightness: 1..16, in sixteenths of full brightness.
    """

    def __init__(
        self,
        on_change: Callable[["Ht16k33"], None] | None = None,
        upside_down: bool = False,
        dips_us: Sequence[int] = (),
    ) -> None:
        self._on_change = on_change
        self._upside_down = upside_down
        self._dips_us = [*sorted(dips_us), NEVER_US]
        self._power_on()

    @property
    def next_dip_us(self) -> int:
        """When the supply fails next; NEVER_US if it does not."""
        return self._dips_us[0]

    def run_until(self, now_us: int) -> None:
        """Turns the display off if its supply has failed by ``now_us``."""
        while self._dips_us[0] <= now_us:
            self._dips_us.pop(0)
            before = self._state()
            self._power_on()
            self._report_change(before)

    def _power_on(self) -> None:
        """Standby and dark. The datasheet does not define the RAM's content; here it is zeros."""
        self.ram = bytearray(_RAM_BYTES)
        self.oscillator_on = False
        self.display_on = False
        self.blink = 0
        self.brightness = 16
        self._pointer = 0

    # The bus side

    def receive(self, data: bytes, at_us: int) -> None:
        """Takes one command, or a RAM address and data for it."""
        command = data[0]
        before = self._state()
        if command < _RAM_BYTES:
            self._pointer = command
            for value in data[1:]:
                self.ram[self._pointer] = value
                self._pointer = (self._pointer + 1) % _RAM_BYTES
        elif command >> 4 == 0x2:
            self.oscillator_on = bool(command & 1)
        elif command >> 4 == 0x8:
            self.display_on = bool(command & 1)
            self.blink = command >> 1 & 3
        elif command >> 4 == 0xE:
            self.brightness = (command & 15) + 1
        # Other commands set keys, the interrupt pin or test mode: nothing that a wearer sees.
        self._report_change(before)

    def send(self, count: int, at_us: int, byte_us: float) -> bytes:
        """Returns display RAM from the RAM address on."""
        data = bytes(self.ram[(self._pointer + index) % _RAM_BYTES] for index in range(count))
        self._pointer = (self._pointer + count) % _RAM_BYTES
        return data

    def _report_change(self, before: tuple[bytes, bool, bool, int, int]) -> None:
        if self._on_change and self._state() != before:
            self._on_change(self)

    def _state(self) -> tuple[bytes, bool, bool, int, int]:
        return bytes(self.ram), self.oscillator_on, self.display_on, self.blink, self.brightness

    # The wearer's side

    @property
    def lit(self) -> bool:
        """Whether the chip drives the LEDs."""
        return self.oscillator_on and self.display_on

    @property
    def digits(self) -> str:
        """What the wearer reads: four characters.

        A lit colon is ":" between the second and third, a lit point is "." after its digit. A dark display
        reads as four spaces, a pattern that is no character as "?".
        """
        patterns, colon = self.seen()
        left, right = (
            "".join(segments.character(pattern) + "." * bool(pattern & segments.POINT) for pattern in half)
            for half in (patterns[:2], patterns[2:])
        )
        return left + ":" * colon + right

    def drawing(self) -> tuple[str, str, str]:
        """What the wearer sees, drawn as three lines of text."""
        return segments.drawing(*self.seen())

    def seen(self) -> tuple[tuple[int, int, int, int], bool]:
        """The segments of the four digits as the wearer sees them, and whether the colon is lit."""
        if not self.lit:
            return (0, 0, 0, 0), False
        first, second, third, fourth = (self.ram[index] for index in DIGIT_BYTES)
        colon = bool(self.ram[COLON_BYTE] & COLON_BIT)
        if self._upside_down:
            # A point is then at the upper left of its digit: a raised one after the digit before it.
            points = [pattern & segments.POINT for pattern in (third, second, first, 0)]
            first, second, third, fourth = (
                segments.turned(pattern) | point
                for pattern, point in zip((fourth, third, second, first), points, strict=True)
            )
        return (first, second, third, fourth), colon
