"""Differences between the movements of people and of the simulation."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from heeldrive_lab.sim_validation.cycles import MovementMeasures


@dataclass(frozen=True)
class Distance:
    """Comparison of one quantity of one movement.

    Attributes:
        quantity: name with unit.
        people: 5th, 50th and 95th percentile; empty for a curve.
        simulated: 5th, 50th and 95th percentile; empty for a curve.
        difference: difference of the medians, in the quantity's unit; for a curve, the root mean square
            difference of the two median curves.
        ks_distance: Kolmogorov-Smirnov distance of the two samples, 0 (same distribution) to 1 (no overlap);
            None for a curve.
    """

    quantity: str
    people: tuple[float, ...]
    simulated: tuple[float, ...]
    difference: float
    ks_distance: float | None

    @property
    def outside(self) -> bool:
        """Whether the simulation's median is outside the central 90 % of people."""
        return bool(self.people and self.simulated) and not (
            self.people[0] <= self.simulated[1] <= self.people[2]
        )


def distances(people: MovementMeasures, simulated: MovementMeasures) -> Iterator[Distance]:
    """Compare every quantity that both have."""
    for name, real in people.values.items():
        simulated_values = simulated.values.get(name)
        if not simulated_values:
            continue
        low, middle, high = (float(value) for value in np.percentile(real, (5, 50, 95)))
        simulated_low, simulated_middle, simulated_high = (
            float(value) for value in np.percentile(simulated_values, (5, 50, 95))
        )
        yield Distance(
            name,
            (low, middle, high),
            (simulated_low, simulated_middle, simulated_high),
            simulated_middle - middle,
            kolmogorov_smirnov(np.asarray(real), np.asarray(simulated_values)),
        )
    for name, curves in people.curves.items():
        others = simulated.curves.get(name)
        if others:
            difference = np.median(others, axis=0) - np.median(curves, axis=0)
            yield Distance(f"curve of {name}", (), (), float(np.sqrt(np.mean(difference**2))), None)


def kolmogorov_smirnov(one: np.ndarray, other: np.ndarray) -> float:
    """Largest distance between two empirical distribution functions (Kolmogorov 1933, Smirnov 1948)."""
    at = np.concatenate([one, other])
    shares = [np.searchsorted(np.sort(sample), at, side="right") / len(sample) for sample in (one, other)]
    return float(np.abs(shares[0] - shares[1]).max())
