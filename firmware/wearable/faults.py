"""What can go wrong on the thigh, and how each fault is shown.

A fault has a name for the console, a word of four letters for the digits, and a colour for the NeoPixel,
which shows it only when no digits can. The sentence that says what, where and what would help is written
where the fault is noticed.
"""

DARK = (0, 0, 0)
"""The colour of no fault."""


class Fault:
    """One kind of fault.

    Args:
        name: in the ``fault`` and ``fault_cleared`` lines of the console.
        word: up to four letters that seven segments can draw; empty if nobody could read it.
        colour: (red, green, blue), each 0..255; dim, for a pixel close to the wearer's eyes at night.
    """

    def __init__(self, name: str, word: str, colour: tuple[int, int, int]) -> None:
        self.name = name
        self.word = word
        self.colour = colour


SENSOR_MISSING = Fault("sensor_missing", "SEnS", (24, 0, 0))
WRONG_CHIP = Fault("wrong_chip", "CHIP", (24, 0, 8))
BUS_ERROR = Fault("bus_error", "CAbL", (24, 4, 0))
CHIP_RESET = Fault("chip_reset", "rSEt", (24, 12, 0))
SENSOR_FROZEN = Fault("sensor_frozen", "FroS", (0, 16, 16))
SAMPLES_LOST = Fault("samples_lost", "LoSt", (8, 16, 0))
GRAVITY_OFF = Fault("gravity_off", "GrAU", (16, 0, 16))
SETTINGS_BAD = Fault("settings_bad", "ConF", (16, 16, 0))
LOG_FULL = Fault("log_full", "FULL", (8, 0, 24))
LOG_ERROR = Fault("log_error", "LoG", (12, 4, 24))
BATTERY_EMPTY = Fault("battery_empty", "Lo b", (24, 8, 0))
RESTARTED = Fault("restarted", "bAC", (24, 12, 12))
DISPLAY_MISSING = Fault("display_missing", "", (0, 0, 24))  # no word: nobody could read it

ALL_FAULTS = (
    SENSOR_MISSING,
    WRONG_CHIP,
    BUS_ERROR,
    CHIP_RESET,
    SENSOR_FROZEN,
    SAMPLES_LOST,
    GRAVITY_OFF,
    SETTINGS_BAD,
    LOG_FULL,
    LOG_ERROR,
    BATTERY_EMPTY,
    RESTARTED,
    DISPLAY_MISSING,
)


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
