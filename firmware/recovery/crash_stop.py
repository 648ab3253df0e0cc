"""Says on the digits that the board has crashed too often, and waits for somebody. Loaded only then.

Written by hand to the HT16K33, because its driver may be what crashes.
"""

import time

import board
import digitalio
import microcontroller
from micropython import const

from ui.segments import DIGIT_BYTES, DIGITS, GLYPHS, upside_down
from wearable.boards import pins_of
from wearable.bus import Bus
from wearable.console_out import write_line

try:
    from typing import Any
except ImportError:
    pass

WORD = const("HELP")
_ADDRESS = const(0x70)
# Oscillator on; lit without blinking, at a sixteenth of the brightness: the board may lie there for hours.
_COMMANDS = (b"\x21", b"\x81", b"\xe0")
_POLL_S = const(0.05)
_POLLS = const(100)  # five seconds between two times that it says so: somebody may have come to listen


def wait(words: str) -> None:
    """Returns when the button is pressed. A board without a button has to be switched off and on.

    Args:
        words: the last words of the program, for the console.
    """
    pins = pins_of(board.board_id)
    bus = Bus(_pin(pins.DISPLAY_BUS[0]), _pin(pins.DISPLAY_BUS[1]))
    button = None
    if _pin(pins.BUTTON):
        button = digitalio.DigitalInOut(_pin(pins.BUTTON))
        button.switch_to_input(pull=digitalio.Pull.UP)
    polls = 0
    while button is None or button.value:
        if polls == 0:
            _say(bus)
            write_line(
                "fault stopped: The board crashed five times in a row: press its button to start it, or "
                "switch it off and on. %s" % words
            )
        polls = (polls + 1) % _POLLS
        microcontroller.watchdog.feed()
        time.sleep(_POLL_S)


def _say(bus: Bus) -> None:
    """The word, the right way up for a wearer who looks down at it, whatever the settings say."""
    picture = bytearray(17)  # RAM address 0, then the RAM
    for position in range(DIGITS):
        segments = upside_down(GLYPHS[WORD[position]])
        picture[1 + DIGIT_BYTES[DIGITS - 1 - position]] = segments
    try:
        bus.ready()
        for command in _COMMANDS:
            bus.write(_ADDRESS, command)
        bus.write(_ADDRESS, picture)
    except OSError:
        pass  # no digits: the console says it


def _pin(name: "str | None") -> "Any":
    return getattr(board, name, None) if name else None
