"""The front leg of a lunge: its foot is planted or steps forward, and its angles place its hip."""

from dataclasses import dataclass, replace

import numpy as np

from heeldrive_lab.kinematic_simulator.anthropometry import Anthropometry
from heeldrive_lab.kinematic_simulator.curves import FINE_HZ, BetaStep, Curve, curve
from heeldrive_lab.kinematic_simulator.leg_geometry import hip_over_ankle, standing_hip
from heeldrive_lab.kinematic_simulator.rep_plan import LungeForm, RepTiming, depth_curve
from heeldrive_lab.kinematic_simulator.thigh_path import ThighPath
from heeldrive_lab.kinematic_simulator.unsteadiness import loaded_sway

# The share of a forward lunge's way down at which the front foot strikes.
STRIKE_SHARE = 0.5
# A step does not swing the thigh much faster than stairs do, 195 deg/s (docs/sources.md).
FASTEST_SWING_DPS = 250.0


@dataclass(frozen=True)
class FrontLeg:
    """Movement of the leg in front.

    Attributes:
        thigh_deg: (n,) flexion of its thigh.
        share: (n,) how far into the lunge, 0 while standing, 1 at the bottom.
        forward_m: (n,) its hip relative to standing, forward.
        up_m: (n,) its hip relative to standing, up.
        sideways_deg: (n,) sway of the sensor thigh's knee to the side.
        roll_deg: (n,) its sway about the thigh's axis.
    """

    thigh_deg: Curve
    share: Curve
    forward_m: Curve
    up_m: Curve
    sideways_deg: Curve
    roll_deg: Curve


def planted_front(
    body: Anthropometry,
    form: LungeForm,
    depth: Curve,
    rng: np.random.Generator,
    top_deg: float | None = None,
    shank_at_top_deg: float | None = None,
) -> FrontLeg:
    """A front leg whose foot stays planted.

    Args:
        body: lengths.
        form: the wearer's form.
        depth: (n,) 0 at the top, 1 at the bottom.
        rng: for the unsteadiness.
        top_deg: flexion at the top; standing by default.
        shank_at_top_deg: lean of the shank there; standing by default. A foot that strikes ahead of the knee
            has a shank that leans back.
    """
    top = body.standing_deg if top_deg is None else top_deg
    thigh = top + (form.depth_deg - top) * depth
    sway = loaded_sway(form, depth, rng)
    thigh = thigh + sway.flexion_deg
    share = (thigh - body.standing_deg) / (form.depth_deg - body.standing_deg)
    upright = body.standing_deg if shank_at_top_deg is None else shank_at_top_deg
    shank = upright + (form.shank_deg - upright) * share * (0.6 + 0.4 * share)
    forward, up = hip_over_ankle(body, thigh, shank)
    start_forward, start_up = standing_hip(body)
    return FrontLeg(thigh, share, forward - start_forward, up - start_up, sway.sideways_deg, sway.roll_deg)


def stepping_front(
    body: Anthropometry, form: LungeForm, timing: RepTiming, rng: np.random.Generator
) -> tuple[FrontLeg, float]:
    """A front leg that steps forward, strikes, lunges and returns; and the time of its strike, s."""
    depth = depth_curve(timing, form, rng)
    n = len(depth)
    strike_s = STRIKE_SHARE * timing.down_s
    end_s = timing.total_s
    leave_s = end_s - STRIKE_SHARE * timing.up_s
    leg = planted_front(body, form, depth, rng, shank_at_top_deg=float(rng.uniform(-50, -35)))
    # The swing lifts the thigh to about 45 deg (docs/sources.md); part of that is the lunge's own depth.
    swung_deg = min(float(rng.uniform(37, 53)), form.depth_deg - 5)
    lift = max(swung_deg - float(leg.thigh_deg[round(0.6 * strike_s * FINE_HZ)]), 0.0)
    # A step's peak rate is about 1.9 times its mean rate.
    lift = min(lift, FASTEST_SWING_DPS / 1.9 * 0.6 * min(strike_s, end_s - leave_s))
    # The swing lifts the thigh before the foot strikes, and once more on the way back.
    swing = curve(
        n,
        0.0,
        [
            BetaStep(0.0, 0.6 * strike_s, lift),
            BetaStep(0.75 * strike_s, 0.9 * strike_s, -lift),
            BetaStep(leave_s - 0.1 * strike_s, 0.5 * (end_s - leave_s), lift),
            BetaStep(end_s - 0.6 * (end_s - leave_s), 0.6 * (end_s - leave_s), -lift),
        ],
    )
    planted = curve(
        n,
        0.0,
        [
            BetaStep(0.15 * strike_s, 1.1 * strike_s, 1.0, 3.0, 2.6),
            BetaStep(leave_s - 0.1 * strike_s, end_s - leave_s, -1.0, 2.6, 3.0),
        ],
    )
    # The hip moves ahead by about half a leg's length, and the foot by what the pose adds.
    ahead = float(rng.uniform(0.38, 0.55)) * body.leg_m - float(leg.forward_m[np.argmax(depth)])
    return (
        replace(
            leg,
            thigh_deg=leg.thigh_deg + swing,
            forward_m=planted * (ahead + leg.forward_m),
            up_m=planted * leg.up_m,
        ),
        strike_s,
    )


def as_front_thigh(body: Anthropometry, form: LungeForm, leg: FrontLeg) -> ThighPath:
    """The sensor leg in front."""
    path = ThighPath.at_rest(len(leg.share), body.standing_deg)
    path.flexion_deg = leg.thigh_deg.copy()
    # The knee stays over the foot: the hip moves sideways as the thigh leans in or out.
    path.abduction_deg = form.knee_in_deg * leg.share
    path.rotation_deg = -0.5 * form.knee_in_deg * leg.share + leg.roll_deg
    # A thigh that lies level moves its knee sideways by turning with the pelvis.
    path.yaw_deg = leg.sideways_deg.copy()
    lean = np.sin(np.radians(path.abduction_deg)) * np.cos(np.radians(leg.thigh_deg))
    path.forward_m, path.left_m, path.up_m = leg.forward_m.copy(), -body.thigh_m * lean, leg.up_m.copy()
    return path
