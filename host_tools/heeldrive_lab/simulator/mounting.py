"""The mounting of the board on the thigh, and the slip of its strap and the soft tissue under it."""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.simulator.curves import FINE_HZ, Floats, reach
from heeldrive_lab.simulator.person import Person
from heeldrive_lab.simulator.pose import LEFT


@dataclass(frozen=True)
class Mounting:
    """The place and orientation of the board: z points away from the skin and, at twist 0, y up the thigh.

    Attributes:
        around_deg: place around the thigh; 0 in front, 90 on the outside, -90 inside, 180 behind.
        twist_deg: turn about the board's z axis; 180 is upside down.
        slope_deg: angle by which the skin faces up; negative faces down, as the thigh is thicker higher up.
        above_knee_m: distance from the knee along the thigh.
        off_bone_m: distance from the thigh's axis.
        slip_turn_deg: angle by which the strap turns outward around the thigh when it slips.
        slip_slide_m: distance by which it slides up the thigh.
        slip_at_s: time at which it slips; the slip takes `SLIP_S` seconds.
    """

    around_deg: float = 25.0
    twist_deg: float = 0.0
    slope_deg: float = -5.0
    above_knee_m: float = 0.25
    off_bone_m: float = 0.075
    slip_turn_deg: float = 0.0
    slip_slide_m: float = 0.0
    slip_at_s: float = 30.0

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Mounting":
        """A random mounting from the front to the outside of the thigh, in any orientation."""
        return cls(
            rng.uniform(-20.0, 90.0),
            rng.uniform(-180.0, 180.0),
            rng.uniform(-10.0, 0.0),
            rng.uniform(0.16, 0.26),
            rng.uniform(0.06, 0.09),
        )

    def axes(self, leg: int) -> Floats:
        """(3, 3) the sensor's x, y and z as rows, in the axes of the `LEFT` or `RIGHT` thigh."""
        slope, twist = np.radians(self.slope_deg), np.radians(self.twist_deg)
        out, up = self._outward(leg), np.array([0.0, 0.0, 1.0])
        z = np.cos(slope) * out + np.sin(slope) * up
        y = np.cos(slope) * up - np.sin(slope) * out
        x = np.cross(y, z)
        return np.stack([np.cos(twist) * x + np.sin(twist) * y, np.cos(twist) * y - np.sin(twist) * x, z])

    def place_m(self, person: Person, leg: int) -> Floats:
        """(3,) place of the sensor relative to the hip in thigh axes, m."""
        along = np.array([0.0, 0.0, self.above_knee_m - person.thigh_m])
        return along + self.off_bone_m * self._outward(leg)

    def slip(self, samples: int, leg: int) -> Floats:
        """(samples, 2) rotation of the strap about the thigh's z axis, rad, and its slide along it, m."""
        first = min(round(self.slip_at_s * FINE_HZ), samples)
        path = np.zeros(samples)
        way = reach(0.0, 1.0, SLIP_S)[: samples - first]
        path[first : first + len(way)] = way
        path[first + len(way) :] = 1.0
        outward = 1.0 if leg == LEFT else -1.0
        return np.stack([path * np.radians(self.slip_turn_deg) * outward, path * self.slip_slide_m], axis=1)

    def _outward(self, leg: int) -> Floats:
        """(3,) unit vector from the bone through the sensor's place."""
        around = np.radians(self.around_deg) * (1.0 if leg == LEFT else -1.0)
        return np.array([np.cos(around), np.sin(around), 0.0])


# A strap creeps over about one rep rather than jumps (est.).
SLIP_S = 3.0


@dataclass(frozen=True)
class Flesh:
    """Soft tissue under the strap: a damped spring between bone and board, along and across the thigh.

    Attributes:
        frequency_hz: its resonance (est.).
        damping: as a share of critical (est.).
        rocking_rad_per_m: tilt of the board per displacement, chosen so that a lunge shakes the board at 8
            deg/s (rms) and 50 mg between 4 and 10 Hz, as recorded (UTD-MHAD, docs/sources.md).
        bulge_deg: angle by which the contracted muscle tips the board when the thigh is horizontal (est.).
    """

    frequency_hz: float = 11.0
    damping: float = 0.35
    rocking_rad_per_m: float = 20.0
    bulge_deg: float = 2.0

    def give_m(self, force_mps2: Floats) -> Floats:
        """(n, 3) displacement of the board from the bone, m, under (n, 3) specific force of the bone."""
        circular = 2 * np.pi * self.frequency_hz
        t = np.arange(round(FINE_HZ * 6 / (self.damping * circular)) + 8) / FINE_HZ
        answer = np.exp(-self.damping * circular * t) * np.sin(circular * np.sqrt(1 - self.damping**2) * t)
        answer /= circular**2 * answer.sum()
        padded = np.pad(force_mps2, ((len(t) - 1, 0), (0, 0)), mode="edge")
        return -np.stack([np.convolve(axis, answer, "valid") for axis in padded.T], axis=1)

    def tip_rad(self, given_m: Floats, flexion_rad: Floats) -> Floats:
        """(n, 2) tilt of the board about the thigh's y and z axes, rad."""
        bulge = np.radians(self.bulge_deg) * 2 * np.sin(flexion_rad / 2) ** 2
        change = given_m - given_m[0]
        return np.stack(
            [self.rocking_rad_per_m * change[:, 2] - bulge, self.rocking_rad_per_m * change[:, 1]], axis=1
        )
