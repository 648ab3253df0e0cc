"""The wearer's body: lengths of the leg by stature, and what age does to strength and tempo."""

from dataclasses import dataclass

import numpy as np

# Shares of stature: Drillis and Contini 1966, in Winter 2009, figure 4.1 (docs/sources.md).
THIGH_SHARE, SHANK_SHARE, FOOT_SHARE = 0.245, 0.246, 0.152
# Between the centres of the hip joints; est., about half the breadth of the hips there (0.191).
HIP_SPACING_SHARE = 0.10
# The ball of the foot lies this far ahead of the ankle; est., from the foot's length.
BALL_SHARE = 0.6 * FOOT_SHARE
STATURE_M = (1.45, 2.00)
AGE_YEARS = (18.0, 80.0)


@dataclass(frozen=True)
class Anthropometry:
    """Lengths of one body and its way of standing; lengths in m, angles in degrees.

    Attributes:
        stature_m: body height.
        age_years: age, which lowers the depth and slows the tempo that are drawn.
        thigh_m: hip joint to knee joint.
        shank_m: knee joint to ankle joint.
        ball_m: ankle joint to the ball of the foot, along the floor.
        hip_spacing_m: distance between the hip joints.
        thigh_radius_m: radius of the thigh under the strap.
        standing_deg: flexion of the thigh while standing, with a shank that leans as much.
    """

    stature_m: float = 1.75
    age_years: float = 30.0
    thigh_m: float = THIGH_SHARE * 1.75
    shank_m: float = SHANK_SHARE * 1.75
    ball_m: float = BALL_SHARE * 1.75
    hip_spacing_m: float = HIP_SPACING_SHARE * 1.75
    thigh_radius_m: float = 0.08
    standing_deg: float = 4.0

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Anthropometry":
        """Draw a body: statures and ages spread evenly, proportions with a deviation of 3 % (est.)."""
        stature = float(rng.uniform(*STATURE_M))

        def length(share: float) -> float:
            return float(share * stature * np.clip(rng.normal(1, 0.03), 0.92, 1.08))

        return cls(
            stature_m=stature,
            age_years=float(rng.uniform(*AGE_YEARS)),
            thigh_m=length(THIGH_SHARE),
            shank_m=length(SHANK_SHARE),
            ball_m=length(BALL_SHARE),
            hip_spacing_m=length(HIP_SPACING_SHARE),
            thigh_radius_m=float(rng.uniform(0.06, 0.11)),
            standing_deg=float(rng.uniform(2.0, 7.0)),
        )

    @property
    def leg_m(self) -> float:
        """Hip joint to ankle joint of a straight leg."""
        return self.thigh_m + self.shank_m
