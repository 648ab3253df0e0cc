"""The display of `heeldrive demo` in a terminal."""

from dataclasses import dataclass, field

from rich.align import Align
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from heeldrive_lab.util.terminal_tables import clock

EVENTS_SHOWN = 8


@dataclass
class DemoView:
    """What the terminal shows: the digits, the phase and the latest events.

    Attributes:
        title: the heading.
        length_ms: length of the session, ms.
        digits: text of the digits.
        drawing: the digits, drawn in three lines.
        phase: the current phase.
        now_ms: time since the start of the session, ms.
        log: the events so far, as lines.
    """

    title: str
    length_ms: int
    digits: str = ""
    drawing: tuple[str, str, str] = ("", "", "")
    phase: str = "waiting"
    now_ms: int = 0
    log: list[str] = field(default_factory=list)

    def __rich__(self) -> RenderableType:
        led = Text("\n".join(self.drawing), style="bold red")
        state = Text.assemble(
            (f"{clock(self.now_ms)} / {clock(self.length_ms)}", "bold"), "   ", (self.phase, "cyan")
        )
        events = Text("\n".join(self.log[-EVENTS_SHOWN:]))
        return Panel(Group(Align.center(led), Align.center(state), "", events), title=self.title, width=72)
