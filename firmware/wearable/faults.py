"""What can go wrong on the thigh, and how each fault is shown.

A fault has a name for the console, a word of four letters for the digits, and a colour for the NeoPixel,
which shows it only when no digits can. The sentence that says what, where and what would help is written
where the fault is noticed. A colour is one number, because a tuple takes 32 B more.
"""

from micropython import const

DARK = const(0)
"""The colour of no fault."""


class Fault:
    """One kind of fault.

    Args:
        name: in the ``fault`` and ``fault_cleared`` lines of the console.
        word: up to four letters that seven segments can draw; empty if nobody could read it.
        colour: 0xRRGGBB; dim, for a pixel close to the wearer's eyes at night.
    """

    def __init__(self, name: str, word: str, colour: int) -> None:
        self.name = name
        self.word = word
        self.colour = colour


SENSOR_MISSING = Fault("sensor_missing", "SEnS", 0x180000)
WRONG_CHIP = Fault("wrong_chip", "CHIP", 0x180008)
BUS_ERROR = Fault("bus_error", "CAbL", 0x180400)
CHIP_RESET = Fault("chip_reset", "rSEt", 0x180C00)
SENSOR_FROZEN = Fault("sensor_frozen", "FroS", 0x001010)
SAMPLES_LOST = Fault("samples_lost", "LoSt", 0x081000)
GRAVITY_OFF = Fault("gravity_off", "GrAU", 0x100010)
SATURATED = Fault("saturated", "SAtU", 0x140808)
SETTINGS_BAD = Fault("settings_bad", "ConF", 0x101000)
PINS_MISSING = Fault("pins_missing", "PInS", 0x100410)
LOG_FULL = Fault("log_full", "FULL", 0x080018)
LOG_ERROR = Fault("log_error", "LoG", 0x0C0418)
BATTERY_EMPTY = Fault("battery_empty", "Lo b", 0x180800)
RESTARTED = Fault("restarted", "bAC", 0x180C0C)
DISPLAY_MISSING = Fault("display_missing", "", 0x000018)  # no word: nobody could read it


class FaultError(Exception):
    """A part does not work.

    Args:
        fault: the kind of ``Fault``.
        sentence: says what, where and what would help.
    """

    def __init__(self, fault: Fault, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = fault
        self.sentence = sentence
