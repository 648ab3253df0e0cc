"""Knee travel over the planted foot, rep by rep and set by set, against the wearer's own first reps."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path as File

import numpy as np

from heeldrive_lab.detection.replay import Event, Session
from heeldrive_lab.knee_travel.fit import Fit, fit
from heeldrive_lab.knee_travel.reasons import (
    BASELINE_AMONG,
    BASELINE_REPS,
    NO_SAMPLES,
    OTHER_STAND,
    STRAP,
    TOO_FEW,
    meaningless,
    other_stand,
    strap_slipped,
    unfit,
)
from heeldrive_lab.knee_travel.reckoning import Path, reckon
from heeldrive_lab.knee_travel.samples import Floats, PhysicalSamples, samples_of
from heeldrive_lab.knee_travel.verdict import Word, score_of, word_of
from heeldrive_lab.knee_travel.windows import windows_of
from heeldrive_lab.sessions.session import SessionReader

# What is common to all reps of a session and grows with the change, such as a tip of the board that is not
# as believed: 7 % of it in simulated sessions for tuning.
CHANGE_SHARE = 0.07
# What the estimate does not know that it does not know, the same in all reps of a session: found on the same.
AHEAD_MORE_M = 0.015


@dataclass(frozen=True)
class TravelEstimate:
    """How far the knee is ahead of the ankle at the bottom, along the foot.

    Attributes:
        ahead_m: knee ahead of the ankle, m.
        ahead_sd_m: its standard deviation.
        change_m: the same less the mean of the baseline reps; beyond them is positive.
        change_sd_m: its standard deviation.
        score: 100 as in the baseline reps, 0 when 14 cm beyond them.
        word: `knee over ankle`, `knee forward` or `uncertain`.
    """

    ahead_m: float
    ahead_sd_m: float
    change_m: float
    change_sd_m: float
    score: int
    word: Word


@dataclass(frozen=True)
class KneeTravel:
    """Knee travel in one rep of the leg in front.

    Attributes:
        index: the rep's number in the session, as the detector counts.
        start_ms: beginning of the rep, session time.
        end_ms: its end.
        baseline: whether it is one of the reps that the others are compared with.
        travel: what is known; None when it is withheld.
        reason: why it is withheld; else empty.
    """

    index: int
    start_ms: int
    end_ms: int
    baseline: bool
    travel: TravelEstimate | None
    reason: str = ""

    @property
    def word(self) -> Word:
        """What is said of it."""
        return self.travel.word if self.travel else Word.WITHHELD


@dataclass(frozen=True)
class SetTravel:
    """Mean knee travel in one set.

    Attributes:
        index: the set's number.
        start_ms: beginning of its first rep, session time.
        end_ms: end of its last.
        reps: how many reps the mean is over: all but withheld and baseline reps.
        withheld: how many were withheld.
        travel: the mean; None when there are none.
    """

    index: int
    start_ms: int
    end_ms: int
    reps: int
    withheld: int
    travel: TravelEstimate | None


@dataclass(frozen=True)
class HeelReport:
    """Knee travel in a session.

    Attributes:
        reps: each rep of the leg in front, in order.
        sets: each set with such a rep.
        baseline_m: mean knee ahead of the ankle in the baseline reps; None without a baseline.
        baseline_sd_m: its standard deviation.
    """

    reps: tuple[KneeTravel, ...]
    sets: tuple[SetTravel, ...]
    baseline_m: float | None
    baseline_sd_m: float | None


def knee_travel(session: str | File | Session, events: Iterable[Event]) -> list[KneeTravel]:
    """Knee travel in each rep of the leg in front; arguments and errors as of `heel_report`."""
    return list(heel_report(session, events).reps)


def heel_report(session: str | File | Session, events: Iterable[Event]) -> HeelReport:
    """Knee travel in a session, by rep and by set.

    Args:
        session: the name of a session file, or a session already open, not yet read.
        events: what `heeldrive_lab.detection.replay.replay` told of it; reps and sets are used.

    Raises:
        SessionError: the file is wrong, found out where it is.
    """
    if isinstance(session, str | File):
        with SessionReader(session) as reader:
            return heel_report(reader, events)
    told = list(events)
    reps = [event for event in told if event["kind"] == "rep" and event["sensor_leg"] == "front"]
    estimate = _Estimate(samples_of(session.header, session), reps) if reps else None
    if estimate is None:
        return HeelReport((), (), None, None)
    found = tuple(
        KneeTravel(
            rep["index"], rep["start_ms"], rep["end_ms"], number in estimate.baseline,
            estimate.travel([number]), estimate.reasons[number],
        )
        for number, rep in enumerate(reps)
    )  # fmt: skip
    sets = []
    for event in told:
        if event["kind"] == "set":
            inside = [
                n for n, rep in enumerate(reps) if event["start_ms"] <= rep["start_ms"] < event["end_ms"]
            ]
            withheld = [number for number in inside if estimate.reasons[number]]
            meant = [number for number in inside if number not in (*withheld, *estimate.baseline)]
            if inside:
                sets.append(
                    SetTravel(
                        event["index"], event["start_ms"], event["end_ms"],
                        len(meant), len(withheld), estimate.travel(meant),
                    )
                )  # fmt: skip
    return HeelReport(found, tuple(sets), *estimate.baseline_travel())


class _Estimate:
    """Which reps can be told, and the joint estimate of those.

    Attributes:
        reasons: of each rep, why it is withheld; empty where it is not.
        baseline: numbers of the baseline reps; empty when there are too few.
    """

    def __init__(self, samples: PhysicalSamples, reps: Sequence[Event]) -> None:
        self.reasons = [NO_SAMPLES] * len(reps)
        self.baseline: list[int] = []
        self._place: dict[int, int] = {}
        self._fit: Fit | None = None
        # Reps with no samples around them have no window.
        paths = [reckon(samples, window) for window in windows_of(samples, reps)]
        for path in paths:
            self.reasons[path.window.rep] = unfit(samples, reps[path.window.rep], path)
        paths = self._kept(paths, OTHER_STAND, other_stand)
        paths = self._kept(paths, STRAP, strap_slipped)
        if paths:
            self._fit = fit(paths)
            self._place = {path.window.rep: place for place, path in enumerate(paths)}
            for path, reason in zip(paths, meaningless(self._fit, paths), strict=True):
                self.reasons[path.window.rep] = reason
        sound = [number for number, reason in enumerate(self.reasons) if not reason]
        early = [number for number in sound if number < BASELINE_AMONG]
        if len(early) < BASELINE_REPS:
            for number in sound:
                self.reasons[number] = TOO_FEW
        else:
            self.baseline = early[:BASELINE_REPS]

    def _kept(self, paths: Sequence[Path], reason: str, check) -> list[Path]:
        """The paths of reps with no reason yet, less those that `check` gives one."""
        sound = [path for path in paths if not self.reasons[path.window.rep]]
        for path, wrong in zip(sound, check(sound) if sound else [], strict=True):
            if wrong:
                self.reasons[path.window.rep] = reason
        return [path for path in sound if not self.reasons[path.window.rep]]

    def travel(self, numbers: Sequence[int]) -> TravelEstimate | None:
        """Mean over some reps; None when there are none, or one of them is withheld."""
        if not numbers or any(self.reasons[number] for number in numbers):
            return None
        mean, base = self._share(numbers), self._share(self.baseline)
        ahead, ahead_sd = self._ahead(mean)
        change, noise = self._told(mean - base)
        change_sd = float(np.hypot(noise, CHANGE_SHARE * change))
        return TravelEstimate(
            ahead, ahead_sd, change, change_sd, score_of(change), word_of(change, change_sd)
        )

    def baseline_travel(self) -> tuple[float | None, float | None]:
        """Mean of the baseline reps and its deviation."""
        return self._ahead(self._share(self.baseline)) if self.baseline else (None, None)

    def _ahead(self, weights: Floats) -> tuple[float, float]:
        value, noise = self._told(weights)
        return value, float(np.hypot(noise, AHEAD_MORE_M))

    def _share(self, numbers: Sequence[int]) -> Floats:
        weights = np.zeros(len(self._place))
        weights[[self._place[number] for number in numbers]] = 1 / len(numbers)
        return weights

    def _told(self, weights: Floats) -> tuple[float, float]:
        if self._fit is None:
            raise ValueError("nothing was estimated")
        variance = float(weights @ self._fit.covariance @ weights)
        return float(weights @ self._fit.travel_m), float(np.sqrt(max(variance, 0.0)))
