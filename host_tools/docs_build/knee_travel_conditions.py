"""Simulated sessions to evaluate the estimate of knee travel: lunge styles and error conditions."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.session import SessionHeader
from heeldrive_lab.simulator.activities import PlannedActivity
from heeldrive_lab.simulator.chip import Chip, sample
from heeldrive_lab.simulator.motion import swaying
from heeldrive_lab.simulator.phases import true_rows
from heeldrive_lab.simulator.physics import put_through
from heeldrive_lab.simulator.sessions import SimulatedSession, performed, wearing
from heeldrive_lab.simulator.spec import Spec

# Forward lean of the shank at the bottom, deg, in heel-driven and in toe-driven reps (docs/sources.md).
HEEL_DEG, TOE_DEG = (0.0, 8.0), (18.0, 30.0)
# The same for styles that are hard to distinguish.
CLOSE_HEEL_DEG, CLOSE_TOE_DEG = (4.0, 12.0), (10.0, 20.0)
SET_REPS = 10
# In addition to 1.5 deg between reps (est.).
SET_DEVIATION_DEG = 1.5


@dataclass(frozen=True)
class Condition:
    """Conditions that make knee travel easy or hard to estimate.

    Attributes:
        name: name in tables.
        about: description, one line.
        pause_s: range of the pause between reps, s; deceleration and acceleration come on top.
        hold_s: range of the hold at the bottom, s; negative for a turn without a hold.
        sways: number of independent sways added up; four are twice as wide as one.
        offset_mg: zero-g offset of the accelerometer, mg, in a random direction; None for a typical chip.
        flesh: fixed parameters of the soft tissue (`simulator.spec.TABLES`).
    """

    name: str
    about: str
    pause_s: tuple[float, float]
    hold_s: tuple[float, float]
    sways: int = 1
    offset_mg: float | None = None
    flesh: dict[str, float] | None = None


CONDITIONS = (
    Condition("nominal", "pauses 0.8-1.5 s, holds 0.2-0.6 s, a typical chip", (0.8, 1.5), (0.2, 0.6)),
    Condition(
        "unasked",
        "without instruction to pause or hold: pauses 0.3-1.0 s, no hold or a very short one",
        (0.3, 1.0),
        (-0.18, 0.1),
    ),
    Condition(
        "harsh",
        "pauses and holds 0.05-0.8 s, twice the sway, soft tissue that tilts the board by 8 % of the"
        " thigh's angle, 60 mg offset",
        (0.05, 0.8),
        (0.05, 0.8),
        sways=4,
        offset_mg=60.0,
        # 7.2 deg with the thigh at 90 deg; softer, with 1.5 times the rocking that was recorded (est.).
        flesh={"bulge_deg": 7.2, "frequency_hz": 8.0, "rocking_rad_per_m": 30.0},
    ),
)


def judged_session(
    condition: Condition,
    seed: int,
    *,
    heel_deg: tuple[float, float] = HEEL_DEG,
    toe_deg: tuple[float, float] = TOE_DEG,
    rate_hz: int = 104,
) -> tuple[SimulatedSession, list[bool]]:
    """Simulate three sets of ten: a heel-driven one with the baseline, then both styles in random order.

    Args:
        condition: the error conditions.
        seed: seed of everything random.
        heel_deg: range of shank lean in heel-driven reps, deg.
        toe_deg: range of shank lean in toe-driven reps, deg.
        rate_hz: nominal data rate, Hz.

    Returns:
        The session, and for each true rep whether it is toe-driven.
    """
    spec, toe = _spec(condition, seed, heel_deg, toe_deg, rate_hz)
    return _made(spec, condition), toe


def _spec(
    condition: Condition, seed: int, heel_deg: tuple[float, float], toe_deg: tuple[float, float], rate_hz: int
) -> tuple[Spec, list[bool]]:
    rng = np.random.default_rng([seed, 11])

    # A wearer has one heel-driven and one toe-driven style, which varies a little between sets.
    habits = [float(rng.uniform(*style)) for style in (heel_deg, toe_deg)]

    def lunges(toe: int) -> dict[str, Any]:
        return {
            "activity": "backward_lunge",
            "reps": SET_REPS,
            "shank_deg": habits[toe] + float(rng.normal(0.0, SET_DEVIATION_DEG)),
            "pause_s": condition.pause_s,
            "hold_s": condition.hold_s,
        }

    def still(low: float, high: float) -> dict[str, Any]:
        return {"activity": "stand", "seconds": (low, high)}

    walk = {"activity": "walking", "seconds": float(rng.uniform(15.0, 20.0))}
    sets = [0, *rng.permutation(2).tolist()]
    doings = [still(4.0, 7.0), lunges(sets[0])]
    for toe in sets[1:]:
        doings += [still(1.0, 2.0), walk, still(3.0, 5.0), lunges(toe)]
    doings.append(still(5.0, 7.0))
    entries = tuple(
        PlannedActivity(one["activity"], {k: v for k, v in one.items() if k != "activity"}) for one in doings
    )
    tables = {"flesh": dict(condition.flesh)} if condition.flesh else {}
    toes = [toe == 1 for toe in sets for _ in range(SET_REPS)]
    return Spec(entries, seed, rate_hz, about=condition.about, tables=tables), toes


def _made(spec: Spec, condition: Condition) -> SimulatedSession:
    """Like `simulator.simulate`, with more sway and another offset."""
    worn = wearing(spec)
    _, motion = performed(spec)
    rng = np.random.default_rng([spec.seed, 12])
    for _ in range(condition.sways - 1):
        motion = swaying(rng, motion)
    if worn.thigh == "left":
        motion = motion.mirrored()
    reading = put_through(motion, worn.mounting, worn.flesh)
    chip = worn.chip if condition.offset_mg is None else _with_offset(worn.chip, condition.offset_mg, rng)
    rows = sample(reading.force_mps2, reading.rate_rad_s, chip, np.random.default_rng([spec.seed, 3]))
    last_ms = rows[-1][0]
    truth = tuple(replace(row, end_ms=min(row.end_ms, last_ms)) for row in true_rows(motion, reading))
    header = SessionHeader(
        chip.sensor, chip.accel_ug_per_count, chip.gyro_udps_per_count, chip.rate_hz, worn.thigh, "simulated"
    )
    return SimulatedSession(header, rows, Annotations("judged.csv", truth))


def _with_offset(chip: Chip, offset_mg: float, rng: np.random.Generator) -> Chip:
    direction = rng.normal(size=3)
    x, y, z = (offset_mg * direction / np.linalg.norm(direction)).tolist()
    return replace(chip, zero_g_mg=(x, y, z))
