"""Compares estimated knee travel with the ground truth of simulated sessions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from heeldrive import Settings
from heeldrive_lab.detection.replay import Event, replay
from heeldrive_lab.knee_travel.apparent_lever import lever_differences
from heeldrive_lab.knee_travel.reasons import BASELINE_REPS
from heeldrive_lab.knee_travel.results import HeelReport, TravelEstimate
from heeldrive_lab.knee_travel.samples import inertial_samples
from heeldrive_lab.knee_travel.travel import heel_report
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sessions.session import Row, SessionHeader

from docs_build.knee_travel_conditions import (
    CLOSE_HEEL_DEG,
    CLOSE_TOE_DEG,
    CONDITIONS,
    HEEL_DEG,
    TOE_DEG,
    judged_session,
)

# A counted rep matches a true one if they overlap by half of the shorter (evaluation/matching.py).
OVERLAP_SHARE = 0.5


@dataclass(frozen=True)
class JudgedTravel:
    """Estimate and ground truth of a rep or a set.

    Attributes:
        travel: the estimate; None if withheld.
        reason: why it was withheld.
        true_m: true distance of the knee ahead of the ankle, m.
        true_change_m: the same minus its mean in the baseline reps, m.
        toe: whether it is toe-driven.
        letter_m: apparent lever minus its mean in the baseline reps, m; nan if unknown, and for a set.
        bare_letter_m: apparent lever, m; nan if unknown, and for a set.
        board_m: the board's result, m; nan if there is none, and for a set.
    """

    travel: TravelEstimate | None
    reason: str
    true_m: float
    true_change_m: float
    toe: bool
    letter_m: float = float("nan")
    bare_letter_m: float = float("nan")
    board_m: float = float("nan")


@dataclass(frozen=True)
class JudgedTravels:
    """Results of one or more sessions.

    Attributes:
        reps: the reps after the baseline.
        sets: the sets of ten reps.
        missed: number of true reps that were not counted.
    """

    reps: tuple[JudgedTravel, ...]
    sets: tuple[JudgedTravel, ...]
    missed: int


@dataclass(frozen=True)
class _Open:
    """Samples in memory, as a session that can be read repeatedly."""

    header: SessionHeader
    rows: list[Row]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def judge_session(condition: str, close: bool, seed: int) -> JudgedTravels:
    """Simulate a session, count it, estimate knee travel and compare it with the ground truth.

    Args:
        condition: a name in `CONDITIONS`.
        close: whether the two styles are hard to distinguish.
        seed: seed of the session.
    """
    chosen = next(one for one in CONDITIONS if one.name == condition)
    heel_deg, toe_deg = (CLOSE_HEEL_DEG, CLOSE_TOE_DEG) if close else (HEEL_DEG, TOE_DEG)
    made, toe = judged_session(chosen, seed, heel_deg=heel_deg, toe_deg=toe_deg)
    session = _Open(made.header, made.rows)
    events = list(replay(session, Settings({"knee_letter": "on"})))
    reps = [event for event in events if event["kind"] == "rep" and event["sensor_leg"] == "front"]
    ((_, samples),) = inertial_samples(session)
    levers = lever_differences(samples, reps)
    truth = sorted(made.truth.reps, key=lambda rep: rep.start_ms)
    matched = {number: place for number, rep in enumerate(reps) if (place := _match(rep, truth)) is not None}
    board_m = [_board_m(rep) for rep in reps]
    return _compared(heel_report(session, events), matched, truth, toe, levers, board_m)


def _compared(
    report: HeelReport,
    matched: dict[int, int],
    truth: Sequence[Annotation],
    toe: Sequence[bool],
    levers: dict[int, float],
    board_m: Sequence[float],
) -> JudgedTravels:
    true = np.array([(rep.knee_travel_mm or 0.0) / 1000 for rep in truth])
    base = [number for number, rep in enumerate(report.reps) if rep.baseline and number in matched]
    # Without a baseline everything is withheld.
    base_m = float(np.mean([true[matched[number]] for number in base])) if base else float("nan")
    # The board takes its baseline after this number of reps, without waiting for a pause.
    usual = float(np.mean([levers.get(number, np.nan) for number in range(BASELINE_REPS)]))
    judged: dict[int, JudgedTravel] = {}
    for number, rep in enumerate(report.reps):
        if number in matched and number not in base:
            place = matched[number]
            lever = levers.get(number, float("nan"))
            judged[place] = JudgedTravel(
                rep.travel,
                rep.reason,
                true[place],
                true[place] - base_m,
                toe[place],
                lever - usual,
                lever,
                board_m[number],
            )
    sets = []
    for one in report.sets:
        inside = [
            place
            for place, rep in judged.items()
            if rep.travel and one.start_ms <= (truth[place].bottom_ms or 0) < one.end_ms
        ]
        # A set with both styles is left out.
        if one.travel and len(inside) == one.reps and len({toe[place] for place in inside}) == 1:
            mean_m = float(np.mean(true[inside]))
            sets.append(JudgedTravel(one.travel, "", mean_m, mean_m - base_m, toe[inside[0]]))
    return JudgedTravels(tuple(judged.values()), tuple(sets), len(truth) - len(matched))


def _board_m(rep: Event) -> float:
    """The board's result for a rep after its baseline."""
    has_result = rep.get("knee", "baseline") != "baseline"
    return rep["knee_travel_mm"] / 1000 if has_result else float("nan")


def _match(rep: Event, truth: Sequence[Annotation]) -> int | None:
    for place, row in enumerate(truth):
        both_ms = min(rep["end_ms"], row.end_ms) - max(rep["start_ms"], row.start_ms)
        if both_ms >= OVERLAP_SHARE * min(rep["end_ms"] - rep["start_ms"], row.end_ms - row.start_ms):
            return place
    return None
