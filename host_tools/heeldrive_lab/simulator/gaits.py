"""Gait patterns as tables of joint angles over a cycle, with their sources."""

from dataclasses import dataclass


@dataclass(frozen=True)
class GaitPattern:
    """One gait pattern.

    Attributes:
        activity: its name in annotation files.
        strides_hz: cycles of one leg per second; half the step rate.
        thigh_deg: thigh flexion at equal parts of the cycle, from this leg's foot strike on.
        knee_deg: knee flexion at the same.
        foot_deg: pitch of the foot at the same, positive with the heel up.
        strike_mps2: peak acceleration at the thigh from a strike of the same leg's foot.
        stance: share of the cycle that a foot is on the floor; below 0.5 there is a flight phase.
        level: whether the floor is level; if not, the leg angles determine how the feet climb or descend.
        lean_deg: forward lean of the trunk.
        turns: whether the wearer turns around now and then, as in a room.
    """

    activity: str
    strides_hz: float
    thigh_deg: tuple[float, ...]
    knee_deg: tuple[float, ...]
    foot_deg: tuple[float, ...]
    strike_mps2: float
    stance: float = 0.62
    level: bool = True
    lean_deg: float = 4.0
    turns: bool = True


# Walking, thigh: mean of five captured strides (AddBiomechanics); knee and foot: the usual shape of natural
# cadence (Winter 2009, table A.3, rounded). Stairs, thigh: -9..50 deg up at 170 and -115 deg/s (MVS 330,
# 1997, stairs), 31 deg of hip range down (MVS 330, 1998); rise 18 cm and tread 28 cm follow from the angles.
# Jogging (est.): close to the 231 deg/s (95 %) and 34 deg of thighs on a treadmill (Bilkent, measured here).
# Strikes (est.): chosen so that the 99th percentile of |a| is that of the same recordings.
WALKING = GaitPattern(
    "walking",
    0.88,
    (23, 18, 10, 0, -11, -18, -14, 5, 22, 26),
    (6, 17, 17, 9, 6, 13, 38, 62, 52, 16),
    (-18, 0, 0, 2, 8, 24, 55, 50, 12, -14),
    10.0,
)
STAIRS_UP = GaitPattern(
    "stairs_up",
    0.51,
    (50, 45, 36, 25, 13, 3, 1, 16, 39, 52),
    (72, 62, 49, 34, 20, 12, 32, 76, 92, 84),
    (0, 0, 0, 0, 2, 14, 32, 26, 6, 0),
    11.0,
    stance=0.64,
    level=False,
    lean_deg=12.0,
)
STAIRS_DOWN = GaitPattern(
    "stairs_down",
    0.64,
    (12, 12, 9, 8, 12, 20, 30, 36, 32, 20),
    (12, 20, 20, 24, 38, 62, 86, 84, 52, 20),
    (18, 4, 0, 0, 8, 22, 26, 18, 14, 20),
    10.0,
    stance=0.64,
    level=False,
    lean_deg=6.0,
)
JOGGING = GaitPattern(
    "jogging",
    1.38,
    (32, 22, 7, -8, -18, -19, -7, 12, 28, 36),
    (14, 36, 38, 24, 24, 52, 88, 96, 70, 26),
    (-8, 2, 10, 30, 55, 78, 88, 66, 26, -4),
    42.0,
    stance=0.38,
    lean_deg=8.0,
)
MARCHING = GaitPattern(
    "marching",
    0.75,
    (8, 5, 4, 4, 5, 10, 28, 48, 46, 24),
    (16, 11, 10, 10, 12, 22, 50, 72, 66, 36),
    (4, 0, 0, 0, 0, 8, 20, 22, 16, 10),
    6.0,
    stance=0.55,
    turns=False,
)
GAITS = {gait.activity: gait for gait in (WALKING, STAIRS_UP, STAIRS_DOWN, JOGGING, MARCHING)}
