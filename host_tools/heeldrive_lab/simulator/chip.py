"""What an LSM6DS measures of a motion: raw counts with time stamps of the board's clock."""

from dataclasses import dataclass, replace

import numpy as np

from heeldrive_lab.sensor_errors import SensorErrors
from heeldrive_lab.sessions.format import COUNT_MAX, COUNT_MIN
from heeldrive_lab.sessions.session import Row
from heeldrive_lab.simulator.curves import FINE_HZ, Floats, low_pass
from heeldrive_lab.simulator.model import GRAVITY_MPS2

Three = tuple[float, float, float]


@dataclass(frozen=True)
class Chip:
    """One LSM6DS chip and its configuration; values from docs/sources.md and ST's LSM6DSOX data sheet.

    Attributes:
        rate_hz: nominal output data rate.
        rate_error: the true rate is `rate_hz * (1 + rate_error)`.
        accel_ug_per_count: sensitivity, micro-g per count; 244 at a full scale of +-8 g.
        gyro_udps_per_count: sensitivity, micro-degrees per second per count; 17500 at +-500 deg/s.
        accel_noise_ug: noise density, micro-g per root Hz.
        gyro_noise_mdps: noise density, millidegrees per second per root Hz.
        zero_g_mg: (3) bias of the accelerometer.
        zero_rate_dps: (3) bias of the gyroscope.
        accel_gain: (3) true counts per nominal count.
        gyro_gain: (3) the same for the gyroscope.
        cross_axis: (3) share of y in x, of z in y, and of x in z.
        zero_g_drift_mg: (3) drift of the bias per minute, as the chip warms on the skin.
        zero_rate_drift_dps: (3) the same for the gyroscope.
        late_ms: largest delay between a sample and its time stamp.
        sensor: the chip's name in a session's header.
        zero_g_warming_mg: (3) how far the bias moves while the chip becomes as warm as the body.
        zero_rate_warming_dps: (3) the same for the gyroscope.
        warming_s: time constant of that warming.
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
    cross_axis: Three = (0.0, 0.0, 0.0)
    zero_g_drift_mg: Three = (0.0, 0.0, 0.0)
    zero_rate_drift_dps: Three = (0.0, 0.0, 0.0)
    late_ms: float = 1.5
    sensor: str = "LSM6DSOX"
    zero_g_warming_mg: Three = (0.0, 0.0, 0.0)
    zero_rate_warming_dps: Three = (0.0, 0.0, 0.0)
    warming_s: float = 300.0

    @classmethod
    def draw(cls, rng: np.random.Generator, rate_hz: int, rate_error: float | None = None) -> "Chip":
        """A random chip: zero-g up to 40 mg, zero-rate up to 10 deg/s, gains 1 % and data rate 3 % off.

        Cross-axis sensitivity is about 0.5 %. The drifts of 0.3 mg and 0.03 deg/s per minute are those of a
        few degrees of warming at the data sheet's 0.1 mg and 0.01 deg/s per degree (est.).
        """
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
            cross_axis=_three(rng.normal(0.0, 0.005, 3)),
            zero_g_drift_mg=_three(rng.normal(0.0, 0.3, 3)),
            zero_rate_drift_dps=_three(rng.normal(0.0, 0.03, 3)),
        )

    def with_errors(self, errors: SensorErrors) -> "Chip":
        """This chip with the errors of its data sheet, at its own nominal rate, scales and cross axes."""
        return replace(
            self,
            sensor=errors.kind.sensor,
            rate_error=errors.rate_error,
            accel_noise_ug=errors.kind.accel_noise_ug,
            gyro_noise_mdps=errors.kind.gyro_noise_mdps,
            zero_g_mg=_three(errors.zero_g_mg),
            zero_rate_dps=_three(errors.zero_rate_dps),
            accel_gain=_three(errors.accel_gain),
            gyro_gain=_three(errors.gyro_gain),
            zero_g_drift_mg=(0.0, 0.0, 0.0),
            zero_rate_drift_dps=(0.0, 0.0, 0.0),
            zero_g_warming_mg=_three(errors.warming_k * errors.zero_g_mg_per_k),
            zero_rate_warming_dps=_three(errors.warming_k * errors.zero_rate_dps_per_k),
            warming_s=errors.warming_s,
            late_ms=errors.late_ms,
        )


def sample(force_mps2: Floats, rate_rad_s: Floats, chip: Chip, rng: np.random.Generator) -> list[Row]:
    """Sample a motion as `chip` does: low-pass, errors, noise, counts, time stamps.

    Args:
        force_mps2: (n, 3) specific force at the board at `FINE_HZ`.
        rate_rad_s: (n, 3) angular rate at `FINE_HZ`.
        chip: the chip.
        rng: draws noise and delays of the time stamps.

    Returns:
        Rows `(t_ms, ax, ay, az, gx, gy, gz)`; `t_ms` counts from the start of the motion.
    """
    true_hz = chip.rate_hz * (1 + chip.rate_error)
    taken_s = np.arange(0.0, (len(force_mps2) - 1) / FINE_HZ, 1 / true_hz)
    # Data sheet: the accelerometer's bandwidth is half the data rate, the gyroscope's (LPF2) near a third.
    accel_g = _sampled(force_mps2 / GRAVITY_MPS2, taken_s, true_hz / 2)
    gyro_dps = _sampled(np.degrees(rate_rad_s), taken_s, true_hz / 3)
    mixed = np.eye(3)
    mixed[0, 1], mixed[1, 2], mixed[2, 0] = chip.cross_axis
    minutes = (taken_s / 60.0)[:, None]
    warmed = (1 - np.exp(-taken_s / chip.warming_s))[:, None]
    shape = accel_g.shape
    noise_g = chip.accel_noise_ug / 1e6 * np.sqrt(true_hz / 2) * rng.standard_normal(shape)
    noise_dps = chip.gyro_noise_mdps / 1e3 * np.sqrt(true_hz / 3) * rng.standard_normal(shape)
    zero_g = (np.array(chip.zero_g_mg) + minutes * chip.zero_g_drift_mg) / 1e3
    zero_dps = np.array(chip.zero_rate_dps) + minutes * chip.zero_rate_drift_dps
    zero_g = zero_g + warmed * chip.zero_g_warming_mg / 1e3
    zero_dps = zero_dps + warmed * chip.zero_rate_warming_dps
    accel_g = (accel_g @ mixed.T) * chip.accel_gain + zero_g + noise_g
    gyro_dps = (gyro_dps @ mixed.T) * chip.gyro_gain + zero_dps + noise_dps
    counts = np.hstack(
        [accel_g * (1e6 / chip.accel_ug_per_count), gyro_dps * (1e6 / chip.gyro_udps_per_count)]
    )
    counts = np.rint(counts).clip(COUNT_MIN, COUNT_MAX)
    stamps = np.floor(taken_s * 1e3 + rng.uniform(0.0, 1.0, len(taken_s)) * chip.late_ms)
    table = np.column_stack([stamps, counts]).astype(int).tolist()
    return [(t, ax, ay, az, gx, gy, gz) for t, ax, ay, az, gx, gy, gz in table]


def _sampled(signal: Floats, taken_s: Floats, cutoff_hz: float) -> Floats:
    """Low-passed `signal` at the times of the samples."""
    # A filter cannot cut off above half of its own rate; 0.45 leaves room for its slope.
    smooth = low_pass(signal, min(cutoff_hz, 0.45 * FINE_HZ))
    fine_s = np.arange(len(smooth)) / FINE_HZ
    return np.stack([np.interp(taken_s, fine_s, axis) for axis in smooth.T], axis=1)


def _three(values: Floats) -> Three:
    x, y, z = values.tolist()
    return x, y, z
