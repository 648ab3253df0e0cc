"""Gates as data: value and limit in physical units, and a recorder that keeps the gates of each cycle."""

from dataclasses import dataclass, field

from heeldrive.events import REASONS
from heeldrive.gates import Gates
from heeldrive.window.gate_meanings import GATE_MEANINGS


@dataclass(frozen=True)
class Gate:
    """One gate as it was evaluated for one cycle.

    Attributes:
        name: a short name, ending in its unit if it has one.
        words: what is measured, for the wearer.
        reason: why a cycle that fails is refused, or doubtful, a word of heeldrive.REASONS.
        setting: the setting that changes the limit; empty if there is none.
        unit: unit of value, limit and margin; empty for a condition, which `words` describes.
        at_least: True if the value must be at least the limit, False if at most.
        value: the measured value.
        limit: the limit for this cycle.
        passed: whether the cycle passed the gate.
        doubt: True if a cycle that fails is only doubtful: it counts if its neighbours are alike.
    """

    name: str
    words: str
    reason: str
    setting: str
    unit: str
    at_least: bool
    value: float
    limit: float
    passed: bool
    doubt: bool = False

    @property
    def margin(self) -> float:
        """Distance of the value from the limit; negative if the gate failed."""
        return round(self.value - self.limit if self.at_least else self.limit - self.value, 2)

    @property
    def share(self) -> float | None:
        """The margin as a fraction of the limit; None for a limit of zero."""
        return round(self.margin / abs(self.limit), 3) if self.limit else None

    def as_dict(self) -> dict[str, object]:
        """Return the gate as a dictionary for JSON."""
        return {
            "name": self.name,
            "reason": self.reason,
            "setting": self.setting,
            "unit": self.unit,
            "value": self.value,
            "at_least" if self.at_least else "at_most": self.limit,
            "margin": self.margin,
            "share": self.share,
            "passed": self.passed,
            "doubt": self.doubt,
        }


def gate_of(number: int, value: int, limit: int, reason: int, *, at_least: bool, doubt: bool = False) -> Gate:
    """Return a gate in the units in which it is shown.

    Args:
        number: number of the gate, a key of GATE_MEANINGS.
        value, limit: in the detector's units.
        reason: an index into REASONS.
        at_least: whether the value must be at least the limit, in the detector's units.
        doubt: whether a cycle that fails is only doubtful.

    Raises:
        KeyError: GATE_MEANINGS does not describe this gate.
    """
    meaning = GATE_MEANINGS[number]
    shown_value, shown_limit = meaning.shown(value, limit)
    return Gate(
        meaning.name,
        meaning.words,
        REASONS[reason],
        meaning.setting,
        meaning.unit,
        at_least != meaning.turns_round,
        round(float(shown_value), 2),
        round(float(shown_limit), 2),
        value >= limit if at_least else value <= limit,
        doubt,
    )


@dataclass
class Asked:
    """The gates evaluated for one cycle, in order, and the result so far.

    Attributes:
        numbers: the numbers of the gates.
        gates: the gates.
        reason: why the cycle is refused, an index into REASONS.
        doubt: why it is doubtful, likewise.
    """

    numbers: list[int] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)
    reason: int = 0
    doubt: int = 0


class GateRecorder(Gates):
    """Decides as `heeldrive.gates.Gates` does, and records every gate.

    Attributes:
        asked: the gates of each cycle since the list was last cleared.
    """

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        super().begin()

    def begin(self) -> None:
        """Start a new cycle."""
        super().begin()
        self.asked.append(Asked())

    def at_most(self, gate: int, value: int, limit: int, reason: int) -> None:
        """Evaluate and record a gate."""
        super().at_most(gate, value, limit, reason)
        self._keep(gate, value, limit, reason, at_least=False)

    def at_least(self, gate: int, value: int, limit: int, reason: int) -> None:
        """Evaluate and record a gate."""
        super().at_least(gate, value, limit, reason)
        self._keep(gate, value, limit, reason, at_least=True)

    def results(self) -> list[Asked]:
        """Return the gates of each cycle since the last call."""
        asked, self.asked = self.asked, []
        if asked:  # the detector may have changed the result of the last cycle after its gates
            asked[-1].reason = self.reason
        return asked

    def _keep(self, number: int, value: int, limit: int, reason: int, *, at_least: bool) -> None:
        """Record a gate; a condition only if it failed, because otherwise it has nothing to show."""
        gate = gate_of(number, value, limit, reason, at_least=at_least, doubt=bool(self._doubting))
        asked = self.asked[-1]
        asked.reason = self.reason
        asked.doubt = self.doubt
        if gate.unit or not gate.passed:
            asked.numbers.append(number)
            asked.gates.append(gate)
