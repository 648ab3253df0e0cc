"""The demo as an animated SVG: what `heeldrive demo` shows in a terminal, from its own output.

A browser that does not animate pictures, or is set to reduced motion, shows its end.
"""

import io
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import Any

from heeldrive_lab.demo.run import play
from heeldrive_lab.demo.summary import summary
from heeldrive_lab.demo.view import DemoView
from heeldrive_lab.sessions.annotations import annotations_path, read_annotations
from heeldrive_lab.sessions.session import SessionReader
from heeldrive_lab.settings.load import load_settings
from rich.console import Console, RenderableType
from rich.segment import Segment
from rich.style import Style

COLUMNS = 72
SPEED = 10  # as `heeldrive demo` plays in a terminal
PICTURE_MS = 120  # a picture that is replaced sooner is left out
END_MS = 6000  # how long the last one stays
CELL_WIDTH, LINE_HEIGHT, MARGIN = 8.4, 18, 12  # of 14 px letters
FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace"
COLOURS = {"red": "#ff5c57", "cyan": "#5fd7e0"}
TEXT_COLOUR, GROUND_COLOUR = "#d8dee9", "#1b1f27"

Line = tuple[Segment, ...]


class FilmedView(DemoView):
    """The view of a demo that keeps each picture with the session time from which it was shown, ms."""

    def __init__(self, title: str, length_ms: int) -> None:
        self.film: list[tuple[int, list[Line]]] = []
        super().__init__(title, length_ms)

    def __setattr__(self, name: str, value: Any) -> None:
        if name == "now_ms" and value != getattr(self, name, value):
            self.film.append((self.now_ms, lines_of(self)))
        super().__setattr__(name, value)


def lines_of(shown: RenderableType) -> list[Line]:
    """What a terminal of COLUMNS columns shows."""
    console = Console(width=COLUMNS, file=io.StringIO(), force_terminal=True)
    return [tuple(line) for line in console.render_lines(shown, pad=False)]


def film(session: Path) -> list[tuple[int, list[Line]]]:
    """Every picture of the demo of a session with its time in the film, ms; the last is its end."""
    with SessionReader(session) as reader:
        header, rows = reader.header, list(reader)
    scene = FilmedView(session.name, rows[-1][0] - rows[0][0])
    board = play(header, rows, None, None, scene, None)
    truth = read_annotations(annotations_path(session))
    text = "\n".join(summary(board, header, rows, truth, load_settings(None)))
    end = scene.now_ms, lines_of(scene) + lines_of(text)
    pictures = [(at_ms // SPEED, lines) for at_ms, lines in [*scene.film, end]]
    kept = [one for one, after in pairwise(pictures) if after[0] - one[0] >= PICTURE_MS]
    return [(0, kept[0][1]), *kept[1:], pictures[-1]]


def animated(pictures: list[tuple[int, list[Line]]]) -> str:
    """An SVG that shows pictures one after the other, again and again.

    A line that several of them share is written once, with the times at which it is shown.
    """
    starts = [at_ms for at_ms, _ in pictures]
    length_ms = starts[-1] + END_MS
    shown: dict[tuple[int, Line], list[bool]] = {}
    for number, (_, lines) in enumerate(pictures):
        for row, line in enumerate(lines):
            shown.setdefault((row, line), [False] * len(pictures))[number] = True
    rules: list[str] = []
    texts: list[str] = []
    for (row, line), when in shown.items():
        words = _text(row, line)
        if not words:
            continue
        name = f"l{len(texts)}"
        steps = [f"{100 * at / length_ms:.4g}%{{opacity:{now:d}}}" for at, now in _changes(starts, when)]
        rules.append(f"@keyframes {name}{{{''.join(steps)}}}")
        texts.append(f'<g style="animation-name:{name}" opacity="{when[-1]:d}">{words}</g>')
    width = round(COLUMNS * CELL_WIDTH + 2 * MARGIN)
    height = max(len(lines) for _, lines in pictures) * LINE_HEIGHT + 2 * MARGIN
    still = "@media(prefers-reduced-motion:reduce){g{animation:none}}"
    style = f"g{{animation:{length_ms}ms step-end infinite}}{still}text{{font:14px {FONT};white-space:pre}}"
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}">',
            "<title>heeldrive demo: a recorded workout on the virtual board</title>",
            f"<style>{style}{''.join(rules)}</style>",
            f'<rect width="{width}" height="{height}" rx="8" fill="{GROUND_COLOUR}"/>',
            *texts,
            "</svg>\n",
        ]
    )


def _changes(starts: list[int], when: list[bool]) -> list[tuple[int, bool]]:
    """The times at which something begins or ends to be shown, and at 0."""
    times = [(0, when[0])]
    for at_ms, now in zip(starts, when, strict=True):
        if now != times[-1][1]:
            times.append((at_ms, now))
    return times


def _text(row: int, line: Line) -> str:
    """A line's words at their columns."""
    words, column = [], 0
    y = MARGIN + (row + 1) * LINE_HEIGHT - 5
    for segment in line:
        text = segment.text.rstrip()
        indent = len(text) - len(text.lstrip())
        if text:
            x, length = (cells * CELL_WIDTH for cells in (column + indent, len(text) - indent))
            words.append(
                f'<text x="{MARGIN + x:.1f}" y="{y}" textLength="{length:.1f}"'
                f"{_look(segment.style)}>{escape(text.lstrip())}</text>"
            )
        column += len(segment.text)
    return "".join(words)


def _look(style: Style | None) -> str:
    colour = style.color.name if style and style.color else ""
    bold = ' font-weight="bold"' if style and style.bold else ""
    return f' fill="{COLOURS.get(colour, TEXT_COLOUR)}"{bold}'
