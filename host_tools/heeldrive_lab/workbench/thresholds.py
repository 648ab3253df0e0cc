"""A setting as a line in an axis, with a band around it that mouse and finger can take hold of."""

from typing import Any

from bokeh.models import BoxAnnotation, Label, Span
from bokeh.plotting import figure
from heeldrive.settings import find

from heeldrive_lab.workbench.controls import title_of, unit_of

COLOUR = "#c2255c"
# Half the height of what can be taken hold of: a finger covers more than a line.
REACH_PX = 11


class Threshold:
    """One setting's line in one axis.

    A `Span` can be dragged by itself, but only where it is 2.5 pixels near; so a band around it is dragged,
    and the page moves the line along (page.js).

    Args:
        axis: where it is drawn; its y range must be a `Range1d`.
        setting: the setting's name.
    """

    def __init__(self, axis: figure, setting: str) -> None:
        self.axis = axis
        self.setting = setting
        self.line = Span(
            dimension="width", line_color=COLOUR, line_width=2, line_dash="dashed", level="overlay"
        )
        self.band = BoxAnnotation(
            editable=True,
            movable="y",
            resizable="none",
            fill_alpha=0.0,
            line_alpha=0.0,
            hover_fill_color=COLOUR,
            hover_fill_alpha=0.18,
            level="overlay",
        )
        self.label = Label(
            x=6,
            x_units="screen",
            y=0,
            y_offset=2,
            text_font_size="11px",
            text_color=COLOUR,
            text_font_style="bold",
            background_fill_color="white",
            background_fill_alpha=0.75,
            level="overlay",
        )
        axis.add_layout(self.line)
        axis.add_layout(self.label)
        axis.add_layout(self.band)

    def set_setting(self, setting: str) -> None:
        """Be the line of another setting."""
        self.setting = setting

    def place(self, value: float) -> None:
        """Put line, band and label where the setting's value is."""
        declared = find(self.setting)
        reach = REACH_PX * (self.axis.y_range.end - self.axis.y_range.start) / self.axis.height
        self.line.location = value
        self.band.update(
            bottom=value - reach, top=value + reach, tags=[self.setting, declared.smallest, declared.largest]
        )
        self.label.update(y=value, text=line_text(self.setting, value))

    def models(self) -> dict[str, Any]:
        """What the page's script moves."""
        return {"line": self.line, "band": self.band, "label": self.label}


def line_text(setting: str, value: float) -> str:
    """What stands at the line; the script writes the same while it is dragged."""
    return f"{title_of(setting)} {value:g} {unit_of(setting)}".strip()
