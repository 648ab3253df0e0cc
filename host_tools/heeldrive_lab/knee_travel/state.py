"""The unknowns of a session and the motion of the knee as a function of them, with derivatives.

Every quantity is returned as (value, row): its value at the present estimate, and its derivative by each
unknown.
"""

from collections.abc import Sequence

import numpy as np

from heeldrive_lab.knee_travel.dead_reckoning import ACCELEROMETER_ERRORS, SensorPath
from heeldrive_lab.knee_travel.priors import Priors
from heeldrive_lab.knee_travel.samples import Floats

# Positions of the session's unknowns.
GYRO_GAIN = 0
ERRORS = slice(1, 1 + ACCELEROMETER_ERRORS)
LEVER = slice(ERRORS.stop, ERRORS.stop + 3)
TIP, SHANK, STANDING_KNEE, STANDING_PITCH = range(LEVER.stop, LEVER.stop + 4)
SESSION = STANDING_PITCH + 1
# Of each rep: speed forward and up, tilt, drift. Of each pause: lean, bend.
SPEED, TILT, DRIFT, PER_REP = 0, 2, 3, 4
LEAN, BEND, PER_PAUSE = 0, 1, 2

# The knee never gets further out than this share of the shank; it keeps the slope of the circle finite.
FURTHEST = 0.8
# Below this, the board does not lie flat on the thigh, and its orientation says nothing about its position.
FLAT_MIN = 0.7
# Prior deviation of the sensor's speed at the start of a rep, m/s.
SPEED_SD_MPS = 0.5


