"""Compares estimated knee travel with the truth of simulated sessions."""

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

# A counted rep and a true one are the same when they overlap by half of the shorter (evaluation/matching.py).
OVERLAP_SHARE = 0.5


@dataclass(frozen=True)
class JudgedTravel:
    """A rep or a set: what was told of it and what is true; m.

    Attributes:
        travel: as estimated; None when withheld.
        reason: why it was.
        true_m: knee ahead of the ankle.
        true_change_m: the same less its mean in the baseline reps.
        toe: whether it was to be driven by the toes.
        letter_m: apparent levers against those in the baseline reps; nan where unknown, and for a set.
        bare_letter_m: the same by itself.
        board_m: what the board's own integers tell; nan where they tell nothing, and for a set.
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
    """Reps after the baseline, and sets of ten, of one or more sessions; `missed` reps were not counted."""

    reps: tuple[JudgedTravel, ...]
    sets: tuple[JudgedTravel, ...]
    missed: int


@dataclass(frozen=True)
class _Open:
    """Rows in memory, as a session that can be read again."""

    header: SessionHeader
    rows: list[Row]

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)


def judge_session(condition: str, close: bool, seed: int) -> JudgedTravels:
    """Simulate, count, estimate and compare one session.

    Args:
        condition: a name in `CONDITIONS`.
        close: whether the two styles are hard to tell apart.
        seed: of the session.
    """
    chosen = next(one for one in CONDITIONS if one.name == condition)
    heel_deg, toe_deg = (CLOSE_HEEL_DEG, CLOSE_TOE_DEG) if close else (HEEL_DEG, TOE_DEG)
    made, toe = judged_session(chosen, seed, heel_deg=heel_deg, toe_deg=toe_deg)
    session = _Open(made.header, made.rows)
    events = list(replay(session, Settings({"knee_letter": "on"})))
    reps = [event for event in events if event["kind"] == "rep" and event["sensor_leg"] == "front"]
    levers = lever_differences(inertial_samples(made.header, made.rows), reps)
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
    # With no baseline everything is withheld, and only counts as that.
    base_m = float(np.mean([true[matched[number]] for number in base])) if base else float("nan")
    # The board has its baseline after so many reps and no pause to wait for.
    usual = float(np.mean([levers.get(number, np.nan) for number in range(BASELINE_REPS)]))
    told: dict[int, JudgedTravel] = {}
    for number, rep in enumerate(report.reps):
        if number in matched and number not in base:
            place = matched[number]
            lever = levers.get(number, float("nan"))
            told[place] = JudgedTravel(
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
            for place, rep in told.items()
            if rep.travel and one.start_ms <= (truth[place].bottom_ms or 0) < one.end_ms
        ]
        # A set of mixed styles is neither.
        if one.travel and len(inside) == one.reps and len({toe[place] for place in inside}) == 1:
            mean_m = float(np.mean(true[inside]))
            sets.append(JudgedTravel(one.travel, "", mean_m, mean_m - base_m, toe[inside[0]]))
    return JudgedTravels(tuple(told.values()), tuple(sets), len(truth) - len(matched))


def _board_m(rep: Event) -> float:
    """What the board tells of a rep that is not one of its baseline."""
    told = rep.get("knee", "baseline") != "baseline"
    return rep["knee_travel_mm"] / 1000 if told else float("nan")


def _match(rep: Event, truth: Sequence[Annotation]) -> int | None:
    for place, row in enumerate(truth):
        both_ms = min(rep["end_ms"], row.end_ms) - max(rep["start_ms"], row.start_ms)
        if both_ms >= OVERLAP_SHARE * min(rep["end_ms"] - rep["start_ms"], row.end_ms - row.start_ms):
            return place
    return None
