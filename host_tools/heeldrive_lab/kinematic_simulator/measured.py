"""What a chip with its errors measures of ideal signals: raw counts with the board's time stamps."""

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.kinematic_simulator.curves import FINE_HZ
from heeldrive_lab.kinematic_simulator.inertial_path import IdealSignals, Vectors
from heeldrive_lab.sensor_errors import SensorErrors
from heeldrive_lab.sessions.format import COUNT_MAX, COUNT_MIN
from heeldrive_lab.sessions.units import STANDARD_GRAVITY as G


def measured_counts(signals: IdealSignals, chip: SensorErrors, rng: np.random.Generator) -> NDArray[np.int64]:
    """(n, 7) what the board logs: time in ms and six raw counts, saturated at the range."""
    true_hz = chip.rate_hz * (1 + chip.rate_error)
    fine_s = np.arange(len(signals.force_mps2)) / FINE_HZ
    at_s = np.arange(0, fine_s[-1] - 1 / true_hz, 1 / true_hz) + float(rng.uniform(0, 0.5 / true_hz))
    warmer = chip.warming_k * (1 - np.exp(-at_s / chip.warming_s))[:, None]
    # The chip's own low-pass filters leave half the data rate.
    noise_hz = np.sqrt(true_hz / 2)
    force_mg = _at(signals.force_mps2, fine_s, at_s, true_hz) / G * 1000 * chip.accel_gain
    force_mg += chip.zero_g_mg + chip.zero_g_mg_per_k * warmer
    force_mg += rng.normal(0, chip.kind.accel_noise_ug / 1000 * noise_hz, force_mg.shape)
    rate_dps = np.degrees(_at(signals.rate_rad_s, fine_s, at_s, true_hz)) * chip.gyro_gain
    rate_dps += chip.zero_rate_dps + chip.zero_rate_dps_per_k * warmer
    rate_dps += rng.normal(0, chip.kind.gyro_noise_mdps / 1000 * noise_hz, rate_dps.shape)
    values = np.hstack([force_mg * 1000 / chip.accel_ug_per_count, rate_dps * 1e6 / chip.gyro_udps_per_count])
    counts = np.clip(np.rint(values), COUNT_MIN, COUNT_MAX).astype(np.int64)
    stamp_ms = np.rint(1000 * at_s + rng.uniform(0, chip.late_ms, len(at_s))).astype(np.int64)
    # A sample that is read late may not overtake the next one.
    order = np.arange(len(stamp_ms))
    stamp_ms = np.maximum.accumulate(stamp_ms - order) + order
    return np.column_stack([stamp_ms, counts])


def _at(values: Vectors, fine_s: NDArray[np.float64], at_s: NDArray[np.float64], true_hz: float) -> Vectors:
    """The signal averaged over a sample period, at the sample times."""
    width = max(1, round(FINE_HZ / true_hz))
    kernel = np.ones(width) / width
    return np.column_stack(
        [
            np.interp(
                at_s, fine_s, np.convolve(np.pad(axis, width, mode="edge"), kernel, "same")[width:-width]
            )
            for axis in values.T
        ]
    )
