"""Seven-segment patterns: as characters, turned upside down, and drawn as three lines of text.

Bit 0 is segment a (top), then clockwise b, c, d, e, f, and bit 6 is g (middle); bit 7 is the point.
"""

POINT = 0x80

_CHARACTERS = {
    0x00: " ",
    0x3F: "0",
    0x06: "1",
    0x5B: "2",
    0x4F: "3",
    0x66: "4",
    0x6D: "5",
    0x7D: "6",
    0x07: "7",
    0x7F: "8",
    0x6F: "9",
    0x77: "A",
    0x7C: "b",
    0x39: "C",
    0x58: "c",
    0x5E: "d",
    0x79: "E",
    0x71: "F",
    0x3D: "G",
    0x76: "H",
    0x74: "h",
    0x30: "I",
    0x10: "i",
    0x1E: "J",
    0x38: "L",
    0x54: "n",
    0x5C: "o",
    0x73: "P",
    0x67: "q",
    0x50: "r",
    0x78: "t",
    0x3E: "U",
    0x1C: "u",
    0x6E: "y",
    0x40: "-",
    0x08: "_",
    0x01: "~",
    0x48: "=",
    0x63: "°",
}


def character(pattern: int) -> str:
    """The character that segments a-g show, "?" for none. S and 5 look the same, and so do O and 0."""
    return _CHARACTERS.get(pattern & 0x7F, "?")


def turned(pattern: int) -> int:
    """Segments a-g upside down: a and d, b and e, c and f swap. The point is dropped."""
    return (pattern & 0x07) << 3 | (pattern & 0x38) >> 3 | pattern & 0x40


def drawing(patterns: tuple[int, int, int, int], colon: bool) -> tuple[str, str, str]:
    """Four digits and the colon as three lines of text of the same length."""
    lines: list[list[str]] = [[], [], []]
    for place, pattern in enumerate(patterns):
        a, b, c, d, e, f, g, point = (bool(pattern >> bit & 1) for bit in range(8))
        lines[0].append(f" {'_' if a else ' '}  ")
        lines[1].append(f"{'|' if f else ' '}{'_' if g else ' '}{'|' if b else ' '} ")
        lines[2].append(f"{'|' if e else ' '}{'_' if d else ' '}{'|' if c else ' '}{'.' if point else ' '}")
        if place == 1:
            lines[0].append("  ")
            lines[1].append(". " if colon else "  ")
            lines[2].append(". " if colon else "  ")
    top, middle, bottom = ("".join(line) for line in lines)
    return top, middle, bottom
