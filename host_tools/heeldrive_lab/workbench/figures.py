"""Makes an empty axis of the page: its tools, ticks, borders and colours."""

from bokeh.models import (
    AdaptiveTicker,
    BoxZoomTool,
    CustomJSTickFormatter,
    PanTool,
    Range1d,
    WheelZoomTool,
)
from bokeh.plotting import figure

from heeldrive_lab.workbench.look import Look

# Formats seconds as m:ss.
CLOCK = """
const whole = Math.floor(Math.abs(tick)), part = Math.abs(tick) - whole;
const tail = part > 0.0005 ? part.toFixed(1).slice(1) : "";
return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}${tail}`;
"""
# All axes have the same borders, so that their times are below each other.
BORDERS = {"min_border_left": 58, "min_border_right": 8, "min_border_top": 4, "min_border_bottom": 2}


def empty_figure(name: str, height_px: int, x: Range1d, *, clock: bool) -> figure:
    """An axis without data, its y range from 0 to 1.

    Dragging moves the view; page.js switches to zooming into a box.

    Args:
        name: name of the axis.
        height_px: its height, pixels.
        x: the range that it shows, s.
        clock: whether the times are written below it.
    """
    wheel = WheelZoomTool(dimensions="width", modifiers={"ctrl": True})
    axis = figure(
        name=name,
        height=height_px,
        sizing_mode="stretch_width",
        x_range=x,
        y_range=Range1d(0, 1),
        tools=[PanTool(dimensions="width"), BoxZoomTool(dimensions="width"), wheel],
        toolbar_location=None,
        output_backend="canvas",
        border_fill_color=None,
        **BORDERS,
    )
    axis.toolbar.active_drag = axis.toolbar.tools[0]
    axis.toolbar.active_scroll = wheel
    # Ticks at whole seconds and at divisors of minutes.
    axis.xaxis.ticker = AdaptiveTicker(base=60, mantissas=[1, 2, 5, 10, 15, 30], min_interval=1)
    axis.xgrid.ticker = axis.xaxis[0].ticker
    axis.xaxis.formatter = CustomJSTickFormatter(code=CLOCK)
    axis.xaxis.visible = clock
    axis.yaxis.axis_label_text_font_style = "normal"
    axis.yaxis.axis_label_text_font_size = "12px"
    axis.yaxis.axis_label_standoff = 4
    axis.axis.minor_tick_line_color = None
    return axis


def wear(axis: figure, look: Look) -> None:
    """Give an axis other colours."""
    axis.update(background_fill_color=look.ground, outline_line_color=look.outline)
    axis.grid.grid_line_color = look.grid
    axis.axis.axis_line_color = axis.axis.major_tick_line_color = look.axis
    axis.axis.major_label_text_color = axis.axis.axis_label_text_color = look.text
