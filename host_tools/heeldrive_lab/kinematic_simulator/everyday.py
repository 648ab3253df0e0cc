"""What people do between sets: sit, squat, kneel, tie a shoe, pick something up, turn, fidget."""

from dataclasses import replace

import numpy as np

from heeldrive_lab.kinematic_simulator.anthropometry import Anthropometry
from heeldrive_lab.kinematic_simulator.back_leg import as_back_thigh
from heeldrive_lab.kinematic_simulator.curves import (
    FINE_HZ,
    Curve,
    curve,
    drawn_step,
    envelope,
    samples_in,
    smoothed,
    wander,
)
from heeldrive_lab.kinematic_simulator.front_leg import as_front_thigh, planted_front
from heeldrive_lab.kinematic_simulator.leg_geometry import hip_over_ankle, standing_hip
from heeldrive_lab.kinematic_simulator.rep_plan import LungeForm, RepTiming, depth_curve
from heeldrive_lab.kinematic_simulator.thigh_path import ThighPath
from heeldrive_lab.sessions.units import STANDARD_GRAVITY as G

LET_GO_S = 0.7
# Going down, staying, coming up, s.
Durations = tuple[float, float, float]


def bend(
    body: Anthropometry, share: Curve, thigh_deg: float, shank_deg: float, apart_deg: float
) -> ThighPath:
    """Both legs bend with planted feet, as far as `share` (n,) says: a squat, or the way to a seat.

    Args:
        body: lengths.
        share: (n,) 0 while standing, 1 at the lowest.
        thigh_deg: flexion of the thigh there.
        shank_deg: lean of the shank there.
        apart_deg: abduction of the thigh there.
    """
    thigh = body.standing_deg + (thigh_deg - body.standing_deg) * share
    shank = body.standing_deg + (shank_deg - body.standing_deg) * share
    forward, up = hip_over_ankle(body, thigh, shank)
    start_forward, start_up = standing_hip(body)
    path = ThighPath.at_rest(len(share), body.standing_deg)
    path.flexion_deg = thigh
    path.abduction_deg = apart_deg * share
    path.forward_m, path.up_m = forward - start_forward, up - start_up
    return path


def down_and_up(rng: np.random.Generator, shortest_s: Durations, longest_s: Durations) -> Curve:
    """(n,) from 0 to 1, a stay, and back to 0; durations drawn between two triples."""
    down_s, stay_s, up_s = (float(each) for each in rng.uniform(shortest_s, longest_s))
    return given_way(rng, down_s, stay_s, up_s)


def given_way(rng: np.random.Generator, down_s: float, stay_s: float, up_s: float) -> Curve:
    """(n,) from 0 to 1, a stay, and back to 0."""
    n = samples_in(down_s + stay_s + up_s) + 1
    return curve(n, 0.0, [drawn_step(rng, 0, down_s, 1.0), drawn_step(rng, down_s + stay_s, up_s, -1.0)])


def squat(body: Anthropometry, rng: np.random.Generator) -> ThighPath:
    """One squat."""
    share = down_and_up(rng, (0.8, 0.0, 0.7), (2.0, 0.6, 1.7))
    return bend(body, share, rng.uniform(60, 110), rng.uniform(15, 35), -rng.uniform(4, 22))


def sitting(body: Anthropometry, seated_s: float, rng: np.random.Generator) -> tuple[ThighPath, float, float]:
    """Sit down, stay, stand up; and the durations of sitting down and standing up, s."""
    down_s, up_s = (float(each) for each in rng.uniform((0.9, 0.9), (2.4, 2.2)))
    share = given_way(rng, down_s, seated_s, up_s)
    path = bend(body, share, rng.uniform(72, 98), rng.uniform(-8, 14), -rng.uniform(0, 15))
    n = len(path)
    # Small movements of a sitting person, and now and then a leg that shifts.
    quiet = smoothed((share > 0.98).astype(float), 0.3)
    path.flexion_deg = path.flexion_deg + quiet * wander(rng, n, rng.uniform(0.1, 1.0), (0.03, 0.4))
    path.rotation_deg = path.rotation_deg + quiet * wander(rng, n, rng.uniform(0.3, 4.0), (0.02, 0.3))
    # The muscles let go within a second or two.
    path.supported = envelope(n, LET_GO_S) * np.clip(smoothed(quiet, LET_GO_S), 0.0, 1.0)
    path.strike(0.95 * down_s, rng.uniform(0.1, 0.8) * G, 0.02)
    return path, down_s, up_s


def sit_to_stand(body: Anthropometry, rng: np.random.Generator) -> ThighPath:
    """One touch of a seat and up again."""
    share = down_and_up(rng, (0.7, 0.1, 0.6), (1.6, 1.0, 1.4))
    path = bend(body, share, rng.uniform(72, 95), rng.uniform(0, 16), -rng.uniform(0, 12))
    path.strike(0.45 * len(path) / FINE_HZ, rng.uniform(0.05, 0.4) * G, 0.02)
    return path


