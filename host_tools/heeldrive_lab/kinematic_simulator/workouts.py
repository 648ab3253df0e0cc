"""Random workouts: sets of lunges, and what people do before, between and after them."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.kinematic_simulator.anthropometry import Anthropometry
from heeldrive_lab.kinematic_simulator.between_sets import do_between_sets
from heeldrive_lab.kinematic_simulator.curves import FINE_HZ
from heeldrive_lab.kinematic_simulator.ground_truth import annotated
from heeldrive_lab.kinematic_simulator.inertial_path import SensorPlacement, ideal_signals, sensor_path
from heeldrive_lab.kinematic_simulator.lunge_sets import append_rep, append_split_squats
from heeldrive_lab.kinematic_simulator.measured import measured_counts
from heeldrive_lab.kinematic_simulator.rep_plan import LungeForm, RepTiming
from heeldrive_lab.kinematic_simulator.strap_wag import StrapWag
from heeldrive_lab.kinematic_simulator.tempos import SetTempo
from heeldrive_lab.kinematic_simulator.thigh_path import Interval, MotionScript, ThighPath
from heeldrive_lab.sensor_errors import SensorErrors
from heeldrive_lab.sessions.annotations import Annotations
from heeldrive_lab.sessions.session import SessionHeader

LEGS = ("front", "back", "alternating")
MOVEMENTS = ("backward_lunge", "split_squat", "forward_lunge")
MOVEMENT_WEIGHTS = (0.66, 0.16, 0.18)
SLIP_CHANCE = 0.15
LONGEST_SET_S = 150.0


class KinematicSession(NamedTuple):
    """A simulated session before it is written.

    Attributes:
        header: units and origin.
        table: (n, 7) time in ms and six raw counts.
        annotations: what was done.
    """

    header: SessionHeader
    table: NDArray[np.int64]
    annotations: Annotations


@dataclass(frozen=True)
class Performance:
    """What the wearer did, before a sensor sees it.

    Attributes:
        body: the wearer's lengths.
        script: the intervals to annotate.
        path: movement of the sensor thigh, as if it were the right one.
        thigh: `left` or `right`.
    """

    body: Anthropometry
    script: MotionScript
    path: ThighPath
    thigh: str


def workout(seed: int, leg: str = "front", hard: bool = True) -> KinematicSession:
    """Simulate a workout; the same seed gives the same session, to the count.

    Args:
        seed: any whole number from 0.
        leg: the sensor leg is in `front` or in `back` in all lunges, or the legs are `alternating`.
        hard: all tempi and movements, half reps, and more than standing, sitting and walking between sets.

    Raises:
        ValueError: an unknown leg.
    """
    done = perform(seed, leg, hard)
    path = done.path.mirrored() if done.thigh == "left" else done.path
    worn = np.random.default_rng([seed, 1])
    placement = SensorPlacement.draw(worn, done.body, len(path) / FINE_HZ, SLIP_CHANCE if hard else 0.0)
    signals = StrapWag.draw(worn).shaken(ideal_signals(*sensor_path(path, done.body, placement)))
    chip = SensorErrors.draw(np.random.default_rng([seed, 2]))
    table = measured_counts(signals, chip, np.random.default_rng([seed, 3]))
    name = f"kinematic_{'hard' if hard else 'easy'}_{leg}_{seed}"
    last_ms = int(table[-1, 0])
    rows = (replace(row, end_ms=min(row.end_ms, last_ms)) for row in annotated(done.script, done.path))
    header = SessionHeader(
        sensor=chip.kind.sensor,
        accel_ug_per_count=chip.accel_ug_per_count,
        gyro_udps_per_count=chip.gyro_udps_per_count,
        rate_hz=chip.rate_hz,
        thigh=done.thigh,
        origin="simulated",
        extra={"name": name, "seed": str(seed), "generator": "kinematic"},
    )
    return KinematicSession(header, table, Annotations(f"{name}.csv", tuple(rows)))


def perform(seed: int, leg: str = "front", hard: bool = True) -> Performance:
    """The movement of a workout; arguments and errors as in `workout`."""
    if leg not in LEGS:
        raise ValueError(f"leg is {leg!r}; it must be one of {', '.join(LEGS)}")
    rng = np.random.default_rng([seed, 0, LEGS.index(leg), int(hard)])
    body = Anthropometry.draw(rng)
    form = LungeForm.draw(rng, body.stature_m, body.age_years)
    script = MotionScript(body.standing_deg)
    script.stand(float(rng.uniform(2, 6)))
    if hard and rng.random() < 0.7:
        do_between_sets(script, body, form, rng, hard)
    for number in range(int(rng.integers(2, 4))):
        if number:
            do_between_sets(script, body, form, rng, hard)
        _set(script, body, form, leg, rng, hard)
    script.stand(float(rng.uniform(2, 6)))
    if hard:
        do_between_sets(script, body, form, rng, hard)
    return Performance(body, script, script.whole(rng), str(rng.choice(["left", "right"])))


def _set(
    script: MotionScript, body: Anthropometry, form: LungeForm, leg: str, rng: np.random.Generator, hard: bool
) -> None:
    """One set; its rows say which leg and how many."""
    movement = str(rng.choice(MOVEMENTS, p=MOVEMENT_WEIGHTS)) if hard else MOVEMENTS[0]
    tempo = SetTempo.draw(rng, body.age_years, hard)
    if movement == "split_squat" and leg == "alternating":
        movement = "backward_lunge"
    reps = int(rng.integers(8, 13))
    reps = max(4, min(reps, int(LONGEST_SET_S / tempo.timing.total_s)))
    first = len(script.intervals)
    if movement == "split_squat":
        forms, timings = [_varied(form, rng) for _ in range(reps)], [tempo.rep(rng) for _ in range(reps)]
        append_split_squats(script, body, forms, timings, list(rng.uniform(0.1, 1.2, reps)), leg, rng)
    else:
        half_after = (
            set(rng.integers(1, reps, int(rng.integers(1, 3)))) if hard and rng.random() < 0.35 else set()
        )
        turn, loaded_s = int(rng.integers(2)), 0.0
        for index in range(reps):
            now = leg if leg != "alternating" else ("front", "back")[(index + turn) % 2]
            varied, timing = replace(_varied(form, rng), loaded_s=loaded_s), tempo.rep(rng)
            append_rep(script, body, varied, timing, now, rng, activity=movement)
            loaded_s += timing.load_s
            script.stand(_pause_s(rng, hard))
            if index in half_after:
                _half_rep(script, body, form, tempo, now, rng, movement)
    _mark_sets(script, script.intervals[first:])


def _half_rep(
    script: MotionScript,
    body: Anthropometry,
    form: LungeForm,
    tempo: SetTempo,
    leg: str,
    rng: np.random.Generator,
    movement: str,
) -> None:
    """A rep that goes down half of the way only."""
    shallow = replace(form, depth_deg=body.standing_deg + float(rng.uniform(0.3, 0.5)) * form.depth_deg)
    quick = tempo.rep(rng)
    timing = RepTiming(0.8 * quick.down_s, 0.8 * quick.up_s)
    append_rep(script, body, shallow, timing, leg, rng, activity=movement, rep=False)
    script.stand(_pause_s(rng, True))


def _varied(form: LungeForm, rng: np.random.Generator) -> LungeForm:
    """The form of one rep: nobody does the same twice."""
    return replace(
        form,
        depth_deg=form.depth_deg + float(np.clip(rng.normal(0, 3), -7, 7)),
        shank_deg=form.shank_deg + float(rng.normal(0, 2)),
        back_thigh_deg=form.back_thigh_deg + float(rng.normal(0, 2)),
        knee_in_deg=form.knee_in_deg + float(rng.normal(0, 1)),
    )


def _pause_s(rng: np.random.Generator, hard: bool) -> float:
    """The pause between reps: short, and now and then a rest of some seconds."""
    if hard and rng.random() < 0.05:
        return float(rng.uniform(2, 6))
    return float(rng.uniform(0.05, 1.5))


def _mark_sets(script: MotionScript, done: list[Interval]) -> None:
    reps = [interval for interval in done if interval.kind == "rep"]
    for leg in ("front", "back"):
        of_leg = [interval for interval in reps if interval.leg == leg]
        if of_leg:
            script.intervals.append(
                Interval("set", of_leg[0].activity, of_leg[0].start, of_leg[-1].stop, leg, len(of_leg))
            )
