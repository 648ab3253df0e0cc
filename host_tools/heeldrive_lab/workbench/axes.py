"""The stacked axes of the page; their data come from `columns.py`."""

from typing import Any

from bokeh.models import (
    BoxAnnotation,
    Column,
    ColumnDataSource,
    FixedTicker,
    HoverTool,
    Range1d,
    Span,
)
from bokeh.plotting import figure

from heeldrive_lab.workbench import figures
from heeldrive_lab.workbench.columns import Columns
from heeldrive_lab.workbench.curve import Curve
from heeldrive_lab.workbench.look import LIGHT, Look
from heeldrive_lab.workbench.overview_strip import OverviewStrip
from heeldrive_lab.workbench.state_columns import LANES
from heeldrive_lab.workbench.thresholds import Threshold

HEIGHTS = {"inclination": 276, "truth": 70, "rate": 96, "force": 80, "states": 100, "measure": 144}
# From slightly beyond standing to slightly beyond the deepest lunge.
INCLINATION_DEG = (-6.0, 118.0)
CURVES = ("inclination", "rate", "force")
# Thickness of an envelope where the signal is constant, pixels.
THINNEST_PX = 1.4
# Width of the axes in pixels until the browser reports it.
USUAL_WIDTH = 800
CARD = """
<div style="max-width: 22rem; white-space: normal; font: 13px/1.4 system-ui, sans-serif">
<b>@title</b><br>@why</div>
"""
REASON_CARD = CARD.replace("@why", "@why<br><i>@move</i>")


def _source(*names: str) -> ColumnDataSource:
    return ColumnDataSource({name: [] for name in names})


