"""Spells names on four seven-segment digits. Loaded only when a setting is wrong."""

from ui.segments import DIGITS, GLYPHS

# For letters that seven segments cannot draw, those that look most like them.
_NEAREST = {
    "j": "I",
    "k": "H",
    "m": "n",
    "q": "9",
    "v": "U",
    "w": "U",
    "x": "H",
    "z": "2",
    "_": "-",
}


def spelt(name: str) -> list[str]:
    """A name as words of four letters, to be shown one after the other; a dash for what cannot be drawn."""
    text = ""
    for wanted in name:
        letter = _NEAREST.get(wanted, wanted)
        text += letter if letter in GLYPHS else letter.upper() if letter.upper() in GLYPHS else "-"
    return [text[i : i + DIGITS] for i in range(0, len(text), DIGITS)]
