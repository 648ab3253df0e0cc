"""A lunge on a planted front foot: body and front leg follow the thigh's path, the other foot steps back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from heeldrive_lab.simulator.curves import FINE_HZ, Floats, bump, count, lasting, lift, noise, reach, through
from heeldrive_lab.simulator.impacts import add_strike
from heeldrive_lab.simulator.motion import STANDING_LEAN_RAD, BodyMotion, standing
from heeldrive_lab.simulator.person import Person
from heeldrive_lab.simulator.pose import SIDES, hip_from_ankle
from heeldrive_lab.simulator.split import (
    HEEL_AT_BOTTOM,
    HEEL_AT_LANDING,
    HIPS_TURN,
    Split,
    over_ball,
    standing_bend,
)

# Longest stretch of a stepping leg, share of its length (est.).
FURTHEST = 0.996
# A path from rest cannot end faster than this times its mean speed without moving backward first.
STEEPEST = 2.45
# In lunges in place the back thigh tilts sideways by at most half as much as in forward lunges: 6 deg to
# either side (UI-PRMD's back thighs) against 10-17 deg (UTD-MHAD), both measured here.
OF_FORWARD = 0.35


@dataclass(frozen=True)
class Tempo:
    """Durations of a backward lunge, s; the defaults were measured (MVS 330, 1997, in docs/sources.md).

    Attributes:
        step_back_s: from standing until the back foot lands.
        lower_s: from there to the bottom.
        hold_s: stillness at the bottom; negative if the rise begins before the descent has ended. Slowing
            down and starting add about 0.45 s within 5 deg of the bottom; people without instructions to hold
            stay 0.25-0.5 s (docs/sources.md).
        rise_s: from the bottom until the back foot leaves the floor.
        return_s: from there until both feet stand.
    """

    step_back_s: float = 1.16
    lower_s: float = 0.72
    hold_s: float = -0.05
    rise_s: float = 0.69
    return_s: float = 0.89

    @classmethod
    def draw(
        cls, rng: np.random.Generator, scale: float, hold_s: tuple[float, float] = (-0.18, 0.1)
    ) -> "Tempo":
        """Random durations: `scale` times the defaults with a deviation of 8 %, the hold within `hold_s`."""
        step, lower, rise, back = (
            seconds * scale * rng.normal(1.0, 0.08)
            for seconds in (cls.step_back_s, cls.lower_s, cls.rise_s, cls.return_s)
        )
        return cls(step, lower, rng.uniform(*hold_s), rise, back)


@dataclass(frozen=True)
class Lunge:
    """How one lunge is done.

    Attributes:
        depth_deg: front thigh inclination at the bottom, from standing.
        tempo: durations.
        shank_deg: forward lean of the front shank at the bottom.
        lean_deg: forward lean of the trunk there.
        step_m: distance of the ankles; None for the one that brings the back thigh to `back_thigh_deg`.
        back_thigh_deg: flexion of the back thigh at the bottom; captured -9 to 3 (docs/sources.md).
        wobble: unsteadiness, 1 for a healthy adult.
        pulses: how often it rises a little at the bottom and goes down again before it rises for good.
        pulse_deg: how far the front thigh rises in each of them.
        pulse_s: duration of each of them.
        stop_s: how long it stops half way from the landing of the back foot to the bottom, and again on the
            way up.
    """

    depth_deg: float = 85.0
    tempo: Tempo = Tempo()
    shank_deg: float = 10.0
    lean_deg: float = 10.0
    step_m: float | None = None
    back_thigh_deg: float = 3.0
    wobble: float = 1.0
    pulses: int = 0
    pulse_deg: float = 15.0
    pulse_s: float = 0.8
    stop_s: float = 0.0


def on_front_foot(
    rng: np.random.Generator,
    person: Person,
    how: Lunge,
    front: int,
    split: Split,
    shares: Sequence[float],
    seconds: Sequence[float],
    speeds: Sequence[float] | None = None,
) -> BodyMotion:
    """From standing through levels between top and bottom and back to standing, the front foot planted.

    Args:
        rng: draws the unsteadiness.
        person: who moves.
        how: lean and unsteadiness.
        front: the leg that stays.
        split: the geometry.
        shares: the levels between standing and standing, as shares of the way from the top to the bottom.
        seconds: duration of each part; the first is the step back, the last the step forward.
        speeds: speed of the front thigh at each level, rad/s; 0 at all when None.
    """
    samples = lasting(seconds)
    stepping, stepped = count(seconds[0]), samples - count(seconds[-1])
    stand_thigh, stand_shank = standing_bend(person)

    def path(stand: float, top: float, bottom: float, speeds: Sequence[float] | None = None) -> Floats:
        levels = [stand, *(top + share * (bottom - top) for share in shares), stand]
        return through(levels, seconds, speeds)

    # A rounded turn at the bottom falls short of its target, so the target is deeper.
    thigh = path(stand_thigh, split.top_thigh, split.bottom_thigh, speeds)
    reached = (float(thigh.max()) - split.top_thigh) / (split.bottom_thigh - split.top_thigh)
    shares = [share * max(shares) / reached for share in shares]
    thigh = path(stand_thigh, split.top_thigh, split.bottom_thigh, speeds)
    bent = (thigh - stand_thigh) / np.radians(90.0)
    thigh += bent * np.radians(90.0) * noise(rng, samples, 1.5, 0.006 * how.wobble)
    shank = path(stand_shank, split.top_shank, split.bottom_shank)
    shank += np.radians(bent * noise(rng, samples, 0.8, 1.0 * how.wobble))
    lean = path(STANDING_LEAN_RAD, np.radians(0.6 * how.lean_deg + 10.0), np.radians(how.lean_deg))
    away = through([0.0, 1.0, 1.0, 0.0], [seconds[0], (stepped - stepping) / FINE_HZ, seconds[-1]])

    still = standing(person, samples)
    back, side = 1 - front, SIDES[front]
    pelvis_rad = still.pelvis_rad.copy()
    pelvis_rad[:, 0] = -side * HIPS_TURN * away
    pelvis_rad[:, 2] = 0.3 * (lean - STANDING_LEAN_RAD)
    trunk = np.stack([0.7 * (lean - STANDING_LEAN_RAD) + STANDING_LEAN_RAD, np.zeros(samples)], axis=1)
    ahead, above = hip_from_ankle(person, thigh, shank)
    # While the other foot is in the air, the weight is over this one (est.).
    lone = np.zeros(samples)
    lone[:stepping], lone[stepped:] = bump(seconds[0]), bump(seconds[-1])
    aside = side * person.hips_m * (0.28 * lone + OF_FORWARD * person.shift * away) + bent * noise(
        rng, samples, 1.0, 0.006 * how.wobble
    )
    above -= aside**2 / (2 * person.leg_m)
    pelvis = np.stack(
        [
            ahead + side * person.hips_m / 2 * np.sin(pelvis_rad[:, 0]),
            aside + side * person.hips_m / 2 * (1 - np.cos(pelvis_rad[:, 0])),
            above + person.ankle_m,
        ],
        axis=1,
    )
    # The knee points out or in by a few degrees at the bottom, and is less steady the deeper it is (est.).
    knee_out = still.knee_out_rad.copy()
    knee_out[:, front] = np.radians(
        bent * (rng.normal(0.0, 3.0) + noise(rng, samples, 1.5, 0.7 * how.wobble))
    )

    knee_out[:, back] = np.radians(OF_FORWARD * bent * person.back_out_deg)

    ankle, foot, planted = still.ankle_m.copy(), still.foot_rad.copy(), still.planted.copy()
    heel = path(0.0, HEEL_AT_LANDING, HEEL_AT_BOTTOM)
    foot[:, back, 2] = heel
    hip_x = pelvis[:, 0] + side * person.hips_m / 2 * np.sin(pelvis_rad[:, 0])
    x, z = over_ball(person, np.full(samples, split.ball_m), heel)
    planted[:stepping, back] = planted[stepped:, back] = False
    x, z = _swung(rng, person, hip_x, pelvis[:, 2], x, z, slice(stepping, stepped))
    ankle[:, back, 0], ankle[:, back, 2] = x, z
    # The foot is set down softly: the front thigh stays below 1.2 g (docs/sources.md).
    impact = still.impact_mps2.copy()
    for at_s, peak in (
        (stepping / FINE_HZ, rng.uniform(1.0, 3.5)),
        (samples / FINE_HZ - 0.08, rng.uniform(1.0, 4.0)),
    ):
        add_strike(impact, back, at_s, peak)
    return replace(
        still,
        pelvis_m=pelvis,
        pelvis_rad=pelvis_rad,
        trunk_rad=trunk,
        ankle_m=ankle,
        foot_rad=foot,
        knee_out_rad=knee_out,
        impact_mps2=impact,
        planted=planted,
    )


def _swung(
    rng: np.random.Generator,
    person: Person,
    hip_x: Floats,
    hip_z: Floats,
    ankle_x: Floats,
    ankle_z: Floats,
    stance: slice,
) -> tuple[Floats, Floats]:
    """The back ankle's x and z with the steps before and after its `stance` filled in.

    A foot moves no further from the body than the leg allows: it waits until the hips have sunk enough.
    """
    x, z = ankle_x.copy(), ankle_z.copy()
    for forth, part in ((True, slice(0, stance.start)), (False, slice(stance.stop, len(hip_x)))):
        seconds = (part.stop - part.start) / FINE_HZ
        there = stance.start if forth else stance.stop - 1
        way = reach(0.0, 1.0, seconds)
        rise = rng.uniform(0.06, 0.11) * lift(seconds, 0.35)
        for lag in np.arange(1.0, 3.1, 0.1):
            late = way**lag
            ahead = late * ankle_x[there]
            above = person.ankle_m + late * (ankle_z[there] - person.ankle_m) + rise
            # The step back to standing is the same in reverse.
            x[part], z[part] = (ahead, above) if forth else (ahead[::-1], above[::-1])
            stretch = np.hypot(hip_x[part] - x[part], hip_z[part] - z[part]) / person.leg_m
            if stretch.max() < FURTHEST:
                break
    return x, z
