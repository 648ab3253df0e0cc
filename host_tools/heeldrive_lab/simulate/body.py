"""A leg as a chain of rigid segments: where the hip is, how the thigh is turned, how motions are joined.

Axes of the world and of the thigh when standing: x forward, y left, z up. The thigh's own z points from
the knee to the hip. Motions are made for a right leg; `Motion.mirrored` makes the left one.
"""

from dataclasses import dataclass, field, replace

import numpy as np

from heeldrive_lab.simulate.curves import FINE_HZ, Floats, noise

# Columns of Motion.thigh_rad.
FLEXION, ROLL, YAW = 0, 1, 2


@dataclass(frozen=True)
class Person:
    """Limb lengths and habits of one person.

    Attributes:
        shank_m: ankle to knee; 0.246 of 1.68 m stature (Winter 2009, Biomechanics, fig. 4.1).
        thigh_m: knee to hip; 0.245 of it and the joint's depth in the pelvis (the same).
        depth_deg: how deep this person lunges, thigh inclination.
        tempo: factor on all durations of a lunge.
        knee_travel_deg: how far the front shank leans forward at the bottom of a lunge.
    """

    shank_m: float = 0.41
    thigh_m: float = 0.43
    depth_deg: float = 85.0
    tempo: float = 1.0
    knee_travel_deg: float = 12.0

    @classmethod
    def draw(cls, rng: np.random.Generator) -> "Person":
        """A random adult: stature 1.55 to 1.85 m, lunging 80 to 90 deg deep at a controlled tempo."""
        size = rng.uniform(0.92, 1.10)
        return cls(
            shank_m=0.41 * size,
            thigh_m=0.43 * size,
            depth_deg=rng.uniform(81.0, 88.0),
            tempo=rng.uniform(1.0, 1.3),
            knee_travel_deg=rng.uniform(5.0, 20.0),
        )


@dataclass(frozen=True)
class Span:
    """What happens from fine sample `first` to before `last`.

    Attributes:
        kind: `rep`, `set` or `other`, as in truth files.
        activity: its name there.
        first: index of the fine sample at which it begins, standing before included for a rep.
        last: index after its end.
        sensor_leg: `front`, `back` or empty.
    """

    kind: str
    activity: str
    first: int
    last: int
    sensor_leg: str = ""


@dataclass(frozen=True)
class Motion:
    """How thigh and hip move, at `FINE_HZ`, beginning and ending in standing still.

    Attributes:
        thigh_rad: (n, 3) flexion (0 vertical, positive knee forward), roll, yaw (positive turning left).
        hip_m: (n, 3) hip joint, from where it is when standing at the start.
        jolt_mps2: (n, 3) acceleration by impacts of the feet, on top of what `hip_m` gives.
        spans: what happens when.
    """

    thigh_rad: Floats
    hip_m: Floats
    jolt_mps2: Floats
    spans: tuple[Span, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.thigh_rad)

    def mirrored(self) -> "Motion":
        """The same motion by the other leg."""
        flip = np.array([1.0, -1.0, 1.0])
        turn = np.array([1.0, -1.0, -1.0])
        return replace(
            self, thigh_rad=self.thigh_rad * turn, hip_m=self.hip_m * flip, jolt_mps2=self.jolt_mps2 * flip
        )

    def orientation(self) -> Floats:
        """(n, 3, 3) rotations from thigh to world: yaw, then roll, then flexion, each about its own axis."""
        return (
            about(2, self.thigh_rad[:, YAW])
            @ about(0, self.thigh_rad[:, ROLL])
            @ about(1, -self.thigh_rad[:, FLEXION])
        )

    def inclination_deg(self, standing_s: float = 1.0) -> Floats:
        """(n,) angle, as the thigh sees it, from the vertical of the first `standing_s` seconds, degrees."""
        up = self.orientation()[:, 2, :]
        standing = up[: round(standing_s * FINE_HZ)].mean(axis=0)
        standing /= np.linalg.norm(standing)
        return np.degrees(np.arctan2(np.linalg.norm(np.cross(up, standing), axis=1), up @ standing))


def about(axis: int, angle_rad: Floats) -> Floats:
    """(n, 3, 3) right-handed rotations about a coordinate axis (0 x, 1 y, 2 z)."""
    turn = np.zeros((len(angle_rad), 3, 3))
    i, j = (axis + 1) % 3, (axis + 2) % 3
    turn[:, axis, axis] = 1.0
    turn[:, i, i] = turn[:, j, j] = np.cos(angle_rad)
    turn[:, j, i] = np.sin(angle_rad)
    turn[:, i, j] = -turn[:, j, i]
    return turn


def on_planted_foot(person: Person, thigh_rad: Floats, shank_lean_rad: Floats) -> Floats:
    """(n, 3) hip of a leg whose foot stays where it is, from the standing hip, metres.

    Args:
        person: gives the lengths.
        thigh_rad: (n, 3) flexion, roll, yaw.
        shank_lean_rad: (n,) lean of the shank, positive with the knee forward.
    """
    zero = np.zeros(len(thigh_rad))
    still = Motion(thigh_rad, np.zeros_like(thigh_rad), np.zeros_like(thigh_rad))
    knee = person.shank_m * np.stack([np.sin(shank_lean_rad), zero, np.cos(shank_lean_rad)], axis=1)
    hip = knee + person.thigh_m * still.orientation()[:, :, 2]
    return hip - np.array([0.0, 0.0, person.shank_m + person.thigh_m])


def join(pieces: list[Motion]) -> Motion:
    """One motion after the other; each goes on where, and facing the way, the one before ended."""
    thigh, hip, spans = [], [], []
    place, heading, length = np.zeros(3), 0.0, 0
    for piece in pieces:
        thigh.append(piece.thigh_rad + np.array([0.0, 0.0, heading]))
        facing = about(2, np.array([heading]))[0]
        hip.append(place + piece.hip_m @ facing.T)
        spans += [replace(span, first=span.first + length, last=span.last + length) for span in piece.spans]
        length += len(piece)
        place, heading = hip[-1][-1], thigh[-1][-1, YAW]
    jolt = np.concatenate([piece.jolt_mps2 for piece in pieces])
    return Motion(np.concatenate(thigh), np.concatenate(hip), jolt, tuple(spans))


def swaying(rng: np.random.Generator, person: Person, motion: Motion) -> Motion:
    """Add what no one can hold still: postural sway about the ankle and a slow wander of posture.

    Sway of 0.35 deg below 0.3 Hz moves the hip by 5 mm, as quiet standing does (est.); that a person stands
    again 1 deg off is est.
    """
    samples = len(motion)
    thigh = motion.thigh_rad.copy()
    for column, wander_deg in ((FLEXION, 1.0), (ROLL, 0.6)):
        sway = noise(rng, samples, 0.3, 0.35) + noise(rng, samples, 0.03, wander_deg)
        thigh[:, column] += np.radians(sway)
    moved = thigh - motion.thigh_rad
    leg_m = person.shank_m + person.thigh_m
    hip = motion.hip_m.copy()
    # The body turns about the ankle as one: forward lean is negative flexion, roll to the right is positive.
    forward, left = -leg_m * moved[:, FLEXION], -leg_m * moved[:, ROLL]
    yaw = motion.thigh_rad[:, YAW]
    hip[:, 0] += forward * np.cos(yaw) - left * np.sin(yaw)
    hip[:, 1] += forward * np.sin(yaw) + left * np.cos(yaw)
    return replace(motion, thigh_rad=thigh, hip_m=hip)
