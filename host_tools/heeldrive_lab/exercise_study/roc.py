"""ROC curves: how many of the other cycles a limit refuses, and how many lunges that costs."""

from collections.abc import Sequence
from math import comb

import numpy as np

from heeldrive_lab.exercise_study.front_end import Floats

COST = 0.01  # the share of lunges that a refusal may cost
RESAMPLES = 2000
PEOPLE_MIN = 3  # an interval over fewer people would mean nothing


def area(lunges: Floats, others: Floats) -> float:
    """Area under the ROC curve: probability that another cycle's value is above a lunge's (ties: half)."""
    return float(np.mean(_wins(lunges, others)))


def _wins(lunges: Floats, others: Floats) -> Floats:
    return np.asarray((others[:, None] > lunges) + 0.5 * (others[:, None] == lunges))


def area_interval(
    lunges: Floats, lunge_people: Sequence[str], others: Floats, other_people: Sequence[str]
) -> tuple[float, float] | None:
    """Bootstrap interval (95 %) of the area: people are drawn with replacement, with all their cycles.

    Returns:
        The interval; None with fewer than `PEOPLE_MIN` people who did lunges, or who did the other exercise.
    """
    if min(len(set(lunge_people)), len(set(other_people))) < PEOPLE_MIN:
        return None
    people = sorted({*lunge_people, *other_people})
    of_lunge = np.array([[one == person for one in lunge_people] for person in people], float)
    of_other = np.array([[one == person for one in other_people] for person in people], float)
    wins = of_other @ _wins(lunges, others) @ of_lunge.T  # (people, people) sums over pairs of cycles
    pairs = np.outer(of_other.sum(axis=1), of_lunge.sum(axis=1))
    drawn = np.random.default_rng(1).multinomial(
        len(people), np.full(len(people), 1 / len(people)), RESAMPLES
    )
    total = np.einsum("ri,ij,rj->r", drawn, pairs, drawn)
    areas = np.einsum("ri,ij,rj->r", drawn, wins, drawn)[total > 0] / total[total > 0]
    low, high = np.percentile(areas, (2.5, 97.5))
    return float(low), float(high)


def limit_at_cost(lunges: Floats, cost: float = COST) -> float:
    """The smallest limit above which at most this share of the lunges lies."""
    descending = np.sort(lunges)[::-1]
    return float(descending[int(cost * len(lunges))])


def curve(lunges: Floats, others: Floats) -> tuple[Floats, Floats]:
    """Share of lunges and share of others above each limit, from the highest limit to the lowest."""
    limits = np.unique(np.concatenate((lunges, others)))[::-1]
    shares = [np.mean(sample[:, None] > limits, axis=0) for sample in (lunges, others)]
    return np.append(shares[0], 1.0), np.append(shares[1], 1.0)


def largest_share(found: int, trials: int, confidence: float = 0.95) -> float:
    """Upper limit of a share of which `found` in `trials` were seen (Clopper and Pearson 1934, one-sided)."""
    low, high = found / max(trials, 1), 1.0
    for _ in range(50):
        share = (low + high) / 2
        seen = sum(comb(trials, k) * share**k * (1 - share) ** (trials - k) for k in range(found + 1))
        low, high = (share, high) if seen > 1 - confidence else (low, share)
    return high
