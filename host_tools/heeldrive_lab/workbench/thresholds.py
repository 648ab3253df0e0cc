"""A setting as a draggable line in an axis, with a wider band to grab it by mouse or finger."""

from typing import Any

from bokeh.models import BoxAnnotation, Label, Span
from bokeh.plotting import figure
from heeldrive.settings import find

from heeldrive_lab.workbench.controls import title_of, unit_of
from heeldrive_lab.workbench.look import Look

# Half the height of the band: a finger covers more than a line.
REACH_PX = 11


class Threshold:
    """The line of a setting in an axis.

    A `Span` can be dragged only within 2.5 pixels. So the user drags a band around it, and page.js moves the
    line along.

    Args:
        axis: the axis; its y range must be a `Range1d`.
        setting: name of the setting.
    """

    def __init__(self, axis: figure, setting: str) -> None:
        self.axis = axis
        self.setting = setting
        self.line = Span(dimension="width", line_width=2, line_dash="dashed", level="overlay")
        self.band = BoxAnnotation(
            editable=True,
            movable="y",
            resizable="none",
            fill_alpha=0.0,
            line_alpha=0.0,
            hover_fill_alpha=0.18,
            level="overlay",
        )
        self.label = Label(
            x=6,
            x_units="screen",
            y=0,
            y_offset=2,
            text_font_size="11px",
            text_font_style="bold",
            background_fill_alpha=0.75,
            level="overlay",
        )
        axis.add_layout(self.line)
        axis.add_layout(self.label)
        axis.add_layout(self.band)

    def wear(self, look: Look) -> None:
        """Take other colours."""
        self.line.line_color = self.band.hover_fill_color = self.label.text_color = look.line
        self.label.background_fill_color = look.ground

    def set_setting(self, setting: str) -> None:
        """Show another setting."""
        self.setting = setting

    def place(self, value: float) -> None:
        """Move line, band and label to a value."""
        declared = find(self.setting)
        reach = REACH_PX * (self.axis.y_range.end - self.axis.y_range.start) / self.axis.height
        self.line.location = value
        self.band.update(
            bottom=value - reach, top=value + reach, tags=[self.setting, declared.smallest, declared.largest]
        )
        self.label.update(y=value, text=line_text(self.setting, value))

    def models(self) -> dict[str, Any]:
        """The models that page.js moves."""
        return {"line": self.line, "band": self.band, "label": self.label}


def line_text(setting: str, value: float) -> str:
    """Label of the line; page.js writes the same text during a drag."""
    return f"{title_of(setting)} {value:g} {unit_of(setting)}".strip()
