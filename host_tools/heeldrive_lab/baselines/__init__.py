"""Baseline methods of counting reps, for comparison on the same sessions; our own code, from their sources.

Each processes the whole session at once, which the board cannot. Their parameters are tuned on simulated
sessions by `python -m heeldrive_lab.evaluation.baseline_tuning`, which writes `tuned.json`.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from heeldrive_lab.baselines import (
    autocorrelation,
    low_passed_magnitude,
    peaks_on_pca,
    recofit,
    two_thresholds,
)
from heeldrive_lab.baselines.signals import Signals, Span

__all__ = ["BASELINES", "TUNED", "Baseline", "Signals", "Span", "tuned"]

TUNED = Path(__file__).with_name("tuned.json")


@dataclass(frozen=True)
class Baseline:
    """A baseline method.

    Attributes:
        name: name in tables.
        about: its source and our additions, the docstring of its module.
        count: returns the reps of a session as (start, end) in ms, in order and without overlaps.
        parameters: the class of its parameters.
        grid: values to try in tuning, by parameter.
    """

    name: str
    about: str
    count: Callable[[Signals, Any], list[Span]]
    parameters: Callable[..., Any]
    grid: Mapping[str, tuple[float, ...]]


def _baseline(name: str, module: Any, parameters: Callable[..., Any]) -> Baseline:
    return Baseline(name, module.__doc__, module.count, parameters, module.GRID)


BASELINES = (
    _baseline("find_peaks on PCA", peaks_on_pca, peaks_on_pca.PeaksOnPcaParameters),
    _baseline(
        "argrelextrema on |a|", low_passed_magnitude, low_passed_magnitude.LowPassedMagnitudeParameters
    ),
    _baseline("RecoFit counting", recofit, recofit.RecofitParameters),
    _baseline("autocorrelation", autocorrelation, autocorrelation.AutocorrelationParameters),
    _baseline("tilt, two thresholds", two_thresholds, two_thresholds.TwoThresholdsParameters),
)


def tuned(baseline: Baseline) -> Any:
    """The tuned parameters of a baseline."""
    return baseline.parameters(**json.loads(TUNED.read_text("utf-8"))["parameters"][baseline.name])
