"""One rep or one set of lunges appended to a session, with its annotations."""

from collections.abc import Sequence

import numpy as np

from heeldrive_lab.kinematic_simulator.anthropometry import Anthropometry
from heeldrive_lab.kinematic_simulator.back_leg import as_back_thigh, split_stance
from heeldrive_lab.kinematic_simulator.curves import FINE_HZ, BetaStep, curve, samples_in
from heeldrive_lab.kinematic_simulator.front_leg import (
    FrontLeg,
    as_front_thigh,
    planted_front,
    stepping_front,
)
from heeldrive_lab.kinematic_simulator.rep_plan import LungeForm, RepTiming, depth_curve, depth_steps
from heeldrive_lab.kinematic_simulator.thigh_path import Interval, MotionScript, ThighPath
from heeldrive_lab.sessions.units import STANDARD_GRAVITY as G

# Stepping into a split stance.
ENTER_S = 1.6
STRIKE_TAU_S = 0.016


def backward_lunge(
    body: Anthropometry, form: LungeForm, timing: RepTiming, leg: str, rng: np.random.Generator
) -> ThighPath:
    """A backward lunge with the sensor leg in `front` or in `back`."""
    front = planted_front(body, form, depth_curve(timing, form, rng), rng)
    if leg == "front":
        path = as_front_thigh(body, form, front)
        # The other foot's landing and return come through the pelvis.
        path.strike(0.62 * timing.down_s, rng.uniform(0.2, 1.2), 0.02)
        path.strike(timing.total_s - 0.1, rng.uniform(0.2, 1.0), 0.02)
        return path
    path, (lands_s, _) = as_back_thigh(body, form, front, stepping=True)
    path.strike(lands_s, rng.uniform(0.05, 0.5) * G, STRIKE_TAU_S)
    path.strike(timing.total_s - 0.12, rng.uniform(0.1, 0.6) * G, STRIKE_TAU_S)
    return path


def forward_lunge(
    body: Anthropometry, form: LungeForm, timing: RepTiming, leg: str, rng: np.random.Generator
) -> ThighPath:
    """A forward lunge: the front foot steps out, strikes with 1.9-2.9 g, and returns."""
    front, strike_s = stepping_front(body, form, timing, rng)
    if leg == "front":
        path = as_front_thigh(body, form, front)
        path.strike(strike_s, rng.uniform(0.9, 1.9) * G, STRIKE_TAU_S, -rng.uniform(0.1, 0.6) * G)
        path.strike(timing.total_s - 0.15, rng.uniform(0.2, 0.8) * G, STRIKE_TAU_S)
        return path
    path, _ = as_back_thigh(body, form, front, stepping=False)
    path.strike(strike_s, rng.uniform(0.1, 0.4) * G, 0.02)
    return path


def append_rep(
    script: MotionScript,
    body: Anthropometry,
    form: LungeForm,
    timing: RepTiming,
    leg: str,
    rng: np.random.Generator,
    *,
    activity: str = "backward_lunge",
    rep: bool = True,
) -> None:
    """Append a lunge and annotate it as a rep, or as something else that must not count."""
    lunge = forward_lunge if activity == "forward_lunge" else backward_lunge
    start = script.append(lunge(body, form, timing, leg, rng))
    if rep:
        script.mark("rep", activity, start, leg)
    else:
        script.mark("other", "half_lunge", start, "", 1)


def append_split_squats(
    script: MotionScript,
    body: Anthropometry,
    forms: Sequence[LungeForm],
    timings: Sequence[RepTiming],
    pauses_s: Sequence[float],
    leg: str,
    rng: np.random.Generator,
) -> None:
    """Append a set of split squats: the wearer steps into the split stance once, and out of it at the end.

    Args:
        script: where to.
        body: lengths.
        forms: the form of each rep; the depth may differ, the first one places the feet.
        timings: the timing of each rep.
        pauses_s: the pause at the top after each rep.
        leg: position of the sensor leg.
        rng: for what is drawn.
    """
    form, top = split_stance(body, forms[0], float(rng.uniform(17, 49)), rng)
    deep = form.depth_deg - body.standing_deg
    top_share = (top - body.standing_deg) / deep
    enter_s = ENTER_S * float(rng.uniform(0.8, 1.5))
    steps, at, spans = [BetaStep(0, enter_s, top_share)], enter_s + 0.8, []
    for each, timing, pause_s in zip(forms, timings, pauses_s, strict=True):
        amount = (each.depth_deg - top) / deep
        steps += [
            step._replace(start_s=step.start_s + at, amount=step.amount * amount)
            for step in depth_steps(timing, each, rng)
        ]
        spans.append((at, at + timing.total_s))
        at += timing.total_s + pause_s
    steps.append(BetaStep(at + 0.5, enter_s, -top_share))
    front = planted_front(body, form, curve(samples_in(at + 0.5 + enter_s) + 1, 0.0, steps), rng)
    start = script.append(_split(body, form, front, leg, rng))
    for begin_s, end_s in spans:
        begin, end = (start + round(seconds * FINE_HZ) for seconds in (begin_s, end_s))
        script.intervals.append(Interval("rep", "split_squat", begin, end, leg))


def _split(
    body: Anthropometry, form: LungeForm, front: FrontLeg, leg: str, rng: np.random.Generator
) -> ThighPath:
    if leg == "front":
        return as_front_thigh(body, form, front)
    path, (lands_s, _) = as_back_thigh(body, form, front, stepping=True, stays=True)
    path.strike(lands_s, rng.uniform(0.05, 0.4) * G, STRIKE_TAU_S)
    return path
