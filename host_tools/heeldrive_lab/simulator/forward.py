"""The forward lunge: the front foot steps out, strikes, and pushes back to standing."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from heeldrive_lab.simulator.curves import FINE_HZ, Floats, bump, count, lasting, lift, noise, reach, through
from heeldrive_lab.simulator.impacts import add_strike
from heeldrive_lab.simulator.motion import STANDING_LEAN_RAD, BodyMotion, Span, standing
from heeldrive_lab.simulator.person import STANDING_AHEAD_M, Person
from heeldrive_lab.simulator.planted import STEEPEST, Lunge, Tempo
from heeldrive_lab.simulator.pose import SIDES, bends_of, hip_from_ankle
from heeldrive_lab.simulator.split import HEEL_AT_BOTTOM, HIPS_TURN, over_ball, split_of, standing_bend

# Whole forward lunges took 2.5-3.9 s (docs/sources.md); the durations of their parts are est.
FORWARD_TEMPO = Tempo(step_back_s=0.92, lower_s=0.56, hold_s=0.0, rise_s=0.50, return_s=0.94)
# As the front foot lands or leaves: how far its leg is stretched (est.), and how far the body has sunk: 4-6
# cm at 30-40 cm/s, from the vertical acceleration of UTD-MHAD's thighs, measured here. The back thigh swings
# back by 0-8 deg from its standing direction and is already moving forward again by then (same recordings,
# relative to the direction in which the same thighs flex in squats). The heel rises as far as that requires.
LONGEST_IN_SWING = 0.996
STRETCH_AT_STRIKE, LONGEST_AT_STRIKE = (0.915, 0.945), 0.985
SUNK_AT_STRIKE_M = (0.035, 0.065)
FALL_AT_STRIKE_MPS = 0.34
SUNK_SHARE = 0.95  # largest share of the way to the bottom (est.)
BACK_DIP_DEG = (-8.0, 3.0)
FURTHEST_BACK_DEG, KEPT_BACK_M = 4.0, 0.025  # beyond that dip (est.)
HEELS_AT_STRIKE = np.radians(np.linspace(5.0, 62.0, 58))
# The body begins to sink in the last part of the step, and earlier where it sinks further: its downward
# acceleration is at most 2-4 m/s^2 (same recordings).
SINKING_SHARE = 0.42
SINKING_MPS2 = 3.0
STEEPEST_CHANGE = 5.77  # peak acceleration of a minimum-jerk path, times distance over time squared
# Once the foot has struck, the back knee gives and the heel rises within this share of the time to the
# bottom: the thigh tilts at 57-110 deg/s and then keeps its angle while the body sinks (same recordings).
GIVING_SHARE = (0.08, 0.3)


def forward_lunge(rng: np.random.Generator, person: Person, how: Lunge, span: Span) -> BodyMotion:
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

    # A rounded turn at the bottom falls short of its target, so the target is deeper.
    turn = float(through([0.0, 0.0, 1.0, 1.0, 0.0, 0.0], seconds).max())

    def path(stand: float, strike: float, bottom: float, speed: float = 0.0) -> Floats:
        deeper = strike + (bottom - strike) / turn
        return through([stand, strike, deeper, deeper, strike, stand], seconds, [0, speed, 0, 0, -speed, 0])

    # The place of the hips at the bottom, over the front foot, and as the foot strikes.
    ahead, above = hip_from_ankle(person, np.array(split.bottom_thigh), np.array(split.bottom_shank))
    centre = person.hips_m / 2 * np.sin(HIPS_TURN)
    bottom_x, bottom_z = step_m + float(ahead) - centre, float(above) + person.ankle_m
    strike_x, strike_z, heel_at_strike, dip_rad = _strike(rng, person, step_m, centre, bottom_z)
    giving = rng.uniform(*GIVING_SHARE)
    sinks_s = [_sinks_s(seconds[index], person.standing_m - strike_z) for index in (0, 4)]

    def early(before: float, strike: float | None, bottom: float) -> Floats:
        """A path from 0 to `before`, as the body begins to sink, to `bottom` ahead of the body, and back.

        It passes `strike` as the foot strikes; with None it takes the smoothest path.
        """
        fall, rise = _parts(seconds[1], giving), _parts(seconds[3], giving)
        down, up = (
            _parts(seconds[0], 1 - sinks_s[0] / seconds[0]),
            _parts(seconds[4], 1 - sinks_s[1] / seconds[4]),
        )
        if strike is None:
            levels = [0.0, before, bottom, bottom, bottom, bottom, before, 0.0]
            (wait, move), (back, rest) = _parts(down[1], 0.2), _parts(up[1], 0.8)
            fast = [move + fall[0], rise[0] + back]
            times = [down[0] + wait, fast[0], fall[1], seconds[2], rise[1], fast[1], rest + up[0]]
            return through(levels, times)
        fast = [0.8 * (bottom - strike) / part for part in (fall[0], rise[0])]
        levels = [0.0, before, strike, bottom, bottom, bottom, bottom, strike, before, 0.0]
        times = [*down, *fall, seconds[2], rise[1], rise[0], up[1], up[0]]
        return through(levels, times, [0, 0, fast[0], 0, 0, 0, 0, -fast[1], 0, 0])

    speed_x = 0.7 * (bottom_x - STANDING_AHEAD_M) / (seconds[0] + seconds[1])
    speed_x = float(np.clip(1.5 * (bottom_x - strike_x) / seconds[1], 0.0, speed_x))

    still = standing(person, samples)
    away = path(0.0, 0.7, 1.0)
    lean = path(STANDING_LEAN_RAD, np.radians(0.5 * how.lean_deg), np.radians(how.lean_deg))
    pelvis_rad = still.pelvis_rad.copy()
    pelvis_rad[:, 0] = -side * HIPS_TURN * away
    pelvis_rad[:, 2] = 0.3 * (lean - STANDING_LEAN_RAD)
    pelvis = still.pelvis_m.copy()
    pelvis[:, 0] = path(STANDING_AHEAD_M, strike_x, bottom_x, speed_x)
    pelvis[:, 1] = side * person.hips_m * person.shift * early(0.3, None, 1.0) + away * noise(
        rng, samples, 1.0, 0.006 * how.wobble
    )
    pelvis[:, 2] = _sinking(person.standing_m, strike_z, bottom_z, seconds, sinks_s, turn)
    pelvis[:, 2] += away * noise(rng, samples, 1.5, 0.004 * how.wobble)

    ankle, foot, planted = still.ankle_m.copy(), still.foot_rad.copy(), still.planted.copy()
    heel = early(0.3 * heel_at_strike, heel_at_strike, HEEL_AT_BOTTOM)
    foot[:, back, 2] = heel
    ankle[:, back, 0], ankle[:, back, 2] = over_ball(person, np.full(samples, person.ball_ahead_m), heel)
    pelvis[:, 0] = _kept_back(
        person, pelvis[:, 0], pelvis[:, 2], ankle[:, back, 0], ankle[:, back, 2], centre * away, dip_rad
    )
    ankle[:, front, 0] = step_m * path(0.0, 1.0, 1.0)
    # People do not swing the thigh up further than they intend to go down.
    lift_m = rng.uniform(0.06, 0.15) * min(how.depth_deg / 75.0, 1.0) ** 2
    for part, duration, peak_at in (
        (slice(0, stepping), seconds[0], 0.45),
        (slice(stepped, None), seconds[-1], 0.5),
    ):
        ankle[part, front, 2] += lift_m * lift(duration, peak_at)
        foot[part, front, 2] -= np.radians(rng.uniform(5.0, 15.0)) * bump(duration, 0.6)
        planted[part, front] = False
        ankle[part, front, 0] = _stepped(
            person,
            step_m,
            duration,
            pelvis[part] + [1, 0, 0] * (centre * away[part])[:, None],
            ankle[part, front, 2],
            part.stop,
        )
    knee_out = still.knee_out_rad.copy()
    knee_out[:, front] = away * np.radians(rng.normal(0.0, 3.0) + noise(rng, samples, 1.5, 0.7 * how.wobble))
    knee_out[:, back] = early(0.05, None, 1.0) * np.radians(
        person.back_out_deg + noise(rng, samples, 1.5, 0.7 * how.wobble)
    )
    # 1.9-2.9 g as the same leg's foot strikes (docs/sources.md); a soft strike at the end.
    impact = still.impact_mps2.copy()
    add_strike(impact, front, stepping / FINE_HZ, rng.uniform(4.0, 11.0))
    add_strike(impact, front, samples / FINE_HZ - 0.06, rng.uniform(2.0, 6.0))
    return replace(
        still,
        pelvis_m=pelvis,
        pelvis_rad=pelvis_rad,
        trunk_rad=np.stack([0.7 * (lean - STANDING_LEAN_RAD) + STANDING_LEAN_RAD, np.zeros(samples)], axis=1),
        ankle_m=ankle,
        foot_rad=foot,
        knee_out_rad=knee_out,
        impact_mps2=impact,
        planted=planted,
        spans=(replace(span, first=0, last=samples),),
    )


def _strike(
    rng: np.random.Generator, person: Person, step_m: float, centre: float, bottom_z: float
) -> tuple[float, float, float, float]:
    """Place and height of the pelvis, m, and the back heel's lift and back thigh's dip, rad, at the strike.

    In a longer step the body sinks more than people were seen to, so that the back thigh dips no further.
    """
    back_rad = standing_bend(person)[0] - np.radians(rng.uniform(*BACK_DIP_DEG))
    least = rng.uniform(*SUNK_AT_STRIKE_M)
    sunk = np.linspace(least, max(SUNK_SHARE * (person.standing_m - bottom_z), least + 0.01), 40)
    strike_z = person.standing_m - sunk
    short = np.sqrt(
        np.maximum(
            (rng.uniform(*STRETCH_AT_STRIKE) * person.leg_m) ** 2 - (strike_z - person.ankle_m) ** 2, 0
        )
    )
    strike_x = step_m - centre - short
    ankle_x, ankle_z = over_ball(person, np.full(len(HEELS_AT_STRIKE), person.ball_ahead_m), HEELS_AT_STRIKE)
    ahead, above = strike_x[:, None] - centre - ankle_x, strike_z[:, None] - ankle_z
    thigh = bends_of(person, ahead, above)[0]
    off = np.abs(thigh - back_rad)
    # Penalize places out of reach by their distance.
    off += 10 * np.maximum(np.hypot(ahead, above) / person.leg_m - LONGEST_AT_STRIKE, 0.0)
    best = off.min(axis=1)
    first = int(np.argmax(best < np.radians(1.0))) if (best < np.radians(1.0)).any() else int(best.argmin())
    heel = int(off[first].argmin())
    dip = standing_bend(person)[0] - float(thigh[first, heel])
    return float(strike_x[first]), float(strike_z[first]), float(HEELS_AT_STRIKE[heel]), dip


def _parts(seconds: float, share: float) -> list[float]:
    """Split `seconds` at `share`; the parts together have the same number of fine samples."""
    first = count(share * seconds)
    return [first / FINE_HZ, (count(seconds) - first) / FINE_HZ]


def _kept_back(
    person: Person, x: Floats, z: Floats, ankle_x: Floats, ankle_z: Floats, centre: Floats, dip_rad: float
) -> Floats:
    """`x` of the pelvis, limited so that the back thigh dips little more than at the strike."""
    thigh = (
        standing_bend(person)[0] - max(dip_rad, np.radians(BACK_DIP_DEG[1])) - np.radians(FURTHEST_BACK_DEG)
    )
    knee_over = z - ankle_z - person.thigh_m * np.cos(thigh)
    ahead = np.sqrt(np.maximum(person.shank_m**2 - knee_over**2, 1e-4)) - person.thigh_m * np.sin(thigh)
    over = (x + centre - ankle_x - ahead) / KEPT_BACK_M
    less: Floats = KEPT_BACK_M * np.logaddexp(0.0, over)
    kept: Floats = x - (less - less[0])
    return kept


def _stepped(
    person: Person, step_m: float, step_s: float, hip: Floats, ankle_z: Floats, forth: int | None
) -> Floats:
    """The front ankle's way in its step, m, delayed as much as the length of the leg requires."""
    way = reach(0.0, 1.0, step_s)
    path = way
    for lag in np.arange(1.0, 9.1, 0.25):
        # The step back is the step out in reverse; only the step out ends within the lunge.
        path = step_m * (way**lag if forth else way[::-1] ** lag)
        if np.hypot(hip[:, 0] - path, hip[:, 2] - ankle_z).max() < LONGEST_IN_SWING * person.leg_m:
            break
    return path


