"""Movements that bend both legs or lift one: squats, stooping, sitting, knee raises, side lunges."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.simulator.curves import FINE_HZ, Floats, bump, count, envelope, lasting, noise, through
from heeldrive_lab.simulator.impacts import add_strike
from heeldrive_lab.simulator.motion import STANDING_LEAN_RAD, BodyMotion, Span, standing
from heeldrive_lab.simulator.person import Person
from heeldrive_lab.simulator.pose import RIGHT, SIDES, hip_from_ankle
from heeldrive_lab.simulator.split import standing_bend


def squat(
    rng: np.random.Generator,
    person: Person,
    activity: str,
    depth_deg: float,
    seconds: tuple[float, float, float],
    shank_deg: float,
    lean_deg: float,
    wobble: float = 1.0,
) -> BodyMotion:
    """A squat, or stooping to pick something up.

    Args:
        rng: draws the unsteadiness.
        person: who moves.
        activity: its name in the annotations.
        depth_deg: thigh inclination at the bottom; squats 44-97 (docs/sources.md).
        seconds: duration of descent, hold and rise.
        shank_deg: forward lean of both shanks at the bottom.
        lean_deg: forward lean of the trunk there; squats 30-50, stooping up to 90 (est.).
        wobble: unsteadiness, 1 for a healthy adult.
    """
    stand_thigh, stand_shank = standing_bend(person)
    samples = lasting(seconds)
    # A rounded turn at the bottom falls short of its target, so the target is deeper.
    turn = float(through([0.0, 1.0, 1.0, 0.0], seconds, evenly=True).max())

    def path(stand: float, bottom: float) -> Floats:
        deeper = stand + (bottom - stand) / turn
        # People bend more evenly than along a minimum-jerk path (UTD-MHAD, CMU, UI-PRMD; measured here).
        return through([stand, deeper, deeper, stand], seconds, evenly=True)

    thigh = path(stand_thigh, stand_thigh + np.radians(depth_deg))
    bent = (thigh - stand_thigh) / np.radians(90.0)
    thigh += bent * np.radians(90.0) * noise(rng, samples, 1.5, 0.006 * wobble)
    shank = path(stand_shank, np.radians(shank_deg))
    motion = _on_both_feet(person, thigh, shank, path(STANDING_LEAN_RAD, np.radians(lean_deg)))
    pelvis, knee_out = motion.pelvis_m.copy(), motion.knee_out_rad.copy()
    pelvis[:, 1] += bent * noise(rng, samples, 0.8, 0.008 * wobble)
    for leg in (0, 1):
        knee_out[:, leg] = bent * np.radians(rng.uniform(0.0, 15.0) + noise(rng, samples, 1.2, 0.8 * wobble))
    return replace(
        motion, pelvis_m=pelvis, knee_out_rad=knee_out, spans=(Span("other", activity, 0, samples),)
    )


def sitting(rng: np.random.Generator, person: Person, seconds: float, quick: float = 1.0) -> BodyMotion:
    """Sit down, sit for `seconds` with a fidget now and then, and stand up.

    It takes 1.4-2.2 s down and 1.2-1.8 s up, both divided by `quick`: 80-160 deg/s, as recorded (UTD-MHAD and
    motion capture, docs/sources.md).
    """
    stand_thigh, stand_shank = standing_bend(person)
    # The thigh is then 68-79 deg from standing, as for four people on chairs (Bilkent, measured here).
    seat_deg, seat_shank = rng.uniform(70.0, 87.0), np.radians(rng.uniform(-6.0, 8.0))
    down_s, up_s = rng.uniform(1.4, 2.2) / quick, rng.uniform(1.2, 1.8) / quick
    times_s = [down_s, seconds, up_s]
    first, rest = count(down_s), count(seconds)
    samples = lasting(times_s)
    seat_thigh = np.radians(seat_deg)
    thigh = through([stand_thigh, seat_thigh, seat_thigh, stand_thigh], times_s)
    shank = through([stand_shank, seat_shank, seat_shank, stand_shank], times_s)
    # The knees move forward to bring the weight over the feet, and back when the seat takes the weight.
    forward = np.radians(rng.uniform(8.0, 16.0))
    lean = np.radians(rng.uniform(28.0, 45.0))
    trunk = through([STANDING_LEAN_RAD, np.radians(5.0), np.radians(5.0), STANDING_LEAN_RAD], times_s)
    for part, duration, peak_at in ((slice(0, first), down_s, 0.6), (slice(first + rest, None), up_s, 0.35)):
        shank[part] += forward * bump(duration, peak_at)
        trunk[part] += lean * bump(duration, peak_at)
    seated = slice(first, first + rest)
    # On a chair the thigh is still: specific force varies by 5 mg (rms) over 0.6 s (docs/sources.md).
    quiet = envelope(rest, 1.5)
    thigh[seated] += np.radians(noise(rng, rest, 0.15, 0.25)) * quiet
    motion = _on_both_feet(person, thigh, shank, trunk)
    held, knee_out = motion.held.copy(), motion.knee_out_rad.copy()
    held[seated] = envelope(rest, min(0.4, seconds / 4))
    for leg in (0, 1):
        knee_out[seated, leg] += np.radians(rng.uniform(0.0, 12.0) + noise(rng, rest, 0.15, 0.5)) * quiet
    ankle, foot, planted = motion.ankle_m.copy(), motion.foot_rad.copy(), motion.planted.copy()
    _fidget_seated(rng, ankle, foot, planted, seated, seconds)
    impact = motion.impact_mps2.copy()
    add_strike(impact, RIGHT, down_s - 0.08, rng.uniform(1.5, 3.5))
    return replace(
        motion,
        held=held,
        knee_out_rad=knee_out,
        ankle_m=ankle,
        foot_rad=foot,
        planted=planted,
        impact_mps2=impact,
        spans=(
            Span("other", "sitting_down", 0, first),
            Span("other", "sitting", first, first + rest),
            Span("other", "standing_up", first + rest, samples),
        ),
    )


def _fidget_seated(
    rng: np.random.Generator,
    ankle: Floats,
    foot: Floats,
    planted: NDArray[np.bool_],
    seated: slice,
    seconds: float,
) -> None:
    """Lift a foot or tap the toes for a second or two, about twice a minute (est.)."""
    at = rng.uniform(4.0, 30.0)
    while at + 2.5 < seconds:
        length_s, leg = rng.uniform(0.7, 1.6), int(rng.integers(2))
        part = slice(seated.start + count(at), seated.start + count(at) + count(length_s))
        ankle[part, leg, 2] += rng.uniform(0.02, 0.10) * bump(length_s)
        ankle[part, leg, 0] += rng.uniform(-0.03, 0.06) * bump(length_s)
        foot[part, leg, 2] += np.radians(rng.uniform(-10.0, 25.0)) * bump(length_s)
        planted[part, leg] = False
        at += rng.uniform(20.0, 60.0)


def leg_raise(
    rng: np.random.Generator,
    person: Person,
    deg: float,
    seconds: float,
    knee_deg: float | None = None,
    hold_s: float = 0.1,
    leg: int = RIGHT,
) -> BodyMotion:
    """Raise one leg in front of the body and put it down again; the hip stays where it is.

    Args:
        rng: draws what varies.
        person: who moves.
        deg: thigh inclination at the top; hurdle steps 80-111 (docs/sources.md).
        seconds: duration of the raise, and again of the lowering.
        knee_deg: knee flexion; None for a hanging shank, about 0 for a straight leg.
        hold_s: stillness at the top.
        leg: `LEFT` or `RIGHT`.
    """
    stand_thigh, stand_shank = standing_bend(person)
    times_s = [seconds, hold_s, seconds]
    samples = lasting(times_s)
    way = through([0.0, 1.0, 1.0, 0.0], times_s)
    hanging = deg * 0.95 if knee_deg is None else knee_deg
    # The foot must clear the floor, so even a straight leg is slightly bent.
    knee = stand_thigh + stand_shank + way * (np.radians(max(hanging, 12.0)) - (stand_thigh + stand_shank))
    thigh = stand_thigh + way * np.radians(deg)
    knee += np.radians(14.0) * np.sin(np.pi * way) * (knee_deg is not None)
    motion = standing(person, samples)
    pelvis, ankle, foot = motion.pelvis_m.copy(), motion.ankle_m.copy(), motion.foot_rad.copy()
    # The body shifts over the other foot before this one leaves the floor (est.).
    over = envelope(samples, min(0.4, seconds))
    aside = -SIDES[leg] * person.hips_m * 0.35 * over
    pelvis[:, 1] += aside
    pelvis[:, 2] -= aside**2 / (2 * person.leg_m)
    ahead, above = hip_from_ankle(person, thigh, knee - thigh)
    ankle[:, leg, 0] = pelvis[:, 0] - ahead
    ankle[:, leg, 1] += aside
    ankle[:, leg, 2] = pelvis[:, 2] - above
    foot[:, leg, 2] = knee - thigh - (stand_shank) * (1 - way)
    planted, impact = motion.planted.copy(), motion.impact_mps2.copy()
    planted[:, leg] = False
    add_strike(impact, leg, samples / FINE_HZ - 0.06, rng.uniform(1.0, 4.0))
    name = "leg_raise" if knee_deg is None or knee_deg > 30 else "straight_leg_raise"
    return replace(
        motion,
        pelvis_m=pelvis,
        ankle_m=ankle,
        foot_rad=foot,
        planted=planted,
        impact_mps2=impact,
        spans=(Span("other", name, 0, samples),),
    )


def side_lunge(person: Person, deg: float, seconds: float, leg: int = RIGHT) -> BodyMotion:
    """Step sideways with the other leg, bend it and come back; `leg` stays planted and nearly straight.

    Its thigh tilts sideways by `deg` and hardly flexes (11-67 deg captured, UI-PRMD, docs/sources.md).
    """
    samples, side, other = lasting([seconds, seconds]), SIDES[leg], 1 - leg
    way = through([0.0, 1.0, 0.0], [seconds, seconds])
    motion = standing(person, samples)
    tilt = np.radians(deg) * way
    stand_m = float(np.hypot(motion.pelvis_m[0, 0], person.standing_m - person.ankle_m))
    length = stand_m + way * (0.97 * person.leg_m - stand_m)
    pelvis, trunk = motion.pelvis_m.copy(), motion.trunk_rad.copy()
    pelvis[:, 1] = -side * length * np.sin(tilt)
    pelvis[:, 2] = np.sqrt(length**2 - motion.pelvis_m[:, 0] ** 2) * np.cos(tilt) + person.ankle_m
    trunk[:, 0] += np.radians(25.0) * way
    ankle, planted = motion.ankle_m.copy(), motion.planted.copy()
    # The foot arrives before the body: it moves in the first two thirds of the time (est.).
    stepping = [0.65 * seconds, 0.70 * seconds, 0.65 * seconds]
    step = through([0.0, 1.0, 1.0, 0.0], stepping)[:samples]
    step = np.pad(step, (0, samples - len(step)))
    ankle[:, other, 1] -= side * step * (float(np.abs(pelvis[:, 1]).max()) + 0.12)
    ankle[:, other, 2] += 0.06 * np.sin(np.pi * step) ** 2
    planted[:, other] = False
    return replace(
        motion,
        pelvis_m=pelvis,
        trunk_rad=trunk,
        ankle_m=ankle,
        planted=planted,
        spans=(Span("other", "side_lunge", 0, samples),),
    )


def _on_both_feet(person: Person, thigh: Floats, shank: Floats, lean: Floats) -> BodyMotion:
    """Both feet planted, both legs bent equally, the trunk leaning forward."""
    motion = standing(person, len(thigh))
    ahead, above = hip_from_ankle(person, thigh, shank)
    pelvis, pelvis_rad, trunk = motion.pelvis_m.copy(), motion.pelvis_rad.copy(), motion.trunk_rad.copy()
    pelvis[:, 0], pelvis[:, 2] = ahead, above + person.ankle_m
    pelvis_rad[:, 2] = 0.4 * (lean - STANDING_LEAN_RAD)
    trunk[:, 0] = STANDING_LEAN_RAD + 0.6 * (lean - STANDING_LEAN_RAD)
    return replace(motion, pelvis_m=pelvis, pelvis_rad=pelvis_rad, trunk_rad=trunk)
