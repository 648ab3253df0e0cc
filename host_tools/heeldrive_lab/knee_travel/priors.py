"""Prior means and standard deviations of the knee travel estimate."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Priors:
    """Means and standard deviations; m, s, rad, m/s^2.

    Those of the sensor come from data sheets (docs/sources.md); those of the body and the strap are
    estimates, wide on purpose. An attribute that is not called a mean is the standard deviation of a quantity
    with mean 0.

    Attributes:
        offset_mps2: offset of the accelerometer, each axis.
        gain: gain error of the accelerometer, each axis, and its cross-axis sensitivity.
        gyro_gain: gain error of the gyroscope.
        along_m: mean distance from the sensor down the thigh to the knee.
        along_sd_m: its standard deviation.
        off_bone_m: mean distance of the sensor from the thigh's axis; the board's z points outward.
        across_sd_m: standard deviation of the sensor's position across the thigh, each way.
        standing_thigh_rad: mean flexion of the thigh in standing.
        standing_thigh_sd_rad: its standard deviation.
        tip: rotation of the board by soft tissue as the thigh becomes horizontal.
        shank_m: mean distance from knee to ankle.
        shank_sd_m: its standard deviation.
        standing_knee_m: mean distance of the knee ahead of the ankle in standing.
        standing_knee_sd_m: its standard deviation.
        bottom_knee_m: mean distance of the knee ahead of the ankle at the bottom, over all styles.
        bottom_knee_sd_m: its standard deviation.
        lean_rad: lean of leg and body in a pause relative to the other pauses.
        bend_rad: bend of the knee in a pause relative to the other pauses.
        tilt_rad: tilt error at the start of a rep, without the effect of the accelerometer's offset.
        drift_rad_s: drift of the gyroscope, without its bias at rest.
        pause_speed_mps: speed of the sensor in a pause, forward and up.
        short_pause_speed_mps: the same in a pause shorter than `short_s`.
        hold_speed_mps: speed of the sensor at the turning point of a held bottom, forward and up.
        turn_speed_mps: the same without a hold.
        short_s: shortest pause or hold that is not short.
        closing_m: closing error of dead reckoning over a rep, forward and up, without the errors above.
        closing_mps: the same for speed.
        closing_rad: the same for tilt.
        circle_m: deviation of the knee's height from a circle about the ankle, during a rep.
    """

    offset_mps2: float = 0.03 * 9.81
    gain: float = 0.005
    gyro_gain: float = 0.005
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