class Axes:
    """All axes of the page, one above the other, with one x range.

    Attributes:
        x: shared x range, in seconds of the session.
        reps, refused, annotations, lanes, measured: sources of events, labels, states and gates.
        compared: source of the reps with settings A and B.
        numbers, reasons, words: sources of the texts at reps, refusals and labels.
        lines, bands: sources of the curves, by name: samples, or their envelopes if there are many.
        thresholds: draggable lines of settings.
        selected: box around the selected label; it can be moved and resized.
        cursors: the cursor, one line per axis.
        overview: the strip above them.
        width_px: width of the axes; the browser reports it.
        root: the layout of all axes.
    """

    def __init__(self) -> None:
        self.x = Range1d(0, 1, min_interval=0.5)
        self.width_px = USUAL_WIDTH
        self.figures = {
            name: figures.empty_figure(name, height, self.x, clock=name in ("inclination", "measure"))
            for name, height in HEIGHTS.items()
        }
        self.overview = OverviewStrip(self.x)
        self._look = LIGHT
        self._curve_glyphs: dict[str, list[Any]] = {}
        self._texts: list[Any] = []
        self.reps = _source("left", "right", "top", "colour", "title", "why", "setting", "move")
        self.numbers = _source("x", "y", "text", "colour")
        self.refused, self.reasons = (
            _source("left", "right", "x", "top", "text", "title", "why", "setting", "move") for _ in range(2)
        )
        self.annotations, self.words = (
            _source("left", "right", "bottom", "top", "colour", "alpha", "text", "title", "index")
            for _ in range(2)
        )
        self.compared = _source("left", "right", "bottom", "top", "colour", "title")
        self.lanes = _source("left", "right", "bottom", "top", "colour", "words")
        self.measured = _source("left", "right", "x", "y", "limit", "colour", "title", "why")
        self.lines = {name: _source("x", "y") for name in CURVES}
        self.bands = {name: _source("x", "low", "high") for name in CURVES}
        self._draw_inclination()
        self._draw_truth()
        self._draw_signals()
        self._draw_states()
        self._draw_measure()
        self.measure_line = Threshold(self.figures["measure"], "shake_max_mg")
        self.thresholds = [
            Threshold(self.figures["inclination"], "depth_min_deg"),
            Threshold(self.figures["inclination"], "top_max_deg"),
            Threshold(self.figures["rate"], "rate_max_dps"),
            self.measure_line,
        ]
        self.cursors = [
            Span(dimension="height", line_width=1, level="overlay", visible=False) for _ in self.figures
        ]
        for axis, cursor in zip(self.figures.values(), self.cursors, strict=True):
            axis.add_layout(cursor)
        every = (self.overview.figure, *self.figures.values())
        self.root = Column(*every, sizing_mode="stretch_width", name="axes", spacing=0)
        self.wear(LIGHT)

    def wear(self, look: Look) -> None:
        """Take other colours; those of the data change when they are drawn again."""
        self._look = look
        self.overview.wear(look)
        for axis in self.figures.values():
            figures.wear(axis, look)
        for name, glyphs in self._curve_glyphs.items():
            glyphs[0].fill_color = glyphs[1].line_color = look.curves[name]
        for line in self.thresholds:
            line.wear(look)
        for cursor in self.cursors:
            cursor.line_color = look.cursor
        for texts in self._texts:
            texts.text_color = look.text

    def compare(self, shown: bool) -> None:
        """Show or hide the lanes of settings A and B above those of the truth."""
        axis, lanes = self.figures["truth"], 4 if shown else 2
        axis.height = HEIGHTS["truth"] * lanes // 2
        axis.y_range.end = lanes

    def fill(self, source: ColumnDataSource, data: Columns) -> None:
        """Replace the data of a source; unchanged data are not sent to the browser again."""
        if "colour" in data:
            data = data | {"colour": [self._look.of(colour) for colour in data["colour"]]}
        if source.data != data:
            source.data = data

    def room_for(self, length_s: float) -> float:
        """Width of a time span in the view, in pixels."""
        return float(length_s / (self.x.end - self.x.start) * self.width_px)

    def per_pixel(self, name: str) -> float:
        """Height of a pixel of an axis, in the unit of the axis."""
        y = self.figures[name].y_range
        return float(y.end - y.start) / HEIGHTS[name]

    def draw_curve(self, name: str, curve: Curve | None, start_s: float, end_s: float) -> None:
        """Draw a curve in a time range that is wider than the view: its samples, or its envelope."""
        line: dict[str, Any] = {"x": [], "y": []}
        band: dict[str, Any] = {"x": [], "low": [], "high": []}
        if curve and curve.samples(self.x.start, self.x.end) <= self.width_px:
            line = dict(zip(line, curve.line(start_s, end_s), strict=True))
        elif curve:
            thickness = THINNEST_PX * self.per_pixel(name)
            found = curve.envelope(start_s, end_s, 1 / self.room_for(1.0), thickness)
            band = dict(zip(band, found, strict=True))
        for source, data in ((self.lines[name], line), (self.bands[name], band)):
            if len(data["x"]) or len(source.data["x"]):
                source.data = data

    def _curve(self, name: str, width: float) -> None:
        band = self.figures[name].varea("x", "low", "high", source=self.bands[name])
        line = self.figures[name].line("x", "y", source=self.lines[name], line_width=width)
        self._curve_glyphs[name] = [band.glyph, line.glyph]

    def _hover(self, axis: figure, *renderers: object, card: str = CARD) -> None:
        axis.add_tools(HoverTool(renderers=list(renderers), tooltips=card, point_policy="follow_mouse"))

    def _draw_inclination(self) -> None:
        axis = self.figures["inclination"]
        axis.yaxis.axis_label = "inclination, deg"
        axis.y_range.update(start=INCLINATION_DEG[0], end=INCLINATION_DEG[1])
        reps = axis.quad(
            "left", "right", "top", 0, source=self.reps, fill_color="colour", fill_alpha=0.32, line_color=None
        )
        refused = axis.quad(
            "left", "right", "top", 0, source=self.refused, fill_color="#868e96", fill_alpha=0.16,
            line_color="#868e96", line_dash="dotted", hatch_pattern="/", hatch_alpha=0.35,
            hatch_color="#868e96",
        )  # fmt: skip
        self._curve("inclination", 1.4)
        axis.text(
            "x", "y", "text", source=self.numbers, text_color="colour", text_align="center",
            text_baseline="bottom", text_font_size="14px", text_font_style="bold",
        )  # fmt: skip
        reasons = axis.text(
            "x", "top", "text", source=self.reasons, text_align="center", text_baseline="bottom",
            text_font_size="11px", text_font_style="italic",
        )  # fmt: skip
        self._texts.append(reasons.glyph)
        self._hover(axis, reps, refused, card=REASON_CARD)

    def _draw_truth(self) -> None:
        axis = self.figures["truth"]
        axis.y_range.update(start=0, end=2)
        axis.yaxis.ticker = FixedTicker(ticks=[0.5, 1.5, 2.5, 3.5])
        axis.yaxis.major_label_overrides = {0.5: "sets", 1.5: "true", 2.5: "B", 3.5: "A"}
        axis.ygrid.visible = False
        bars = axis.quad(
            "left", "right", "top", "bottom", source=self.annotations, fill_color="colour",
            fill_alpha="alpha", line_color="colour", nonselection_fill_alpha=0.75,
        )  # fmt: skip
        words = axis.text(
            "left", "bottom", "text", source=self.words, text_font_size="11px", x_offset=3, y_offset=-4
        )
        self._texts.append(words.glyph)
        self._hover(axis, bars, card="<b>@title</b><br>tap to select it, then drag its ends")
        compared = axis.quad(
            "left", "right", "top", "bottom", source=self.compared, color="colour", nonselection_alpha=1
        )
        self._hover(axis, compared, card="<b>@title</b>")
        self.selected = BoxAnnotation(
            top=1.98, bottom=1.02, left=0, right=1, editable=True, movable="x", resizable="x", visible=False,
            fill_color="#f2b134", fill_alpha=0.3, line_color="#b7791f", line_alpha=1, line_width=2,
            hover_fill_color="#f2b134", hover_fill_alpha=0.5, min_width=0.3, level="overlay",
        )  # fmt: skip
        axis.add_layout(self.selected)

    def _draw_signals(self) -> None:
        self.figures["rate"].yaxis.axis_label = "rate, deg/s"
        self.figures["force"].yaxis.axis_label = "|a|, g"
        self._curve("rate", 1.1)
        self._curve("force", 1.1)

    def _draw_states(self) -> None:
        axis = self.figures["states"]
        axis.y_range.update(start=0, end=len(LANES))
        ticks = [place + 0.5 for place in range(len(LANES))]
        axis.yaxis.ticker = FixedTicker(ticks=ticks)
        axis.yaxis.major_label_overrides = dict(zip(ticks, LANES, strict=True))
        axis.ygrid.visible = False
        bars = axis.quad(
            "left", "right", "top", "bottom", source=self.lanes, fill_color="colour", fill_alpha=0.8,
            line_color=None,
        )  # fmt: skip
        self._hover(axis, bars, card="@words")

    def _draw_measure(self) -> None:
        axis = self.figures["measure"]
        axis.segment(
            "left", "limit", "right", "limit", source=self.measured, color="#b7791f", alpha=0.8, line_width=2
        )
        points = axis.scatter(
            "x", "y", source=self.measured, size=9, fill_color="colour", line_color="white", fill_alpha=0.9
        )
        self._hover(axis, points)