def kneeling(body: Anthropometry, form: LungeForm, leg: str, rng: np.random.Generator) -> ThighPath:
    """Kneel down on one knee, stay, and get up: a lunge's pose, held by the floor."""
    timing = RepTiming(float(rng.uniform(1.4, 2.6)), float(rng.uniform(1.3, 2.6)), float(rng.uniform(4, 20)))
    steady = replace(form, tremor_deg=0.05, shiver_dps=0.0, depth_deg=float(rng.uniform(84, 96)))
    front = planted_front(body, steady, depth_curve(timing, steady, rng), rng)
    path = (
        as_front_thigh(body, steady, front)
        if leg == "front"
        else as_back_thigh(body, steady, front, stepping=True)[0]
    )
    path.strike(timing.down_s - 0.1, rng.uniform(0.3, 1.5) * G, 0.015)
    return path


def tying_a_shoe(body: Anthropometry, rng: np.random.Generator) -> ThighPath:
    """The sensor foot goes up on a step, the hands work on the shoe, the foot goes down."""
    share = down_and_up(rng, (0.8, 6, 0.7), (1.6, 15, 1.5))
    path = ThighPath.at_rest(len(share), body.standing_deg)
    path.flexion_deg = body.standing_deg + rng.uniform(45, 95) * share
    path.flexion_deg += share * wander(rng, len(share), rng.uniform(0.5, 2.5), (0.2, 2.0))
    path.abduction_deg = rng.uniform(-10, 5) * share
    path.forward_m, path.up_m = rng.uniform(-0.1, 0.1) * share, -rng.uniform(0.02, 0.1) * share
    return path


def picking_up(body: Anthropometry, rng: np.random.Generator) -> ThighPath:
    """Pick something off the floor: a stoop with rather straight legs, or a crouch."""
    share = down_and_up(rng, (0.7, 0.1, 0.7), (1.5, 1.2, 1.5))
    if rng.random() < 0.5:
        return bend(body, share, rng.uniform(8, 30), rng.uniform(-8, 8), 0.0)
    return bend(body, share, rng.uniform(60, 100), rng.uniform(15, 35), -rng.uniform(5, 25))


def knee_drive(body: Anthropometry, rng: np.random.Generator) -> ThighPath:
    """Drive the sensor leg's knee up and bring the foot down again."""
    up_s, stay_s, down_s = (float(each) for each in rng.uniform((0.35, 0.0, 0.35), (1.1, 0.6, 1.1)))
    share = given_way(rng, up_s, stay_s, down_s)
    path = ThighPath.at_rest(len(share), body.standing_deg)
    path.flexion_deg = body.standing_deg + rng.uniform(65, 108) * share
    path.abduction_deg = rng.uniform(-6, 4) * share
    path.left_m, path.up_m = rng.uniform(0.01, 0.04) * share, rng.uniform(-0.02, 0.02) * share
    path.strike(up_s + stay_s + 0.9 * down_s, rng.uniform(0.1, 0.9) * G, 0.016)
    return path


def turning(body: Anthropometry, rng: np.random.Generator) -> ThighPath:
    """Turn on the spot in a few small steps."""
    seconds = float(rng.uniform(1.2, 3.0))
    n = samples_in(seconds)
    path = ThighPath.at_rest(n, body.standing_deg)
    path.yaw_deg = curve(n, 0.0, [drawn_step(rng, 0, seconds, float(rng.choice([-180, -90, 90, 180])))])
    steps = np.sin(np.pi * np.round(seconds / 0.6) * np.linspace(0, 1, n)) ** 2
    path.flexion_deg += envelope(n, 0.3) * rng.uniform(6, 18) * steps
    return path


def fidgeting(body: Anthropometry, seconds: float, rng: np.random.Generator) -> ThighPath:
    """Shift the weight, swing the leg, shake it out: short movements at random."""
    n = samples_in(seconds)
    path = ThighPath.at_rest(n, body.standing_deg)
    at = 0.2
    while at + 2.5 < seconds:
        there_s, back_s = (float(each) for each in rng.uniform((0.25, 0.25), (1.0, 1.0)))
        amounts = (rng.uniform(-20, 38), rng.uniform(-12, 12), rng.uniform(-15, 15))
        ways = [
            curve(
                n, 0.0, [drawn_step(rng, at, there_s, amount), drawn_step(rng, at + there_s, back_s, -amount)]
            )
            for amount in amounts
        ]
        path.flexion_deg += ways[0]
        path.abduction_deg += ways[1]
        path.rotation_deg += ways[2]
        path.left_m += curve(n, 0.0, [drawn_step(rng, at, there_s + back_s, float(rng.uniform(-0.04, 0.04)))])
        at += there_s + back_s + float(rng.uniform(0, 1.5))
    return path
