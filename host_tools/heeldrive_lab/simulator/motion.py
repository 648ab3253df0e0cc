"""How a person moves: pelvis, trunk and feet at each sample, how movements are joined, and sway."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.simulator.curves import FINE_HZ, Floats, noise, smoothstep
from heeldrive_lab.simulator.person import STANDING_AHEAD_M, Person
from heeldrive_lab.simulator.pose import LEFT, RIGHT, Pose, pose_of
from heeldrive_lab.simulator.turns import about, angle_between_deg, apply

STANDING_LEAN_RAD = np.radians(2.0)  # of the trunk (est.)


@dataclass(frozen=True)
class Span:
    """What happens in a part of a motion.

    Attributes:
        kind: `rep` or `other`, as in annotation files.
        activity: its name in annotation files.
        first: index of its first fine sample; for a rep the standing before it is included.
        last: index after its last fine sample.
        front: the leg in front of a lunge, `LEFT` or `RIGHT`; None for anything else.
    """

    kind: str
    activity: str
    first: int
    last: int
    front: int | None = None


@dataclass(frozen=True)
class BodyMotion:
    """How a person moves, sampled at `FINE_HZ`, from standing still to standing still.

    Attributes:
        person: who moves.
        pelvis_m: (n, 3) midpoint of the hips; z from the floor.
        pelvis_rad: (n, 3) yaw, roll, pitch (`turns.oriented`).
        trunk_rad: (n, 2) lean forward and to the right, from the pelvis.
        ankle_m: (n, 2, 3) where the ankles should be; left, right.
        foot_rad: (n, 2, 3) yaw, roll, pitch of the feet.
        knee_out_rad: (n, 2) angle by which the knees point outward of the toes.
        impact_mps2: (n, 2, 3) acceleration at each thigh from impacts, world axes, on top of the motion's.
        planted: (n, 2) whether the foot, or its ball, stays in place.
        alive: (n,) how much posture sways: 0 while the legs swing, 1 otherwise.
        held: (n,) 1 where a seat, or the floor under a knee, holds the body still, 0 where nothing does.
        board: (n, 6) displacement, m, and rotation, rad, of the board from its place on the thigh, in its own
            axes, while it is put on or taken off; 0 with the strap closed.
        spans: what happens when.
        end: x, y, height of the floor and heading at the end, where the next movement starts.
        leg: the leg that wears the sensor.
    """

    person: Person
    pelvis_m: Floats
    pelvis_rad: Floats
    trunk_rad: Floats
    ankle_m: Floats
    foot_rad: Floats
    knee_out_rad: Floats
    impact_mps2: Floats
    planted: NDArray[np.bool_]
    alive: Floats
    held: Floats
    board: Floats
    spans: tuple[Span, ...] = field(default=())
    end: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)
    leg: int = RIGHT

    def __len__(self) -> int:
        return len(self.pelvis_m)

    @cached_property
    def pose(self) -> Pose:
        """Both legs, solved by inverse kinematics."""
        return pose_of(
            self.person, self.pelvis_m, self.pelvis_rad, self.ankle_m, self.foot_rad, self.knee_out_rad
        )

    def orientation(self) -> Floats:
        """(n, 3, 3) rotations from the thigh that wears the sensor to the world."""
        return self.pose.thigh[:, self.leg]

    def inclination_deg(self, standing_s: float = 1.0) -> Floats:
        """(n,) angle in thigh axes from the mean vertical of the first `standing_s` seconds, degrees."""
        up = self.orientation()[:, 2, :]
        standing = up[: round(standing_s * FINE_HZ)].mean(axis=0)
        return angle_between_deg(up, standing)

    def flexion_deg(self) -> Floats:
        """(n,) thigh flexion in the direction the knee points, 0 vertical, positive with the knee forward."""
        thigh = self.orientation()
        return np.degrees(np.arctan2(thigh[:, 2, 0], thigh[:, 2, 2]))

    def mirrored(self) -> "BodyMotion":
        """The same motion with left and right exchanged: the sensor on the other thigh."""
        flip, turn = np.array([1.0, -1.0, 1.0]), np.array([-1.0, -1.0, 1.0])
        return replace(
            self,
            pelvis_m=self.pelvis_m * flip,
            pelvis_rad=self.pelvis_rad * turn,
            trunk_rad=self.trunk_rad * np.array([1.0, -1.0]),
            ankle_m=self.ankle_m[:, ::-1] * flip,
            foot_rad=self.foot_rad[:, ::-1] * turn,
            knee_out_rad=self.knee_out_rad[:, ::-1],
            impact_mps2=self.impact_mps2[:, ::-1] * flip,
            planted=self.planted[:, ::-1],
            spans=tuple(
                replace(span, front=None if span.front is None else 1 - span.front) for span in self.spans
            ),
            end=(self.end[0], -self.end[1], self.end[2], -self.end[3]),
            leg=1 - self.leg,
        )


def standing(person: Person, samples: int) -> BodyMotion:
    """Stand still, feet below the hips, facing along x; `swaying` is applied to the whole session later."""
    pelvis = np.tile([STANDING_AHEAD_M, 0.0, person.standing_m], (samples, 1))
    ankle = np.zeros((samples, 2, 3))
    ankle[:, LEFT, 1], ankle[:, RIGHT, 1] = person.hips_m / 2, -person.hips_m / 2
    ankle[:, :, 2] = person.ankle_m
    trunk = np.zeros((samples, 2))
    trunk[:, 0] = STANDING_LEAN_RAD
    return BodyMotion(
        person=person,
        pelvis_m=pelvis,
        pelvis_rad=np.zeros((samples, 3)),
        trunk_rad=trunk,
        ankle_m=ankle,
        foot_rad=np.zeros((samples, 2, 3)),
        knee_out_rad=np.zeros((samples, 2)),
        impact_mps2=np.zeros((samples, 2, 3)),
        planted=np.ones((samples, 2), dtype=bool),
        alive=np.ones(samples),
        held=np.zeros(samples),
        board=np.zeros((samples, 6)),
    )


def moved(motion: BodyMotion, x: float, y: float, floor: float, heading: float) -> BodyMotion:
    """The motion moved to another place and turned to another heading."""
    facing = about(2, np.array([heading]))[0]
    place = np.array([x, y, floor])
    turn = np.array([heading, 0.0, 0.0])
    end_x, end_y, _ = facing @ np.array([motion.end[0], motion.end[1], 0.0])
    return replace(
        motion,
        pelvis_m=motion.pelvis_m @ facing.T + place,
        pelvis_rad=motion.pelvis_rad + turn,
        ankle_m=motion.ankle_m @ facing.T + place,
        foot_rad=motion.foot_rad + turn,
        impact_mps2=motion.impact_mps2 @ facing.T,
        end=(x + end_x, y + end_y, floor + motion.end[2], heading + motion.end[3]),
    )


ARRAYS = (
    "pelvis_m",
    "pelvis_rad",
    "trunk_rad",
    "ankle_m",
    "foot_rad",
    "knee_out_rad",
    "impact_mps2",
    "planted",
    "alive",
    "held",
    "board",
)


def join(pieces: Sequence[BodyMotion]) -> BodyMotion:
    """One motion after the other; each starts at the place and heading at which the one before ended."""
    placed: list[BodyMotion] = []
    spans: list[Span] = []
    length = 0
    for piece in pieces:
        here = moved(piece, *(placed[-1].end if placed else (0.0, 0.0, 0.0, 0.0)))
        spans += [replace(span, first=span.first + length, last=span.last + length) for span in piece.spans]
        length += len(piece)
        placed.append(here)
    arrays: dict[str, Any] = {
        name: np.concatenate([getattr(piece, name) for piece in placed]) for name in ARRAYS
    }
    return replace(placed[-1], **arrays, spans=tuple(spans))


def swaying(rng: np.random.Generator, motion: BodyMotion, wobble: float = 1.0) -> BodyMotion:
    """Add what nobody can suppress: postural sway about the ankles, a slow drift of posture, and tremor.

    Sway of 0.35 deg below 0.3 Hz moves the hip by 5 mm, as in quiet standing (est.); posture drifts by about
    1 deg (est.). Tremor at 4-9 Hz grows with the bend of the legs, so that specific force varies by 32 mg or
    more (rms over 0.6 s) in a held lunge, as recorded (docs/sources.md), and by 2 mg in standing (est.).

    Args:
        rng: draws it.
        motion: without sway.
        wobble: factor on the tremor, 1 for a healthy adult.
    """
    samples = len(motion)
    height = motion.person.standing_m
    alive, free = motion.alive, 1 - motion.held
    # Where something holds the body, its sway is paused: a seated person keeps the posture.
    at, clock = np.cumsum(free), np.arange(samples)

    def sway(deg: float, wander_deg: float) -> Floats:
        path = noise(rng, samples, 0.3, deg) + noise(rng, samples, 0.03, wander_deg)
        return np.radians(np.interp(at, clock, path))

    forward, left = alive * height * sway(0.35, 0.8), alive * height * sway(0.3, 0.5)
    lean = alive * sway(0.6, 1.5)
    drop = height - (motion.pelvis_m[:, 2] - motion.ankle_m[:, :, 2].min(axis=1) + motion.person.ankle_m)
    # Tremor is full once the hips are down by a tenth of the stature, which a half rep reaches.
    effort = alive * free * (0.05 + smoothstep(drop, 0.0, 0.10 * motion.person.stature_m))
    tremor_m = 0.00013 * wobble * np.stack([noise(rng, samples, 7.0, 1.0, 4.0) for _ in range(3)], axis=1)
    # Legs keep their length, so the hips sway on a sphere: sideways is also down.
    way = np.stack([forward, left, -(forward**2 + left**2) / (2 * height)], axis=1)
    way += effort[:, None] * tremor_m
    pelvis = motion.pelvis_m + apply(about(2, motion.pelvis_rad[:, 0]), way)
    trunk = motion.trunk_rad.copy()
    trunk[:, 0] += lean
    return replace(motion, pelvis_m=pelvis, trunk_rad=trunk)
