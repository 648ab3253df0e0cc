"""Geometry of a leg in the plane of its movement: angles to the hip, and hip and ankle to the thigh.

Flexion of the thigh is 0 when it hangs and positive with the knee ahead of the hip; a shank leans positive
with the knee ahead of the ankle. Distances are forward and up from the ankle of a foot that is planted flat.
"""

import numpy as np

from heeldrive_lab.kinematic_simulator.anthropometry import Anthropometry
from heeldrive_lab.kinematic_simulator.curves import Curve

# A leg is never quite straight: the reach is limited softly, in shares of the leg's length.
STRAIGHT_SHARE, SOFT_SHARE = 0.997, 0.003
# Nobody stands in a split stance with a straighter back leg than this share of its length.
REACH_SHARE = 0.965


def hip_over_ankle(body: Anthropometry, thigh_deg: Curve, shank_deg: Curve) -> tuple[Curve, Curve]:
    """(n,) forward and up, m: the hip joint over the planted ankle."""
    thigh, shank = np.radians(thigh_deg), np.radians(shank_deg)
    return (
        body.shank_m * np.sin(shank) - body.thigh_m * np.sin(thigh),
        body.shank_m * np.cos(shank) + body.thigh_m * np.cos(thigh),
    )


def standing_hip(body: Anthropometry) -> tuple[float, float]:
    """Forward and up, m: the hip joint over the ankle while standing."""
    angle = np.array([body.standing_deg])
    forward, up = hip_over_ankle(body, angle, angle)
    return float(forward[0]), float(up[0])


def thigh_between(body: Anthropometry, forward_m: Curve, down_m: Curve) -> Curve:
    """(n,) flexion of a thigh, degrees, whose ankle is so far ahead of the hip and below it."""
    distance = np.hypot(forward_m, down_m)
    longest, soft = STRAIGHT_SHARE * body.leg_m, SOFT_SHARE * body.leg_m
    distance = distance - soft * np.logaddexp(0.0, (distance - longest) / soft)
    cosine = (body.thigh_m**2 + distance**2 - body.shank_m**2) / (2 * body.thigh_m * distance)
    flexion: Curve = np.degrees(np.arctan2(forward_m, down_m) + np.arccos(np.clip(cosine, -1.0, 1.0)))
    return flexion


def ankle_on_ball(body: Anthropometry, heel_up_m: Curve) -> Curve:
    """(n,) forward shift of the ankle, m, as the heel rises over the ball of a planted foot."""
    return body.ball_m - np.sqrt(np.maximum(body.ball_m**2 - heel_up_m**2, 0.0))
