"""Estimates knee travel over the planted foot, by rep and by set, relative to the wearer's own first reps."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from heeldrive_lab.detection.replay import Event, Session
from heeldrive_lab.knee_travel.dead_reckoning import dead_reckon
from heeldrive_lab.knee_travel.fit import Fit, fit
from heeldrive_lab.knee_travel.points import PathPoints, points_of
from heeldrive_lab.knee_travel.reasons import (
    BASELINE_AMONG,
    BASELINE_REPS,
    NO_SAMPLES,
    STANDING_CHANGED,
    STRAP,
    TOO_FEW,
    exclusion_reason,
    invalid_reasons,
    standing_changed,
    strap_slipped,
)
from heeldrive_lab.knee_travel.results import HeelReport, RepTravel, SetTravel, TravelEstimate
from heeldrive_lab.knee_travel.samples import Floats, inertial_samples
from heeldrive_lab.knee_travel.verdict import score_of, verdict_of
from heeldrive_lab.knee_travel.windows import windows_of

# Samples around a rep that are read: more than a pause is searched, linked and used (windows.py).
AROUND_MS = 6000
# Model errors common to all reps of a session that grow with the change, such as a wrong tip of the board:
# 7 % of the change in the simulated sessions used for tuning.
CHANGE_MODEL_SHARE = 0.07
# Model errors that are the same in all reps of a session, m; from the same sessions.
AHEAD_MODEL_SD_M = 0.015


def heel_report(session: Session, events: Iterable[Event]) -> HeelReport:
    """Estimate knee travel in a session, by rep and by set.

    Args:
        session: a session that can be iterated more than once.
        events: the events of `heeldrive_lab.detection.replay.replay`; reps and sets are used.

    Raises:
        SessionError: the session is invalid.
    """
    events = list(events)
    reps = [event for event in events if event["kind"] == "rep" and event["sensor_leg"] == "front"]
    estimate = _SessionEstimate(session, reps) if reps else None
    if estimate is None:
        return HeelReport((), (), None, None)
    found = tuple(
        RepTravel(
            rep["index"], rep["start_ms"], rep["end_ms"], number in estimate.baseline,
            estimate.travel([number]), estimate.reasons[number],
        )
        for number, rep in enumerate(reps)
    )  # fmt: skip
    sets = []
    for event in events:
        if event["kind"] == "set":
            inside = [
                n for n, rep in enumerate(reps) if event["start_ms"] <= rep["start_ms"] < event["end_ms"]
            ]
            withheld = [number for number in inside if estimate.reasons[number]]
            averaged = [number for number in inside if number not in (*withheld, *estimate.baseline)]
            if inside:
                sets.append(
                    SetTravel(
                        event["index"], event["start_ms"], event["end_ms"],
                        len(averaged), len(withheld), estimate.travel(averaged),
                    )
                )  # fmt: skip
    return HeelReport(found, tuple(sets), *estimate.baseline_travel())


class _SessionEstimate:
    """The reps that can be estimated, and their joint estimate.

    Attributes:
        reasons: for each rep, why it is withheld, or empty.
        baseline: numbers of the baseline reps; empty if there are too few.
    """

    def __init__(self, session: Session, reps: Sequence[Event]) -> None:
        # Reps without samples around them have no window and keep this reason.
        self.reasons = [NO_SAMPLES] * len(reps)
        self.baseline: list[int] = []
        self._place: dict[int, int] = {}
        self._fit: Fit | None = None
        paths: list[PathPoints] = []
        spans_ms = [(rep["start_ms"] - AROUND_MS, rep["end_ms"] + AROUND_MS) for rep in reps]
        for numbers, samples in inertial_samples(session, spans_ms):
            for window in windows_of(samples, [reps[number] for number in numbers]):
                reckoned = dead_reckon(samples, window)
                rep = numbers[window.rep]
                self.reasons[rep] = exclusion_reason(samples, reps[rep], reckoned)
                paths.append(points_of(reckoned, rep))
        paths = self._kept(paths, STANDING_CHANGED, standing_changed)
        paths = self._kept(paths, STRAP, strap_slipped)
        if paths:
            self._fit = fit(paths)
            self._place = {path.rep: place for place, path in enumerate(paths)}
            for path, reason in zip(paths, invalid_reasons(self._fit, paths), strict=True):
                self.reasons[path.rep] = reason
        sound = [number for number, reason in enumerate(self.reasons) if not reason]
        early = [number for number in sound if number < BASELINE_AMONG]
        if len(early) < BASELINE_REPS:
            for number in sound:
                self.reasons[number] = TOO_FEW
        else:
            self.baseline = early[:BASELINE_REPS]

    def _kept(
        self, paths: Sequence[PathPoints], reason: str, check: Callable[[Sequence[PathPoints]], list[bool]]
    ) -> list[PathPoints]:
        """The paths of reps without a reason that pass a check; the others get its reason."""
        sound = [path for path in paths if not self.reasons[path.rep]]
        for path, failed in zip(sound, check(sound) if sound else [], strict=True):
            if failed:
                self.reasons[path.rep] = reason
        return [path for path in sound if not self.reasons[path.rep]]

    def travel(self, numbers: Sequence[int]) -> TravelEstimate | None:
        """Mean over reps; None if there are none, or one of them is withheld."""
        if not numbers or any(self.reasons[number] for number in numbers):
            return None
        mean, base = self._mean_weights(numbers), self._mean_weights(self.baseline)
        ahead, ahead_sd = self._ahead(mean)
        change, noise = self._combined(mean - base)
        change_sd = float(np.hypot(noise, CHANGE_MODEL_SHARE * change))
        return TravelEstimate(
            ahead, ahead_sd, change, change_sd, score_of(change), verdict_of(change, change_sd)
        )

    def baseline_travel(self) -> tuple[float | None, float | None]:
        """Mean of the baseline reps and its standard deviation, m."""
        return self._ahead(self._mean_weights(self.baseline)) if self.baseline else (None, None)

    def _ahead(self, weights: Floats) -> tuple[float, float]:
        value, noise = self._combined(weights)
        return value, float(np.hypot(noise, AHEAD_MODEL_SD_M))

    def _mean_weights(self, numbers: Sequence[int]) -> Floats:
        weights = np.zeros(len(self._place))
        weights[[self._place[number] for number in numbers]] = 1 / len(numbers)
        return weights

    def _combined(self, weights: Floats) -> tuple[float, float]:
        """A linear combination of the reps' travels and its standard deviation."""
        if self._fit is None:
            raise ValueError("nothing was estimated")
        return float(weights @ self._fit.travel_m), float(np.sqrt(self._fit.variance(weights)))
