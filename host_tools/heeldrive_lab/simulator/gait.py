"""Walking, stairs, jogging, marching: the planted foot moves the body forward."""

from dataclasses import replace

import numpy as np

from heeldrive_lab.simulator.curves import (
    FINE_HZ,
    Floats,
    count,
    envelope,
    low_pass,
    noise,
    periodic,
    reach,
    smoothstep,
)
from heeldrive_lab.simulator.gaits import GaitPattern
from heeldrive_lab.simulator.impacts import add_strike, strikes
from heeldrive_lab.simulator.model import GRAVITY_MPS2
from heeldrive_lab.simulator.motion import BodyMotion, Span, standing
from heeldrive_lab.simulator.person import STANDING_AHEAD_M, Person
from heeldrive_lab.simulator.pose import LEFT, RIGHT, SIDES, hip_from_ankle
from heeldrive_lab.simulator.split import standing_bend


def go(
    rng: np.random.Generator,
    person: Person,
    gait: GaitPattern,
    seconds: float,
    pace: float = 1.0,
    lift: float = 1.0,
) -> BodyMotion:
    """Walk, climb, jog or march for `seconds`, starting and stopping within a stride.

    Args:
        rng: draws phase, turns and the variation between strides.
        person: who moves.
        gait: the pattern.
        seconds: duration.
        pace: factor on the step rate.
        lift: factor on the swing of the legs.
    """
    samples = count(seconds)
    strength = envelope(samples, 0.9 / gait.strides_hz)
    rate = gait.strides_hz * pace * rng.uniform(0.95, 1.05) * (1 + noise(rng, samples, 0.4, 0.025))
    cycle = np.cumsum(rate) / FINE_HZ + rng.uniform(0.0, 1.0)
    heading = _turns(rng, samples) if gait.turns else np.radians(noise(rng, samples, 0.1, 2.0)) * strength
    amplitude = lift * (1 + noise(rng, samples, 0.5, 0.05))

    legs = [_Leg(person, gait, cycle + shift, strength, amplitude) for shift in (0.5, 0.0)]
    pelvis_x, pelvis_z = _carried(person, gait, legs, cycle, strength)
    motion = standing(person, samples)
    forward = np.gradient(pelvis_x)
    pelvis = motion.pelvis_m.copy()
    pelvis[:, 0] = STANDING_AHEAD_M + np.cumsum(forward * np.cos(heading)) - forward[0] * np.cos(heading[0])
    pelvis[:, 1] = np.cumsum(forward * np.sin(heading)) - forward[0] * np.sin(heading[0])
    pelvis[:, 2] = pelvis_z
    # The pelvis shifts 2 cm over the planted foot, turns by 4 deg with the step and drops by 3 deg (est.).
    aside = 0.02 * strength * np.sin(2 * np.pi * (cycle - 0.05))
    pelvis[:, 0] += aside * np.sin(heading)
    pelvis[:, 1] -= aside * np.cos(heading)
    pelvis_rad = motion.pelvis_rad.copy()
    pelvis_rad[:, 0] = heading + np.radians(4.0) * strength * np.cos(2 * np.pi * cycle)
    pelvis_rad[:, 1] = np.radians(-3.0) * strength * np.sin(2 * np.pi * (cycle - 0.05))
    trunk = motion.trunk_rad.copy()
    trunk[:, 0] += np.radians(gait.lean_deg) * strength
    ankle, foot, knee_out = motion.ankle_m.copy(), motion.foot_rad.copy(), motion.knee_out_rad.copy()
    for leg, shift in ((LEFT, 0.5), (RIGHT, 0.0)):
        # The knee turns inward as the foot takes the load and outward in the swing, by some 6 deg (est.):
        # recorded thighs turn about the other axes at half the rate at which they flex (Bilkent).
        knee_out[:, leg] = np.radians(6.0) * strength * np.sin(2 * np.pi * (cycle + shift - 0.45))
        knee_out[:, leg] += np.radians(2.5) * strength * np.sin(4 * np.pi * (cycle + shift))
        wide = SIDES[leg] * person.hips_m / 2
        ankle[:, leg, 0] = pelvis[:, 0] - legs[leg].ahead_m * np.cos(heading) - wide * np.sin(heading)
        ankle[:, leg, 1] = pelvis[:, 1] - legs[leg].ahead_m * np.sin(heading) + wide * np.cos(heading)
        ankle[:, leg, 2] = pelvis[:, 2] - legs[leg].above_m
        foot[:, leg, 0], foot[:, leg, 2] = heading, legs[leg].foot_rad
    impact = motion.impact_mps2.copy()
    for leg, shift in ((LEFT, 0.5), (RIGHT, 0.0)):
        for strike in strikes(cycle, shift):
            peak = gait.strike_mps2 * pace**2 * strength[strike] * rng.uniform(0.6, 1.4)
            add_strike(impact, leg, strike / FINE_HZ, peak, float(heading[strike]))
    floor = float(pelvis[-1, 2] - pelvis[0, 2])
    end = (
        float(pelvis[-1, 0] - STANDING_AHEAD_M * np.cos(heading[-1])),
        float(pelvis[-1, 1] - STANDING_AHEAD_M * np.sin(heading[-1])),
        0.0 if gait.level else floor,
        float(heading[-1]),
    )
    return replace(
        motion,
        pelvis_m=pelvis,
        pelvis_rad=pelvis_rad,
        trunk_rad=trunk,
        ankle_m=ankle,
        foot_rad=foot,
        knee_out_rad=knee_out,
        planted=np.zeros((samples, 2), dtype=bool),
        alive=1 - strength,
        impact_mps2=impact,
        spans=(Span("other", gait.activity, 0, samples),),
        end=end,
    )


