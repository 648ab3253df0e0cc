"""Texts of the markers made with the button, as in the firmware's ui/presses.py and ui/menu.py."""

WRONG_REP, MISSED_REP, NEW_SET = "wrong rep", "missed rep", "new set"
# Answers to the board's question, each with the start of the rep.
NOT_A_REP, WAS_A_REP = "not a rep from %d ms", "was a rep from %d ms"
DISCARDED_SET = "set discarded from %d ms"


def matches(text: str, marker: str) -> bool:
    """Whether a text is such a marker, whatever the number in it."""
    return text.startswith(marker.partition("%")[0])
