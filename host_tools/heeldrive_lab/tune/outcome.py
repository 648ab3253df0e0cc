"""What came of a search: before, after, on both sides of the wearers, and which settings stay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb
from typing import NamedTuple

from heeldrive import Settings

from heeldrive_lab.tune.cost import MiscountTally, added, cost_of, wearer_costs
from heeldrive_lab.tune.folds import Folds
from heeldrive_lab.tune.margins import Near
from heeldrive_lab.tune.space import Range
from heeldrive_lab.tune.study import Found


@dataclass(frozen=True)
class WearerGroup:
    """What settings make of one side of the wearers, by wearer."""

    by_wearer: Mapping[str, Sequence[MiscountTally]]

    @property
    def all(self) -> MiscountTally:
        """Everything added up."""
        return added(tally for tallies in self.by_wearer.values() for tally in tallies)

    @property
    def cost(self) -> float:
        """Of a session, each wearer counting as much as any other."""
        return cost_of(self.by_wearer)


@dataclass(frozen=True)
class JudgedSettings:
    """Settings, and what they make of the wearers searched on and of the others."""

    settings: Settings
    tuned: WearerGroup
    unseen: WearerGroup


@dataclass(frozen=True)
class Outcome:
    """What came of a search.

    Attributes:
        folds: whom it searched on.
        space: what it searched.
        study: its name in the storage.
        found: what the search came to.
        old: the settings of before.
        new: those found; None when not a trial was finished.
        worth: by setting that was moved, how much more the miscounts cost with it alone put back.
        nearest: on the unseen wearers, with the settings that stay.
    """

    folds: Folds
    space: tuple[Range, ...]
    study: str
    found: Found
    old: JudgedSettings
    new: JudgedSettings | None
    worth: dict[str, float]
    nearest: list[Near]

    @property
    def why_old(self) -> str:
        """Why the old settings stay; empty when the new ones beat them."""
        return why_old(self.old, self.new)

    @property
    def best(self) -> JudgedSettings:
        """The settings that stay."""
        return self.old if self.new is None or self.why_old else self.new

    @property
    def moved(self) -> dict[str, tuple[int, int]]:
        """Old and new value of each setting that the search would change."""
        if self.new is None:
            return {}
        old, new = vars(self.old.settings), vars(self.new.settings)
        return {name: (old[name], new[name]) for name in old if old[name] != new[name]}


class WearerChange(NamedTuple):
    """How many unseen wearers are counted better, worse, and as before."""

    better: int
    worse: int
    same: int

    @property
    def by_chance(self) -> float:
        """How often a coin thrown for each wearer who differs does as well (sign test, one side)."""
        thrown = self.better + self.worse
        return sum(comb(thrown, heads) for heads in range(self.better, thrown + 1)) / 2**thrown


def change(old: WearerGroup, new: WearerGroup) -> WearerChange:
    """Compare the wearers of one side, one by one."""
    before, after = wearer_costs(old.by_wearer), wearer_costs(new.by_wearer)
    better = sum(after[wearer] < before[wearer] for wearer in before)
    worse = sum(after[wearer] > before[wearer] for wearer in before)
    return WearerChange(better, worse, len(before) - better - worse)


def why_old(old: JudgedSettings, new: JudgedSettings | None) -> str:
    """Why the old settings stay; empty when the new ones beat them on wearers they were not tuned on."""
    if new is None:
        return "no trial was finished"
    if vars(new.settings) == vars(old.settings):
        return "nothing better was found than what they are"
    if new.tuned.cost >= old.tuned.cost:
        return "nothing better was found, not even for the wearers tuned on"
    if new.unseen.cost >= old.unseen.cost:
        return "what was found is no better for the wearers it was not tuned on"
    seen = change(old.unseen, new.unseen)
    if seen.better <= seen.worse:
        # A lower cost that comes of one wearer's luck is no reason to leave settings that were argued for.
        return (
            f"what was found costs less on wearers it was not tuned on, but counts {seen.worse} of them worse"
            f" and only {seen.better} better"
        )
    return ""