class _Leg:
    """One leg's angles over the cycles, blended with standing, and the place of the hip that follows."""

    def __init__(
        self, person: Person, gait: GaitPattern, cycle: Floats, strength: Floats, amplitude: Floats
    ) -> None:
        stand_thigh, stand_shank = standing_bend(person)
        thigh = np.radians(periodic(gait.thigh_deg, cycle))
        knee = np.radians(np.maximum(periodic(gait.knee_deg, cycle), 4.0))
        foot = np.radians(periodic(gait.foot_deg, cycle))
        mean = float(thigh.mean())
        thigh = mean + (thigh - mean) * amplitude
        thigh = stand_thigh + strength * (thigh - stand_thigh)
        knee = stand_thigh + stand_shank + strength * (knee - stand_thigh - stand_shank)
        self.foot_rad = strength * foot
        self.ahead_m, self.above_m = hip_from_ankle(person, thigh, knee - thigh)
        # The point of the sole that bears load: the heel with the toes up, the ball with the heel up.
        on_ball = smoothstep(self.foot_rad, np.radians(-6.0), np.radians(6.0))
        along = on_ball * (person.ball_ahead_m + person.heel_behind_m) - person.heel_behind_m
        sine, cosine = np.sin(self.foot_rad), np.cos(self.foot_rad)
        self.bears_z = -self.above_m - along * sine - person.ankle_m * cosine
        self.speed_x = (
            -np.gradient(self.ahead_m) * FINE_HZ
            + (-along * sine - person.ankle_m * cosine) * np.gradient(self.foot_rad) * FINE_HZ
        )
        self.speed_z = (
            -np.gradient(self.above_m) * FINE_HZ
            + (-along * cosine + person.ankle_m * sine) * np.gradient(self.foot_rad) * FINE_HZ
        )


