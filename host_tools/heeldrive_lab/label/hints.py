"""What the wearer said by the button, as hints for the truth."""

from collections.abc import Sequence
from dataclasses import dataclass

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.replay import Event

# The texts of `firmware/ui/menu.py`.
WRONG_REP, MISSED_REP, NEW_SET = "wrong rep", "missed rep", "new set"
# A rep that was missed is asked for while the wearer still remembers it: one that ended so shortly before.
MISSED_MAX_MS = 20_000


@dataclass(frozen=True)
class Hint:
    """One marker of the wearer.

    Attributes:
        t_ms: when the button was pressed.
        text: the marker's text.
        remove: the rep that the wearer took back; None where there was none.
        add: the cycle that the wearer may have missed on the display; None where there is none.
    """

    t_ms: int
    text: str
    remove: Event | None = None
    add: Cycle | None = None

    @property
    def told(self) -> str:
        """What it means."""
        if self.remove is not None:
            return f"{self.text}: rep {self.remove['index']}"
        if self.add is not None:
            return f"{self.text}: the {self.add.reason or self.add.outcome} cycle before it"
        return self.text


def hints_of(
    markers: Sequence[tuple[int, str]], events: Sequence[Event], cycles: Sequence[Cycle]
) -> tuple[Hint, ...]:
    """The wearer's markers, each with the rep or cycle it speaks of.

    A rep is taken back as on the display: the last one that was shown before the press and still stands.
    """
    standing = [event for event in events if event["kind"] == "rep"]
    missed = [cycle for cycle in cycles if cycle.outcome in ("refused", "untold")]
    hints = []
    for t_ms, text in sorted(markers):
        if text.startswith("board:"):
            continue
        remove = add = None
        if text == WRONG_REP:
            shown = [rep for rep in standing if rep["shown_ms"] <= t_ms]
            remove = shown[-1] if shown else None
            standing = [rep for rep in standing if rep is not remove]
        elif text == MISSED_REP:
            before = [cycle for cycle in missed if 0 <= t_ms - cycle.end_ms <= MISSED_MAX_MS]
            # A refusal was told to the wearer; an untold stir is the second guess.
            add = max(before, key=lambda cycle: (cycle.outcome == "refused", cycle.end_ms), default=None)
            missed = [cycle for cycle in missed if cycle is not add]
        hints.append(Hint(t_ms, text, remove, add))
    return tuple(hints)
