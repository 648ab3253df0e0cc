"""Result of a search: old and new settings on tuned and held-out wearers, and which settings to keep."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import NamedTuple

from heeldrive import Settings

from heeldrive_lab.tune.cost import MiscountTally, cost_of, total_of, wearer_costs
from heeldrive_lab.tune.folds import Folds
from heeldrive_lab.tune.margins import Margin
from heeldrive_lab.tune.space import Range
from heeldrive_lab.tune.study import SearchResult


@dataclass(frozen=True)
class WearerGroup:
    """Miscounts of a group of wearers with some settings, by wearer."""

    by_wearer: Mapping[str, Sequence[MiscountTally]]

    @property
    def all(self) -> MiscountTally:
        """Sum over all sessions."""
        return total_of(tally for tallies in self.by_wearer.values() for tally in tallies)

    @property
    def cost(self) -> float:
        """Mean cost of a session; each wearer has the same weight."""
        return cost_of(self.by_wearer)


@dataclass(frozen=True)
class JudgedSettings:
    """Settings with their miscounts on the wearers tuned on and on the held-out wearers."""

    settings: Settings
    tuned: WearerGroup
    held_out: WearerGroup


@dataclass(frozen=True)
class Outcome:
    """Result of a search.

    Attributes:
        folds: the wearers tuned on, and the held-out wearers.
        space: the ranges that were searched.
        study: name of the study in the storage.
        found: result of the search.
        old: the old settings.
        new: the new settings; None if no trial finished.
        worth: increase in miscount cost if one changed setting alone is reset, by setting.
        margins: smallest margins on held-out wearers with the settings that are kept.
    """

    folds: Folds
    space: tuple[Range, ...]
    study: str
    found: SearchResult
    old: JudgedSettings
    new: JudgedSettings | None
    worth: dict[str, float]
    margins: list[Margin]

    @property
    def why_old(self) -> str:
        """Why the old settings are kept; empty if the new ones are better."""
        return why_old(self.old, self.new)

    @property
    def best(self) -> JudgedSettings:
        """The settings that are kept."""
        return self.old if self.new is None or self.why_old else self.new

    @property
    def moved(self) -> dict[str, tuple[int, int]]:
        """Old and new value of each setting that the search changed."""
        if self.new is None:
            return {}
        old, new = vars(self.old.settings), vars(self.new.settings)
        return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


class WearerComparison(NamedTuple):
    """Number of held-out wearers counted better, worse, and the same."""

    better: int
    worse: int
    same: int

    @property
    def by_chance(self) -> float:
        """One-sided p-value of the sign test over the wearers that differ."""
        differing = self.better + self.worse
        at_least_as_good = sum(comb(differing, better) for better in range(self.better, differing + 1))
        return float(at_least_as_good / 2**differing)


def compare_wearers(old: WearerGroup, new: WearerGroup) -> WearerComparison:
    """Compare the costs of each wearer in a group."""
    before, after = wearer_costs(old.by_wearer), wearer_costs(new.by_wearer)
    better = sum(after[wearer] < before[wearer] for wearer in before)
    worse = sum(after[wearer] > before[wearer] for wearer in before)
    return WearerComparison(better, worse, len(before) - better - worse)


def why_old(old: JudgedSettings, new: JudgedSettings | None) -> str:
    """Why the old settings are kept; empty if the new ones are better on held-out wearers."""
    if new is None:
        return "no trial was finished"
    if vars(new.settings) == vars(old.settings):
        return "nothing better was found"
    if new.tuned.cost >= old.tuned.cost:
        return "nothing better was found, even for the wearers tuned on"
    if new.held_out.cost >= old.held_out.cost:
        return "the new settings are no better for held-out wearers"
    comparison = compare_wearers(old.held_out, new.held_out)
    if comparison.better <= comparison.worse:
        # A lower cost that comes from one wearer is no reason to give up settings with a rationale.
        return (
            f"the new settings cost less on held-out wearers, but count {comparison.worse} of them worse"
            f" and only {comparison.better} better"
        )
    return ""
