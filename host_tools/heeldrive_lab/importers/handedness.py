"""Checks that the gyroscope turns the way gravity does in the accelerometer's axes: the sign of the rates."""

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.checks import STILL_S, SWING_MIN_RAD, SWINGS_MIN_RAD

# Below this the rates turn against gravity. The least of 71 recordings was 0.13, with jumps and basketball in
# it; with all rates reversed that is the most, -0.13. With axes in another order it was -0.1 to 0.7.
AGREEMENT_MIN = 0.0


def turning_agreement(
    accel_ug: NDArray[np.float64], gyro_udps: NDArray[np.float64], rate_hz: float
) -> float | None:
    """Compare the direction in which gravity turns with the one in which the rates say that it does.

    While the sensor turns by W, a direction that is fixed in the world turns by -W in the sensor's axes. The
    sign of the specific force makes no difference and cannot be checked like this.

    Args:
        accel_ug: (n, 3) specific force, micro-g.
        gyro_udps: (n, 3) angular rate, micro-degrees per second.
        rate_hz: samples per second.

    Returns:
        1 if both turn alike, -1 if oppositely; None if gravity turns too little to judge.
    """
    window = max(2, round(STILL_S * rate_hz))
    count = len(accel_ug) // window
    if count < 2:
        return None
    up = np.median(accel_ug[: count * window].reshape(count, window, 3), axis=1)
    up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1)
    mean = gyro_udps[: count * window].reshape(count, window, 3).mean(axis=1)
    turns = np.radians((mean[1:] + mean[:-1]) / 2 / 1e6 * window / rate_hz)
    axis = np.cross(up[:-1], up[1:])
    swings = np.arccos(np.clip((up[1:] * up[:-1]).sum(axis=1), -1, 1))
    swung = swings > SWING_MIN_RAD
    if swings[swung].sum() < SWINGS_MIN_RAD:
        return None
    axis, turns = axis[swung], turns[swung]
    lengths = np.linalg.norm(axis, axis=1) * np.linalg.norm(turns, axis=1)
    return float(-np.sum(axis * turns) / max(float(lengths.sum()), 1e-9))
