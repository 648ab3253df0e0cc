"""Reasons for which knee travel in a rep is withheld."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from heeldrive_lab.knee_travel.dead_reckoning import SensorPath
from heeldrive_lab.knee_travel.fit import Fit
from heeldrive_lab.knee_travel.points import END, START, PathPoints
from heeldrive_lab.knee_travel.samples import Floats, InertialSamples
from heeldrive_lab.knee_travel.windows import Window

# The baseline consists of the first reps of the session that are not withheld, this many.
BASELINE_REPS = 5
# They must be among this many reps: if most of the first reps are withheld, the others are not reliable
# either.
BASELINE_AMONG = 10

TOO_FEW = f"fewer than {BASELINE_REPS} good reps at the beginning to compare with"
NO_SAMPLES = "samples are missing"
NO_PAUSE = "pause shorter than 0.2 s"
NOT_STANDING = "no standing between reps"
STANDING_CHANGED = "standing position changed"
STRAP = "strap slipped"
FOOT = "the foot moved or the strap slipped"
TURNED = "the foot or the strap turned"
LIFTED = "the strap slipped or the heel came up"
UNCLEAR = "too uncertain"

PAUSE_MIN_S = 0.2
# Largest inclination at the start of a rep; split squats start at 17 deg and more (docs/sources.md).
TOP_MAX_RAD = np.radians(15.0)
# In harsh simulated sessions the thigh returns to within 7 deg of its standing direction, its flexion axis
# stays within 7 deg, and its heading changes by 1 deg; a strap turned by 20 deg changes knee travel by 2 cm.
STAND_MAX_RAD = np.radians(12.0)
AXIS_MAX_RAD = np.radians(15.0)
HEADING_MAX_RAD = np.radians(10.0)
# In these sessions the knee's height deviates from its circle by at most 2.7 cm; a slipping strap changes it.
MISFIT_MAX_M = 0.04
# Range of the shank's lean: -15 to 50 deg for a shank of 0.41 m.
TRAVEL_MIN_M, TRAVEL_MAX_M = -0.11, 0.32
DEVIATION_MAX_M = 0.06


def exclusion_reason(samples: InertialSamples, rep: Mapping[str, Any], path: SensorPath) -> str:
    """Why a rep must be excluded from the joint estimate; empty if it is included."""
    window = path.window
    first_s, last_s = samples.t_s[window.first], samples.t_s[window.last]
    if ((samples.gaps_s >= first_s) & (samples.gaps_s <= last_s)).any():
        return NO_SAMPLES
    flexion_rad = -path.pitch_change_rad[window.turn - window.first]
    if np.radians(rep["depth_deg"]) - flexion_rad > TOP_MAX_RAD:
        return NOT_STANDING
    end = path.attitudes[-1] @ path.attitudes[0].T
    if abs(np.arctan2(end[1, 0], end[0, 0])) > HEADING_MAX_RAD:
        return TURNED
    return ""


def strap_slipped(paths: Sequence[PathPoints]) -> list[bool]:
    """For each rep, whether the strap has moved since the first reps, in this rep or in the next."""
    axes = np.array([path.flexion_axis() for path in paths])
    moved = _angles_between(axes, np.median(axes[:BASELINE_REPS], axis=0)) > AXIS_MAX_RAD
    return [bool(one) for one in moved | np.append(moved[1:], False)]


def standing_changed(paths: Sequence[PathPoints]) -> list[bool]:
    """For each rep, whether the standing thigh before or after it differs in tilt from the first reps."""
    before, after = (np.array([path.up(point) for path in paths]) for point in (START, END))
    usual = np.median(before[:BASELINE_REPS], axis=0)
    changed = [_angles_between(directions, usual) > STAND_MAX_RAD for directions in (before, after)]
    return [bool(one) for one in changed[0] | changed[1]]


def invalid_reasons(found: Fit, paths: Sequence[PathPoints]) -> list[str]:
    """For each rep in an estimate, why its result is invalid; empty if it is valid."""
    misfit = found.misfit_m - np.median(found.misfit_m[:BASELINE_REPS])
    return [
        _why(path.window, travel, off, sd)
        for path, travel, off, sd in zip(paths, found.travel_m, misfit, found.deviation_m, strict=True)
    ]


def _why(window: Window, travel_m: float, misfit_m: float, deviation_m: float) -> str:
    if min(window.before_s, window.after_s) < PAUSE_MIN_S:
        return NO_PAUSE
    if not TRAVEL_MIN_M <= travel_m <= TRAVEL_MAX_M:
        return FOOT
    if abs(misfit_m) > MISFIT_MAX_M:
        return LIFTED
    return UNCLEAR if deviation_m > DEVIATION_MAX_M else ""


def _angles_between(directions: Floats, usual: Floats) -> Floats:
    """(n,) angles between (n, 3) unit vectors and a direction, rad."""
    return np.asarray(np.arccos(np.clip(directions @ usual / np.linalg.norm(usual), -1.0, 1.0)))
