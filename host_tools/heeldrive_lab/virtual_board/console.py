"""The board's console: what the firmware prints, as lines with times and as bytes for a computer."""

from collections.abc import Callable
from typing import NamedTuple

from heeldrive_lab.virtual_board.clock import VirtualClock
from heeldrive_lab.virtual_board.usb_serial import UsbSerial


class ConsoleLine(NamedTuple):
    """One line the firmware printed, and when, in virtual ms since power-on."""

    ms: int
    text: str


class Console:
    """Collects what is printed.

    Args:
        clock: the board's.
        serial: the console's serial port; it gets the same text while a computer has it open.
        on_line: called with each whole line.

    Attributes:
        lines: the whole lines so far.
    """

    def __init__(
        self, clock: VirtualClock, serial: UsbSerial, on_line: Callable[[ConsoleLine], None] | None
    ) -> None:
        self._clock = clock
        self._serial = serial
        self._on_line = on_line
        self._unfinished = ""
        self.lines: list[ConsoleLine] = []

    def print(self, *values: object, sep: str = " ", end: str = "\n") -> None:
        """The board's ``print``."""
        text = sep.join(str(value) for value in values) + end
        if self._serial.connected:
            self._serial.write_all(text.encode())
        *whole, self._unfinished = (self._unfinished + text).split("\n")
        for text in whole:
            line = ConsoleLine(self._clock.now_us // 1000, text)
            self.lines.append(line)
            if self._on_line:
                self._on_line(line)
