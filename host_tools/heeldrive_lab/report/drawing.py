"""Draws with matplotlib for a page: SVG in the page itself, in its colours, one shape wide and one narrow."""

import io
import re
from collections.abc import Callable
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Matplotlib wants colours, the page has light and dark ones: each of these stands for a variable of the
# page's style sheet and is replaced by it. Nobody would pick them otherwise.
INK, MUTED, LINE, DOWN, HOLD, UP, REFUSED, ACCENT, PAPER = (f"#0102{number:02x}" for number in range(1, 10))
VARIABLES = {
    INK: "ink", MUTED: "muted", LINE: "line", DOWN: "down", HOLD: "hold", UP: "up", REFUSED: "refused",
    ACCENT: "accent", PAPER: "paper",
}  # fmt: skip
# A point of matplotlib's is a pixel of the page, or a little less.
SIZE = 11.5
STYLE: dict[Any, Any] = {
    "svg.hashsalt": "heeldrive",
    "svg.fonttype": "none",
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": MUTED,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": LINE,
    "grid.linewidth": 0.6,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelsize": SIZE,
    "ytick.labelsize": SIZE,
    "axes.labelsize": SIZE,
    "legend.fontsize": SIZE,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "font.size": SIZE,
}
# One inch is 72 px in the page: wide for a desk and for paper, narrow for a phone, each read at its own size.
WIDE_IN, NARROW_IN = 10.6, 5.0
LEFT_IN, RIGHT_IN, BOTTOM_IN, TOP_IN = 0.74, 0.12, 0.56, 0.32

Draw = Callable[[Axes, bool], None]


def pictures(number: int, about: str, height_in: float, draw: Draw) -> str:
    """A picture as two SVG elements, of which the page's style sheet shows the one that fits.

    Args:
        number: of the picture in its page; keeps its ids apart from those of the others.
        about: what it shows, for who cannot see it.
        height_in: height, inches.
        draw: draws on the axes; its second argument says whether they are narrow.
    """
    return "".join(
        _picture(f"p{number}{shape[0]}", shape, about, width_in, height_in, draw)
        for shape, width_in in (("wide", WIDE_IN), ("narrow", NARROW_IN))
    )


def _picture(prefix: str, shape: str, about: str, width_in: float, height_in: float, draw: Draw) -> str:
    text = io.StringIO()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width_in, height_in), facecolor="none")
        # Margins by hand: finding them by drawing twice takes as long again as all the rest.
        left, bottom = LEFT_IN / width_in, BOTTOM_IN / height_in
        width, height = 1 - left - RIGHT_IN / width_in, 1 - bottom - TOP_IN / height_in
        draw(figure.add_axes((left, bottom, width, height)), shape == "narrow")
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    found = text.getvalue()
    # What follows the XML head and matplotlib's metadata is the picture.
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", found[found.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    svg = re.sub(r'(url\(#|href="#)', rf"\g<1>{prefix}-", svg)
    svg = re.sub(r"#0102[0-9a-f]{2}", lambda colour: f"var(--{VARIABLES[colour[0]]})", svg)
    size = re.search(r'viewBox="[^"]*"', svg)
    head = f'<svg class="{shape}" role="img" aria-label="{escape(about)}" {size[0] if size else ""}>'
    return head + svg[svg.index(">") + 1 :]
