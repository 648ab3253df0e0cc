"""Cycles of a recording, cut by the board's own stages: gravity filter, alignment and segmentation.

Samples are scaled and averaged into steps as in `heeldrive.counter`. No gate is evaluated: a movement that
the detector would refuse is a cycle here, too. The standing direction is the first still pose; walking does
not replace it.
"""

from dataclasses import dataclass, fields

import numpy as np
from heeldrive.alignment import Alignment
from heeldrive.attitude import GravityFilter
from heeldrive.knee_travel import KneeTravel
from heeldrive.segmentation import STANDING, STANDING_MAX, Segmentation
from numpy.typing import NDArray

from heeldrive_lab.sessions.samples import SampleTable

Floats = NDArray[np.float64]

STEP_MS = 15  # as in heeldrive.counter
FILTER_STEP_MAX_MS = 24
STEP_MAX_MS = 60
REST_MS = 300
ONE, FORCE_ONE, RATE_ONE, ANGLE_ONE = 16384, 2048, 1024, 128  # scales of heeldrive.fixed_point


@dataclass(frozen=True)
class Track:
    """The stages' quantities after each step.

    Attributes:
        t_s: (n,) time, s.
        force_g: (n, 3) specific force, g, sensor axes.
        rate_dps: (n, 3) angular rate without the bias learnt at rest, deg/s, sensor axes.
        up: (n, 3) up direction, unit vectors in sensor axes.
        standing: (n, 3) standing direction, unit vectors in sensor axes; NaN until it is known.
        vertical_acc_g: (n,) upward acceleration, g.
        inclination_deg: (n,) thigh inclination from the standing direction, deg.
    """

    t_s: Floats
    force_g: Floats
    rate_dps: Floats
    up: Floats
    standing: Floats
    vertical_acc_g: Floats
    inclination_deg: Floats

    def between(self, first_s: float, last_s: float) -> "Track":
        """The part from one time to another, s, both included."""
        part = slice(*np.searchsorted(self.t_s, (first_s - 1e-6, last_s + 1e-6)))
        return Track(*(getattr(self, field.name)[part] for field in fields(self)))


@dataclass(frozen=True)
class SegmentedCycle:
    """One cycle of the segmentation.

    Attributes:
        left_s: when the leg left its top.
        start_s, bottom_s, rise_s, end_s: when descent, bottom hold and rise began, and when the rise ended.
        top_deg, depth_deg, back_deg: inclination at the top before, at the bottom and at the top after.
    """

    left_s: float
    start_s: float
    bottom_s: float
    rise_s: float
    end_s: float
    top_deg: float
    depth_deg: float
    back_deg: float

    @property
    def excursion_deg(self) -> float:
        """Range of motion from the higher of the two tops, deg."""
        return self.depth_deg - max(self.top_deg, self.back_deg)


class StandingAxis(KneeTravel):
    """Receives the standing direction from the alignment."""

    def __init__(self) -> None:
        super().__init__()
        self.standing = (0, 0, 0)

    def set_axes(self, rx: int, ry: int, rz: int, lx: int, ly: int, lz: int) -> None:
        """Keep the standing direction r, 16384 = 1."""
        self.standing = (rx, ry, rz)


def run_front_end(session: SampleTable) -> tuple[Track, list[SegmentedCycle]]:
    """Run the stages over a session.

    Args:
        session: raw counts.

    Returns:
        The track, and all cycles in their order.
    """
    attitude, alignment, phases, axis = GravityFilter(), Alignment(), Segmentation(), StandingAxis()
    rows, cycles = [], []
    for t_ms, dt_ms, force, rate in _steps(session):
        left_ms = min(dt_ms, STEP_MAX_MS)
        while left_ms > FILTER_STEP_MAX_MS:
            attitude.step(FILTER_STEP_MAX_MS, *force, *rate)
            left_ms -= FILTER_STEP_MAX_MS
        attitude.step(left_ms, *force, *rate)
        stationary = attitude.stationary
        up = (attitude.ux, attitude.uy, attitude.uz)
        angle = alignment.step(min(dt_ms, STEP_MAX_MS), *up, stationary.still_ms)
        if alignment.known:
            if phases.step(t_ms, min(dt_ms, STEP_MAX_MS), angle):
                cycles.append(_cycle(phases))
            if phases.phase == STANDING and angle < STANDING_MAX and stationary.still_ms > REST_MS:
                attitude.learn_gravity(min(dt_ms, STEP_MAX_MS))
            alignment.copy_axes(axis)
        bias = (stationary.bx, stationary.by, stationary.bz)
        rows.append((t_ms, *force, *rate, *bias, *up, *axis.standing, attitude.vertical_acc, angle))
    table = np.array(rows, float)
    standing = table[:, 13:16] / ONE
    standing[~standing.any(axis=1)] = np.nan
    return Track(
        table[:, 0] / 1000,
        table[:, 1:4] / FORCE_ONE,
        (table[:, 4:7] - table[:, 7:10]) / RATE_ONE,
        table[:, 10:13] / ONE,
        standing,
        table[:, 16] / FORCE_ONE,
        table[:, 17] / ANGLE_ONE,
    ), cycles


def _cycle(phases: Segmentation) -> SegmentedCycle:
    times_ms = (phases.left_ms, phases.start_ms, phases.bottom_ms, phases.rise_ms, phases.end_ms)
    angles = (phases.top, phases.depth, phases.back)
    return SegmentedCycle(*(time / 1000 for time in times_ms), *(angle / ANGLE_ONE for angle in angles))


def _steps(session: SampleTable) -> list[tuple[int, int, tuple[int, int, int], tuple[int, int, int]]]:
    """Time and length of each step, ms, its mean specific force (2048 per g) and rate (1024 per deg/s)."""
    header, table = session.header, session.table
    scales = (header.accel_ug_per_count * FORCE_ONE / 1e6, header.gyro_udps_per_count * RATE_ONE / 1e6)
    found, first, before_ms = [], 0, int(table[0, 0]) - STEP_MS
    for index, t_ms in enumerate(table[:, 0].tolist()):
        if t_ms - before_ms < STEP_MS:
            continue
        mean = table[first : index + 1, 1:].mean(axis=0) * np.repeat(scales, 3)
        ax, ay, az, gx, gy, gz = np.floor(mean).astype(int).tolist()
        found.append((t_ms, t_ms - before_ms, (ax, ay, az), (gx, gy, gz)))
        first, before_ms = index + 1, t_ms
    return found
