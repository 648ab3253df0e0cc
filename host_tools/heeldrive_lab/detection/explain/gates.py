"""Each gate a cycle has to pass, with the limit that was in force, asked of the detector itself.

No rule stands here. The detector's own judge is put the question again and again, with one measured value
changed and everything else let through; the value at which its answer changes is the limit. So a limit that
depends on the circumstances (the doubt about the lever in a long cycle, half reps held against the reps
before) is the one that was in force, and a rule that changes in `signal/` changes here.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Gate:
    """One thing a cycle was measured by.

    Attributes:
        name: a short name, with its unit where a unit belongs to it.
        words: what it is, for the wearer.
        reason: why a cycle that fails it is refused.
        setting: the setting that moves the limit; empty where none does.
        unit: of value, limit and margin.
        at_least: whether the value has to be at least the limit; else it may be at most that.
        value: what was measured.
        limit: where the detector's answer changes.
        passed: the detector's answer for the value.
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


@dataclass(frozen=True)
class Question:
    """How one gate is asked about; values are whole numbers in the detector's scale.

    Attributes:
        name, words, reason, setting, unit, at_least: as in `Gate`.
        value: what was measured.
        lowest, highest: where the limit is looked for.
        scale: so many of the detector's units are one of the gate's.
        passes: asks the detector whether a value is let through.
    """

    name: str
    words: str
    reason: str
    setting: str
    unit: str
    at_least: bool
    value: int
    lowest: int
    highest: int
    scale: float
    passes: Callable[[int], bool]

    def ask(self) -> Gate | None:
        """The gate with its limit; None when the detector lets every value through: no gate then."""
        limit = self._limit()
        if limit is None:
            return None
        return Gate(
            self.name,
            self.words,
            self.reason,
            self.setting,
            self.unit,
            self.at_least,
            round(self.value / self.scale, 2),
            round(limit / self.scale, 2),
            self.passes(self.value),
        )

    def _limit(self) -> int | None:
        good, bad = (self.highest, self.lowest) if self.at_least else (self.lowest, self.highest)
        return limit_of(self.passes, good, bad)


def limit_of(passes: Callable[[int], bool], good: int, bad: int) -> int | None:
    """The value between `good` and `bad` nearest to failing that still passes; None when `bad` passes too."""
    if passes(bad):
        return None
    while abs(good - bad) > 1:
        middle = (good + bad) // 2
        if passes(middle):
            good = middle
        else:
            bad = middle
    return good


def closest(gates: list[Gate]) -> Gate | None:
    """The gate that decides: the first that was failed, or the one passed by the smallest share."""
    for gate in gates:
        if not gate.passed:
            return gate
    return min((gate for gate in gates if gate.share is not None), key=_share, default=None)


def _share(gate: Gate) -> float:
    return gate.share or 0.0
