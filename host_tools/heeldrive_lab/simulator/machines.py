"""A bicycle, a stepping machine, and jumping."""

from dataclasses import replace
from typing import Any

import numpy as np

from heeldrive_lab.simulator.curves import FINE_HZ, Floats, count, envelope, noise, reach, smoothstep, through
from heeldrive_lab.simulator.impacts import add_strike, strikes
from heeldrive_lab.simulator.model import GRAVITY_MPS2
from heeldrive_lab.simulator.motion import ARRAYS, BodyMotion, Span, standing
from heeldrive_lab.simulator.person import Person
from heeldrive_lab.simulator.pose import LEFT, RIGHT

# Time to get on and off, s (est.).
MOUNT_S = 2.5
# Between jumps the hips stay slightly lowered for the next one (est.).
READY_M = -0.07
CRANK_M = 0.155  # usually 0.165-0.175; the feet are compliant (est.)


def cycling(rng: np.random.Generator, person: Person, seconds: float, cadence_hz: float) -> BodyMotion:
    """Get on a bicycle, pedal for `seconds`, get off.

    The thigh moves through 36-48 deg at 100-175 deg/s and 0.8-1.1 turns per second (Bilkent,
    docs/sources.md).
    """
    samples = count(seconds)
    strength = _effort(samples)
    pace = cadence_hz * strength * (1 + noise(rng, samples, 0.3, 0.02))
    turn = 2 * np.pi * np.cumsum(pace) / FINE_HZ + rng.uniform(0.0, 6.0)
    motion = standing(person, samples)
    pelvis, pelvis_rad, trunk = motion.pelvis_m.copy(), motion.pelvis_rad.copy(), motion.trunk_rad.copy()
    # Saddles in a gym are usually low: the knee bends by 40-60 deg at the bottom of the stroke (est.).
    saddle_m, ahead_m = rng.uniform(0.88, 0.94) * person.leg_m - CRANK_M, rng.uniform(0.20, 0.34)
    crank_z = 0.30
    pelvis[:, 0] = 0.0
    pelvis[:, 2] = crank_z + np.sqrt(saddle_m**2 - ahead_m**2) + person.ankle_m
    rock = np.sin(turn)
    pelvis_rad[:, 1] = np.radians(2.0) * rock * strength
    pelvis[:, 1] = 0.006 * rock * strength + noise(rng, samples, 1.0, 0.003) * strength
    pelvis[:, 2] += noise(rng, samples, 8.0, 0.0006, 3.0) * strength
    pelvis_rad[:, 2] = np.radians(15.0)
    trunk[:, 0] = np.radians(rng.uniform(10.0, 35.0))
    ankle, foot, knee_out = motion.ankle_m.copy(), motion.foot_rad.copy(), motion.knee_out_rad.copy()
    for leg, shift in ((LEFT, np.pi), (RIGHT, 0.0)):
        angle = turn + shift
        # The ball of the foot is on the pedal; the foot pitches with the stroke.
        pitch = np.radians(12.0) + np.radians(12.0) * np.sin(angle - 0.6)
        foot[:, leg, 2] = pitch
        ankle[:, leg, 0] = ahead_m + CRANK_M * np.sin(angle) - person.ball_ahead_m * np.cos(pitch)
        ankle[:, leg, 2] = crank_z + person.ankle_m + CRANK_M * np.cos(angle)
        ankle[:, leg, 2] += person.ball_ahead_m * np.sin(pitch)
        knee_out[:, leg] = np.radians(rng.uniform(-3.0, 6.0))
    riding = replace(
        motion,
        pelvis_m=pelvis,
        pelvis_rad=pelvis_rad,
        trunk_rad=trunk,
        ankle_m=ankle,
        foot_rad=foot,
        knee_out_rad=knee_out,
        planted=np.zeros((samples, 2), dtype=bool),
        alive=np.zeros(samples),
    )
    return _mounted(person, riding, "cycling")


def stepper(rng: np.random.Generator, person: Person, seconds: float, stride_hz: float) -> BodyMotion:
    """Use a stepping machine for `seconds`: the pedals sink and rise alternately, the body hardly moves.

    Thigh from 9 to 51 deg at 110-120 deg/s (MVS 330, 1997, stairs), 0.6-0.75 strides per second (Bilkent).
    """
    samples = count(seconds)
    strength = _effort(samples)
    cycle = np.cumsum(stride_hz * (1 + noise(rng, samples, 0.3, 0.03))) / FINE_HZ + rng.uniform(0.0, 1.0)
    travel_m = rng.uniform(0.11, 0.15) * (1 + noise(rng, samples, 0.4, 0.05))
    motion = standing(person, samples)
    pelvis, trunk, ankle, foot = (
        motion.pelvis_m.copy(),
        motion.trunk_rad.copy(),
        motion.ankle_m.copy(),
        motion.foot_rad.copy(),
    )
    swing = np.sin(2 * np.pi * cycle)
    trunk[:, 0] += np.radians(10.0)
    pelvis[:, 0] -= 0.05
    pelvis[:, 2] += strength * (-0.05 + 0.022 * np.cos(4 * np.pi * cycle))
    pelvis[:, 1] += 0.02 * strength * swing
    for leg, sign in ((LEFT, 1.0), (RIGHT, -1.0)):
        # Pedals pause at the ends of their travel: a sine with flattened peaks (est.).
        flat = np.tanh(1.3 * sign * swing) / np.tanh(1.3)
        ankle[:, leg, 2] += strength * travel_m * (1.05 + flat)
        ankle[:, leg, 0] += strength * 0.06
        foot[:, leg, 2] = strength * np.radians(8.0) * flat
    impact = motion.impact_mps2.copy()
    for leg, shift in ((LEFT, 0.25), (RIGHT, 0.75)):
        for strike in strikes(cycle, shift):
            add_strike(impact, leg, strike / FINE_HZ, strength[strike] * rng.uniform(3.0, 13.0))
    stepping = replace(
        motion,
        pelvis_m=pelvis,
        trunk_rad=trunk,
        ankle_m=ankle,
        foot_rad=foot,
        impact_mps2=impact,
        planted=np.zeros((samples, 2), dtype=bool),
        alive=np.zeros(samples),
    )
    return _mounted(person, stepping, "stepper")


