"""Each cycle that the detector classified, with its phases and every gate that was evaluated."""

from dataclasses import dataclass
from typing import Any

from heeldrive import counter, rear_leg
from heeldrive.counter import RepCounter
from heeldrive.events import LEGS, REASONS, WAITS
from heeldrive.window.gates import Asked, Gate, GateRecorder

_GIVEN_UP = (counter._SINCE_TOP, counter._HOLE)


@dataclass(frozen=True)
class Judged:
    """One completed cycle and its classification.

    Attributes:
        leg: position of the sensor leg, "front" or "back".
        left_ms: when the cycle left its top.
        start_ms, bottom_ms, rise_ms, end_ms: its phase times; an abandoned cycle has start and end only.
        gates: the gates evaluated, in the order in which they decide.
        reason: why it is refused, that of the first refusing gate that failed; empty if all passed.
        doubt: why it is doubtful, that of the first doubt; empty if there is none.
        waits_for: what the detector waited for, a word of heeldrive.WAITS.
    """

    leg: str
    left_ms: int
    start_ms: int
    bottom_ms: int
    rise_ms: int
    end_ms: int
    gates: tuple[Gate, ...]
    reason: str
    doubt: str
    waits_for: str


class Watch:
    """Records the gates of a counter from now on. The counter's events do not change."""

    def __init__(self, watched: RepCounter) -> None:
        self._counter = watched
        self._recorder = GateRecorder()
        watched.gates = self._recorder

    def judged(self) -> list[Judged]:
        """Return the cycles classified in the last step; call it after every `step` and `finish`."""
        if not self._recorder.asked:
            return []
        return [judged for asked in self._recorder.results() if (judged := self._judged(asked))]

    def _judged(self, asked: Asked) -> Judged | None:
        """Return the cycle of these gates; None if it was abandoned before it was deep enough."""
        cut: Any = self._counter.phases
        numbers = asked.numbers
        if not numbers:
            return None
        leg, left_ms = 0, cut.left_ms
        if self._counter._rear_leg and numbers[0] == rear_leg._SHAKE:
            cut = self._counter._rear_leg.displacements[self._counter._rear_leg.ended]
            leg, left_ms = 1, cut.start_ms
        elif numbers[0] in _GIVEN_UP:
            left_ms = cut.start_ms
        return Judged(
            LEGS[leg],
            left_ms,
            cut.start_ms,
            cut.bottom_ms,
            cut.rise_ms,
            cut.end_ms,
            tuple(asked.gates),
            REASONS[asked.reason],
            REASONS[asked.doubt],
            WAITS[self._counter.waits_for],
        )
