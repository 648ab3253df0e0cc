"""The strip above the axes: the whole session, its errors, and a window that is dragged to move the view."""

from collections.abc import Mapping
from typing import Any

from bokeh.models import BoxAnnotation, ColumnDataSource, Range1d, RangeTool

from heeldrive_lab.workbench import figures
from heeldrive_lab.workbench.columns import columns
from heeldrive_lab.workbench.curve import Curve
from heeldrive_lab.workbench.look import Look

HEIGHT_PX = 58
WINDOW = "#4c7dff"
# Share of the strip below the curve, for the marks.
MARKS_SHARE = 0.2


class OverviewStrip:
    """The whole session in a strip, its y range from 0 to 1.

    Args:
        x: the range of the axes; dragging the window changes it, and dragging elsewhere begins a new one.

    Attributes:
        figure: the strip.
        marks: source of the marks of counted reps, and of errors.
    """

    def __init__(self, x: Range1d) -> None:
        self.figure = figures.empty_figure("overview", HEIGHT_PX, Range1d(0, 1), clock=True)
        self.figure.yaxis.visible = False
        self.figure.grid.visible = False
        self.marks = ColumnDataSource(columns("left", "right", "colour"))
        self._band = ColumnDataSource(columns("x", "low", "high"))
        self._area = self.figure.varea("x", "low", "high", source=self._band)
        self.figure.quad(
            "left", "right", MARKS_SHARE, 0, source=self.marks, fill_color="colour", line_color="colour"
        )
        window = BoxAnnotation(
            editable=True, movable="x", resizable="x", fill_color=WINDOW, fill_alpha=0.14, line_color=WINDOW,
            line_alpha=1.0, line_width=1.5, level="overlay",
        )  # fmt: skip
        tool = RangeTool(x_range=x, start_gesture="pan", overlay=window)
        self.figure.toolbar.update(active_drag="auto", active_scroll="auto", tools=[tool])

    def draw(self, curve: Curve | None, ends_s: tuple[float, float], width_px: int) -> None:
        """Draw a curve over the whole session."""
        first_s, last_s = ends_s
        self.figure.x_range.update(start=first_s, end=last_s)
        data: Mapping[str, Any] = columns("x", "low", "high")
        if curve:
            least, most = curve.ends
            per_unit = (1 - MARKS_SHARE) / ((most - least) or 1.0)
            found = curve.envelope(first_s, last_s, (last_s - first_s) / width_px, 1 / HEIGHT_PX / per_unit)
            times_s, *edges = found
            low, high = (MARKS_SHARE + (edge - least) * per_unit for edge in edges)
            data = {"x": times_s, "low": low, "high": high}
        self._band.data = data

    def wear(self, look: Look) -> None:
        """Take other colours."""
        figures.wear(self.figure, look)
        self._area.glyph.fill_color = look.axis
