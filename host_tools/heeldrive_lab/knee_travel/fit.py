"""One Gaussian estimate of all that is unknown in a session: Gauss-Newton on linear least squares.

Unknown are, for the session, the errors of the sensor, its place on the thigh, the shank's length and how the
wearer stands; for each pause, how the leg leans and bends there; for each rep, the speed and tilt it begins
with and the tilt's drift. What is known: the front foot stays; the knee is on a circle about its ankle; in a
pause the body hardly moves, and two reps meet in it; at the turn of the bottom the thigh hardly moves.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from heeldrive_lab.knee_travel.beliefs import Beliefs
from heeldrive_lab.knee_travel.reckoning import ACCELEROMETER_ERRORS, Path
from heeldrive_lab.knee_travel.samples import Floats

# Places of the session's unknowns.
TURN_GAIN = 0
ERRORS = slice(1, 1 + ACCELEROMETER_ERRORS)
LEVER = slice(ERRORS.stop, ERRORS.stop + 3)
TIP, SHANK, STANDING_KNEE, STANDING_PITCH = range(LEVER.stop, LEVER.stop + 4)
SESSION = STANDING_PITCH + 1
# Of each rep: speed forward and up, tilt, drift. Of each pause: lean, bend.
SPEED, TILT, DRIFT, PER_REP = 0, 2, 3, 4
LEAN, BEND, PER_PAUSE = 0, 1, 2

# The circle bends: it is laid anew through each estimate until knee travel changes by less than this, m.
SETTLED_M, ROUNDS = 1e-4, 20
# At first, with nothing known of where the knee is, its height counts as level within this, m.
LEVEL_M = 0.04
# So far inside a pause the thigh has come to rest, s.
CALM_S = 0.15
# The knee's height is held against the circle at so many times on the way.
LOOKS = 8
# A knee is never further out than this share of the shank; keeps the circle's slope finite.
FURTHEST = 0.8


@dataclass(frozen=True)
class Fit:
    """The estimate.

    Attributes:
        travel_m: (reps,) knee ahead of the ankle, mean over the bottom, in the order of the paths.
        covariance: (reps, reps) of it, m^2.
        lever_m: (3,) from the sensor to the knee, sensor axes.
        offset_mps2: (3,) the accelerometer's offset.
        misfit_m: (reps,) by how much the knee's height at the bottom misses its circle.
        pitch_rad: (pauses,) thigh against its mean in standing; flexion is positive.
        pauses: (reps, 2) which pause is before and after each rep.
    """

    travel_m: Floats
    covariance: Floats
    lever_m: Floats
    offset_mps2: Floats
    misfit_m: Floats
    pitch_rad: Floats
    pauses: list[tuple[int, int]]


def fit(paths: Sequence[Path], beliefs: Beliefs | None = None) -> Fit:
    """Estimate knee travel in all reps of a session at once; at least one path."""
    return _Problem(paths, beliefs or Beliefs()).solved()


class _Problem:
    def __init__(self, paths: Sequence[Path], beliefs: Beliefs) -> None:
        self.paths, self.beliefs = paths, beliefs
        self.pauses: list[tuple[int, int]] = []
        count = 0
        for number in range(len(paths)):
            before = self.pauses[-1][1] if self._linked(number) else count
            count = max(count, before + 1)
            self.pauses.append((before, count))
            count += 1
        self.pause_base = SESSION + PER_REP * len(paths)
        self.size = self.pause_base + PER_PAUSE * count
        self.up, self.forward, self.left = _thigh_axes(paths)
        self.mean, self.deviation = self._priors(count)
        self.at = self.mean.copy()
        self.rows: list[Floats] = []
        self.missing: list[float] = []
        self.bent = False

    def solved(self) -> Fit:
        travel, by = np.full(len(self.paths), np.inf), np.zeros(0)
        for _ in range(ROUNDS):
            information = self._improve()
            told = [self._travel(number, path) for number, path in enumerate(self.paths)]
            before, travel = travel, np.array([value for value, _ in told])
            by = np.array([row for _, row in told])
            if self.bent and np.abs(travel - before).max() < SETTLED_M:
                break
            self.bent = True
        return Fit(
            travel,
            by @ np.linalg.solve(information, by.T),
            self.at[LEVER],
            self.at[ERRORS][:3],
            np.array([self._misfit(number, path) for number, path in enumerate(self.paths)]),
            np.array([self._pitch_seen(index) for index in range(self.pauses[-1][1] + 1)]),
            self.pauses,
        )

    def _improve(self) -> Floats:
        """Move to the best estimate by the statements as they are about the present one; its information."""
        self.rows, self.missing = [], []
        for number, path in enumerate(self.paths):
            self._rep(number, path)
        weight = 1 / self.deviation**2
        rows, missing = np.array(self.rows), np.array(self.missing)
        information = rows.T @ rows + np.diag(weight)
        self.at = self.at + np.linalg.solve(information, rows.T @ missing + weight * (self.mean - self.at))
        return information

    def _priors(self, pauses: int) -> tuple[Floats, Floats]:
        known = self.beliefs
        mean, deviation = np.zeros(self.size), np.ones(self.size)
        deviation[TURN_GAIN] = known.turn_gain
        deviation[ERRORS] = [known.offset_mps2] * 3 + [known.gain] * 6
        mean[LEVER], deviation[LEVER] = self._lever()
        deviation[TIP] = known.tip
        mean[SHANK], deviation[SHANK] = known.shank_m, known.shank_sd_m
        mean[STANDING_KNEE], deviation[STANDING_KNEE] = known.standing_knee_m, known.standing_knee_sd_m
        deviation[STANDING_PITCH] = known.tilt_rad
        for number in range(len(self.paths)):
            base = self._rep_base(number)
            deviation[base : base + 2] = 0.5
            deviation[base + TILT], deviation[base + DRIFT] = known.tilt_rad, known.drift_rad_s
        for index in range(pauses):
            base = self.pause_base + PER_PAUSE * index
            deviation[base + LEAN], deviation[base + BEND] = known.lean_rad, known.bend_rad
        return mean, deviation

    def _lever(self) -> tuple[Floats, Floats]:
        """From the sensor to the knee in sensor axes; the deviation is that along the axis it is largest."""
        known = self.beliefs
        flexion = known.standing_thigh_rad
        thigh = np.cos(flexion) * self.up - np.sin(flexion) * self.forward
        outward = np.array([0.0, 0.0, 1.0])
        outward = outward - (outward @ thigh) * thigh
        # A board that does not lie flat on the thigh tells nothing of where it is.
        flat = np.linalg.norm(outward)
        out = known.off_bone_m * outward / flat if flat > 0.7 else np.zeros(3)
        across = np.hypot(known.across_sd_m, known.along_m * known.standing_thigh_sd_rad)
        across = across if flat > 0.7 else np.hypot(across, known.off_bone_m)
        deviation = np.sqrt(across**2 * (1 - thigh**2) + known.along_sd_m**2 * thigh**2)
        return -known.along_m * thigh - out, deviation

    def _linked(self, number: int) -> bool:
        """Whether a rep begins in the pause in which the one before it ends."""
        if not 0 < number < len(self.paths):
            return False
        here = self.paths[number].window
        return here.linked and self.paths[number - 1].window.rep == here.rep - 1

    def _rep_base(self, number: int) -> int:
        return SESSION + PER_REP * number

    def _pause_base(self, index: int) -> int:
        return self.pause_base + PER_PAUSE * index

    def _add(self, value: float, row: Floats, deviation: float) -> None:
        """A statement: `value`, that changes with the unknowns by `row`, is 0 within `deviation`."""
        self.rows.append(row / deviation)
        self.missing.append(-value / deviation)

    def _rep(self, number: int, path: Path) -> None:
        known, window = self.beliefs, path.window
        last = window.last - window.first
        before, after = self.pauses[number]
        self._standing(number, path, before)
        end_x, end_x_row = self._knee(number, path, last, 0)
        stand, stand_row = self._standing_knee(after)
        self._add(end_x - stand, end_x_row - stand_row, known.closing_m[0])
        tilt, tilt_row = self._tilt(number, path, last)
        seen = self._pitch(path, last)
        if self._linked(number + 1):
            later, base = self.paths[number + 1], self._rep_base(number + 1)
            row = tilt_row.copy()
            row[base + TILT] -= 1
            value = tilt - self.at[base + TILT] - (seen - self._pitch(later, 0))
            self._add(value, row, known.closing_rad)
            for axis in (0, 1):
                speed, row = self._speed(number, path, last, axis)
                row[base + SPEED + axis] -= 1
                self._add(speed - self.at[base + SPEED + axis], row, known.closing_mps[axis])
            drift = np.zeros(self.size)
            drift[self._rep_base(number) + DRIFT], drift[base + DRIFT] = 1, -1
            self._add(
                self.at[self._rep_base(number) + DRIFT] - self.at[base + DRIFT], drift, known.drift_rad_s / 5
            )
        else:
            self._stand_pitch(after, seen - tilt, -tilt_row)
        self._still(number, path)
        self._circle(number, path)
        travel, row = self._travel(number, path)
        self._add(travel - known.bottom_knee_m, row, known.bottom_knee_sd_m)

    def _standing(self, number: int, path: Path, pause: int) -> None:
        tilt = np.zeros(self.size)
        base = self._rep_base(number)
        tilt[base + TILT] = -1
        self._stand_pitch(pause, self._pitch(path, 0) - self.at[base + TILT], tilt)

    def _stand_pitch(self, pause: int, pitch: float, row: Floats) -> None:
        """How far the thigh is tilted in a pause tells how the leg leans and bends."""
        base, row = self._pause_base(pause), row.copy()
        row[base + LEAN] += 1
        row[base + BEND] -= 0.5
        row[STANDING_PITCH] -= 1
        value = pitch + self.at[base + LEAN] - 0.5 * self.at[base + BEND] - self.at[STANDING_PITCH]
        self._add(value, row, self.beliefs.closing_rad)

    def _standing_knee(self, pause: int) -> tuple[float, Floats]:
        """Knee ahead of the ankle in a pause."""
        base, row = self._pause_base(pause), np.zeros(self.size)
        shank = self.beliefs.shank_m
        row[STANDING_KNEE], row[base + LEAN], row[base + BEND] = 1, shank, 0.5 * shank
        return float(row @ self.at), row

    def _still(self, number: int, path: Path) -> None:
        """Speeds in the pauses and at the turn of the bottom."""
        known, window = self.beliefs, path.window
        last = window.last - window.first
        places = [
            (0, window.before_s, known.pause_speed_mps, known.short_pause_speed_mps),
            (last, window.after_s, known.pause_speed_mps, known.short_pause_speed_mps),
            (window.turn - window.first, window.held_s, known.hold_speed_mps, known.turn_speed_mps),
        ]
        # At the very edge of a pause the thigh already turns, and the sensor with it at some 10 cm/s.
        end_s = path.tau_s[last]
        before_s = path.tau_s[window.still_until - window.first] - CALM_S
        after_s = path.tau_s[window.still_from - window.first] + CALM_S
        for at_s, inside in ((before_s, before_s > CALM_S), (after_s, after_s < end_s - CALM_S)):
            if inside:
                index = int(np.searchsorted(path.tau_s, at_s))
                places.append((index, np.inf, known.pause_speed_mps, known.pause_speed_mps))
        for index, seconds, long_mps, short_mps in places:
            sd = long_mps if seconds >= known.short_s else short_mps
            for axis in (0, 1):
                value, row = self._speed(number, path, index, axis)
                self._add(value, row, sd[axis])

    def _circle(self, number: int, path: Path) -> None:
        """The knee's height follows from how far it is ahead of the ankle."""
        start, start_row = self._standing_knee(self.pauses[number][0])
        height, height_row = self._height(start, start_row)
        last = path.window.last - path.window.first
        for look in range(1, LOOKS + 1):
            index = round(last * look / LOOKS)
            rise, rise_row = self._knee(number, path, index, 1)
            ahead, ahead_row = self._knee(number, path, index, 0)
            there, there_row = self._height(ahead, ahead_row)
            sd = self.beliefs.closing_m[1] if look == LOOKS else self.beliefs.circle_m
            sd = sd if self.bent else LEVEL_M
            self._add(rise - (there - height), rise_row - (there_row - height_row), sd)

    def _misfit(self, number: int, path: Path) -> float:
        index = path.window.turn - path.window.first
        start, row = self._standing_knee(self.pauses[number][0])
        ahead = self._knee(number, path, index, 0)[0]
        rise = self._knee(number, path, index, 1)[0]
        return rise - self._height(ahead, row)[0] + self._height(start, row)[0]

    def _height(self, ahead: float, row: Floats) -> tuple[float, Floats]:
        if not self.bent:
            return 0.0, np.zeros(self.size)
        shank = self.at[SHANK]
        kept = float(np.clip(ahead, -FURTHEST * shank, FURTHEST * shank))
        height = float(np.sqrt(shank**2 - kept**2))
        by = -kept / height * row
        by[SHANK] += shank / height
        return height, by

    def _travel(self, number: int, path: Path) -> tuple[float, Floats]:
        """Knee ahead of the ankle, mean over the bottom."""
        window = path.window
        indices = np.unique(np.linspace(window.bottom - window.first, window.rise - window.first, 5).round())
        told = [self._knee(number, path, int(index), 0) for index in indices]
        return float(np.mean([value for value, _ in told])), np.mean([row for _, row in told], axis=0)

    def _knee(self, number: int, path: Path, index: int, axis: int) -> tuple[float, Floats]:
        """The knee: forward of the ankle (axis 0), or above where it was at the beginning (axis 1)."""
        base, at = self._rep_base(number), self.at
        row = np.zeros(self.size)
        by = path.way_by[:, axis, index]
        row[base + SPEED + axis] = path.tau_s[index]
        row[base + TILT], row[base + DRIFT], row[TURN_GAIN] = by[:3]
        row[ERRORS] = by[3:]
        value = float(path.way[axis, index] + row @ at)
        # From the sensor to the knee, there less at the beginning, each turned by its small error of tilt.
        world = (0, 2)[axis]
        aside, sign = (2, 1.0) if axis == 0 else (0, -1.0)
        lever, turned = at[LEVER], path.turned[index]
        flexed = 1 - np.cos(turned)
        tilt, tilt_row = self._tilt(number, path, index)
        tilt, tilt_row = tilt + at[TIP] * flexed, tilt_row.copy()
        tilt_row[TIP] += flexed
        first_tilt = at[base + TILT]
        here, there = path.turns[index], path.turns[0]
        value += float((here[world] - there[world]) @ lever)
        value += sign * float(tilt * (here[aside] @ lever) - first_tilt * (there[aside] @ lever))
        row[LEVER] += here[world] - there[world] + sign * (tilt * here[aside] - first_tilt * there[aside])
        row += sign * float(here[aside] @ lever) * tilt_row
        row[base + TILT] -= sign * float(there[aside] @ lever)
        if axis == 0:
            stand, stand_row = self._standing_knee(self.pauses[number][0])
            value, row = value + stand, row + stand_row
        return value, row

    def _speed(self, number: int, path: Path, index: int, axis: int) -> tuple[float, Floats]:
        base, row = self._rep_base(number), np.zeros(self.size)
        by = path.velocity_by[:, axis, index]
        row[base + SPEED + axis] = 1
        row[base + TILT], row[base + DRIFT], row[TURN_GAIN] = by[:3]
        row[ERRORS] = by[3:]
        return float(path.velocity[axis, index] + row @ self.at), row

    def _tilt(self, number: int, path: Path, index: int) -> tuple[float, Floats]:
        """Error of tilt at a sample."""
        base, row = self._rep_base(number), np.zeros(self.size)
        row[base + TILT], row[base + DRIFT] = 1, path.tau_s[index]
        row[TURN_GAIN] = path.turned[index]
        return float(row @ self.at), row

    def _pitch(self, path: Path, index: int) -> float:
        """Flexion of the thigh against the session's mean in standing, as reckoned."""
        up = path.up(index)
        return float(np.arctan2(up @ self.forward, up @ self.up))

    def _pitch_seen(self, pause: int) -> float:
        base = self._pause_base(pause)
        return float(self.at[STANDING_PITCH] - self.at[base + LEAN] + 0.5 * self.at[base + BEND])


def _thigh_axes(paths: Sequence[Path]) -> tuple[Floats, Floats, Floats]:
    """Up in standing, forward, and left, in sensor axes, over all reps."""
    up = np.mean([path.up(0) for path in paths], axis=0)
    up /= np.linalg.norm(up)
    left = np.median([path.axis() for path in paths], axis=0)
    left = left - (left @ up) * up
    left /= np.linalg.norm(left)
    return up, np.cross(left, up), left
