"""Result of a search: old and new settings on what was tuned on and held out, and which settings to keep.

Wearers are held out, or sessions of the only wearer. The recorded sessions that come with heeldrive stand for
other people: what got worse there is said, and settings tuned on one wearer must not cost more there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import NamedTuple

from heeldrive import Settings

from heeldrive_lab.tune.cost import MiscountTally, cost_of, total_of, wearer_costs
from heeldrive_lab.tune.folds import Folds
from heeldrive_lab.tune.margins import Margin
from heeldrive_lab.tune.sessions import TriedSettings
from heeldrive_lab.tune.space import Range
from heeldrive_lab.tune.study import SearchResult


@dataclass(frozen=True)
class WearerGroup:
    """Miscounts of a group of wearers with some settings, by wearer (or by session, of the only wearer)."""

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
    """Settings with their miscounts on what was tuned on, on what was held out, and on recorded sessions.

    `recorded` is by session; None if they were not counted, because no new settings were found.
    """

    tried: TriedSettings
    tuned: WearerGroup
    held_out: WearerGroup
    recorded: WearerGroup | None = None

    @property
    def settings(self) -> Settings:
        """The settings of a session that brings none along."""
        return self.tried.settings


@dataclass(frozen=True)
class Outcome:
    """Result of a search.

    Attributes:
        folds: what was tuned on, and what was held out.
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
        return why_old(self.folds, self.old, self.new)

    @property
    def best(self) -> JudgedSettings:
        """The settings that are kept."""
        return self.old if self.new is None or self.why_old else self.new

    @property
    def at_edge(self) -> list[Range]:
        """The ranges of which the new value is the first or the last."""
        return [one for one in self.space if one.name in self.moved and self.moved[one.name][1] in one[1:3]]

    @property
    def worse_recorded(self) -> list[str]:
        """The recorded sessions that cost more with the new settings, the worst first."""
        if self.new is None or self.old.recorded is None or self.new.recorded is None:
            return []
        before, after = (wearer_costs(one.by_wearer) for one in (self.old.recorded, self.new.recorded))
        worse = {name: after[name] - before[name] for name in before if after[name] > before[name]}
        return sorted(worse, key=lambda name: (-worse[name], name))

    @property
    def moved(self) -> dict[str, tuple[int, int]]:
        """Old and new value of each setting that the search changed."""
        if self.new is None:
            return {}
        old, new = vars(self.old.settings), vars(self.new.settings)
        return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


class WearerComparison(NamedTuple):
    """Number of wearers (or sessions) counted better, worse, and the same."""

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


def why_old(folds: Folds, old: JudgedSettings, new: JudgedSettings | None) -> str:
    """Why the old settings are kept; empty if the new ones are better on what was held out."""
    if new is None:
        return "no trial was finished"
    # Equal settings may count otherwise: sessions bring their own, before which the searched ones go.
    if vars(new.settings) == vars(old.settings) and new.tuned.cost == old.tuned.cost:
        return "nothing better was found"
    if new.tuned.cost >= old.tuned.cost:
        return f"nothing better was found, even for the {folds.unit}s tuned on"
    if new.held_out.cost >= old.held_out.cost:
        return f"the new settings are no better for held-out {folds.unit}s"
    comparison = compare_wearers(old.held_out, new.held_out)
    if comparison.better <= comparison.worse:
        # A lower cost that comes from one wearer is no reason to give up settings with a rationale.
        return (
            f"the new settings cost less on held-out {folds.unit}s, but count {comparison.worse} of them"
            f" worse and only {comparison.better} better"
        )
    if folds.only_wearer and new.recorded and old.recorded and new.recorded.cost > old.recorded.cost:
        return (
            "the new settings suit this wearer, but count the recorded sessions of others worse, and one"
            " wearer is too little evidence against them"
        )
    return ""
