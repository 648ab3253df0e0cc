"""The geometry of a lunge: the place of the back foot that both legs can reach, and its pivot on the ball."""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.simulator.curves import Floats
from heeldrive_lab.simulator.person import STANDING_AHEAD_M, Person
from heeldrive_lab.simulator.pose import bends_of, hip_from_ankle

# Angle of the back foot's sole to the floor, rad: as the foot lands, and at the bottom (est.).
HEEL_AT_LANDING, HEEL_AT_BOTTOM = np.radians(58.0), np.radians(68.0)
# Length of the back leg, as a share of its longest, when the foot lands or leaves (so that its thigh turns at
# no more than the 59-127 deg/s of docs/sources.md, measured in forward lunges), and at the top of lunges in
# place (est.; captured back thighs are at -28 deg there, docs/sources.md).
STRETCH_AT_LANDING, STRETCH_AT_TOP = 0.87, 0.975
# The shank leans forward for balance over one foot, even if it is upright later (est.).
SHANK_AT_LANDING = np.radians(7.0)
# Rotation of the hips toward the back leg (est.).
HIPS_TURN = np.radians(7.0)


@dataclass(frozen=True)
class Split:
    """A lunge relative to the ankle of its front foot, m and rad.

    Attributes:
        ball_m: x of the ball of the back foot; negative is behind.
        top_thigh: flexion of the front thigh as the back foot lands and leaves.
        top_shank: forward lean of the front shank there.
        bottom_thigh: flexion of the front thigh at the bottom.
        bottom_shank: forward lean of the front shank there.
    """

    ball_m: float
    top_thigh: float
    top_shank: float
    bottom_thigh: float
    bottom_shank: float


def standing_bend(person: Person) -> tuple[float, float]:
    """Thigh flexion and forward lean of the shank in standing, rad."""
    thigh, shank = bends_of(person, np.array(STANDING_AHEAD_M), np.array(person.standing_m - person.ankle_m))
    return float(thigh), float(shank)


def over_ball(person: Person, ball_x: Floats, heel_rad: Floats) -> tuple[Floats, Floats]:
    """Place and height, m, of an ankle whose foot pivots on its ball at `ball_x`, heel up by `heel_rad`."""
    ahead, above = person.ball_ahead_m, person.ankle_m
    return (
        ball_x - ahead * np.cos(heel_rad) + above * np.sin(heel_rad),
        ahead * np.sin(heel_rad) + above * np.cos(heel_rad),
    )


def split_of(
    person: Person, depth_deg: float, shank_deg: float, back_thigh_deg: float, step_m: float | None = None
) -> Split:
    """The place of the back foot, and the angles of the front leg as it lands.

    Args:
        person: who lunges.
        depth_deg: front thigh inclination at the bottom, from standing.
        shank_deg: forward lean of the front shank there.
        back_thigh_deg: flexion of the back thigh there.
        step_m: distance of the ankles, instead of `back_thigh_deg`; limited to what the legs can reach.
    """
    stand_thigh, stand_shank = standing_bend(person)
    bottom_thigh, bottom_shank = stand_thigh + np.radians(depth_deg), np.radians(shank_deg)
    ball = _ball(person, bottom_thigh, bottom_shank, back_thigh_deg, step_m)
    top_shank = max(0.5 * (stand_shank + np.radians(shank_deg)), SHANK_AT_LANDING)
    thighs = stand_thigh + np.linspace(0.2, 0.85, 66) * (bottom_thigh - stand_thigh)
    reached = _stretch(person, thighs, np.full_like(thighs, top_shank), ball)
    top_thigh = thighs[_first(reached <= STRETCH_AT_LANDING)]
    return Split(ball, float(top_thigh), float(top_shank), bottom_thigh, float(bottom_shank))


def split_in_place(
    person: Person, depth_deg: float, shank_deg: float, back_thigh_deg: float, top_deg: float
) -> Split:
    """The same for lunges in place with a given top, for which the body tips back between the feet."""
    stand_thigh, _ = standing_bend(person)
    bottom_thigh, bottom_shank = stand_thigh + np.radians(depth_deg), np.radians(shank_deg)
    top_thigh = stand_thigh + np.radians(top_deg)
    shanks = np.radians(np.linspace(12.0, -15.0, 28))
    longest = _ball(person, bottom_thigh, bottom_shank, back_thigh_deg, None)
    # A step that the most tipped body cannot span is shortened in steps of 1 cm.
    balls = longest + np.arange(0.0, 0.6, 0.01)
    spans = np.array([_stretch(person, np.full_like(shanks, top_thigh), shanks, ball)[-1] for ball in balls])
    ball = balls[_first(spans <= STRETCH_AT_TOP)]
    reached = _stretch(person, np.full_like(shanks, top_thigh), shanks, ball)
    top_shank = shanks[_first(reached <= STRETCH_AT_TOP)]
    return Split(float(ball), float(top_thigh), float(top_shank), bottom_thigh, float(bottom_shank))


def kneeling_depth_deg(person: Person, shank_deg: float, back_thigh_deg: float) -> float:
    """Front thigh inclination with the back knee on the floor; its joint is 5 cm above the floor (est.)."""
    stand_thigh, _ = standing_bend(person)
    over = person.thigh_m * np.cos(np.radians(back_thigh_deg)) + 0.05 - person.ankle_m
    cosine = (over - person.shank_m * np.cos(np.radians(shank_deg))) / person.thigh_m
    return float(np.degrees(np.arccos(np.clip(cosine, -0.3, 1.0)) - stand_thigh))


def _ball(
    person: Person, bottom_thigh: float, bottom_shank: float, back_thigh_deg: float, step_m: float | None
) -> float:
    back_deg = np.linspace(-40.0, 40.0, 161)
    back = np.radians(back_deg)
    ahead, above = hip_from_ankle(person, np.array(bottom_thigh), np.array(bottom_shank))
    knee_x = ahead - person.hips_m * np.sin(HIPS_TURN) + person.thigh_m * np.sin(back)
    knee_z = above + person.ankle_m - person.thigh_m * np.cos(back)
    ankle_from_ball_x, ankle_z = over_ball(person, np.zeros(1), np.full(1, HEEL_AT_BOTTOM))
    cosine = np.clip((knee_z - ankle_z) / person.shank_m, -1.0, 1.0)
    ankle_x = knee_x - person.shank_m * np.sqrt(1 - cosine**2)
    balls = ankle_x - ankle_from_ball_x
    if step_m is None:
        return float(np.interp(back_thigh_deg, back_deg, balls))
    nearest = int(np.argmin(np.abs(ankle_x + step_m)))
    return float(balls[nearest])


def _stretch(person: Person, thigh: Floats, shank: Floats, ball: float) -> Floats:
    """Distance of hip and ankle of the back leg as its foot lands, as a share of the leg's length."""
    ahead, above = hip_from_ankle(person, thigh, shank)
    ankle_x, ankle_z = over_ball(person, np.full_like(thigh, ball), np.full_like(thigh, HEEL_AT_LANDING))
    hip_x = ahead - person.hips_m * np.sin(HIPS_TURN)
    length: Floats = np.hypot(hip_x - ankle_x, above + person.ankle_m - ankle_z)
    return length / person.leg_m


def _first(met: np.ndarray) -> int:
    """Index of the first true element, or of the last element if none is true."""
    return int(np.argmax(met)) if met.any() else len(met) - 1
