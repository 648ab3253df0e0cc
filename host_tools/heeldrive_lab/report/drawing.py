"""Renders matplotlib plots as inline SVG in the colours of the page, in a wide and a narrow version."""

import io
import re
from collections.abc import Callable
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

# Placeholders that are replaced by the colour variables of the style sheet, which has light and dark themes.
INK, MUTED, LINE, DOWN, HOLD, UP, REFUSED, ACCENT, PAPER = (f"#0102{number:02x}" for number in range(1, 10))
VARIABLES = {
    INK: "ink", MUTED: "muted", LINE: "line", DOWN: "down", HOLD: "hold", UP: "up", REFUSED: "refused",
    ACCENT: "accent", PAPER: "paper",
}  # fmt: skip
# Name and colour of each phase.
PHASES = (("down", DOWN), ("hold", HOLD), ("up", UP))
# One matplotlib point is about one pixel of the page.
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
# One inch is 72 px on the page: wide for screens and paper, narrow for phones.
WIDE_IN, NARROW_IN = 10.6, 5.0
LEFT_IN, RIGHT_IN, BOTTOM_IN, TOP_IN = 0.74, 0.12, 0.56, 0.32

Draw = Callable[[Axes, bool], None]


def pictures(number: int, about: str, height_in: float, draw: Draw) -> str:
    """Render a plot as two SVG elements; the style sheet shows the one that fits the screen.

    Args:
        number: number of the plot on its page, which makes its element IDs unique.
        about: text alternative for people who cannot see the plot.
        height_in: height, inches.
        draw: draws on the axes; its second argument is whether they are narrow.

    Returns:
        the HTML text.
    """
    return "".join(
        _picture(f"p{number}{shape[0]}", shape, about, width_in, height_in, draw)
        for shape, width_in in (("wide", WIDE_IN), ("narrow", NARROW_IN))
    )


def _picture(prefix: str, shape: str, about: str, width_in: float, height_in: float, draw: Draw) -> str:
    text = io.StringIO()
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width_in, height_in), facecolor="none")
        # Fixed margins: computing them needs a second rendering, which would double the time.
        left, bottom = LEFT_IN / width_in, BOTTOM_IN / height_in
        width, height = 1 - left - RIGHT_IN / width_in, 1 - bottom - TOP_IN / height_in
        draw(figure.add_axes((left, bottom, width, height)), shape == "narrow")
        figure.savefig(text, format="svg", metadata={"Date": None, "Creator": None})
    found = text.getvalue()
    # Drop the XML header and matplotlib's metadata.
    svg = re.sub(r"\s*<metadata>.*?</metadata>", "", found[found.index("<svg") :], flags=re.DOTALL)
    svg = re.sub(r'\bid="', f'id="{prefix}-', svg)
    svg = re.sub(r'(url\(#|href="#)', rf"\g<1>{prefix}-", svg)
    svg = re.sub(r"#0102[0-9a-f]{2}", lambda colour: f"var(--{VARIABLES[colour[0]]})", svg)
    size = re.search(r'viewBox="[^"]*"', svg)
    head = f'<svg class="{shape}" role="img" aria-label="{escape(about)}" {size[0] if size else ""}>'
    return head + svg[svg.index(">") + 1 :]
