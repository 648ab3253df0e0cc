"""When a rep's knee travel would mean nothing, and how that is said."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from heeldrive_lab.knee_travel.fit import Fit
from heeldrive_lab.knee_travel.reckoning import Path
from heeldrive_lab.knee_travel.samples import Floats, PhysicalSamples
from heeldrive_lab.knee_travel.windows import Window

# The baseline is this many reps, the first of the session that are not withheld.
BASELINE_REPS = 5
# They must be found among so many: where most of the first reps are withheld, the others are not to be
# trusted either.
BASELINE_AMONG = 10

TOO_FEW = f"fewer than {BASELINE_REPS} good reps at the beginning to compare with"
NO_SAMPLES = "samples are missing"
NO_PAUSE = "paused under 0.2 s"
NOT_STANDING = "did not stand up between reps"
OTHER_STAND = "did not come back to the same stand"
STRAP = "strap slipped"
FOOT = "the foot moved or the strap slid"
TURNED = "the foot or the strap turned"
LIFTED = "strap slipped or the heel came up"
UNCLEAR = "the sensor tells too little"

PAUSE_MIN_S = 0.2
# The rep must begin within this of standing; split squats begin at 17 deg and more (docs/sources.md).
TOP_MAX_RAD = np.radians(15.0)
# In simulated harsh sessions the thigh stands again within 7 deg, flexes about an axis within 7 deg of its
# usual one, and ends 1 deg turned; a strap turned by 20 deg moves knee travel by 2 cm.
STAND_MAX_RAD = np.radians(12.0)
AXIS_MAX_RAD = np.radians(15.0)
HEADING_MAX_RAD = np.radians(10.0)
# There the knee's height misses its circle by at most 2.7 cm; a strap that slides takes it along.
MISFIT_MAX_M = 0.04
# A shank leans back or forward no further: -15 to 50 deg for one of 0.41 m.
TRAVEL_MIN_M, TRAVEL_MAX_M = -0.11, 0.32
DEVIATION_MAX_M = 0.06


def unfit(samples: PhysicalSamples, rep: Mapping[str, Any], path: Path) -> str:
    """Why a rep must be kept out of the estimate; empty when it need not."""
    window = path.window
    first_s, last_s = samples.t_s[window.first], samples.t_s[window.last]
    if ((samples.holes_s >= first_s) & (samples.holes_s <= last_s)).any():
        return NO_SAMPLES
    turned = -path.turned[window.turn - window.first]
    if np.radians(rep["depth_deg"]) - turned > TOP_MAX_RAD:
        return NOT_STANDING
    end = path.turns[-1] @ path.turns[0].T
    if abs(np.arctan2(end[1, 0], end[0, 0])) > HEADING_MAX_RAD:
        return TURNED
    return ""


def strap_slipped(paths: Sequence[Path]) -> list[bool]:
    """Of each rep, whether the strap sits otherwise than in the first reps, during it or right after."""
    axes = np.array([path.axis() for path in paths])
    turned = _apart(axes, np.median(axes[:BASELINE_REPS], axis=0)) > AXIS_MAX_RAD
    return (turned | np.append(turned[1:], False)).tolist()


def other_stand(paths: Sequence[Path]) -> list[bool]:
    """Of each rep, whether the thigh stands at another tilt before or after it than in the first reps."""
    before, after = (np.array([path.up(index) for path in paths]) for index in (0, -1))
    usual = np.median(before[:BASELINE_REPS], axis=0)
    return ((_apart(before, usual) > STAND_MAX_RAD) | (_apart(after, usual) > STAND_MAX_RAD)).tolist()


def meaningless(found: Fit, paths: Sequence[Path]) -> list[str]:
    """Of each rep in an estimate, why it tells nothing; empty where it does."""
    misfit = found.misfit_m - np.median(found.misfit_m[:BASELINE_REPS])
    deviation = np.sqrt(np.diag(found.covariance))
    return [
        _why(path.window, travel, off, sd)
        for path, travel, off, sd in zip(paths, found.travel_m, misfit, deviation, strict=True)
    ]


def _why(window: Window, travel_m: float, misfit_m: float, deviation_m: float) -> str:
    if min(window.before_s, window.after_s) < PAUSE_MIN_S:
        return NO_PAUSE
    if not TRAVEL_MIN_M <= travel_m <= TRAVEL_MAX_M:
        return FOOT
    if abs(misfit_m) > MISFIT_MAX_M:
        return LIFTED
    return UNCLEAR if deviation_m > DEVIATION_MAX_M else ""


def _apart(directions: Floats, usual: Floats) -> Floats:
    """(n,) angles between (n, 3) unit vectors and a direction, rad."""
    return np.arccos(np.clip(directions @ usual / np.linalg.norm(usual), -1.0, 1.0))