def _carried(
    person: Person, gait: GaitPattern, legs: list[_Leg], cycle: Floats, strength: Floats
) -> tuple[Floats, Floats]:
    """Way of the pelvis forward and up, m: the loaded foot stays in place, and the load shifts smoothly."""
    over = max(gait.stance - 0.5, 0.06)
    share = cycle % 1.0
    right = smoothstep(share, 0.0, over) * (1 - smoothstep(share, 0.5, 0.5 + over))
    load = (1 - right, right)
    speed = -_shared(load, [leg.speed_x for leg in legs])
    forward = np.cumsum(_smooth(speed, gait)) / FINE_HZ
    if gait.stance < 0.5:
        return forward, person.standing_m + _bouncing(gait, cycle, strength)
    if gait.level:
        height = -_shared(load, [leg.bears_z for leg in legs])
        # Ankles and pelvis are compliant: the hips bob by 0.7 of what stiff ones would (est.).
        bob = low_pass(height[:, None], 0.5 * gait.strides_hz)[:, 0]
        height = bob + 0.7 * (_smooth(height, gait) - bob)
        return forward, person.standing_m + (height - person.standing_m) * _settle(strength)
    climb = -_shared(load, [leg.speed_z for leg in legs])
    return forward, person.standing_m + np.cumsum(_smooth(climb, gait)) / FINE_HZ


def _shared(load: tuple[Floats, Floats], of_legs: list[Floats]) -> Floats:
    """The mean of the left and the right leg's values, weighted by their loads."""
    return load[LEFT] * of_legs[LEFT] + load[RIGHT] * of_legs[RIGHT]


def _settle(strength: Floats) -> Floats:
    """1 while the legs move, 0 in standing: smooths the remaining difference at both ends."""
    return smoothstep(strength, 0.0, 0.05)


def _smooth(path: Floats, gait: GaitPattern) -> Floats:
    """Low-pass to once a step on the level, twice on stairs: the trunk hardly moves faster (est.)."""
    return low_pass(path[:, None], (3.4 if gait.level else 6.0) * gait.strides_hz)[:, 0]


def _bouncing(gait: GaitPattern, cycle: Floats, strength: Floats) -> Floats:
    """Height of a running pelvis, m: half a sine of ground force in each stance, free fall between.

    The mean force equals the weight. The height is the force of one step integrated twice.
    """
    parts = 512
    u = np.arange(parts) / parts  # one step
    contact = 2 * gait.stance
    force = np.where(u < contact, np.pi / (2 * contact) * np.sin(np.pi * u / contact), 0.0) - 1
    harmonics = np.fft.rfft(force * GRAVITY_MPS2)
    order = np.arange(len(harmonics))
    step_hz = 2 * gait.strides_hz
    path = np.zeros_like(harmonics)
    path[1:] = -harmonics[1:] / (2 * np.pi * order[1:] * step_hz) ** 2
    height = np.fft.irfft(path, parts)
    height -= height.min()
    lowest = float(height.max())
    steps = (2 * cycle) % 1.0 * parts
    bounce = np.interp(steps, np.arange(parts + 1), np.append(height, height[0]))
    # The hips are lower in running than in standing by more than the bounce (est.).
    lowered: Floats = strength * (bounce - lowest - 0.02)
    return lowered


def _turns(rng: np.random.Generator, samples: int) -> Floats:
    """Heading, rad: a slow drift, and an about-turn every 7 to 12 s."""
    heading: Floats = np.radians(6.0) * noise(rng, samples, 0.15, 1.0)
    heading = (heading - heading[0]) * envelope(samples, 2.0)
    begin = rng.uniform(5.0, 9.0)
    while (begin + 4.0) * FINE_HZ < samples:
        turn = reach(0.0, float(rng.choice([-1.0, 1.0])) * rng.uniform(1.2, 3.1), rng.uniform(1.6, 2.4))
        first = round(begin * FINE_HZ)
        heading[first : first + len(turn)] += turn
        heading[first + len(turn) :] += turn[-1]
        begin += rng.uniform(7.0, 12.0)
    return heading
