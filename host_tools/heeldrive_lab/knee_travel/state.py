"""The unknowns of a session and the motion of the knee as a function of them, with derivatives.

All reps of a group are computed at once. A quantity is returned as (values, rows): for each rep its value at
the present estimate, (reps,), and its derivatives, (reps, LOCAL), by the unknowns that a rep depends on:
those of the session, of the rep, of its two pauses, and of the next rep.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.knee_travel.dead_reckoning import ACCELEROMETER_ERRORS
from heeldrive_lab.knee_travel.points import BOTTOM, START, TURN, PathPoints
from heeldrive_lab.knee_travel.priors import Priors
from heeldrive_lab.knee_travel.samples import Floats

# Positions of the session's unknowns.
GYRO_GAIN = 0
ERRORS = slice(1, 1 + ACCELEROMETER_ERRORS)
LEVER = slice(ERRORS.stop, ERRORS.stop + 3)
TIP, SHANK, STANDING_KNEE, STANDING_PITCH = range(LEVER.stop, LEVER.stop + 4)
SESSION = STANDING_PITCH + 1
# The unknowns of linked reps follow one another: a pause, a rep, a pause, ..., a rep, a pause. So those that
# a rep depends on are the pause before it, itself, the pause after it, and the next rep.
LEAN, BEND, PER_PAUSE = 0, 1, 2
PER_REP = 4
PER_LINK = PER_PAUSE + PER_REP
BEFORE = SESSION
SPEED = BEFORE + PER_PAUSE  # forward and up
TILT, DRIFT = SPEED + 2, SPEED + 3
AFTER = SPEED + PER_REP
NEXT = PER_LINK  # from an unknown of a rep to that of the next
LOCAL = AFTER + PER_PAUSE + PER_REP

# The knee never gets further out than this share of the shank; it keeps the slope of the circle finite.
FURTHEST = 0.8
# Below this, the board does not lie flat on the thigh, and its orientation says nothing about its position.
FLAT_MIN = 0.7
# Prior deviation of the sensor's speed at the start of a rep, m/s.
SPEED_SD_MPS = 0.5

Quantity = tuple[Floats, Floats]


class ThighAxes:
    """Directions in sensor axes, over all reps.

    Attributes:
        up: (3,) up in standing.
        forward: (3,) forward.
    """

    def __init__(self, paths: Sequence[PathPoints]) -> None:
        up = np.mean([path.up(START) for path in paths], axis=0)
        self.up: Floats = up / np.linalg.norm(up)
        left = np.median([path.flexion_axis() for path in paths], axis=0)
        left = left - (left @ self.up) * self.up
        self.forward: Floats = np.cross(left / np.linalg.norm(left), self.up)


class GroupState:
    """Some chains of linked reps: their unknowns and the present estimate.

    Attributes:
        paths: the points of each rep.
        priors: means and standard deviations before the session.
        linked: (reps,) whether a rep ends in the pause in which the next begins.
        chains: for each chain, a slice of its reps, and one of its unknowns in `own`.
        places: (reps,) position of each rep's first unknown, that of the pause before it, in `own`.
        own: present estimate of the chains' unknowns.
        deviation: prior standard deviation of each; their prior mean is 0.
        curved: whether the knee's height follows the circle about the ankle; at first it counts as level.
    """

    def __init__(self, paths: Sequence[PathPoints], priors: Priors, axes: ThighAxes) -> None:
        self.paths, self.priors, self._axes = paths, priors, axes
        self.linked: NDArray[np.bool_] = np.array([*(_are_linked(*two) for two in pairwise(paths)), False])
        ends = [0, *(np.flatnonzero(~self.linked) + 1).tolist()]
        chain = np.concatenate([[0], np.cumsum(~self.linked)[:-1]])
        self.places: NDArray[np.intp] = PER_LINK * np.arange(len(paths)) + PER_PAUSE * chain
        self.chains = [
            (slice(a, b), slice(int(self.places[a]), int(self.places[b - 1]) + PER_LINK + PER_PAUSE))
            for a, b in pairwise(ends)
        ]
        size = self.chains[-1][1].stop
        self._columns = np.minimum(self.places[:, None] + np.arange(LOCAL - SESSION), size - 1)
        self.own: Floats = np.zeros(size)
        self.deviation = self._deviations(size)
        self.curved = False
        self.session: Floats = np.zeros(SESSION)
        self._local: Floats = np.zeros((len(paths), LOCAL))
        self._tau_s = np.stack([path.tau_s for path in paths])
        self._attitudes = np.stack([path.attitudes for path in paths])
        self._pitch_change_rad = np.stack([path.pitch_change_rad for path in paths])
        self._shares = np.stack([path.shares for path in paths])

    def move_to(self, session: Floats, own: Floats) -> None:
        """Change the estimate."""
        self.session, self.own = session, own
        self._local = np.hstack([np.tile(session, (len(self.paths), 1)), own[self._columns]])

    def rows(self) -> Floats:
        """Derivatives of nothing, to be filled in."""
        return np.zeros((len(self.paths), LOCAL))

    def unknown(self, position: int) -> Floats:
        """(reps,) present estimate of one of the unknowns."""
        return np.asarray(self._local[:, position])

    def standing_knee(self, pause: int) -> Quantity:
        """Knee ahead of the ankle, m, in the pause BEFORE or AFTER."""
        rows, shank = self.rows(), self.priors.shank_m
        rows[:, STANDING_KNEE], rows[:, pause + LEAN], rows[:, pause + BEND] = 1, shank, 0.5 * shank
        return self._at(rows), rows

    def travel(self) -> Quantity:
        """Knee ahead of the ankle, m, mean over the bottom."""
        values, rows = np.zeros(len(self.paths)), self.rows()
        for share, point in zip(self._shares.T, range(BOTTOM.start, BOTTOM.stop), strict=True):
            knees, by = self.knee(point, 0)
            values += share * knees
            rows += share[:, None] * by
        return values, rows

    def knee(self, point: int, axis: int) -> Quantity:
        """Position of the knee: ahead of the ankle (axis 0), or above its start (axis 1), m."""
        rows = self.rows()
        by = np.stack([path.displacement_by[:, axis, point] for path in self.paths])
        rows[:, SPEED + axis] = self._tau_s[:, point]
        rows[:, TILT], rows[:, DRIFT], rows[:, GYRO_GAIN] = by[:, :3].T
        rows[:, ERRORS] = by[:, 3:]
        values = np.array([path.displacement[axis, point] for path in self.paths]) + self._at(rows)
        # The lever from the sensor to the knee, here minus start, each rotated by its small tilt error.
        world = (0, 2)[axis]
        aside, sign = (2, 1.0) if axis == 0 else (0, -1.0)
        lever = self.session[LEVER]
        flexed = 1 - np.cos(self._pitch_change_rad[:, point])
        tilt, tilt_rows = self.tilt(point)
        tilt = tilt + self.session[TIP] * flexed
        tilt_rows[:, TIP] += flexed
        first_tilt = self.unknown(TILT)
        here, there = self._attitudes[:, point], self._attitudes[:, START]
        moved = here[:, world] - there[:, world]
        here_m, there_m = here[:, aside] @ lever, there[:, aside] @ lever
        values = values + moved @ lever + sign * (tilt * here_m - first_tilt * there_m)
        rows[:, LEVER] += moved + sign * (tilt * here[:, aside].T - first_tilt * there[:, aside].T).T
        rows += sign * here_m[:, None] * tilt_rows
        rows[:, TILT] -= sign * there_m
        if axis == 0:
            standing, standing_rows = self.standing_knee(BEFORE)
            values, rows = values + standing, rows + standing_rows
        return values, rows

    def height(self, ahead: Floats, rows: Floats) -> Quantity:
        """Height of the knee above the ankle, m, from its distance ahead and the derivatives of that."""
        if not self.curved:
            return np.zeros(len(self.paths)), self.rows()
        shank = self.session[SHANK]
        kept = np.clip(ahead, -FURTHEST * shank, FURTHEST * shank)
        height = np.sqrt(shank**2 - kept**2)
        by = (-kept / height)[:, None] * rows
        by[:, SHANK] += shank / height
        return height, by

    def misfit(self) -> Floats:
        """(reps,) height of the knee at the bottom minus its height on the circle, m."""
        return self.knee(TURN, 1)[0] - self.height(*self.knee(TURN, 0))[0] + self.height(
            *self.standing_knee(BEFORE)
        )[0]  # fmt: skip

    def speed(self, point: int, axis: int) -> Quantity:
        """Speed of the sensor, forward (axis 0) or up (axis 1), m/s."""
        rows = self.rows()
        by = np.stack([path.velocity_by[:, axis, point] for path in self.paths])
        rows[:, SPEED + axis] = 1
        rows[:, TILT], rows[:, DRIFT], rows[:, GYRO_GAIN] = by[:, :3].T
        rows[:, ERRORS] = by[:, 3:]
        return np.array([path.velocity[axis, point] for path in self.paths]) + self._at(rows), rows

    def tilt(self, point: int) -> Quantity:
        """Error of the reckoned tilt, rad."""
        rows = self.rows()
        rows[:, TILT], rows[:, DRIFT] = 1, self._tau_s[:, point]
        rows[:, GYRO_GAIN] = self._pitch_change_rad[:, point]
        return self._at(rows), rows

    def reckoned_pitch(self, point: int) -> Floats:
        """(reps,) flexion relative to the session's mean in standing, by dead reckoning, rad."""
        up = self._attitudes[:, point, 2]
        return np.arctan2(up @ self._axes.forward, up @ self._axes.up)

    def _at(self, rows: Floats) -> Floats:
        """(reps,) the linear functions with these derivatives, at the present estimate."""
        return np.asarray((rows * self._local).sum(axis=1))

    def _deviations(self, size: int) -> Floats:
        priors, deviation = self.priors, np.ones(size)
        per_link = [
            priors.lean_rad, priors.bend_rad, SPEED_SD_MPS, SPEED_SD_MPS, priors.tilt_rad, priors.drift_rad_s
        ]  # fmt: skip
        for place in self.places:
            deviation[place : place + PER_LINK] = per_link
        for _, own in self.chains:
            deviation[own.stop - PER_PAUSE : own.stop] = per_link[:PER_PAUSE]
        return deviation


