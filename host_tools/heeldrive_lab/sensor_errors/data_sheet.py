"""The LSM6DS's own errors, drawn from the data sheets.

Offsets, noise and sensitivity are those of docs/sources.md. The change with temperature is est.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.sessions.units import ACCEL_SCALES, GYRO_SCALES

RATES_HZ = (52, 104, 208)
RATE_ERROR = 0.08


@dataclass(frozen=True)
class ChipKind:
    """Data-sheet figures of one chip; standard deviations of what differs from chip to chip.

    Attributes:
        sensor: its name in a session's header.
        zero_g_mg: zero-g offset of each axis.
        zero_rate_dps: zero-rate offset of each axis.
        accel_noise_ug: noise density of the accelerometer, micro-g per root Hz.
        gyro_noise_mdps: noise density of the gyroscope, mdps per root Hz.
        zero_g_mg_per_k: change of the zero-g offset with temperature.
        zero_rate_dps_per_k: change of the zero-rate offset with temperature.
    """

    sensor: str
    zero_g_mg: float
    zero_rate_dps: float
    accel_noise_ug: float
    gyro_noise_mdps: float
    zero_g_mg_per_k: float
    zero_rate_dps_per_k: float


CHIPS = (
    ChipKind("LSM6DSOX", 20.0, 1.0, 70.0, 3.8, 0.1, 0.010),
    ChipKind("LSM6DS3TR-C", 40.0, 2.0, 90.0, 5.0, 0.1, 0.015),
    ChipKind("LSM6DS33", 40.0, 5.0, 90.0, 7.0, 0.5, 0.050),
)


@dataclass(frozen=True)
class SensorErrors:
    """One chip with its errors.

    Attributes:
        kind: the chip.
        rate_hz: nominal data rate.
        rate_error: the true rate is larger by this share.
        accel_scale_g: full scale of the accelerometer.
        gyro_scale_dps: full scale of the gyroscope.
        zero_g_mg: (3,) zero-g offset.
        zero_rate_dps: (3,) zero-rate offset.
        accel_gain: (3,) true sensitivity over nominal.
        gyro_gain: (3,) the same of the gyroscope.
        zero_g_mg_per_k: (3,) change with temperature.
        zero_rate_dps_per_k: (3,) change with temperature.
        warming_k: how much warmer the chip becomes on the body.
        warming_s: time constant of that.
        late_ms: largest delay of a time stamp.
    """

    kind: ChipKind
    rate_hz: int
    rate_error: float
    accel_scale_g: int
    gyro_scale_dps: int
    zero_g_mg: NDArray[np.float64]
    zero_rate_dps: NDArray[np.float64]
    accel_gain: NDArray[np.float64]
    gyro_gain: NDArray[np.float64]
    zero_g_mg_per_k: NDArray[np.float64]
    zero_rate_dps_per_k: NDArray[np.float64]
    warming_k: float
    warming_s: float
    late_ms: float

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "SensorErrors":
        """Draw a chip of any kind, at the board's full scales or at larger ones."""
        kind = CHIPS[int(rng.integers(len(CHIPS)))]
        return cls(
            kind=kind,
            rate_hz=int(rng.choice(RATES_HZ, p=[0.3, 0.6, 0.1])),
            rate_error=float(rng.uniform(-RATE_ERROR, RATE_ERROR)),
            accel_scale_g=int(rng.choice([8, 16], p=[0.8, 0.2])),
            gyro_scale_dps=int(rng.choice([500, 1000], p=[0.8, 0.2])),
            zero_g_mg=rng.normal(0, kind.zero_g_mg, 3),
            zero_rate_dps=rng.normal(0, kind.zero_rate_dps, 3),
            accel_gain=1 + rng.normal(0, 0.01, 3),
            gyro_gain=1 + rng.normal(0, 0.01, 3),
            zero_g_mg_per_k=rng.normal(0, kind.zero_g_mg_per_k, 3),
            zero_rate_dps_per_k=rng.normal(0, kind.zero_rate_dps_per_k, 3),
            warming_k=float(rng.uniform(0, 12)),
            warming_s=float(rng.uniform(120, 900)),
            late_ms=float(rng.uniform(0, 6)),
        )

    @property
    def accel_ug_per_count(self) -> int:
        """Nominal sensitivity of the accelerometer, micro-g per count."""
        return ACCEL_SCALES[self.accel_scale_g]

    @property
    def gyro_udps_per_count(self) -> int:
        """Nominal sensitivity of the gyroscope, micro-degrees per second per count."""
        return GYRO_SCALES[self.gyro_scale_dps]
