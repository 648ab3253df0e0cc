"""The boards, the currents of their parts, and the sources.

Currents are typical values at room temperature. None was measured by this project.
"""

from dataclasses import dataclass

from heeldrive_lab.virtual_board.current_meter import Draws

SAMPLE_MS = 1000 / 52
BUSY = {"RP2040": 0.23, "nRF52840": 0.44}
"""Share of the time that the loop takes in motion, bus and flash included.

RP2040: CircuitPython 10.2.1 whole in an emulator. nRF52840: the same instructions at its clock, 27 to 44 %;
the larger. The meter adds the bus transfers of the virtual board to it, so they count twice.
"""

_LOW_POWER_MA = 0.02
_SENSORS = {
    "LSM6DS33": {"off": 0.006, "low_power": _LOW_POWER_MA, "accelerometer": 0.24, "both": 1.25},
    "LSM6DS3TR-C": {"off": 0.003, "low_power": _LOW_POWER_MA, "accelerometer": 0.15, "both": 0.9},
    "LSM6DSOX": {"off": 0.003, "low_power": _LOW_POWER_MA, "accelerometer": 0.17, "both": 0.55},
}
_NRF52840 = {"awake": 6.3, "asleep": 0.5, "work_ms_per_sample": BUSY["nRF52840"] * SAMPLE_MS}
_RP2040 = {"awake": 26.0, "asleep": 16.0, "work_ms_per_sample": BUSY["RP2040"] * SAMPLE_MS}
_DISPLAY = {"display_standby": 0.001, "display_driver": 1.0, "segment": 40 / 28}
_PIXEL = {"pixel_dark": 0.8, "pixel_colour": 20.0}
_NO_PIXEL = {"pixel_dark": 0.0, "pixel_colour": 0.0}

SOURCES = (
    (
        "nRF52840, active",
        "6.3 mA",
        "nRF52840 product specification: 64 MHz from flash, LDO regulator; unchecked",
    ),
    (
        "nRF52840 asleep, with the board's regulator and flash",
        "0.5 mA",
        "measured by a user on a Feather nRF52840 under CircuitPython, in `time.sleep` and in light sleep:"
        " adafruit/circuitpython issue 5318",
    ),
    ("RP2040, active", "26 mA", "a Pico under MicroPython: forums.pimoroni.com, thread 25317"),
    (
        "RP2040 asleep",
        "16 mA",
        "estimated: light sleep saves over a third according to Adafruit's *Deep Sleep with CircuitPython*",
    ),
    ("LSM6DS33, both sensors, high-performance mode", "1.25 mA", "AN4682"),
    ("LSM6DS3TR-C, the same", "0.9 mA", "DS11889; unchecked"),
    ("LSM6DSOX, the same", "0.55 mA", "DS12814; checked for its sister LSM6DSO"),
    (
        "each sensor in wake-up detection: 12.5 Hz, low-power mode",
        "under 0.02 mA",
        "the same data sheets; unchecked",
    ),
    ("HT16K33 without LEDs", "1 mA", "Holtek HT16K33 datasheet, IDD; unchecked"),
    ("HT16K33 in standby", "0.001 mA", "the same, ISTB; unchecked"),
    (
        "a lit segment at full brightness",
        "1.4 mA",
        "Adafruit states about 40 mA for most uses of the FeatherWing; assumed for all 28 segments",
    ),
    (
        "NeoPixel, dark",
        "0.8 mA",
        "0.5 to 1 mA: adafruit/Adafruit-Feather-nRF52840-Sense-PCB issue 1",
    ),
    ("NeoPixel, one colour at 255", "20 mA", "estimated"),
    (
        "the CLUE's screen and its other sensors, asleep",
        "0",
        "neglected: an ST7789 in sleep mode takes 0.03 mA; unchecked",
    ),
)
"""Part and state, current, source."""


@dataclass(frozen=True)
class Board:
    """A board with its sensor, its usual battery and its currents.

    Attributes:
        name: name for people.
        board_id: CircuitPython's ID of the board.
        chip: its sensor.
        battery_mah: rated capacity of the usual battery, mAh.
        draws: the currents of its parts.
    """

    name: str
    board_id: str
    chip: str
    battery_mah: int
    draws: Draws


def _draws(chip: str, processor: dict[str, float], pixel: dict[str, float]) -> Draws:
    return Draws(sensor=_SENSORS[chip], **processor, **_DISPLAY, **pixel)


BOARDS = (
    Board(
        "Feather nRF52840 Sense, LSM6DS33",
        "feather_bluefruit_sense",
        "LSM6DS33",
        500,
        _draws("LSM6DS33", _NRF52840, _PIXEL),
    ),
    Board(
        "Feather nRF52840 Sense, LSM6DS3TR-C",
        "feather_bluefruit_sense",
        "LSM6DS3TR-C",
        500,
        _draws("LSM6DS3TR-C", _NRF52840, _PIXEL),
    ),
    Board(
        "XIAO nRF52840 Sense",
        "Seeed_XIAO_nRF52840_Sense",
        "LSM6DS3TR-C",
        250,
        _draws("LSM6DS3TR-C", _NRF52840, _NO_PIXEL),
    ),
    Board(
        "CLUE nRF52840",
        "clue_nrf52840_express",
        "LSM6DS33",
        800,  # three AAA cells of NiMH
        _draws("LSM6DS33", _NRF52840, _PIXEL),
    ),
    Board(
        "Feather RP2040 with LSM6DSOX",
        "adafruit_feather_rp2040",
        "LSM6DSOX",
        500,
        _draws("LSM6DSOX", _RP2040, _PIXEL),
    ),
)
"""The boards that the firmware supports."""