def _sinks_s(step_s: float, sunk_m: float) -> float:
    """How long before the strike the body begins to sink, s."""
    gently_s = float(np.sqrt(STEEPEST_CHANGE * sunk_m / SINKING_MPS2))
    return min(max(SINKING_SHARE * step_s, gently_s), 0.6 * step_s)


def _sinking(
    stand_z: float,
    strike_z: float,
    bottom_z: float,
    seconds: Sequence[float],
    sinks_s: Sequence[float],
    turn: float,
) -> Floats:
    """Height of the pelvis, m: it sinks late in the step out and is up again early in the step back."""
    deeper = strike_z + (bottom_z - strike_z) / turn
    # A higher speed would make the pelvis rise before it sinks.
    down, up = (min(FALL_AT_STRIKE_MPS, STEEPEST * (stand_z - strike_z) / part_s) for part_s in sinks_s)
    sinking = reach(stand_z, strike_z, sinks_s[0], 0.0, -down)
    rising = reach(strike_z, stand_z, sinks_s[1], up, 0.0)
    low = through([strike_z, deeper, deeper, strike_z], seconds[1:-1], [-down, 0.0, 0.0, up])
    before, after = (
        np.full(count(step_s) - len(part), stand_z)
        for step_s, part in ((seconds[0], sinking), (seconds[-1], rising))
    )
    return np.concatenate([before, sinking, low, rising, after])
