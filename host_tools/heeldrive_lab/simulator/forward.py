"""The forward lunge: the front foot steps out, strikes, and pushes back to standing."""

from dataclasses import replace

import numpy as np

from heeldrive_lab.simulator.curves import FINE_HZ, Floats, bump, count, lasting, lift, noise, through
from heeldrive_lab.simulator.jolts import add_strike
from heeldrive_lab.simulator.motion import STANDING_LEAN_RAD, Motion, Span, standing
from heeldrive_lab.simulator.person import STANDING_AHEAD_M, Person
from heeldrive_lab.simulator.planted import Lunge, Tempo
from heeldrive_lab.simulator.pose import SIDES, hip_from_ankle
from heeldrive_lab.simulator.split import HEEL_AT_BOTTOM, HIPS_TURN, over_ball, split_of

# Whole forward lunges took 2.5-3.9 s (docs/sources.md); how that is shared out is est.
FORWARD_TEMPO = Tempo(step_back_s=0.74, lower_s=0.68, hold_s=0.0, rise_s=0.60, return_s=0.76)
# As the front foot lands or leaves: the back heel's lift, and how far both legs are stretched (est.).
HEEL_AT_STRIKE, STRETCH_AT_STRIKE = np.radians(38.0), 0.94


def forward_lunge(rng: np.random.Generator, person: Person, how: Lunge, span: Span) -> Motion:
    """Step forward, lower, hold, push back, return; `span.front` is the leg that steps.

    The tempo's `step_back_s` and `return_s` are the steps forward and back. The front thigh swings up to
    25-55 deg before its foot strikes (Kinder-Gator, docs/sources.md).
    """
    front = span.front or 0
    back, side = 1 - front, SIDES[front]
    tempo = how.tempo
    seconds = [tempo.step_back_s, tempo.lower_s, tempo.hold_s, tempo.rise_s, tempo.return_s]
    samples = lasting(seconds)
    stepping, stepped = count(seconds[0]), samples - count(seconds[-1])
    split = split_of(person, how.depth_deg, how.shank_deg, how.back_thigh_deg, how.step_m)
    step_m = person.ball_ahead_m - split.ball_m

    # Where the turn at the bottom is round, it must aim deeper to get as deep.
    turn = float(through([0.0, 0.0, 1.0, 1.0, 0.0, 0.0], seconds).max())

    def path(stand: float, strike: float, bottom: float, speed: float = 0.0) -> Floats:
        deeper = strike + (bottom - strike) / turn
        return through([stand, strike, deeper, deeper, strike, stand], seconds, [0, speed, 0, 0, -speed, 0])

    # Where the hips are at the bottom, over the front foot, and as it strikes, between the feet.
    ahead, above = hip_from_ankle(person, np.array(split.bottom_thigh), np.array(split.bottom_shank))
    centre = person.hips_m / 2 * np.sin(HIPS_TURN)
    bottom_x, bottom_z = step_m + float(ahead) - centre, float(above) + person.ankle_m
    back_x, back_z = over_ball(person, np.full(1, person.ball_ahead_m), np.full(1, HEEL_AT_STRIKE))
    strike_x = 0.5 * (step_m + float(back_x[0])) + 0.03
    reach_m = STRETCH_AT_STRIKE * person.leg_m
    strike_z = min(
        np.sqrt(max(reach_m**2 - (strike_x + centre - step_m) ** 2, 0.1)) + person.ankle_m,
        np.sqrt(max(reach_m**2 - (strike_x - centre - float(back_x[0])) ** 2, 0.1)) + float(back_z[0]),
        person.standing_m,
    )
    speed_x = 0.7 * (bottom_x - STANDING_AHEAD_M) / (seconds[0] + seconds[1])
    speed_z = 0.9 * (bottom_z - strike_z) / seconds[1]

    still = standing(person, samples)
    away = path(0.0, 0.7, 1.0)
    lean = path(STANDING_LEAN_RAD, np.radians(0.5 * how.lean_deg), np.radians(how.lean_deg))
    pelvis_rad = still.pelvis_rad.copy()
    pelvis_rad[:, 0] = -side * HIPS_TURN * away
    pelvis_rad[:, 2] = 0.3 * (lean - STANDING_LEAN_RAD)
    pelvis = still.pelvis_m.copy()
    pelvis[:, 0] = path(STANDING_AHEAD_M, strike_x, bottom_x, speed_x)
    pelvis[:, 1] = side * person.hips_m * 0.15 * away + away * noise(rng, samples, 1.0, 0.006 * how.wobble)
    pelvis[:, 2] = path(person.standing_m, strike_z, bottom_z, speed_z)
    pelvis[:, 2] += away * noise(rng, samples, 1.5, 0.004 * how.wobble)

    ankle, foot, planted = still.ankle_m.copy(), still.foot_rad.copy(), still.planted.copy()
    heel = path(0.0, HEEL_AT_STRIKE, HEEL_AT_BOTTOM)
    foot[:, back, 2] = heel
    ankle[:, back, 0], ankle[:, back, 2] = over_ball(person, np.full(samples, person.ball_ahead_m), heel)
    ankle[:, front, 0] = step_m * path(0.0, 1.0, 1.0)
    # Nobody swings the thigh up further than they mean to go down.
    lift_m = rng.uniform(0.03, 0.12) * min(how.depth_deg / 75.0, 1.0) ** 2
    for part, duration, peak_at in (
        (slice(0, stepping), seconds[0], 0.45),
        (slice(stepped, None), seconds[-1], 0.5),
    ):
        ankle[part, front, 2] += lift_m * lift(duration, peak_at)
        foot[part, front, 2] -= np.radians(rng.uniform(5.0, 15.0)) * bump(duration, 0.6)
        planted[part, front] = False
    knee_out = still.knee_out_rad.copy()
    knee_out[:, front] = away * np.radians(rng.normal(0.0, 3.0) + noise(rng, samples, 1.5, 0.7 * how.wobble))
    # 1.9-2.9 g as the own foot strikes (docs/sources.md); set down softly at the end.
    jolt = still.jolt_mps2.copy()
    add_strike(jolt, front, stepping / FINE_HZ, rng.uniform(4.0, 11.0))
    add_strike(jolt, front, samples / FINE_HZ - 0.06, rng.uniform(2.0, 6.0))
    return replace(
        still,
        pelvis_m=pelvis,
        pelvis_rad=pelvis_rad,
        trunk_rad=np.stack([0.7 * (lean - STANDING_LEAN_RAD) + STANDING_LEAN_RAD, np.zeros(samples)], axis=1),
        ankle_m=ankle,
        foot_rad=foot,
        knee_out_rad=knee_out,
        jolt_mps2=jolt,
        planted=planted,
        spans=(replace(span, first=0, last=samples),),
    )
