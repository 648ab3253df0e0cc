"""Draws the digits from the display's RAM as SVG."""

from heeldrive_lab.virtual_board import Ht16k33
from heeldrive_lab.virtual_board.segments import POINT

_BACKGROUND, _LIT, _UNLIT = "#1b1b1f", "#ff3b30", "#3a2324"
_WIDTH, _HEIGHT, _PITCH, _GAP = 26, 48, 40, 14
# Corners and side midpoints of a digit, clockwise from the upper left; segments a to g connect two each.
_CORNERS = ((0, 0), (_WIDTH, 0), (_WIDTH, _HEIGHT / 2), (_WIDTH, _HEIGHT), (0, _HEIGHT), (0, _HEIGHT / 2))
_ENDS = ((0, 1), (1, 2), (2, 3), (4, 3), (5, 4), (0, 5), (5, 2))
_SLANT = -0.09  # real digits lean to the right
_MARGIN = 14
_SHORTER = 3.5  # gap between a segment and its corners


def svg(display: Ht16k33) -> str:
    """Draw the four digits and the colon as the wearer sees them."""
    patterns, colon = display.seen()
    width = 2 * _MARGIN + 3 * _PITCH + _WIDTH + _GAP
    height = 2 * _MARGIN + _HEIGHT
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}">',
        f'<rect width="{width}" height="{height}" rx="8" fill="{_BACKGROUND}"/>',
    ]
    for place, pattern in enumerate(patterns):
        left = _MARGIN + place * _PITCH + (_GAP if place > 1 else 0)
        lines.extend(_segment(left, bit, bool(pattern >> bit & 1)) for bit in range(7))
        if pattern & POINT:  # upside down, as on a thigh, it is a raised one
            x = _leaning(left + (_WIDTH + _PITCH) / 2, _MARGIN)
            lines.append(f'<circle cx="{x:.1f}" cy="{_MARGIN}" r="3" fill="{_LIT}"/>')
    middle = _MARGIN + 2 * _PITCH - (_PITCH - _WIDTH) / 2 + _GAP / 2
    for part in (0.3, 0.7):
        y = _MARGIN + part * _HEIGHT
        fill = _LIT if colon else _UNLIT
        lines.append(f'<circle cx="{_leaning(middle, y):.1f}" cy="{y:.1f}" r="3" fill="{fill}"/>')
    return "\n".join([*lines, "</svg>", ""])


def _segment(left: float, bit: int, lit: bool) -> str:
    (from_x, from_y), (to_x, to_y) = (_CORNERS[corner] for corner in _ENDS[bit])
    aside, down = (_SHORTER, 0) if from_y == to_y else (0, _SHORTER)
    x1, y1 = from_x + aside, from_y + _MARGIN + down
    x2, y2 = to_x - aside, to_y + _MARGIN - down
    return (
        f'<line x1="{_leaning(left + x1, y1):.1f}" y1="{y1:.1f}" x2="{_leaning(left + x2, y2):.1f}" '
        f'y2="{y2:.1f}" stroke="{_LIT if lit else _UNLIT}" stroke-width="5" stroke-linecap="round"/>'
    )


def _leaning(x: float, y: float) -> float:
    return x + _SLANT * (y - _MARGIN - _HEIGHT / 2)
