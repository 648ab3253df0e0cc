"""Compares knee travel, estimated from one thigh, with the centre of pressure, measured by force plates.

The two are not the same: knee travel is where the knee goes, pressure is where the load is. This says how far
one tells about the other on people, which no publication does. A rep is heel-driven here if the centre of
pressure under the front foot is behind mid-foot for at least half of the rise.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from heeldrive import Settings
from numpy.typing import NDArray

from heeldrive_lab.detection.replay import replay
from heeldrive_lab.evaluation.matching import match
from heeldrive_lab.evaluation.modes import SENSOR_LEG, in_mode
from heeldrive_lab.evaluation.sheets import Sheet
from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.knee_travel import heel_report
from heeldrive_lab.util.terminal_tables import how_many, in_brackets

HEEL_DRIVEN_PERCENT = 50.0
# A correlation of fewer reps says nothing.
REPS_MIN = 3

NO_FORCE_PLATES = (
    "Heel drive: no counted rep in front has the centre of pressure from force plates, so knee travel is not"
    " compared with it."
)
PRESSURE_NOTE = (
    "Heel drive: knee travel from one thigh (heeldrive heel) against the share of the rise with the centre of"
    " pressure behind mid-foot (force plates). Heel-driven: at least half of the rise. AUC: how often the"
    " knee is further forward in a rep that is not heel-driven than in one that is; 0.5 is chance."
)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class PressurePair:
    """One counted rep with the sensor leg in front on a force plate.

    Attributes:
        behind_midfoot_percent: share of the rise with the centre of pressure behind mid-foot, 0..100.
        ahead_m: knee ahead of the ankle at the bottom, m; None if withheld.
        change_m: the same minus the wearer's first reps, m; None if withheld.
        reason: why it is withheld, or empty.
    """

    behind_midfoot_percent: float
    ahead_m: float | None
    change_m: float | None
    reason: str = ""


@dataclass(frozen=True)
class PressureAgreement:
    """How well one number from the thigh agrees with the centre of pressure.

    Attributes:
        name: the number.
        reps: number of reps with both.
        heel_driven: how many of these are heel-driven.
        pearson: correlation, -1..1; None with fewer than three reps, or if one of both is constant.
        spearman: rank correlation, likewise.
        auc: how often the number is larger in a rep that is not heel-driven than in one that is, 0..1; None
            without both kinds.
    """

    name: str
    reps: int
    heel_driven: int
    pearson: float | None
    spearman: float | None
    auc: float | None


def pressure_pairs(session: Loaded, settings: Settings) -> tuple[PressurePair, ...]:
    """Estimate knee travel in every counted rep whose centre of pressure is annotated.

    Forward lunges are left out: knee travel is that over a foot that stays where it is.

    Args:
        session: the session with its annotations.
        settings: the detector's settings; their mode is ignored.
    """
    true = [
        rep
        for rep in session.annotations.reps
        if rep.sensor_leg == "front"
        and rep.behind_midfoot_percent is not None
        and rep.activity != "forward_lunge"
    ]
    if not true:
        return ()
    events = list(replay(session, in_mode(settings, SENSOR_LEG)))
    travels = {rep.index: rep for rep in heel_report(session, events).reps}
    counted = [event for event in events if event["kind"] == "rep" and event["index"] in travels]
    pairs = []
    for event, rep in match(counted, true):
        found = travels[event["index"]]
        ahead_m = found.travel.ahead_m if found.travel else None
        change_m = found.travel.change_m if found.travel else None
        pairs.append(PressurePair(rep.behind_midfoot_percent or 0.0, ahead_m, change_m, found.reason))
    return tuple(pairs)


def agreements(pairs: Sequence[PressurePair]) -> list[PressureAgreement]:
    """How well knee travel, and its change from the wearer's first reps, agree with the pressure."""
    known = [(pair, pair.ahead_m, pair.change_m) for pair in pairs if pair.ahead_m is not None]
    behind = np.array([pair.behind_midfoot_percent for pair, _, _ in known])
    return [
        _agreement("knee travel", behind, np.array([ahead_m for _, ahead_m, _ in known], float)),
        _agreement("change from first reps", behind, np.array([change_m for *_, change_m in known], float)),
    ]


def pressure_sheet(pairs: Sequence[PressurePair]) -> Sheet:
    """The agreements as a table."""
    rows = [
        (
            found.name,
            str(found.reps),
            str(found.heel_driven),
            *("" if value is None else f"{value:+.2f}" for value in (found.pearson, found.spearman)),
            "" if found.auc is None else f"{found.auc:.2f}",
        )
        for found in agreements(pairs)
    ]
    columns = ("heel drive against pressure", "reps", "heel-driven", "correlation", "of ranks", "AUC")
    return Sheet("Heel drive", columns, tuple(rows))


def withheld_line(pairs: Sequence[PressurePair]) -> str:
    """A sentence about the reps whose knee travel is withheld."""
    reasons = Counter(pair.reason for pair in pairs if pair.ahead_m is None)
    return f"Knee travel withheld: {reasons.total()} of {how_many(len(pairs), 'rep')}{in_brackets(reasons)}."


def _agreement(name: str, behind_percent: Floats, number: Floats) -> PressureAgreement:
    heel_driven = behind_percent >= HEEL_DRIVEN_PERCENT
    ranks = _ranks(number)
    others = int((~heel_driven).sum())
    auc = None
    if others and heel_driven.any():
        # Mann and Whitney: the sum of ranks is the number of ordered pairs.
        above = ranks[~heel_driven].sum() - others * (others + 1) / 2
        auc = float(above / (others * heel_driven.sum()))
    return PressureAgreement(
        name,
        len(number),
        int(heel_driven.sum()),
        _correlation(behind_percent, number),
        _correlation(_ranks(behind_percent), ranks),
        auc,
    )


def _correlation(one: Floats, other: Floats) -> float | None:
    if len(one) < REPS_MIN or not np.ptp(one) or not np.ptp(other):
        return None
    return float(np.corrcoef(one, other)[0, 1])


def _ranks(values: Floats) -> Floats:
    """Ranks from 1; equal values share the mean of theirs."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Floats = (last - (counts - 1) / 2)[inverse]
    return ranks
