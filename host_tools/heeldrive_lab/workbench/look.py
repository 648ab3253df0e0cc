"""The colours of the axes, light and dark; those of the page's HTML stand in page.css."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Look:
    """Colours of the axes.

    Attributes:
        ground, outline, grid, axis, text: those of an empty axis.
        curves: those of the curves, by name.
        line: those of draggable lines.
        cursor: that of the cursor.
        instead: replacements of the colours of bars, points and texts, which are chosen for a light ground.
    """

    ground: str
    outline: str
    grid: str
    axis: str
    text: str
    curves: Mapping[str, str]
    line: str
    cursor: str
    instead: Mapping[str, str] = field(default_factory=dict)

    def of(self, colour: str) -> str:
        """The colour to draw with."""
        return self.instead.get(colour, colour)


LIGHT = Look(
    ground="#fcfcfd",
    outline="#d5dae1",
    grid="#e9ecf1",
    axis="#adb5bd",
    text="#495057",
    curves={"inclination": "#212529", "rate": "#3b5bdb", "force": "#087f5b"},
    line="#c2255c",
    cursor="#212529",
)
DARK = Look(
    ground="#15181c",
    outline="#3a414a",
    grid="#262b31",
    axis="#5c636a",
    text="#c3cad2",
    curves={"inclination": "#e9ecf1", "rate": "#91a7ff", "force": "#63e6be"},
    line="#ff7aa8",
    cursor="#f1f3f5",
    instead={
        "#2c3e50": "#e9ecf1",  # numbers of reps
        "#c2255c": "#ff7aa8",  # what is wrong
        "#1a7f5a": "#4cc38a",  # what is right
        "#e9ecf1": "#262b31",  # waiting
        "#d5dae1": "#3a414a",  # standing
        "#c9ced6": "#4a525c",  # a standing direction that is unknown
    },
)
