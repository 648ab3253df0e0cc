"""What is believed before a session is looked at, and how far each statement about it may be off."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Beliefs:
    """Means and standard deviations; m, s, rad, m/s^2.

    The sensor: data sheets (docs/sources.md). The body and the strap: estimates, wide on purpose.

    Attributes:
        offset_mps2: accelerometer's offset, each axis.
        gain: accelerometer's gain, each axis, and share of one axis felt by another.
        turn_gain: gyroscope's gain.
        along_m: from the sensor down the thigh to the knee, mean.
        along_sd_m: its deviation.
        off_bone_m: from the thigh's axis out to the sensor, mean; the board's z points away from the skin.
        across_sd_m: deviation of the sensor's place across the thigh, either way.
        standing_thigh_rad: flexion of the thigh in standing, mean.
        standing_thigh_sd_rad: its deviation.
        tip: how far flesh tips the board as the thigh goes horizontal.
        shank_m: knee to ankle, mean.
        shank_sd_m: its deviation.
        standing_knee_m: knee ahead of the ankle in standing, mean.
        standing_knee_sd_m: its deviation.
        bottom_knee_m: knee ahead of the ankle at the bottom, mean over all styles.
        bottom_knee_sd_m: its deviation.
        lean_rad: how far leg and body lean otherwise in one pause than in the others.
        bend_rad: how far the knee is bent otherwise.
        tilt_rad: of the attitude at the beginning, beside what the offset makes of it.
        drift_rad_s: of the gyroscope, beside its bias at rest.
        pause_speed_mps: of the sensor in a pause, forward and up.
        short_pause_speed_mps: the same where the pause is shorter than `short_s`.
        hold_speed_mps: of the sensor where the thigh turns at the bottom, forward and up, and held.
        turn_speed_mps: the same with no hold.
        short_s: what is short.
        closing_m: of dead reckoning over a rep, forward and up, beside the errors above.
        closing_mps: the same of speed.
        closing_rad: the same of tilt.
        circle_m: of the knee's height against a circle about the ankle, on the way.
    """

    offset_mps2: float = 0.03 * 9.81
    gain: float = 0.005
    turn_gain: float = 0.005
    along_m: float = 0.20
    along_sd_m: float = 0.045
    off_bone_m: float = 0.07
    across_sd_m: float = 0.02
    standing_thigh_rad: float = float(np.radians(5.0))
    standing_thigh_sd_rad: float = float(np.radians(3.0))
    tip: float = float(np.radians(6.0))
    shank_m: float = 0.41
    shank_sd_m: float = 0.03
    standing_knee_m: float = 0.05
    standing_knee_sd_m: float = 0.025
    bottom_knee_m: float = 0.10
    bottom_knee_sd_m: float = 0.15
    lean_rad: float = float(np.radians(1.5))
    bend_rad: float = float(np.radians(1.0))
    tilt_rad: float = float(np.radians(5.0))
    drift_rad_s: float = float(np.radians(0.15))
    pause_speed_mps: tuple[float, float] = (0.04, 0.015)
    short_pause_speed_mps: tuple[float, float] = (0.08, 0.03)
    hold_speed_mps: tuple[float, float] = (0.03, 0.02)
    turn_speed_mps: tuple[float, float] = (0.08, 0.05)
    short_s: float = 0.25
    closing_m: tuple[float, float] = (0.006, 0.004)
    closing_mps: tuple[float, float] = (0.01, 0.006)
    closing_rad: float = float(np.radians(0.15))
    circle_m: float = 0.015
