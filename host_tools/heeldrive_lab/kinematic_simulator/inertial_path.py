"""From the thigh's movement to what an ideal sensor on it would measure, by differentiating its path.

World axes: forward, left, up. The thigh's axes are the same while it hangs at rest. The sensor's z axis
points out of the skin.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.kinematic_simulator.anthropometry import Anthropometry
from heeldrive_lab.kinematic_simulator.curves import FINE_HZ, BetaStep, Curve, curve
from heeldrive_lab.kinematic_simulator.thigh_path import ThighPath
from heeldrive_lab.sessions.units import STANDARD_GRAVITY as G

Vectors = NDArray[np.float64]
Matrices = NDArray[np.float64]


class IdealSignals(NamedTuple):
    """What an ideal sensor measures on the grid of `FINE_HZ`, in its own axes.

    Attributes:
        force_mps2: (n, 3) specific force.
        rate_rad_s: (n, 3) angular rate.
    """

    force_mps2: Vectors
    rate_rad_s: Vectors


@dataclass(frozen=True)
class SensorPlacement:
    """Where and how the sensor sits on the thigh, and how the strap slips.

    Attributes:
        around_deg: place around the thigh, 0 in front, 90 on its left.
        above_knee_share: distance from the knee, as a share of the thigh's length.
        off_axis_m: distance from the thigh's axis.
        twist_deg: turn of the board on the skin.
        lean_deg: angle between the skin and the thigh's axis.
        slip_at_s: time at which the strap slips, or None.
        slip_s: how long that takes.
        slip_turn_deg: turn around the thigh.
        slip_slide_m: slide towards the knee.
    """

    around_deg: float = 0.0
    above_knee_share: float = 0.4
    off_axis_m: float = 0.08
    twist_deg: float = 0.0
    lean_deg: float = 0.0
    slip_at_s: float | None = None
    slip_s: float = 0.6
    slip_turn_deg: float = 0.0
    slip_slide_m: float = 0.0

    @classmethod
    def draw(
        cls, rng: np.random.Generator, body: Anthropometry, seconds: float, slip_chance: float
    ) -> "SensorPlacement":
        """Draw a placement: any place and turn; a strap that slips now and then."""
        slips = rng.random() < slip_chance
        return cls(
            around_deg=float(rng.uniform(-180, 180)),
            above_knee_share=float(rng.uniform(0.2, 0.7)),
            off_axis_m=body.thigh_radius_m,
            twist_deg=float(rng.uniform(-180, 180)),
            lean_deg=float(rng.normal(0, 6)),
            slip_at_s=float(rng.uniform(0.1, 0.9)) * seconds if slips else None,
            slip_s=float(rng.uniform(0.3, 3.0)),
            slip_turn_deg=float(rng.choice([-1, 1]) * rng.uniform(4, 45)),
            slip_slide_m=float(rng.uniform(0, 0.05)),
        )


def about(axis: int, angle_deg: Curve) -> Matrices:
    """(n, 3, 3) rotations about a coordinate axis."""
    angle = np.radians(np.atleast_1d(np.asarray(angle_deg, np.float64)))
    turn = np.zeros((len(angle), 3, 3))
    first, second = (axis + 1) % 3, (axis + 2) % 3
    turn[:, axis, axis] = 1
    turn[:, first, first] = turn[:, second, second] = np.cos(angle)
    turn[:, second, first], turn[:, first, second] = np.sin(angle), -np.sin(angle)
    return turn


def thigh_to_world(path: ThighPath) -> Matrices:
    """(n, 3, 3) orientation of the thigh: a vector of the thigh in world axes."""
    # Flexion moves the knee forward and abduction moves it to the left: both turn a vector that points down.
    return (
        about(2, path.yaw_deg)
        @ about(0, path.abduction_deg)
        @ about(1, -path.flexion_deg)
        @ about(2, path.rotation_deg)
    )


def sensor_path(path: ThighPath, body: Anthropometry, placement: SensorPlacement) -> tuple[Vectors, Matrices]:
    """(n, 3) position of the sensor, m, and (n, 3, 3) its orientation, sensor to world."""
    n = len(path)
    slipped = np.zeros(n)
    if placement.slip_at_s is not None:
        slipped = curve(n, 0.0, [BetaStep(placement.slip_at_s, placement.slip_s, 1.0, 2.5, 4.0)])
    around = placement.around_deg + placement.slip_turn_deg * slipped
    down = body.thigh_m * (1 - placement.above_knee_share) + placement.slip_slide_m * slipped
    angle = np.radians(around)
    place = np.column_stack(
        [placement.off_axis_m * np.cos(angle), placement.off_axis_m * np.sin(angle), -down]
    )
    # The skin's outward normal is the sensor's z; then the board leans and is turned on the skin.
    on_skin = (
        about(2, around)
        @ about(1, np.array([90.0 + placement.lean_deg]))
        @ about(2, np.array([placement.twist_deg]))
    )
    thigh = thigh_to_world(path)
    hip = np.column_stack([path.forward_m, path.left_m, path.up_m])
    return hip + np.einsum("nij,nj->ni", thigh, place), thigh @ on_skin


def ideal_signals(position_m: Vectors, to_world: Matrices) -> IdealSignals:
    """Differentiate a sensor's path: specific force is its acceleration less gravity, in its own axes."""
    acceleration = np.zeros_like(position_m)
    acceleration[1:-1] = np.diff(position_m, 2, axis=0) * FINE_HZ**2
    acceleration[:, 2] += G
    force = np.einsum("nji,nj->ni", to_world, acceleration)
    change = np.gradient(to_world, 1 / FINE_HZ, axis=0)
    spin = np.einsum("nji,njk->nik", to_world, change)
    # The skew-symmetric matrix of the angular rate; both halves are averaged.
    rate = 0.5 * np.stack(
        [spin[:, 2, 1] - spin[:, 1, 2], spin[:, 0, 2] - spin[:, 2, 0], spin[:, 1, 0] - spin[:, 0, 1]], axis=1
    )
    return IdealSignals(force, rate)
