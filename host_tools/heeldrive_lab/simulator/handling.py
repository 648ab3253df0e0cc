"""Movements between sets and with the sensor in the hands: fidgeting, strapping on, taking off."""

from dataclasses import replace

import numpy as np

from heeldrive_lab.simulator.curves import FINE_HZ, Floats, bump, count, envelope, lift, noise, reach
from heeldrive_lab.simulator.motion import BodyMotion, Span, standing
from heeldrive_lab.simulator.person import Person
from heeldrive_lab.simulator.pose import RIGHT, SIDES


def fidgeting(rng: np.random.Generator, person: Person, seconds: float) -> BodyMotion:
    """Stand restlessly: shift the weight, turn on the spot, shake the legs (all values est.)."""
    samples = count(seconds)
    alive = envelope(samples, 1.0)
    motion = standing(person, samples)
    pelvis, pelvis_rad = motion.pelvis_m.copy(), motion.pelvis_rad.copy()
    foot, ankle, trunk = motion.foot_rad.copy(), motion.ankle_m.copy(), motion.trunk_rad.copy()
    pelvis[:, 0] += alive * noise(rng, samples, 0.5, 0.025)
    pelvis[:, 1] += alive * noise(rng, samples, 0.4, 0.035)
    pelvis[:, 2] -= alive * (0.025 + noise(rng, samples, 0.5, 0.006))
    trunk[:, 0] += alive * np.radians(noise(rng, samples, 0.4, 6.0))
    yaw = alive * np.radians(noise(rng, samples, 0.25, 14.0))
    pelvis_rad[:, 0] = yaw
    foot[:, :, 0] = 0.6 * yaw[:, None]
    at = rng.uniform(0.5, 3.0)
    while at + 1.5 < seconds:
        length_s, leg = rng.uniform(0.6, 1.2), int(rng.integers(2))
        part = slice(count(at), count(at) + count(length_s))
        up_m = rng.uniform(0.03, 0.14) * lift(length_s)
        ankle[part, leg, 2] += up_m
        ankle[part, leg, 0] += rng.uniform(-1.2, 0.8) * up_m
        foot[part, leg, 2] += np.radians(250.0) * up_m * rng.uniform(0.3, 1.0)
        pelvis[part, 1] -= SIDES[leg] * 0.03 * bump(length_s)
        at += rng.uniform(1.5, 5.0)
    return replace(
        motion,
        pelvis_m=pelvis,
        pelvis_rad=pelvis_rad,
        trunk_rad=trunk,
        ankle_m=ankle,
        foot_rad=foot,
        planted=np.zeros((samples, 2), dtype=bool),
        spans=(Span("other", "fidgeting", 0, samples),),
    )


def strapping_on(rng: np.random.Generator, person: Person, seconds: float) -> BodyMotion:
    """Bend down with the board in the hands, hold it to the thigh, pull the strap, stand up (values est.)."""
    return _handled(rng, person, seconds, "strapping_on")


def taking_off(rng: np.random.Generator, person: Person, seconds: float) -> BodyMotion:
    """The same in reverse, except for the trunk; at the end a hand holds the board (values est.)."""
    backward = _handled(rng, person, seconds, "taking_off")
    return replace(backward, **{name: getattr(backward, name)[::-1] for name in ("pelvis_m", "board")})


def _handled(rng: np.random.Generator, person: Person, seconds: float, activity: str) -> BodyMotion:
    samples = count(seconds)
    motion = standing(person, samples)
    trunk, pelvis, pelvis_rad = motion.trunk_rad.copy(), motion.pelvis_m.copy(), motion.pelvis_rad.copy()
    bent = envelope(samples, min(1.2, seconds / 4))
    trunk[:, 0] += np.radians(35.0) * bent
    pelvis_rad[:, 2] += np.radians(15.0) * bent
    pelvis[:, 2] -= 0.02 * bent
    pelvis[:, 1] += -SIDES[RIGHT] * 0.03 * bent
    # Two fifths of the time in the hands, then on the thigh while the strap is pulled, then untouched.
    placed, closed = 0.4 * seconds, 0.8 * seconds
    away = np.concatenate([np.ones(count(placed)), reach(1.0, 0.0, 0.8), np.zeros(samples)])[:samples]
    board = np.zeros((samples, 6))
    far = (rng.uniform(-0.1, 0.1), rng.uniform(-0.1, 0.2), rng.uniform(0.12, 0.35))
    turned = np.radians(rng.uniform(-100.0, 100.0, 3))
    for axis in range(3):
        board[:, axis] = away * (far[axis] + noise(rng, samples, 0.8, 0.04))
        board[:, 3 + axis] = away * (turned[axis] + noise(rng, samples, 0.7, 0.5))
    pulling = np.concatenate(
        [np.zeros(count(placed)), envelope(count(closed - placed), 0.5), np.zeros(samples)]
    )
    pulling = pulling[:samples] * (1 - away)
    for axis in range(3):
        board[:, axis] += pulling * noise(rng, samples, 2.0, 0.006)
        board[:, 3 + axis] += pulling * np.radians(noise(rng, samples, 1.5, 6.0))
    return replace(
        motion,
        pelvis_m=pelvis,
        pelvis_rad=pelvis_rad,
        trunk_rad=trunk,
        board=_from_rest(board),
        spans=(Span("other", activity, 0, samples),),
    )


def _from_rest(board: Floats) -> Floats:
    """Keep the board still in the hand at the start, which is the end of a reversed motion."""
    ramp = np.ones(len(board))
    still, start = count(0.5), count(1.0)
    ramp[:still] = 0.0
    ramp[still : still + start] = reach(0.0, 1.0, start / FINE_HZ)
    return board[0] + (board - board[0]) * ramp[:, None] if len(board) > still + start else board
