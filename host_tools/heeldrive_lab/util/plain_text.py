"""Text from outside (names of files, markers, boards) without what a terminal would take for a command."""

import re

# C0 and C1 controls, DEL, and the marks that turn the direction of writing.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")


def printable(text: str) -> str:
    """The text with U+FFFD in place of each control character; line ends and tabs are kept."""
    return _CONTROLS.sub(lambda found: found[0] if found[0] in "\n\t" else "\ufffd", text)
