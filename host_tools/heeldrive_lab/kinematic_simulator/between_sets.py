"""What happens between sets, with its annotations."""

from collections.abc import Callable

import numpy as np

from heeldrive_lab.kinematic_simulator.anthropometry import Anthropometry
from heeldrive_lab.kinematic_simulator.curves import FINE_HZ
from heeldrive_lab.kinematic_simulator.everyday import (
    fidgeting,
    knee_drive,
    kneeling,
    picking_up,
    sit_to_stand,
    sitting,
    squat,
    turning,
    tying_a_shoe,
)
from heeldrive_lab.kinematic_simulator.rep_plan import LungeForm
from heeldrive_lab.kinematic_simulator.rhythms import GAITS, gait_path, jumping, marching
from heeldrive_lab.kinematic_simulator.thigh_path import Interval, MotionScript, ThighPath

EASY = ("standing", "sitting", "walking", "turning")
# How often each is chosen between two sets of a hard workout, relative to the others.
HARD = {
    "standing": 2.0,
    "sitting": 1.6,
    "walking": 2.0,
    "turning": 1.0,
    "fidgeting": 1.2,
    "stairs_up": 0.6,
    "stairs_down": 0.6,
    "jogging": 0.7,
    "marching": 0.7,
    "jumping": 0.6,
    "tying_shoe": 0.5,
    "kneeling": 0.5,
    "pick_up": 0.6,
    "squat": 0.3,
    "sit_to_stand": 0.3,
    "knee_drive": 0.5,
}


def do_between_sets(
    script: MotionScript, body: Anthropometry, form: LungeForm, rng: np.random.Generator, hard: bool
) -> None:
    """Append a rest: one thing in an easy workout, one to four in a hard one, with a stand after each."""
    if hard:
        weights = np.array(list(HARD.values()))
        chosen = rng.choice(list(HARD), int(rng.integers(1, 5)), p=weights / weights.sum(), replace=False)
    else:
        chosen = rng.choice(EASY, 1)
    script.stand(float(rng.uniform(1.0, 5.0)))
    for activity in chosen:
        _do(script, str(activity), body, form, rng)
        script.stand(float(rng.uniform(0.5, 5.0)))
    script.stand(float(rng.uniform(1.0, 8.0)))


def _do(
    script: MotionScript, activity: str, body: Anthropometry, form: LungeForm, rng: np.random.Generator
) -> None:
    if activity == "standing":
        script.stand(float(rng.uniform(5, 30)))
    elif activity == "sitting":
        _sit(script, body, rng)
    elif activity in GAITS:
        start = script.append(gait_path(GAITS[activity], body, float(rng.uniform(6, 25)), rng))
        script.mark("other", activity, start)
    elif activity in CYCLES:
        for _ in range(int(rng.integers(1, 7))):
            start = script.append(CYCLES[activity](body, rng))
            script.mark("other", activity, start, cycles=1)
            script.stand(float(rng.uniform(0.1, 1.5)))
    else:
        start = script.append(_single(activity, body, form, rng))
        script.mark("other", activity, start)


CYCLES: dict[str, Callable[[Anthropometry, np.random.Generator], ThighPath]] = {
    "squat": squat,
    "sit_to_stand": sit_to_stand,
    "knee_drive": knee_drive,
}


def _single(activity: str, body: Anthropometry, form: LungeForm, rng: np.random.Generator) -> ThighPath:
    if activity == "kneeling":
        return kneeling(body, form, str(rng.choice(["front", "back"])), rng)
    if activity == "tying_shoe":
        return tying_a_shoe(body, rng)
    if activity == "pick_up":
        return picking_up(body, rng)
    if activity == "turning":
        return turning(body, rng)
    lasting = {"fidgeting": fidgeting, "marching": marching, "jumping": jumping}[activity]
    return lasting(body, float(rng.uniform(8, 20)), rng)


def _sit(script: MotionScript, body: Anthropometry, rng: np.random.Generator) -> None:
    path, down_s, up_s = sitting(body, float(rng.uniform(5, 45)), rng)
    start = script.append(path)
    seated = start + round(down_s * FINE_HZ)
    rises = script.samples - round(up_s * FINE_HZ)
    script.intervals += [
        Interval("other", "sitting_down", start, seated),
        Interval("other", "sitting", seated, rises),
        Interval("other", "standing_up", rises, script.samples),
    ]
