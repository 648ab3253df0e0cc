"""Interprets the wearer's button markers as hints for annotations."""

from collections.abc import Sequence
from dataclasses import dataclass

from heeldrive_lab.detection.cycle import Cycle
from heeldrive_lab.detection.replay import Event
from heeldrive_lab.sessions.wearer_markers import MISSED_REP, NOT_A_REP, WRONG_REP, matches

# A missed rep is reported while the wearer still remembers it, so it must have ended this shortly before, ms.
MISSED_MAX_MS = 20_000
# Outcomes of a cycle that may have been a rep that the board missed.
MISSED = ("refused", "untold")


@dataclass(frozen=True)
class Hint:
    """One marker of the wearer.

    Attributes:
        t_ms: when the button was pressed, session time, ms.
        text: text of the marker.
        remove: the rep that the wearer removed, if any.
        add: the cycle that the wearer may have expected to count, if any.
    """

    t_ms: int
    text: str
    remove: Event | None = None
    add: Cycle | None = None

    @property
    def meaning(self) -> str:
        """The marker and the rep or cycle it refers to, for people."""
        if self.remove is not None:
            return f"{self.text}: rep {self.remove['index']}"
        if self.add is not None:
            return f"{self.text}: the {self.add.reason or self.add.outcome} cycle before it"
        return self.text


def hints_of(
    markers: Sequence[tuple[int, str]], events: Sequence[Event], cycles: Sequence[Cycle]
) -> tuple[Hint, ...]:
    """The wearer's markers, each with the rep or cycle it refers to.

    As on the display, ``wrong rep`` removes the last rep shown before the press that was not removed yet. The
    answer ``not a rep`` removes the rep that the board asked about; ``was a rep`` changes nothing.

    Args:
        markers: time in ms and text of each marker.
        events: the detector's events.
        cycles: the detector's cycles.
    """
    remaining = [event for event in events if event["kind"] == "rep"]
    missed = [cycle for cycle in cycles if cycle.outcome in MISSED]
    hints = []
    for t_ms, text in sorted(markers):
        if text.startswith("board:"):
            continue
        remove = add = None
        if text == WRONG_REP:
            shown = [rep for rep in remaining if rep["shown_ms"] <= t_ms]
            remove = shown[-1] if shown else None
        elif matches(text, NOT_A_REP):
            asked = [rep for rep in remaining if text == NOT_A_REP % rep["start_ms"]]
            remove = asked[0] if asked else None
        elif text == MISSED_REP:
            before = [cycle for cycle in missed if 0 <= t_ms - cycle.end_ms <= MISSED_MAX_MS]
            # The wearer saw the refusal; a cycle without any event is the second choice.
            add = max(before, key=lambda cycle: (cycle.outcome == "refused", cycle.end_ms), default=None)
        remaining = [rep for rep in remaining if rep is not remove]
        missed = [cycle for cycle in missed if cycle is not add]
        hints.append(Hint(t_ms, text, remove, add))
    return tuple(hints)
