"""The wearer: stature, limb lengths and masses from published anthropometry, and habits."""

from dataclasses import dataclass

import numpy as np

# Mean stature (m) of US adults of 20 and over: Fryar et al. 2021, NCHS Series 3 no. 46; deviation est.
STATURE_M = {"female": (1.613, 0.07), "male": (1.753, 0.075)}
# Body mass index, kg/m^2, of people who train (est.).
MASS_INDEX = (23.5, 2.5)

# Lengths as shares of stature: Drillis and Contini 1966, in Winter 2009, Biomechanics, figure 4.1.
THIGH_SHARE, SHANK_SHARE, FOOT_SHARE, ANKLE_SHARE = 0.245, 0.246, 0.152, 0.039
# Distance of the hip joint centres, share of stature (est.: 17 cm in adults).
HIPS_SHARE = 0.100
# The table gives mean proportions; each segment of a person deviates by 3 % (est.).
SHARE_DEVIATION = 0.03
# Distance of ankle joint and ball from the heel, share of the foot's length (est.; Winter 2009, figure 4.1).
ANKLE_ALONG, BALL_ALONG = 0.25, 0.72

# Posture in standing: knees not locked, hips slightly ahead of the ankles (est.).
STANDING_KNEE_DEG, STANDING_AHEAD_M = 12.0, 0.02


@dataclass(frozen=True)
class Segment:
    """One limb segment.

    Attributes:
        mass_share: mass, share of the body's mass.
        centre_share: distance of the centre of mass from the proximal joint (the heel for a foot), share of
            the length.
        gyration: radii of gyration about the sagittal, transverse and longitudinal axes, share of the length.
    """

    mass_share: float
    centre_share: float
    gyration: tuple[float, float, float]


# de Leva 1996, J. Biomech. 29:1223, table 4; shanks from knee to ankle joint centre.
SEGMENTS = {
    "female": {
        "thigh": Segment(0.1478, 0.3612, (0.369, 0.364, 0.162)),
        "shank": Segment(0.0481, 0.4352, (0.267, 0.263, 0.092)),
        "foot": Segment(0.0129, 0.4014, (0.299, 0.279, 0.139)),
        "pelvis": Segment(0.1247, 0.4920, (0.433, 0.402, 0.444)),
    },
    "male": {
        "thigh": Segment(0.1416, 0.4095, (0.329, 0.329, 0.149)),
        "shank": Segment(0.0433, 0.4395, (0.251, 0.246, 0.102)),
        "foot": Segment(0.0137, 0.4415, (0.257, 0.245, 0.124)),
        "pelvis": Segment(0.1117, 0.6115, (0.615, 0.551, 0.587)),
    },
}
# Length of the lower trunk, navel to hips, share of stature (the same table).
PELVIS_SHARE = {"female": 0.1046, "male": 0.0837}


@dataclass(frozen=True)
class Person:
    """Build and habits of one person.

    Attributes:
        sex: `female` or `male`; selects the distribution of mass.
        stature_m: body height.
        mass_kg: body mass.
        thigh_m: hip to knee.
        shank_m: knee to ankle.
        depth_deg: depth of this person's lunges, thigh inclination from standing.
        tempo: factor on all durations of a lunge.
        shank_deg: forward lean of the front shank at the bottom of a lunge: 0-8 is heel driven, 18-30 toe
            driven (docs/sources.md).
        lean_deg: forward lean of the trunk there.
        back_thigh: position of the back thigh there within the range of the kind of lunge, from 0, stretched
            back, to 1, knee under the body.
        back_out_deg: angle by which the back knee points outward there.
        shift: shift of the hips over the front foot there, share of the hips' distance.
    """

    sex: str = "female"
    stature_m: float = 1.68
    mass_kg: float = 66.0
    thigh_m: float = 0.4116
    shank_m: float = 0.4133
    depth_deg: float = 85.0
    tempo: float = 1.0
    shank_deg: float = 10.0
    lean_deg: float = 10.0
    back_thigh: float = 0.5
    back_out_deg: float = 8.0
    shift: float = 0.3

    @classmethod
    def draw(
        cls, rng: np.random.Generator, sex: str | None = None, stature_m: float | None = None
    ) -> "Person":
        """A random adult who lunges 80 to 90 deg deep at a controlled tempo; sex and stature may be given."""
        drawn_sex = str(rng.choice(["female", "male"]))
        sex = sex or drawn_sex
        mean, deviation = STATURE_M[sex]
        drawn_m = mean + deviation * float(np.clip(rng.normal(), -2.0, 2.0))
        stature_m = stature_m or drawn_m
        thigh, shank = rng.normal(1.0, SHARE_DEVIATION, 2).clip(0.94, 1.06)
        return cls(
            sex=sex,
            stature_m=stature_m,
            mass_kg=float(np.clip(rng.normal(*MASS_INDEX), 18.5, 32.0)) * stature_m**2,
            thigh_m=float(thigh) * THIGH_SHARE * stature_m,
            shank_m=float(shank) * SHANK_SHARE * stature_m,
            depth_deg=rng.uniform(80.0, 89.0),
            tempo=rng.uniform(0.85, 1.25),
            shank_deg=rng.uniform(3.0, 16.0),
            lean_deg=rng.uniform(5.0, 20.0),
            back_thigh=rng.uniform(0.0, 1.0),
            # Makes the back thigh of a forward lunge tilt sideways by 10-17 deg (UTD-MHAD, measured here).
            back_out_deg=rng.uniform(3.0, 18.0),
            shift=rng.uniform(0.28, 0.5),
        )

    @property
    def leg_m(self) -> float:
        """Length of the straight leg, hip to ankle."""
        return self.thigh_m + self.shank_m

    @property
    def hips_m(self) -> float:
        """Distance of the hip joints, and of the feet in standing."""
        return HIPS_SHARE * self.stature_m

    @property
    def foot_m(self) -> float:
        """Length of a foot."""
        return FOOT_SHARE * self.stature_m

    @property
    def ankle_m(self) -> float:
        """Height of the ankle over the sole."""
        return ANKLE_SHARE * self.stature_m

    @property
    def heel_behind_m(self) -> float:
        """Distance of the heel behind the ankle."""
        return ANKLE_ALONG * self.foot_m

    @property
    def ball_ahead_m(self) -> float:
        """Distance of the ball of the foot ahead of the ankle."""
        return (BALL_ALONG - ANKLE_ALONG) * self.foot_m

    @property
    def standing_m(self) -> float:
        """Height of the hips over the sole in standing."""
        bent = np.radians(180.0 - STANDING_KNEE_DEG)
        straight = np.sqrt(self.thigh_m**2 + self.shank_m**2 - 2 * self.thigh_m * self.shank_m * np.cos(bent))
        return self.ankle_m + float(np.sqrt(straight**2 - STANDING_AHEAD_M**2))
