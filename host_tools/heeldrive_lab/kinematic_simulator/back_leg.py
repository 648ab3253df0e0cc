"""The back leg of a lunge: its thigh follows from its hip, which the front leg places, and from its ankle.

The foot is planted on its ball, or on its way there and back.
"""

from dataclasses import replace

import numpy as np

from heeldrive_lab.kinematic_simulator.anthropometry import Anthropometry
from heeldrive_lab.kinematic_simulator.curves import (
    FINE_HZ,
    BetaStep,
    Curve,
    curve,
    envelope,
    samples_in,
    smoothed,
)
from heeldrive_lab.kinematic_simulator.front_leg import FrontLeg, planted_front
from heeldrive_lab.kinematic_simulator.leg_geometry import (
    REACH_SHARE,
    ankle_on_ball,
    standing_hip,
    thigh_between,
)
from heeldrive_lab.kinematic_simulator.rep_plan import LungeForm
from heeldrive_lab.kinematic_simulator.thigh_path import ThighPath

# The stepping foot starts after the body by this share of its way, and is back as much earlier.
FOOT_LAG_SHARE = 0.12
# The front thigh of the least deep of 102 real split-stance reps moved about so far (docs/sources.md).
SPLIT_EXCURSION_DEG = 26.0


def as_back_thigh(
    body: Anthropometry, form: LungeForm, leg: FrontLeg, *, stepping: bool, stays: bool = False
) -> tuple[ThighPath, tuple[float, float]]:
    """The sensor leg in back, and the times, s, at which its foot lands and leaves the floor again.

    Args:
        body: lengths.
        form: the wearer's form.
        leg: the leg in front.
        stepping: the sensor foot steps back and returns; otherwise it stays where it stood.
        stays: a split stance: the foot steps at the very beginning and end only.
    """
    n = len(leg.share)
    turn = np.radians(form.pelvis_turn_deg) * leg.share
    drop = np.radians(form.pelvis_drop_deg) * leg.share
    forward = leg.forward_m - body.hip_spacing_m * np.sin(turn)
    up = leg.up_m - body.hip_spacing_m * np.sin(drop)
    start_forward, start_up = standing_hip(body)
    lands, leaves = 0, n - 1
    if stepping:
        ankle_forward, ankle_up, lands, leaves = _stepping_ankle(body, form, leg, forward, up, stays)
    else:
        ankle_up = form.heel_up_m * np.clip(leg.share, 0, 1.2)
        ankle_forward = ankle_on_ball(body, ankle_up)
    thigh = thigh_between(body, ankle_forward - start_forward - forward, start_up + up - ankle_up)
    # The soft limit of the reach bends the knee of a standing leg a little more than the wearer does.
    standing = thigh_between(body, np.array([-start_forward]), np.array([start_up]))[0]
    thigh = thigh + (body.standing_deg - standing) * np.clip(1 - leg.share, 0, 1)
    # A knee that comes straight does not snap; at both ends the thigh is where it stood.
    inside = envelope(n, 0.1)
    thigh += inside * (smoothed(thigh, 0.03) - thigh)
    path = ThighPath.at_rest(n, body.standing_deg)
    path.flexion_deg = thigh
    path.abduction_deg = -0.4 * np.degrees(drop) + leg.sideways_deg
    path.rotation_deg = np.degrees(turn) * 0.4 + leg.roll_deg
    path.forward_m, path.up_m = forward, up
    return path, (lands / FINE_HZ, leaves / FINE_HZ)


def _stepping_ankle(
    body: Anthropometry, form: LungeForm, leg: FrontLeg, forward: Curve, up: Curve, stays: bool
) -> tuple[Curve, Curve, int, int]:
    """The back foot's ankle, forward and up, and the samples at which it lands and leaves."""
    start_forward, start_up = standing_hip(body)
    n, deepest = len(leg.share), int(np.argmax(leg.share))
    hip_forward, hip_up = start_forward + forward, start_up + up
    angle = np.radians(form.back_thigh_deg)
    knee_forward = hip_forward[deepest] + body.thigh_m * np.sin(angle)
    knee_up = hip_up[deepest] - body.thigh_m * np.cos(angle)
    slope = np.arcsin(np.clip((knee_up - form.heel_up_m) / body.shank_m, -0.3, 0.97))
    spot = form.stance_share * (knee_forward - body.shank_m * np.cos(slope))
    distance = np.hypot(hip_forward - spot, hip_up - form.heel_up_m)
    # Of a shallow lunge the foot lands shortly before the bottom, with a straighter leg.
    reach = max((REACH_SHARE if stays else form.landing_reach) * body.leg_m, 1.03 * distance[deepest])
    within = distance < reach
    first, last = int(np.argmax(within)), n - 1 - int(np.argmax(within[::-1]))
    if stays:
        lands, leaves = first, last
    else:
        # No step takes less than a third of the way down or up, however long the hold between them.
        low = np.flatnonzero(leg.share > 0.9 * leg.share[deepest])
        lands = max(first, int(low[0]) // 3)
        leaves = min(last, n - 1 - (n - 1 - int(low[-1])) // 3)
    out_s, back_s = max(lands, 2) / FINE_HZ, max(n - 1 - leaves, 2) / FINE_HZ
    # The foot starts after the body and brakes late: it lands as the hip comes within reach.
    late_s, early_s = FOOT_LAG_SHARE * out_s, FOOT_LAG_SHARE * back_s
    away = [
        BetaStep(late_s, out_s - late_s, 1.0, 2.8, 2.3),
        BetaStep((n - 1) / FINE_HZ - back_s, back_s - early_s, -1.0, 2.3, 2.8),
    ]
    end_s = (n - 1) / FINE_HZ
    lift = [
        BetaStep(0, 0.6 * out_s, 1.0),
        BetaStep(0.5 * out_s, 0.5 * out_s, -1.0),
        BetaStep(end_s - back_s, 0.5 * back_s, 1.0),
        BetaStep(end_s - 0.6 * back_s, 0.6 * back_s, -1.0),
    ]
    way = curve(n, 0.0, away)
    return way * spot, way * form.heel_up_m + form.foot_lift_m * curve(n, 0.0, lift), lands, leaves


def split_stance(
    body: Anthropometry, form: LungeForm, wanted_deg: float, rng: np.random.Generator
) -> tuple[LungeForm, float]:
    """The form in a split stance, and the flexion of the front thigh at its top.

    The top is as wanted, or deeper so that both feet reach the floor. Whoever goes down little takes a
    shorter stance, so that a rep is still an excursion of `SPLIT_EXCURSION_DEG`.
    """
    highest = form.depth_deg - SPLIT_EXCURSION_DEG
    shorter, top = form, 90.0
    for share in np.arange(1.0, 0.3, -0.06):
        shorter = replace(form, stance_share=float(share))
        steady = replace(shorter, tremor_deg=0.0, shiver_dps=0.0)
        leg = planted_front(body, steady, np.linspace(0, 1, samples_in(1.0)), rng)
        _, _, lands, _ = _stepping_ankle(body, steady, leg, leg.forward_m, leg.up_m, True)
        top = float(leg.thigh_deg[lands])
        if top <= highest:
            break
    return shorter, min(max(wanted_deg, top), highest)
