"""Other ways to count reps, to stand beside ours on the same sessions; all written here from their sources.

Each sees the whole session before it answers, which the board cannot. Their parameters are tuned on simulated
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

__all__ = ["PEERS", "TUNED", "Peer", "Signals", "Span", "tuned"]

TUNED = Path(__file__).with_name("tuned.json")


@dataclass(frozen=True)
class Peer:
    """One method.

    Attributes:
        name: in tables.
        about: its source and what was added, the first paragraph of its module.
        count: the reps of a session as (start, end) in ms, in order, none overlapping another.
        parameters: makes its parameters of names and values.
        grid: the values that are tried in tuning.
    """

    name: str
    about: str
    count: Callable[[Signals, Any], list[Span]]
    parameters: Callable[..., Any]
    grid: Mapping[str, tuple[float, ...]]


def _peer(name: str, module: Any, parameters: Callable[..., Any]) -> Peer:
    return Peer(name, module.__doc__, module.count, parameters, module.GRID)


PEERS = (
    _peer("find_peaks on PCA", peaks_on_pca, peaks_on_pca.PcaPeaksParameters),
    _peer("argrelextrema on |a|", low_passed_magnitude, low_passed_magnitude.MagnitudeParameters),
    _peer("RecoFit counting", recofit, recofit.RecofitParameters),
    _peer("autocorrelation", autocorrelation, autocorrelation.AutocorrelationParameters),
    _peer("tilt, two thresholds", two_thresholds, two_thresholds.TwoThresholdsParameters),
)


def tuned(peer: Peer) -> Any:
    """The parameters that tuning chose."""
    return peer.parameters(**json.loads(TUNED.read_text("utf-8"))["parameters"][peer.name])
