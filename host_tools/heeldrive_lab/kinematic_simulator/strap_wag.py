"""The sensor on soft tissue: a damped resonance that shears and rocks it against the thigh."""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.kinematic_simulator.curves import FINE_HZ
from heeldrive_lab.kinematic_simulator.inertial_path import IdealSignals, Vectors

# The impulse response has died away after this time.
MEMORY_S = 2.0


@dataclass(frozen=True)
class StrapWag:
    """Resonance of strap and tissue; ranges are estimates around the shake measured in docs/sources.md.

    Attributes:
        frequency_hz: natural frequency.
        damping: share of critical damping.
        rocking_rad_per_m: how much the board rocks as it shears.
        normal_share: mobility across the skin, as a share of that along it.
    """

    frequency_hz: float = 11.0
    damping: float = 0.3
    rocking_rad_per_m: float = 8.0
    normal_share: float = 0.3

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "StrapWag":
        """Draw a strap, tight to loose."""
        return cls(
            frequency_hz=float(rng.uniform(7, 16)),
            damping=float(rng.uniform(0.12, 0.4)),
            rocking_rad_per_m=float(rng.uniform(2, 15)),
            normal_share=float(rng.uniform(0.1, 0.5)),
        )

    def displacement(self, force_mps2: Vectors) -> Vectors:
        """(n, 3) displacement of the sensor against the thigh, m, under a specific force in its own axes."""
        omega = 2 * np.pi * self.frequency_hz
        damped = omega * np.sqrt(1 - self.damping**2)
        t = np.arange(round(MEMORY_S * FINE_HZ)) / FINE_HZ
        response = np.exp(-self.damping * omega * t) * np.sin(damped * t) / damped / FINE_HZ
        # Sampling the response changes its sum a little: the static sag has to stay right.
        response *= 1 / omega**2 / response.sum()
        n = len(force_mps2) + len(response)
        size = 1 << (n - 1).bit_length()
        resting = force_mps2[0]
        spectrum = np.fft.rfft(force_mps2 - resting, size, axis=0) * np.fft.rfft(response, size)[:, None]
        moved = np.fft.irfft(spectrum, size, axis=0)[: len(force_mps2)]
        shear: Vectors = -(moved + resting / omega**2) * np.array([1, 1, self.normal_share])
        return shear

    def shaken(self, ideal: IdealSignals) -> IdealSignals:
        """What the sensor measures as it wags."""
        moved = self.displacement(ideal.force_mps2)
        speed = np.gradient(moved, 1 / FINE_HZ, axis=0)
        relative = np.gradient(speed, 1 / FINE_HZ, axis=0)
        # Rocking about the axis in the skin that is square to the shear: normal (0, 0, 1) x displacement.
        rock = self.rocking_rad_per_m * np.column_stack([-moved[:, 1], moved[:, 0], np.zeros(len(moved))])
        # A board that is strapped on is at rest as it is: only the change from there turns what it sees.
        rock -= rock[0]
        force = ideal.force_mps2 + relative
        return IdealSignals(
            force - np.cross(rock, force), ideal.rate_rad_s + np.gradient(rock, 1 / FINE_HZ, axis=0)
        )
