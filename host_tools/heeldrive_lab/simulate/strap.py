"""What reaches a board strapped to the thigh: specific force and angular rate in its own axes."""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.simulate.body import FLEXION, Motion, Person, about
from heeldrive_lab.simulate.curves import FINE_HZ, Floats

GRAVITY_MPS2 = 9.80665


@dataclass(frozen=True)
class Mounting:
    """How the board sits on the thigh: z points away from the skin and, at twist 0, y up the thigh.

    Attributes:
        around_deg: place round the thigh; 0 in front, 90 on the outside, -90 inside, 180 behind.
        twist_deg: turn about the board's z axis; 180 is upside down.
        slope_deg: how far the skin faces up; below 0 it faces down, as the thigh is thicker higher up.
        above_knee_m: distance from the knee along the thigh.
        off_bone_m: distance from the thigh's axis.
    """

    around_deg: float = 25.0
    twist_deg: float = 0.0
    slope_deg: float = -5.0
    above_knee_m: float = 0.25
    off_bone_m: float = 0.075

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Mounting":
        """Anywhere from the front to the outside of the thigh, strapped on any way round."""
        return cls(
            rng.uniform(-20.0, 90.0),
            rng.uniform(-180.0, 180.0),
            rng.uniform(-10.0, 0.0),
            rng.uniform(0.2, 0.28),
        )

    def axes(self, thigh: str) -> Floats:
        """(3, 3) the sensor's x, y and z as rows, in the axes of a `left` or `right` thigh."""
        slope, twist = np.radians(self.slope_deg), np.radians(self.twist_deg)
        out, up = self._outward(thigh), np.array([0.0, 0.0, 1.0])
        z = np.cos(slope) * out + np.sin(slope) * up
        y = np.cos(slope) * up - np.sin(slope) * out
        x = np.cross(y, z)
        return np.stack([np.cos(twist) * x + np.sin(twist) * y, np.cos(twist) * y - np.sin(twist) * x, z])

    def place_m(self, person: Person, thigh: str) -> Floats:
        """(3,) where the sensor is, from the hip in thigh axes, m."""
        along = np.array([0.0, 0.0, self.above_knee_m - person.thigh_m])
        return along + self.off_bone_m * self._outward(thigh)

    def _outward(self, thigh: str) -> Floats:
        """(3,) unit vector from the bone through the sensor's place."""
        around = np.radians(self.around_deg) * (1.0 if thigh == "left" else -1.0)
        return np.array([np.cos(around), np.sin(around), 0.0])


@dataclass(frozen=True)
class Flesh:
    """Soft tissue under the strap, as a damped spring between bone and board, along the thigh and across.

    Attributes:
        frequency_hz: its resonance (est.).
        damping: as a share of critical (est.).
        rocking_rad_per_m: how far the board tips as the flesh gives (est.).
        bulge_deg: how far the working muscle tips the board by the time the thigh is horizontal (est.).
    """

    frequency_hz: float = 11.0
    damping: float = 0.35
    rocking_rad_per_m: float = 8.0
    bulge_deg: float = 2.0


def felt(
    motion: Motion, person: Person, thigh: str, mounting: Mounting, flesh: Flesh | None
) -> tuple[Floats, Floats]:
    """What reaches the board before the chip's own filters.

    Args:
        motion: of this very thigh (already mirrored for a left one).
        person: limb lengths.
        thigh: `left` or `right`; which side of it is the outside.
        mounting: how the board sits.
        flesh: what lies between it and the bone; None when it is screwed to the bone.

    Returns:
        (n, 3) specific force in m/s^2 (at rest +1 g along the axis that points up) and (n, 3) right-handed
        angular rate in rad/s, both in sensor axes at `FINE_HZ`.
    """
    bone = motion.orientation()
    place = motion.hip_m + bone @ mounting.place_m(person, thigh)
    acceleration = np.gradient(np.gradient(place, axis=0), axis=0) * FINE_HZ**2 + motion.jolt_mps2
    acceleration[:, 2] += GRAVITY_MPS2
    on_bone = np.einsum("nji,nj->ni", bone, acceleration)
    axes = mounting.axes(thigh).T
    if flesh is not None:
        on_bone, give_m = _through_flesh(on_bone, flesh)
        bulge = np.radians(flesh.bulge_deg) * 2 * np.sin(motion.thigh_rad[:, FLEXION] / 2) ** 2
        tip = flesh.rocking_rad_per_m * give_m
        axes = about(1, tip[:, 2] - bulge) @ about(2, tip[:, 1]) @ axes
    return (on_bone[:, None, :] @ axes).reshape(-1, 3), angular_rate(bone @ axes)


def angular_rate(turned: Floats) -> Floats:
    """(n, 3) angular rate in own axes, rad/s, of (n, 3, 3) rotations from body to world at `FINE_HZ`."""
    change = np.swapaxes(turned[:-2], 1, 2) @ turned[2:]
    axis = np.stack(
        [
            change[:, 2, 1] - change[:, 1, 2],
            change[:, 0, 2] - change[:, 2, 0],
            change[:, 1, 0] - change[:, 0, 1],
        ],
        axis=1,
    )
    sine = np.linalg.norm(axis, axis=1, keepdims=True) / 2
    # arcsin(s)/s is 1 for the small angles between neighbours; it keeps 500 deg/s exact.
    stretch = np.where(sine > 1e-6, np.arcsin(np.minimum(sine, 1.0)) / np.maximum(sine, 1e-6), 1.0)
    rate = axis / 2 * stretch * (FINE_HZ / 2)
    return np.concatenate([rate[:1], rate, rate[-1:]])


def _through_flesh(on_bone: Floats, flesh: Flesh) -> tuple[Floats, Floats]:
    """What passes the spring and how far it gives: (n, 3) m/s^2 and (n, 3) m, thigh axes."""
    circular = 2 * np.pi * flesh.frequency_hz
    t = np.arange(round(FINE_HZ * 6 / (flesh.damping * circular)) + 8) / FINE_HZ
    decay = np.exp(-flesh.damping * circular * t)
    give = decay * np.sin(circular * np.sqrt(1 - flesh.damping**2) * t)
    give /= circular**2 * give.sum()
    speed = np.gradient(give) * FINE_HZ
    # Spring and damper both push the board; at rest the spring alone passes all of it.
    kernel = circular**2 * give + 2 * flesh.damping * circular * (speed - speed.mean())
    padded = np.pad(on_bone, ((len(t) - 1, 0), (0, 0)), mode="edge")
    passed = np.stack([np.convolve(axis, kernel, "valid") for axis in padded.T], axis=1)
    given = np.stack([np.convolve(axis, give, "valid") for axis in padded.T], axis=1)
    return passed, -(given - given[0])
