"""What four seven-segment digits can show, as the bytes of an HT16K33's display RAM.

A digit's bits: 0 top, 1 upper right, 2 lower right, 3 bottom, 4 lower left, 5 upper left, 6 middle.
"""

from micropython import const

DIGITS = 4
COLON = const(0x02)  # in RAM byte 4
DIGIT_BYTES = (0, 2, 6, 8)  # RAM bytes of the digits, left to right

GLYPHS = {
    " ": 0x00,
    "-": 0x40,
    "?": 0x53,
    "0": 0x3F,
    "1": 0x06,
    "2": 0x5B,
    "3": 0x4F,
    "4": 0x66,
    "5": 0x6D,
    "6": 0x7D,
    "7": 0x07,
    "8": 0x7F,
    "9": 0x6F,
    "A": 0x77,
    "b": 0x7C,
    "C": 0x39,
    "d": 0x5E,
    "E": 0x79,
    "F": 0x71,
    "G": 0x3D,
    "H": 0x76,
    "h": 0x74,
    "I": 0x30,
    "L": 0x38,
    "n": 0x54,
    "o": 0x5C,
    "P": 0x73,
    "r": 0x50,
    "S": 0x6D,
    "t": 0x78,
    "U": 0x3E,
    "y": 0x6E,
}
"""Segments of every character the firmware shows."""


def upside_down(segments: int) -> int:
    """The same digit rotated by 180 degrees, for a display that is mounted upside down.

    Top and bottom change places, upper right and lower left, lower right and upper left; the middle stays.
    """
    return (segments & 0x40) | (segments & 0x07) << 3 | (segments >> 3) & 0x07
