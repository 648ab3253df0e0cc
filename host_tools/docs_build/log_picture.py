"""Draws the board's log format: one block, and the places of its two copies."""

from pathlib import Path

from heeldrive_lab.evaluation.plots import svg
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

_FIELDS = (
    ("HD", "0", 2),
    ("version", "2", 1),
    ("flags", "3", 1),
    ("log", "4", 4),
    ("sequence", "8", 4),
    ("used", "12", 2),
    ("chance", "14", 2),
    ("base: t_ms, ax..gz", "16", 6),
    ("records", "32", 10),
    ("CRC-32", "1020", 4),
)
_HOME, _AWAY, _EMPTY = "#5bb974", "#4c9be8", "#dddddd"


def log_picture(target: Path) -> None:
    """Draw the picture as SVG."""
    figure = Figure(figsize=(9, 3.4), layout="constrained")
    block, slot = figure.subplots(2)
    _draw_block(block)
    _draw_slot(slot)
    target.write_text(svg(figure), "utf-8")


def _draw_block(axes: Axes) -> None:
    at = 0.0
    for name, offset, width in _FIELDS:
        size = max(width, 2.4)
        colour = "#f2b134" if name == "records" else "white"
        axes.add_patch(Rectangle((at, 0), size, 1, facecolor=colour, edgecolor="black"))
        axes.text(at + size / 2, 0.5, name, ha="center", va="center", fontsize=8)
        axes.text(at, 1.12, offset, ha="left", va="bottom", fontsize=7)
        at += size
    axes.set(xlim=(-0.3, at + 0.3), ylim=(-0.2, 1.6), title="a block, 1024 bytes (offsets above)")
    axes.axis("off")


def _draw_slot(axes: Axes) -> None:
    """A slot after eleven blocks: the home of each, and the second copies of the last eight."""
    written = 11
    for place in range(24):
        home, away = place < written, written <= place < written + 8
        colour = _HOME if home else _AWAY if away else _EMPTY
        name = str(place) if home else str(place - 8) if away else ""
        axes.add_patch(Rectangle((place, 0), 1, 1, facecolor=colour, edgecolor="black"))
        axes.text(place + 0.5, 0.5, name, ha="center", va="center", fontsize=8)
    for sector in range(0, 25, 4):
        axes.plot([sector + 1, sector + 1], [-0.25, 1.25], color="black", linewidth=1.5)
    axes.set(
        xlim=(-0.3, 24.3),
        ylim=(-0.4, 1.5),
        title="a slot after 11 blocks: homes green, second copies blue; lines: flash sectors",
    )
    axes.axis("off")
