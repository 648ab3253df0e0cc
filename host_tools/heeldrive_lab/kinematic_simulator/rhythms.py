"""Rhythmic movements as Fourier series: walking, stairs, jogging, marching, jumping.

The series of the thigh's flexion are rounded from Winter 2009, table A.3 (walking), and from the ranges and
rates in docs/sources.md (stairs); running and marching are estimates of ours.
"""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.kinematic_simulator.anthropometry import Anthropometry
from heeldrive_lab.kinematic_simulator.curves import (
    FINE_HZ,
    BetaStep,
    Curve,
    curve,
    envelope,
    samples_in,
    smoothed,
    wander,
)
from heeldrive_lab.kinematic_simulator.leg_geometry import hip_over_ankle, standing_hip
from heeldrive_lab.kinematic_simulator.thigh_path import ThighPath
from heeldrive_lab.sessions.units import STANDARD_GRAVITY as G

RAMP_S = 0.9


@dataclass(frozen=True)
class Gait:
    """A gait; angles in degrees, amplitudes before individual variation.

    Attributes:
        activity: its name in annotations.
        mean_deg: mean flexion of the thigh over standing.
        first_deg: amplitude at stride frequency.
        second_deg: amplitude at step frequency.
        second_phase_deg: phase of that.
        stride_s: shortest and longest duration of a stride.
        speed_mps: forward speed.
        climb_mps: upward speed.
        bounce_m: amplitude of the hip's height at step frequency.
        own_strike_g: shortest and longest jolt of the sensor foot's strike.
        other_strike_g: the same of the other foot's.
    """

    activity: str
    mean_deg: float
    first_deg: float
    second_deg: float
    second_phase_deg: float
    stride_s: tuple[float, float]
    speed_mps: float
    climb_mps: float
    bounce_m: float
    own_strike_g: tuple[float, float]
    other_strike_g: tuple[float, float]


GAITS = {
    gait.activity: gait
    for gait in (
        Gait("walking", 1, 20, 3.5, 50, (0.95, 1.35), 1.25, 0.0, 0.02, (0.3, 1.0), (0.1, 0.3)),
        Gait("jogging", 9, 28, 6, 60, (0.64, 0.80), 2.6, 0.0, 0.042, (1.0, 2.8), (0.3, 0.9)),
        Gait("stairs_up", 18, 26, 6, 40, (1.05, 1.5), 0.45, 0.28, 0.018, (0.15, 0.6), (0.1, 0.3)),
        Gait("stairs_down", 12, 15, 5, 80, (1.0, 1.4), 0.45, -0.3, 0.022, (0.4, 1.4), (0.2, 0.5)),
    )
}


def gait_path(gait: Gait, body: Anthropometry, seconds: float, rng: np.random.Generator) -> ThighPath:
    """Walk, jog or climb for a while, from standing to standing."""
    n = samples_in(seconds)
    shown = envelope(n, RAMP_S)
    stride_s = float(rng.uniform(*gait.stride_s)) * (body.stature_m / 1.75) ** 0.5
    phase = _phase(n, stride_s, rng)
    size = float(np.clip(rng.normal(1, 0.12), 0.7, 1.3))
    second = np.cos(2 * phase + np.radians(gait.second_phase_deg))
    path = ThighPath.at_rest(n, body.standing_deg)
    path.flexion_deg += (
        shown * size * (gait.mean_deg + gait.first_deg * np.cos(phase) + gait.second_deg * second)
    )
    path.abduction_deg += shown * rng.uniform(1, 4) * np.sin(phase + rng.uniform(0, 6.3))
    path.rotation_deg += shown * rng.uniform(2, 7) * np.cos(phase + rng.uniform(0, 6.3))
    path.yaw_deg += shown * rng.uniform(2, 5) * np.cos(phase)
    moving = np.cumsum(shown) / FINE_HZ
    path.forward_m += gait.speed_mps * body.stature_m / 1.75 * moving
    path.left_m += shown * rng.uniform(0.01, 0.025) * np.sin(phase)
    path.up_m += gait.climb_mps * moving - shown * size * gait.bounce_m * np.cos(2 * phase)
    for turn, jolt in ((0.0, gait.own_strike_g), (np.pi, gait.other_strike_g)):
        for at in _crossings(phase, turn + 0.15):
            if shown[at] > 0.5:
                path.strike(at / FINE_HZ, rng.uniform(*jolt) * G, float(rng.uniform(0.01, 0.018)), -0.2 * G)
    return path