class EstimateState:
    """The unknowns and their present estimate.

    Attributes:
        paths: dead reckoning of each rep.
        priors: means and standard deviations before the session.
        pauses: for each rep, index of the pause before and after it.
        size: number of unknowns.
        mean: (size,) prior means.
        deviation: (size,) prior standard deviations.
        at: (size,) present estimate.
        curved: whether the knee's height follows the circle about the ankle; at first it counts as level.
    """

    def __init__(self, paths: Sequence[SensorPath], priors: Priors) -> None:
        self.paths, self.priors = paths, priors
        self.pauses: list[tuple[int, int]] = []
        count = 0
        for number in range(len(paths)):
            before = self.pauses[-1][1] if self.linked(number) else count
            count = max(count, before + 1)
            self.pauses.append((before, count))
            count += 1
        self._first_pause = SESSION + PER_REP * len(paths)
        self.size = self._first_pause + PER_PAUSE * count
        self.up, self.forward, self.left = _thigh_axes(paths)
        self.mean, self.deviation = self._prior_values(count)
        self.at = self.mean.copy()
        self.curved = False

    def linked(self, number: int) -> bool:
        """Whether a rep begins in the pause in which the previous one ends."""
        if not 0 < number < len(self.paths):
            return False
        here = self.paths[number].window
        return here.linked and self.paths[number - 1].window.rep == here.rep - 1

    def rep_base(self, number: int) -> int:
        """Position of a rep's first unknown."""
        return SESSION + PER_REP * number

    def pause_base(self, index: int) -> int:
        """Position of a pause's first unknown."""
        return self._first_pause + PER_PAUSE * index

    def standing_knee(self, pause: int) -> tuple[float, Floats]:
        """Knee ahead of the ankle in a pause, m."""
        base, row = self.pause_base(pause), np.zeros(self.size)
        shank = self.priors.shank_m
        row[STANDING_KNEE], row[base + LEAN], row[base + BEND] = 1, shank, 0.5 * shank
        return float(row @ self.at), row

    def travel(self, number: int) -> tuple[float, Floats]:
        """Knee ahead of the ankle, m, mean over the bottom."""
        window = self.paths[number].window
        indices = np.unique(np.linspace(window.bottom - window.first, window.rise - window.first, 5).round())
        knees = [self.knee(number, int(index), 0) for index in indices]
        return float(np.mean([value for value, _ in knees])), np.mean([row for _, row in knees], axis=0)

    def knee(self, number: int, index: int, axis: int) -> tuple[float, Floats]:
        """Position of the knee: ahead of the ankle (axis 0), or above its start (axis 1), m."""
        path, base, at = self.paths[number], self.rep_base(number), self.at
        row = np.zeros(self.size)
        by = path.displacement_by[:, axis, index]
        row[base + SPEED + axis] = path.tau_s[index]
        row[base + TILT], row[base + DRIFT], row[GYRO_GAIN] = by[:3]
        row[ERRORS] = by[3:]
        value = float(path.displacement[axis, index] + row @ at)
        # The lever from the sensor to the knee, here minus start, each rotated by its small tilt error.
        world = (0, 2)[axis]
        aside, sign = (2, 1.0) if axis == 0 else (0, -1.0)
        lever, pitch_change_rad = at[LEVER], path.pitch_change_rad[index]
        flexed = 1 - np.cos(pitch_change_rad)
        tilt, tilt_row = self.tilt(number, index)
        tilt, tilt_row = tilt + at[TIP] * flexed, tilt_row.copy()
        tilt_row[TIP] += flexed
        first_tilt = at[base + TILT]
        here, there = path.attitudes[index], path.attitudes[0]
        value += float((here[world] - there[world]) @ lever)
        value += sign * float(tilt * (here[aside] @ lever) - first_tilt * (there[aside] @ lever))
        row[LEVER] += here[world] - there[world] + sign * (tilt * here[aside] - first_tilt * there[aside])
        row += sign * float(here[aside] @ lever) * tilt_row
        row[base + TILT] -= sign * float(there[aside] @ lever)
        if axis == 0:
            standing, standing_row = self.standing_knee(self.pauses[number][0])
            value, row = value + standing, row + standing_row
        return value, row

    def height(self, ahead: float, row: Floats) -> tuple[float, Floats]:
        """Height of the knee above the ankle, m, from its distance ahead and the derivatives of that."""
        if not self.curved:
            return 0.0, np.zeros(self.size)
        shank = self.at[SHANK]
        kept = float(np.clip(ahead, -FURTHEST * shank, FURTHEST * shank))
        height = float(np.sqrt(shank**2 - kept**2))
        by = -kept / height * row
        by[SHANK] += shank / height
        return height, by

    def misfit(self, number: int) -> float:
        """Height of the knee at the bottom minus its height on the circle, m."""
        window = self.paths[number].window
        index = window.turn - window.first
        start, row = self.standing_knee(self.pauses[number][0])
        ahead = self.knee(number, index, 0)[0]
        rise = self.knee(number, index, 1)[0]
        return rise - self.height(ahead, row)[0] + self.height(start, row)[0]

    def speed(self, number: int, index: int, axis: int) -> tuple[float, Floats]:
        """Speed of the sensor, forward (axis 0) or up (axis 1), m/s."""
        path, base, row = self.paths[number], self.rep_base(number), np.zeros(self.size)
        by = path.velocity_by[:, axis, index]
        row[base + SPEED + axis] = 1
        row[base + TILT], row[base + DRIFT], row[GYRO_GAIN] = by[:3]
        row[ERRORS] = by[3:]
        return float(path.velocity[axis, index] + row @ self.at), row

    def tilt(self, number: int, index: int) -> tuple[float, Floats]:
        """Error of the reckoned tilt at a sample, rad."""
        path, base, row = self.paths[number], self.rep_base(number), np.zeros(self.size)
        row[base + TILT], row[base + DRIFT] = 1, path.tau_s[index]
        row[GYRO_GAIN] = path.pitch_change_rad[index]
        return float(row @ self.at), row

    def reckoned_pitch(self, number: int, index: int) -> float:
        """Flexion of the thigh relative to the session's mean in standing, by dead reckoning, rad."""
        up = self.paths[number].up(index)
        return float(np.arctan2(up @ self.forward, up @ self.up))

    def pitch_in_pause(self, pause: int) -> float:
        """Estimated flexion of the thigh in a pause relative to its mean in standing, rad."""
        base = self.pause_base(pause)
        return float(self.at[STANDING_PITCH] - self.at[base + LEAN] + 0.5 * self.at[base + BEND])

    def _prior_values(self, pauses: int) -> tuple[Floats, Floats]:
        priors = self.priors
        mean, deviation = np.zeros(self.size), np.ones(self.size)
        deviation[GYRO_GAIN] = priors.gyro_gain
        deviation[ERRORS] = [priors.offset_mps2] * 3 + [priors.gain] * 6
        mean[LEVER], deviation[LEVER] = self._lever()
        deviation[TIP] = priors.tip
        mean[SHANK], deviation[SHANK] = priors.shank_m, priors.shank_sd_m
        mean[STANDING_KNEE], deviation[STANDING_KNEE] = priors.standing_knee_m, priors.standing_knee_sd_m
        deviation[STANDING_PITCH] = priors.tilt_rad
        for number in range(len(self.paths)):
            base = self.rep_base(number)
            deviation[base : base + 2] = SPEED_SD_MPS
            deviation[base + TILT], deviation[base + DRIFT] = priors.tilt_rad, priors.drift_rad_s
        for index in range(pauses):
            base = self.pause_base(index)
            deviation[base + LEAN], deviation[base + BEND] = priors.lean_rad, priors.bend_rad
        return mean, deviation

    def _lever(self) -> tuple[Floats, Floats]:
        """Lever from the sensor to the knee, sensor axes, and the standard deviation along each axis."""
        priors = self.priors
        flexion = priors.standing_thigh_rad
        thigh = np.cos(flexion) * self.up - np.sin(flexion) * self.forward
        outward = np.array([0.0, 0.0, 1.0])
        outward = outward - (outward @ thigh) * thigh
        flat = np.linalg.norm(outward)
        out = priors.off_bone_m * outward / flat if flat > FLAT_MIN else np.zeros(3)
        across = np.hypot(priors.across_sd_m, priors.along_m * priors.standing_thigh_sd_rad)
        across = across if flat > FLAT_MIN else np.hypot(across, priors.off_bone_m)
        deviation = np.sqrt(across**2 * (1 - thigh**2) + priors.along_sd_m**2 * thigh**2)
        return -priors.along_m * thigh - out, deviation


def _thigh_axes(paths: Sequence[SensorPath]) -> tuple[Floats, Floats, Floats]:
    """Up in standing, forward, and left, in sensor axes, over all reps."""
    up = np.mean([path.up(0) for path in paths], axis=0)
    up /= np.linalg.norm(up)
    left = np.median([path.flexion_axis() for path in paths], axis=0)
    left = left - (left @ up) * up
    left /= np.linalg.norm(left)
    return up, np.cross(left, up), left
