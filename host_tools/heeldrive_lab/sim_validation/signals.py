"""Signals of a session for the measures: inclination, and magnitudes that do not depend on the mounting."""

from dataclasses import dataclass

import numpy as np
from heeldrive import RepCounter, Settings
from numpy.typing import NDArray

from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.sim_validation.vertical_displacement import GRAVITY_MPS2

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class MotionSignals:
    """Signals of one session.

    Attributes:
        t_s: (n,) time.
        inclination_deg: (n,) thigh inclination by the detector.
        angular_rate_dps: (n, 3) angular rate, sensor axes.
        specific_force_mps2: (n, 3) specific force, sensor axes.
    """

    t_s: Floats
    inclination_deg: Floats
    angular_rate_dps: Floats
    specific_force_mps2: Floats

    @property
    def rate_magnitude_dps(self) -> Floats:
        """(n,) magnitude of the angular rate, degrees per second."""
        return np.asarray(np.linalg.norm(self.angular_rate_dps, axis=1))

    @property
    def force_magnitude_mps2(self) -> Floats:
        """(n,) magnitude of the specific force, m/s^2."""
        return np.asarray(np.linalg.norm(self.specific_force_mps2, axis=1))

    def low_passed(self, limit_hz: float) -> "MotionSignals":
        """The signals low-passed at `limit_hz`, like those from optical motion capture."""
        even_s = float(np.median(np.diff(self.t_s)))
        filtered = (
            _low_pass(part, limit_hz * even_s) for part in (self.angular_rate_dps, self.specific_force_mps2)
        )
        return MotionSignals(self.t_s, self.inclination_deg, *filtered)

    def between(self, start_s: float, end_s: float) -> "MotionSignals":
        """The signals from one time to another, s."""
        part = slice(*np.searchsorted(self.t_s, (start_s, end_s)))
        return MotionSignals(
            self.t_s[part],
            self.inclination_deg[part],
            self.angular_rate_dps[part],
            self.specific_force_mps2[part],
        )


def signals_of(session: Loaded) -> MotionSignals:
    """Signals of a session in physical units.

    Bias and gain are corrected so that the quietest second has zero rate and 1 g.
    """
    header = session.header
    counter = RepCounter(Settings(), header.accel_ug_per_count, header.gyro_udps_per_count)
    inclination = np.empty(len(session.table))
    for index, row in enumerate(session):
        counter.step(*row)
        inclination[index] = counter.inclination_cdeg / 100
    counts = session.table.astype(float)
    angular_rate_dps = counts[:, 4:7] * header.gyro_udps_per_count / 1e6
    specific_force_mps2 = counts[:, 1:4] * header.accel_ug_per_count / 1e6 * GRAVITY_MPS2
    still = _quietest(angular_rate_dps, round(1000 / float(np.median(np.diff(counts[:, 0])))))
    return MotionSignals(
        counts[:, 0] / 1000,
        inclination,
        angular_rate_dps - angular_rate_dps[still].mean(axis=0),
        specific_force_mps2 * (GRAVITY_MPS2 / np.linalg.norm(specific_force_mps2[still], axis=1).mean()),
    )


def _low_pass(signal: Floats, cycles_per_sample: float) -> Floats:
    """Low-pass (n, 3) values: fourth-order Butterworth gain, zero phase."""
    frequency = np.fft.rfftfreq(len(signal)) / cycles_per_sample
    gain = 1 / (1 + frequency**8)
    return np.asarray(np.fft.irfft(np.fft.rfft(signal, axis=0) * gain[:, None], len(signal), axis=0))


def _quietest(angular_rate_dps: Floats, samples: int) -> slice:
    """The second in which the angular rate varies least."""
    firsts = range(0, max(1, len(angular_rate_dps) - samples), max(1, samples // 2))
    first = min(firsts, key=lambda index: float(angular_rate_dps[index : index + samples].var(axis=0).sum()))
    return slice(first, first + samples)
