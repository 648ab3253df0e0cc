"""Distances between what people did and what the simulation does."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from heeldrive_lab.sim_validation.measures import Measured


@dataclass(frozen=True)
class Distance:
    """One quantity of one movement.

    Attributes:
        quantity: name with unit; for a curve, the root mean square between the two median curves.
        people: 5th, 50th and 95th percentile; empty for a curve.
        simulated: the same.
        gap: difference of the medians, in the quantity's unit.
        apart: Kolmogorov-Smirnov distance of the two samples, 0 (alike) to 1 (no overlap); None for a curve.
    """

    quantity: str
    people: tuple[float, ...]
    simulated: tuple[float, ...]
    gap: float
    apart: float | None

    @property
    def outside(self) -> bool:
        """Whether the simulation's median lies outside what 90 % of people did."""
        return bool(self.people and self.simulated) and not (
            self.people[0] <= self.simulated[1] <= self.people[2]
        )


def distances(people: Measured, simulated: Measured) -> Iterator[Distance]:
    """Every quantity that both have."""
    for name, real in people.values.items():
        made = simulated.values.get(name)
        if not made:
            continue
        low, middle, high = (float(value) for value in np.percentile(real, (5, 50, 95)))
        made_low, made_middle, made_high = (float(value) for value in np.percentile(made, (5, 50, 95)))
        yield Distance(
            name,
            (low, middle, high),
            (made_low, made_middle, made_high),
            made_middle - middle,
            kolmogorov_smirnov(np.asarray(real), np.asarray(made)),
        )
    for name, curves in people.curves.items():
        others = simulated.curves.get(name)
        if others:
            gap = np.median(others, axis=0) - np.median(curves, axis=0)
            yield Distance(f"curve of {name}", (), (), float(np.sqrt(np.mean(gap**2))), None)


def kolmogorov_smirnov(one: np.ndarray, other: np.ndarray) -> float:
    """Largest distance between the two cumulative distributions (Kolmogorov 1933, Smirnov 1948)."""
    at = np.concatenate([one, other])
    below = [np.searchsorted(np.sort(sample), at, side="right") / len(sample) for sample in (one, other)]
    return float(np.abs(below[0] - below[1]).max())