def jumps(rng: np.random.Generator, person: Person, times: int, height_m: float) -> BodyMotion:
    """Jump `times` times on the spot, `height_m` high, with a pause now and then."""
    pieces: list[Floats] = []
    landings: list[float] = []
    level, toes = person.standing_m, 0.09  # standing on the toes raises the hips by 9 cm (est.)
    for jump in range(times):
        high = height_m * rng.uniform(0.8, 1.2)
        # A flight of whole samples, so that the landing continues its place and speed.
        flying = count(2 * np.sqrt(2 * high / GRAVITY_MPS2))
        speed = GRAVITY_MPS2 * flying / FINE_HZ / 2
        dip, absorb = rng.uniform(0.12, 0.25), rng.uniform(0.10, 0.22)
        push_s = 2.0 * (dip + toes) / speed
        flight = np.arange(flying) / FINE_HZ
        pieces += [
            reach(READY_M if jump else 0.0, -dip, rng.uniform(0.3, 0.45)),
            reach(-dip, toes, push_s, 0.0, speed),
            toes + speed * flight - GRAVITY_MPS2 * flight**2 / 2,
        ]
        landings.append(sum(map(len, pieces)) / FINE_HZ)
        pieces += [
            reach(toes, -absorb, 1.9 * (absorb + toes) / speed, -speed, 0.0),
            reach(-absorb, READY_M, rng.uniform(0.35, 0.6)),
            np.full(count(rng.uniform(0.02, 0.5)), READY_M),
        ]
    pieces.append(reach(READY_M, 0.0, 0.5))
    path = np.concatenate(pieces)
    samples = len(path)
    motion = standing(person, samples)
    pelvis, trunk, ankle, foot = (
        motion.pelvis_m.copy(),
        motion.trunk_rad.copy(),
        motion.ankle_m.copy(),
        motion.foot_rad.copy(),
    )
    pelvis[:, 2] = level + path
    low = smoothstep(-path, 0.0, 0.25)
    pelvis[:, 0] -= 0.06 * low
    trunk[:, 0] += np.radians(25.0) * low
    # The feet stay down until the legs are almost straight, then rise onto the toes and leave the floor.
    off = (path + np.sqrt(path**2 + 0.15**2)) / 2 * envelope(samples, 0.3)
    ankle[:, :, 2] += off[:, None]
    foot[:, :, 2] = (np.radians(40.0) * smoothstep(off, 0.0, 0.12))[:, None]
    impact = motion.impact_mps2.copy()
    for at_s in landings:
        for leg in (LEFT, RIGHT):
            add_strike(impact, leg, at_s + rng.uniform(0.02, 0.04), rng.uniform(4.0, 12.0))
    return replace(
        motion,
        pelvis_m=pelvis,
        trunk_rad=trunk,
        ankle_m=ankle,
        foot_rad=foot,
        impact_mps2=impact,
        planted=np.zeros((samples, 2), dtype=bool),
        spans=(Span("other", "jumping", 0, samples),),
    )


def _effort(samples: int) -> Floats:
    """From 0 to 1 in 1.5 s and back at the end; a short ride does not reach 1."""
    begun = np.concatenate([reach(0.0, 1.0, 1.5), np.ones(samples)])[:samples]
    effort: Floats = np.minimum(begun, begun[::-1])
    return effort


def _mounted(person: Person, doing: BodyMotion, activity: str) -> BodyMotion:
    """Get on the machine, do `doing`, and get off; everything moves in a straight line to its new place."""
    still = standing(person, 1)
    on, off = through([0.0, 1.0], [MOUNT_S]), through([1.0, 0.0], [MOUNT_S])
    arrays: dict[str, Any] = {}
    for name in ARRAYS:
        middle = getattr(doing, name)
        if name == "planted":
            ends = [np.zeros((len(on), 2), dtype=bool)] * 2
        else:
            stand = getattr(still, name)[0]
            parts = ((on, middle[0]), (off, middle[-1]))
            ends = [
                stand + np.multiply.outer(way, np.ones_like(stand)) * (target - stand)
                for way, target in parts
            ]
        arrays[name] = np.concatenate([ends[0], middle, ends[1]])
    whole = replace(doing, **arrays)
    return replace(whole, spans=(Span("other", activity, 0, len(whole)),))
