"""The stacked axes of the page; their data come from `columns.py`."""

from bokeh.models import (
    AdaptiveTicker,
    BoxAnnotation,
    Column,
    ColumnDataSource,
    CustomJSTickFormatter,
    FixedTicker,
    HoverTool,
    PanTool,
    Range1d,
    Span,
    WheelZoomTool,
)
from bokeh.plotting import figure

from heeldrive_lab.workbench.columns import Columns
from heeldrive_lab.workbench.state_columns import LANES
from heeldrive_lab.workbench.thresholds import Threshold

HEIGHTS = {"inclination": 276, "truth": 70, "rate": 96, "force": 80, "states": 100, "measure": 144}
# From slightly beyond standing to slightly beyond the deepest lunge.
INCLINATION_DEG = (-6.0, 118.0)
# Width of the axes in pixels until the browser reports it.
USUAL_WIDTH = 800
# Formats seconds as m:ss.
CLOCK = """
const whole = Math.floor(Math.abs(tick)), part = Math.abs(tick) - whole;
const tail = part > 0.0005 ? part.toFixed(1).slice(1) : "";
return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}${tail}`;
"""
CARD = """
<div style="max-width: 22rem; white-space: normal; font: 13px/1.4 system-ui, sans-serif">
<b>@title</b><br>@why</div>
"""


def _source(*names: str) -> ColumnDataSource:
    return ColumnDataSource({name: [] for name in names})


