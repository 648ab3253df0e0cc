"""The study: which method is best on one simulator, and how far it is off elsewhere."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.util.parallel import process_pool
from heeldrive_lab.util.progress import tracked
from heeldrive_lab.velocity_study.methods import METHODS
from heeldrive_lab.velocity_study.reps import JudgedRise, judged_rises, loss_percent
from heeldrive_lab.velocity_study.true_heights import HeightSource

Floats = NDArray[np.float64]
# Fewer reps do not show what is usual in a set.
SET_REPS_MIN = 4


@dataclass(frozen=True)
class Accuracy:
    """Errors of one quantity in the reps of one kind of source and leg.

    Attributes:
        reps: number of reps.
        left_out: number of other reps, to which the detector gives no velocity.
        true_mps: mean of the true velocities, m/s.
        bias_mps, sd_mps, most_mps: mean, standard deviation and 95 % limit of the size of the error, m/s.
        within_percent: 95 % limit of the error's size within a set: relative to the set's median.
        change_percent: standard deviation of the true velocity between the reps of a set, relative to it.
    """

    reps: int
    left_out: int
    true_mps: float
    bias_mps: float
    sd_mps: float
    most_mps: float
    within_percent: float
    change_percent: float

    @property
    def holds(self) -> bool:
        """Whether the error is smaller than what changes between the reps of a set."""
        return self.within_percent < self.change_percent


@dataclass(frozen=True)
class LossAccuracy:
    """Errors of the velocity loss at the end of the sets: number of sets, mean and deviation in points."""

    sets: int
    bias: float
    sd: float
    most: float


@dataclass(frozen=True)
class VelocityStudy:
    """The judged reps: those that the method was chosen on, and the others.

    Attributes:
        chosen_on: reps of the simulator on which the method was chosen.
        judged: reps on which it is judged.
    """

    chosen_on: tuple[JudgedRise, ...]
    judged: tuple[JudgedRise, ...]

    def groups(self) -> Iterator[tuple[str, str, list[JudgedRise]]]:
        """Yield the judged reps of each kind of source and leg."""
        for (kind, leg), reps in groupby(self.judged, key=lambda rep: (rep.kind, rep.leg)):
            yield kind, leg, list(reps)


def run_study(choose_on: Sequence[HeightSource], judge_on: Sequence[HeightSource]) -> VelocityStudy:
    """Judge every source, on all cores.

    Raises:
        RecordingError: a recording cannot be imported.
        SessionError: labels are invalid.
    """
    sources = [*choose_on, *judge_on]
    with process_pool() as pool:
        done = list(tracked(pool.map(judged_rises, sources), "judging", len(sources)))
    first = len(choose_on)
    return VelocityStudy(
        tuple(rep for reps in done[:first] for rep in reps),
        tuple(rep for reps in done[first:] for rep in reps),
    )


def mean_accuracy(reps: Sequence[JudgedRise], method: str = "") -> Accuracy:
    """Accuracy of the mean velocity; by the detector's own method unless another is named."""
    chosen = method or next(iter(METHODS[reps[0].leg]))
    return _accuracy(reps, lambda rep: (rep.mean_mps[chosen], rep.true_mps))


def peak_accuracy(reps: Sequence[JudgedRise]) -> Accuracy:
    """Accuracy of the largest velocity, of reps with the sensor leg in front."""
    return _accuracy(reps, lambda rep: (rep.peak_mps or 0.0, rep.true_peak_mps))


def loss_accuracy(reps: Sequence[JudgedRise]) -> LossAccuracy:
    """Accuracy of the velocity loss, of sets of at least four reps; by the detector's own method."""
    errors = []
    for _, members in groupby(reps, key=lambda rep: (rep.wearer, rep.set_index)):
        of_set = [rep for rep in members if not rep.left_out]
        if len(of_set) >= SET_REPS_MIN:
            method = next(iter(METHODS[of_set[0].leg]))
            told = loss_percent([rep.mean_mps[method] for rep in of_set])
            errors.append(told - loss_percent([rep.true_mps for rep in of_set]))
    found = np.array(errors, float) if errors else np.array([np.nan])
    return LossAccuracy(
        len(errors), float(found.mean()), float(found.std()), float(np.quantile(np.abs(found), 0.95))
    )


def _accuracy(
    reps: Sequence[JudgedRise], told_and_true: Callable[[JudgedRise], tuple[float, float]]
) -> Accuracy:
    given = [rep for rep in reps if not rep.left_out]
    told, true = np.array([told_and_true(rep) for rep in given]).T
    errors = told - true
    sets = np.array([f"{rep.wearer} {rep.set_index}" for rep in given])
    within, changes = list[float](), list[float]()
    for one in dict.fromkeys(sets.tolist()):
        own = sets == one
        if own.sum() >= SET_REPS_MIN:
            within += _beside_median(told[own] / true[own])
            changes += _beside_median(true[own])
    return Accuracy(
        len(given),
        len(reps) - len(given),
        float(true.mean()),
        float(errors.mean()),
        float(errors.std()),
        float(np.quantile(np.abs(errors), 0.95)),
        100 * float(np.quantile(np.abs(within), 0.95)) if within else float("nan"),
        100 * float(np.std(changes)) if changes else float("nan"),
    )


def _beside_median(values: Floats) -> list[float]:
    return list(values / np.median(values) - 1)
