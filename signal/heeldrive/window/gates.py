"""Gates as data: what each asked of a cycle, in units that people read, and a recorder that keeps them."""

from dataclasses import dataclass, field

from heeldrive.events import REASONS
from heeldrive.gates import Gates
from heeldrive.window.gate_meanings import GATE_MEANINGS


@dataclass(frozen=True)
class Gate:
    """One thing a cycle was measured by.

    Attributes:
        name: a short name, with its unit where a unit belongs to it.
        words: what it is, for the wearer.
        reason: why a cycle that fails it is refused, a word of heeldrive.REASONS.
        setting: the setting that moves the limit; empty where none does.
        unit: of value, limit and margin; empty for a condition, of which `words` says all.
        at_least: whether the value has to be at least the limit; else it may be at most that.
        value: what was measured.
        limit: the one in force for this cycle.
        passed: the detector's answer.
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

    @property
    def margin(self) -> float:
        """How far the value is on the good side of the limit; below zero, how far on the other."""
        return round(self.value - self.limit if self.at_least else self.limit - self.value, 2)

    @property
    def share(self) -> float | None:
        """The margin as a share of the limit; None for a limit of zero."""
        return round(self.margin / abs(self.limit), 3) if self.limit else None

    def as_dict(self) -> dict[str, object]:
        """For JSON lines."""
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
        }


def gate_of(number: int, value: int, limit: int, reason: int, *, at_least: bool) -> Gate:
    """A gate in the units it is shown in.

    Args:
        number: of the gate, a key of GATE_MEANINGS.
        value, limit: in the detector's units.
        reason: an index into REASONS.
        at_least: which side of the limit is the good one, in the detector's units.

    Raises:
        KeyError: nobody has said yet what this gate is.
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
    )


@dataclass
class Asked:
    """The gates that were asked of one cycle, in order, and the answer so far, an index into REASONS."""

    numbers: list[int] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)
    reason: int = 0


class GateRecorder(Gates):
    """Answers as `heeldrive.gates.Gates` does, and keeps what was asked.

    Attributes:
        asked: of each cycle since the recorder was last emptied.
    """

    def __init__(self) -> None:
        self.reason = 0
        self.asked: list[Asked] = []

    def begin(self) -> None:
        """Begin with another cycle."""
        super().begin()
        self.asked.append(Asked())

    def at_most(self, gate: int, value: int, limit: int, reason: int) -> None:
        """As on the board."""
        super().at_most(gate, value, limit, reason)
        self._keep(gate, gate_of(gate, value, limit, reason, at_least=False))

    def at_least(self, gate: int, value: int, limit: int, reason: int) -> None:
        """As on the board."""
        super().at_least(gate, value, limit, reason)
        self._keep(gate, gate_of(gate, value, limit, reason, at_least=True))

    def _keep(self, number: int, gate: Gate) -> None:
        """Keep a gate; a condition only where it is not met: else there is nothing to show of it."""
        asked = self.asked[-1]
        asked.reason = self.reason
        if gate.unit or not gate.passed:
            asked.numbers.append(number)
            asked.gates.append(gate)