class Axes:
    """All axes of the page, one above the other, with one x range.

    Attributes:
        x: shared x range, in seconds of the session.
        reps, numbers, refused, annotations, lanes, measured: sources of events, labels, states and gates.
        curves: sources of the decimated curves, by name.
        thresholds: draggable lines of settings.
        selected: box around the selected label; it can be moved and resized.
        cursors: the cursor, one line per axis.
        width_px: width of the axes; the browser reports it.
        root: the layout of all axes.
    """

    def __init__(self) -> None:
        self.x = Range1d(0, 1, min_interval=0.5)
        self.width_px = USUAL_WIDTH
        self.figures = {name: self._figure(name) for name in HEIGHTS}
        self.reps = _source("left", "right", "top", "colour", "title", "why")
        self.numbers = _source("x", "y", "text", "colour")
        self.refused = _source("left", "right", "middle", "top", "reason", "title", "why")
        self.annotations = _source(
            "left", "right", "bottom", "top", "colour", "alpha", "text", "title", "index"
        )
        self.lanes = _source("left", "right", "bottom", "top", "colour", "words")
        self.measured = _source("left", "right", "x", "y", "limit", "colour", "title", "why")
        self.curves = {name: _source("x", "y") for name in ("inclination", "rate", "force")}
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
            Span(dimension="height", line_color="#212529", line_width=1, level="overlay", visible=False)
            for _ in self.figures
        ]
        for axis, cursor in zip(self.figures.values(), self.cursors, strict=True):
            axis.add_layout(cursor)
        self.root = Column(*self.figures.values(), sizing_mode="stretch_width", name="axes", spacing=0)

    def fill(self, source: ColumnDataSource, data: Columns) -> None:
        """Replace the data of a source; unchanged data are not sent to the browser again."""
        if source.data != data:
            source.data = data

    def room_for(self, length_s: float) -> float:
        """Width of a time span in the view, in pixels."""
        return float(length_s / (self.x.end - self.x.start) * self.width_px)

    def _figure(self, name: str) -> figure:
        low, high = INCLINATION_DEG if name == "inclination" else (0.0, 1.0)
        axis = figure(
            name=name,
            height=HEIGHTS[name],
            sizing_mode="stretch_width",
            x_range=self.x,
            y_range=Range1d(low, high),
            tools=[PanTool(dimensions="width"), WheelZoomTool(dimensions="width", modifiers={"ctrl": True})],
            toolbar_location=None,
            min_border_left=58,
            min_border_right=8,
            min_border_top=4,
            min_border_bottom=2,
            output_backend="canvas",
            background_fill_color="#fcfcfd",
            border_fill_color=None,
            outline_line_color="#d5dae1",
        )
        axis.toolbar.active_scroll = axis.toolbar.tools[1]
        # Ticks at whole seconds and at divisors of minutes.
        axis.xaxis.ticker = AdaptiveTicker(base=60, mantissas=[1, 2, 5, 10, 15, 30], min_interval=1)
        axis.xgrid.ticker = axis.xaxis[0].ticker
        axis.xaxis.formatter = CustomJSTickFormatter(code=CLOCK)
        axis.xaxis.visible = name in ("inclination", "measure")
        axis.grid.grid_line_color = "#e9ecf1"
        axis.yaxis.axis_label_text_font_style = "normal"
        axis.yaxis.axis_label_text_font_size = "12px"
        axis.yaxis.axis_label_standoff = 4
        axis.yaxis.minor_tick_line_color = axis.xaxis.minor_tick_line_color = None
        axis.axis.axis_line_color = axis.axis.major_tick_line_color = "#adb5bd"
        axis.yaxis.major_label_text_color = axis.xaxis.major_label_text_color = "#495057"
        return axis

    def _curve(self, name: str, colour: str, width: float) -> None:
        self.figures[name].line("x", "y", source=self.curves[name], color=colour, line_width=width)

    def _hover(self, axis: figure, *renderers: object, card: str = CARD) -> None:
        axis.add_tools(HoverTool(renderers=list(renderers), tooltips=card, point_policy="follow_mouse"))

    def _draw_inclination(self) -> None:
        axis = self.figures["inclination"]
        axis.yaxis.axis_label = "inclination, deg"
        reps = axis.quad(
            "left", "right", "top", 0, source=self.reps, color="colour", alpha=0.32, line_width=0
        )
        refused = axis.quad(
            "left", "right", "top", 0, source=self.refused, fill_color="#868e96", fill_alpha=0.16,
            line_color="#868e96", line_dash="dotted", hatch_pattern="/", hatch_alpha=0.35,
            hatch_color="#868e96",
        )  # fmt: skip
        self._curve("inclination", "#212529", 1.4)
        axis.text(
            "x", "y", "text", source=self.numbers, text_color="colour", text_align="center",
            text_baseline="bottom", text_font_size="14px", text_font_style="bold",
        )  # fmt: skip
        axis.text(
            "middle", "top", "reason", source=self.refused, text_color="#5c636a", text_align="center",
            text_baseline="bottom", text_font_size="11px", text_font_style="italic",
        )  # fmt: skip
        self._hover(axis, reps, refused)

    def _draw_truth(self) -> None:
        axis = self.figures["truth"]
        axis.y_range.update(start=0, end=2)
        axis.yaxis.ticker = FixedTicker(ticks=[0.5, 1.5])
        axis.yaxis.major_label_overrides = {0.5: "sets", 1.5: "true"}
        axis.ygrid.visible = False
        bars = axis.quad(
            "left", "right", "top", "bottom", source=self.annotations, fill_color="colour",
            fill_alpha="alpha", line_color="colour", nonselection_fill_alpha=0.75,
        )  # fmt: skip
        axis.text(
            "left", "bottom", "text", source=self.annotations, text_font_size="11px", x_offset=3, y_offset=-4,
            text_color="#212529",
        )  # fmt: skip
        self._hover(axis, bars, card="<b>@title</b><br>tap to select it, then drag its ends")
        self.selected = BoxAnnotation(
            top=1.98, bottom=1.02, left=0, right=1, editable=True, movable="x", resizable="x", visible=False,
            fill_color="#f2b134", fill_alpha=0.3, line_color="#b7791f", line_alpha=1, line_width=2,
            hover_fill_color="#f2b134", hover_fill_alpha=0.5, min_width=0.3, level="overlay",
        )  # fmt: skip
        axis.add_layout(self.selected)

    def _draw_signals(self) -> None:
        self.figures["rate"].yaxis.axis_label = "rate, deg/s"
        self.figures["force"].yaxis.axis_label = "|a|, g"
        self._curve("rate", "#3b5bdb", 1.1)
        self._curve("force", "#087f5b", 1.1)

    def _draw_states(self) -> None:
        axis = self.figures["states"]
        axis.y_range.update(start=0, end=len(LANES))
        ticks = [place + 0.5 for place in range(len(LANES))]
        axis.yaxis.ticker = FixedTicker(ticks=ticks)
        axis.yaxis.major_label_overrides = dict(zip(ticks, LANES, strict=True))
        axis.ygrid.visible = False
        bars = axis.quad(
            "left", "right", "top", "bottom", source=self.lanes, fill_color="colour", fill_alpha=0.8,
            line_width=0, line_color="colour",
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