def marching(body: Anthropometry, seconds: float, rng: np.random.Generator) -> ThighPath:
    """March in place with high knees."""
    n = samples_in(seconds)
    shown = envelope(n, RAMP_S)
    phase = _phase(n, float(rng.uniform(0.9, 1.8)), rng)
    path = ThighPath.at_rest(n, body.standing_deg)
    high = float(rng.uniform(50, 95))
    path.flexion_deg += shown * high * ((1 + np.cos(phase)) / 2) ** 2
    path.abduction_deg += shown * rng.uniform(0, 6) * ((1 + np.cos(phase)) / 2)
    path.left_m -= shown * rng.uniform(0.015, 0.035) * np.cos(phase)
    path.up_m -= shown * 0.012 * np.cos(2 * phase)
    for turn, most in ((2.4, 1.3), (2.4 + np.pi, 0.5)):
        for at in _crossings(phase, turn):
            path.strike(at / FINE_HZ, shown[at] * rng.uniform(0.2, most) * G, 0.015)
    return path


def jumping(body: Anthropometry, seconds: float, rng: np.random.Generator) -> ThighPath:
    """Countermovement jumps, each with its squat, flight and landing."""
    n = samples_in(seconds)
    crouch, flight = [], np.zeros(n)
    at = 0.3
    strikes = []
    while at + 2.6 < seconds:
        deep, air_s = float(rng.uniform(40, 75)), float(rng.uniform(0.3, 0.5))
        crouch += [BetaStep(at, 0.5, deep), BetaStep(at + 0.5, 0.32, -deep, 3.6, 2.4)]
        begin, length = samples_in(at + 0.8), samples_in(air_s)
        t = np.arange(length) / FINE_HZ
        flight[begin : begin + length] = G / 2 * t * (air_s - t)
        landing = at + 0.8 + air_s
        crouch += [BetaStep(landing - 0.05, 0.25, 0.7 * deep), BetaStep(landing + 0.25, 0.6, -0.7 * deep)]
        strikes.append(landing)
        at = landing + 0.9 + float(rng.uniform(0, 1.0))
    thigh = body.standing_deg + curve(n, 0.0, crouch)
    forward, up = hip_over_ankle(body, thigh, body.standing_deg + 0.4 * (thigh - body.standing_deg))
    start_forward, start_up = standing_hip(body)
    path = ThighPath.at_rest(n, body.standing_deg)
    path.flexion_deg = thigh
    path.forward_m, path.up_m = (
        smoothed(forward - start_forward, 0.02),
        smoothed(up - start_up + flight, 0.02),
    )
    for at in strikes:
        path.strike(at, rng.uniform(1.0, 3.0) * G, 0.014)
    return path


def _phase(n: int, stride_s: float, rng: np.random.Generator) -> Curve:
    """(n,) phase of the stride, rad, with a cadence that wanders by 3 %."""
    rate = 2 * np.pi / stride_s * (1 + wander(rng, n, 0.03, (0.1, 0.6)))
    return float(rng.uniform(0, 2 * np.pi)) + np.cumsum(rate) / FINE_HZ


def _crossings(phase: Curve, turn: float) -> list[int]:
    """Samples at which the phase passes a value modulo a full turn."""
    turns = np.floor((phase - turn) / (2 * np.pi))
    return [int(index) for index in np.flatnonzero(np.diff(turns) > 0)]