def session_priors(priors: Priors, axes: ThighAxes) -> tuple[Floats, Floats]:
    """(SESSION,) prior means of the session's unknowns, and their standard deviations."""
    mean, deviation = np.zeros(SESSION), np.ones(SESSION)
    deviation[GYRO_GAIN] = priors.gyro_gain
    deviation[ERRORS] = [priors.offset_mps2] * 3 + [priors.gain] * 6
    mean[LEVER], deviation[LEVER] = _lever(priors, axes)
    deviation[TIP] = priors.tip
    mean[SHANK], deviation[SHANK] = priors.shank_m, priors.shank_sd_m
    mean[STANDING_KNEE], deviation[STANDING_KNEE] = priors.standing_knee_m, priors.standing_knee_sd_m
    deviation[STANDING_PITCH] = priors.tilt_rad
    return mean, deviation


def _lever(priors: Priors, axes: ThighAxes) -> tuple[Floats, Floats]:
    """Lever from the sensor to the knee, sensor axes, and the standard deviation along each axis."""
    flexion = priors.standing_thigh_rad
    thigh = np.cos(flexion) * axes.up - np.sin(flexion) * axes.forward
    outward = np.array([0.0, 0.0, 1.0])
    outward = outward - (outward @ thigh) * thigh
    flat = np.linalg.norm(outward)
    out = priors.off_bone_m * outward / flat if flat > FLAT_MIN else np.zeros(3)
    across = np.hypot(priors.across_sd_m, priors.along_m * priors.standing_thigh_sd_rad)
    across = across if flat > FLAT_MIN else np.hypot(across, priors.off_bone_m)
    deviation = np.sqrt(across**2 * (1 - thigh**2) + priors.along_sd_m**2 * thigh**2)
    return -priors.along_m * thigh - out, deviation


def _are_linked(one: PathPoints, following: PathPoints) -> bool:
    """Whether a rep begins in the pause in which the previous one ends."""
    return following.window.linked and one.rep == following.rep - 1


def chain_groups(paths: Sequence[PathPoints], least: int) -> list[Sequence[PathPoints]]:
    """Divide reps between chains into groups of at least `least` reps, except for the last."""
    starts = [0]
    for number, two in enumerate(pairwise(paths), 1):
        if number - starts[-1] >= least and not _are_linked(*two):
            starts.append(number)
    return [paths[a:b] for a, b in pairwise([*starts, len(paths)])]
