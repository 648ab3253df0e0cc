"""What an LSM6DS makes of the motion it feels: raw counts, stamped with the board's clock."""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.session import COUNT_MAX, COUNT_MIN, Row
from heeldrive_lab.simulate.curves import FINE_HZ, Floats, low_pass
from heeldrive_lab.simulate.strap import GRAVITY_MPS2

Three = tuple[float, float, float]


@dataclass(frozen=True)
class Chip:
    """One LSM6DS chip and how it is set up; figures of docs/sources.md and of ST's LSM6DSOX data sheet.

    Attributes:
        rate_hz: nominal output data rate.
        rate_error: the true rate is `rate_hz * (1 + rate_error)`.
        accel_ug_per_count: 244 at +-8 g.
        gyro_udps_per_count: 17500 at +-500 deg/s.
        accel_noise_ug: noise density per root Hz.
        gyro_noise_mdps: noise density per root Hz.
        zero_g_mg: (3) offset of the accelerometer.
        zero_rate_dps: (3) offset of the gyroscope.
        accel_gain: (3) true counts per nominal count.
        gyro_gain: (3) the same of the gyroscope.
        late_ms: a sample is stamped up to this long after it was taken.
    """

    rate_hz: int = 104
    rate_error: float = 0.0
    accel_ug_per_count: int = 244
    gyro_udps_per_count: int = 17500
    accel_noise_ug: float = 80.0
    gyro_noise_mdps: float = 5.0
    zero_g_mg: Three = (0.0, 0.0, 0.0)
    zero_rate_dps: Three = (0.0, 0.0, 0.0)
    accel_gain: Three = (1.0, 1.0, 1.0)
    gyro_gain: Three = (1.0, 1.0, 1.0)
    late_ms: float = 1.5

    @classmethod
    def draw(cls, rng: np.random.Generator, rate_hz: int, rate_error: float | None = None) -> "Chip":
        """A chip off the reel: zero-g up to 40 mg, zero-rate up to 10 deg/s, gains 1 % off, data rate 3 %."""
        drawn_error = rng.uniform(-0.03, 0.03)
        return cls(
            rate_hz=rate_hz,
            rate_error=drawn_error if rate_error is None else rate_error,
            accel_noise_ug=rng.uniform(70.0, 90.0),
            gyro_noise_mdps=rng.uniform(3.8, 7.0),
            zero_g_mg=_three(rng.normal(0.0, 15.0, 3).clip(-40.0, 40.0)),
            zero_rate_dps=_three(rng.normal(0.0, 3.5, 3).clip(-10.0, 10.0)),
            accel_gain=_three(rng.normal(1.0, 0.004, 3).clip(0.99, 1.01)),
            gyro_gain=_three(rng.normal(1.0, 0.004, 3).clip(0.99, 1.01)),
        )


def sample(force_mps2: Floats, rate_rad_s: Floats, chip: Chip, rng: np.random.Generator) -> list[Row]:
    """Sample what reaches the board as `chip` does: low-pass, noise, errors, counts, time stamps.

    Args:
        force_mps2: (n, 3) at `FINE_HZ`.
        rate_rad_s: (n, 3) at `FINE_HZ`.
        chip: the chip.
        rng: for noise and stamps.

    Returns:
        `(t_ms, ax, ay, az, gx, gy, gz)`; the time of the stamps is the time of the motion.
    """
    true_hz = chip.rate_hz * (1 + chip.rate_error)
    taken_s = np.arange(0.0, (len(force_mps2) - 1) / FINE_HZ, 1 / true_hz)
    # Data sheet: the accelerometer's bandwidth is half its rate, that of the gyroscope's LPF2 near a third.
    accel = _sampled(force_mps2 / GRAVITY_MPS2, taken_s, true_hz / 2, chip.accel_noise_ug / 1e6, rng)
    gyro = _sampled(np.degrees(rate_rad_s), taken_s, true_hz / 3, chip.gyro_noise_mdps / 1e3, rng)
    accel_counts = (accel * chip.accel_gain + np.array(chip.zero_g_mg) / 1e3) * (
        1e6 / chip.accel_ug_per_count
    )
    gyro_counts = (gyro * chip.gyro_gain + chip.zero_rate_dps) * (1e6 / chip.gyro_udps_per_count)
    counts = np.rint(np.hstack([accel_counts, gyro_counts])).clip(COUNT_MIN, COUNT_MAX)
    stamps = np.floor(taken_s * 1e3 + rng.uniform(0.0, 1.0, len(taken_s)) * chip.late_ms)
    table = np.column_stack([stamps, counts]).astype(int).tolist()
    return [(t, ax, ay, az, gx, gy, gz) for t, ax, ay, az, gx, gy, gz in table]


def _sampled(
    signal: Floats, taken_s: Floats, cutoff_hz: float, noise_density: float, rng: np.random.Generator
) -> Floats:
    """Low-passed `signal` at the times of the samples, with white noise of `noise_density` per root Hz."""
    # No filter can cut above half of the rate it runs at; 0.45 leaves it a slope.
    smooth = low_pass(signal, min(cutoff_hz, 0.45 * FINE_HZ))
    fine_s = np.arange(len(smooth)) / FINE_HZ
    taken = np.stack([np.interp(taken_s, fine_s, axis) for axis in smooth.T], axis=1)
    return taken + noise_density * np.sqrt(cutoff_hz) * rng.standard_normal(taken.shape)


def _three(values: Floats) -> Three:
    x, y, z = values.tolist()
    return x, y, z
