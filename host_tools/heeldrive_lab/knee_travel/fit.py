"""Joint Gaussian estimate of all unknowns in a session: Gauss-Newton on linear least squares.

Unknowns of the session are the errors of the sensor, its position on the thigh, the length of the shank and
the standing posture; of each pause, how the leg leans and bends; of each rep, the speed and tilt at its start
and the drift of the tilt. Constraints: the front foot stays; the knee moves on a circle about the ankle; the
body hardly moves in a pause, which two consecutive reps share; the thigh hardly moves at the turning point.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from heeldrive_lab.knee_travel.dead_reckoning import SensorPath
from heeldrive_lab.knee_travel.priors import Priors
from heeldrive_lab.knee_travel.samples import Floats
from heeldrive_lab.knee_travel.state import (
    BEND,
    DRIFT,
    ERRORS,
    LEAN,
    LEVER,
    SPEED,
    STANDING_PITCH,
    TILT,
    EstimateState,
)

# The circle is linearised at each estimate until knee travel changes by less than this, m.
CONVERGED_M, ITERATIONS = 1e-4, 20
# In the first iteration the position of the knee is unknown: its height counts as level within this, m.
LEVEL_M = 0.04
# Time after the edge of a pause in which the thigh comes to rest, s.
SETTLING_S = 0.15
# The height of the knee is compared with the circle at this many times in a rep.
CIRCLE_POINTS = 8


@dataclass(frozen=True)
class Fit:
    """The estimate.

    Attributes:
        travel_m: (reps,) knee ahead of the ankle, mean over the bottom, in the order of the paths.
        covariance: (reps, reps) covariance of `travel_m`, m^2.
        lever_m: (3,) lever from the sensor to the knee, sensor axes.
        offset_mps2: (3,) offset of the accelerometer.
        misfit_m: (reps,) height of the knee at the bottom minus its height on the circle.
        pitch_rad: (pauses,) flexion of the thigh relative to its mean in standing.
        pauses: (reps, 2) indices of the pauses before and after each rep.
    """

    travel_m: Floats
    covariance: Floats
    lever_m: Floats
    offset_mps2: Floats
    misfit_m: Floats
    pitch_rad: Floats
    pauses: list[tuple[int, int]]


def fit(paths: Sequence[SensorPath], priors: Priors | None = None) -> Fit:
    """Estimate knee travel in all reps of a session jointly.

    Args:
        paths: dead reckoning of each rep; at least one.
        priors: means and standard deviations before the session; None for the defaults.
    """
    return _LeastSquares(EstimateState(paths, priors or Priors())).solve()


class _LeastSquares:
    def __init__(self, state: EstimateState) -> None:
        self.state, self.priors = state, state.priors
        self.rows: list[Floats] = []
        self.residuals: list[float] = []

    def solve(self) -> Fit:
        state = self.state
        reps = range(len(state.paths))
        travel, by = np.full(len(state.paths), np.inf), np.zeros(0)
        for _ in range(ITERATIONS):
            information = self._improve()
            travels = [state.travel(number) for number in reps]
            before, travel = travel, np.array([value for value, _ in travels])
            by = np.array([row for _, row in travels])
            if state.curved and np.abs(travel - before).max() < CONVERGED_M:
                break
            state.curved = True
        return Fit(
            travel,
            by @ np.linalg.solve(information, by.T),
            state.at[LEVER],
            state.at[ERRORS][:3],
            np.array([state.misfit(number) for number in reps]),
            np.array([state.pitch_in_pause(index) for index in range(state.pauses[-1][1] + 1)]),
            state.pauses,
        )

    def _improve(self) -> Floats:
        """Do one Gauss-Newton step; returns the (size, size) information matrix."""
        state = self.state
        self.rows, self.residuals = [], []
        for number in range(len(state.paths)):
            self._rep(number)
        weight = 1 / state.deviation**2
        rows, residuals = np.array(self.rows), np.array(self.residuals)
        information: Floats = rows.T @ rows + np.diag(weight)
        state.at = state.at + np.linalg.solve(
            information, rows.T @ residuals + weight * (state.mean - state.at)
        )
        return information

    def _add(self, value: float, row: Floats, deviation: float) -> None:
        """Add a constraint: `value`, with derivatives `row`, is 0 within `deviation`."""
        self.rows.append(row / deviation)
        self.residuals.append(-value / deviation)

    def _rep(self, number: int) -> None:
        state, priors = self.state, self.priors
        window = state.paths[number].window
        last = window.last - window.first
        before, after = state.pauses[number]
        self._standing_before(number, before)
        end_x, end_x_row = state.knee(number, last, 0)
        standing, standing_row = state.standing_knee(after)
        self._add(end_x - standing, end_x_row - standing_row, priors.closing_m[0])
        tilt, tilt_row = state.tilt(number, last)
        reckoned = state.reckoned_pitch(number, last)
        if state.linked(number + 1):
            self._next_rep(number, last, tilt, tilt_row)
        else:
            self._standing_pitch(after, reckoned - tilt, -tilt_row)
        self._rest(number)
        self._circle(number)
        travel, row = state.travel(number)
        self._add(travel - priors.bottom_knee_m, row, priors.bottom_knee_sd_m)

    def _next_rep(self, number: int, last: int, tilt: float, tilt_row: Floats) -> None:
        """Tilt, speed and drift continue into a rep that begins where this one ends."""
        state, priors, base = self.state, self.priors, self.state.rep_base(number + 1)
        reckoned = state.reckoned_pitch(number, last)
        row = tilt_row.copy()
        row[base + TILT] -= 1
        value = tilt - state.at[base + TILT] - (reckoned - state.reckoned_pitch(number + 1, 0))
        self._add(value, row, priors.closing_rad)
        for axis in (0, 1):
            speed, row = state.speed(number, last, axis)
            row[base + SPEED + axis] -= 1
            self._add(speed - state.at[base + SPEED + axis], row, priors.closing_mps[axis])
        drift, own_base = np.zeros(state.size), state.rep_base(number)
        drift[own_base + DRIFT], drift[base + DRIFT] = 1, -1
        self._add(state.at[own_base + DRIFT] - state.at[base + DRIFT], drift, priors.drift_rad_s / 5)

    def _standing_before(self, number: int, pause: int) -> None:
        state = self.state
        tilt, base = np.zeros(state.size), state.rep_base(number)
        tilt[base + TILT] = -1
        self._standing_pitch(pause, state.reckoned_pitch(number, 0) - state.at[base + TILT], tilt)

    def _standing_pitch(self, pause: int, pitch: float, row: Floats) -> None:
        """The pitch of the thigh in a pause determines how the leg leans and bends."""
        state = self.state
        base, row = state.pause_base(pause), row.copy()
        row[base + LEAN] += 1
        row[base + BEND] -= 0.5
        row[STANDING_PITCH] -= 1
        value = pitch + state.at[base + LEAN] - 0.5 * state.at[base + BEND] - state.at[STANDING_PITCH]
        self._add(value, row, self.priors.closing_rad)

    def _rest(self, number: int) -> None:
        """Speeds are small in the pauses and at the turning point of the bottom."""
        priors, path = self.priors, self.state.paths[number]
        window = path.window
        last = window.last - window.first
        places = [
            (0, window.before_s, priors.pause_speed_mps, priors.short_pause_speed_mps),
            (last, window.after_s, priors.pause_speed_mps, priors.short_pause_speed_mps),
            (window.turn - window.first, window.held_s, priors.hold_speed_mps, priors.turn_speed_mps),
        ]
        # At the very edge of a pause the thigh already turns, and the sensor moves at about 10 cm/s.
        end_s = path.tau_s[last]
        before_s = path.tau_s[window.still_until - window.first] - SETTLING_S
        after_s = path.tau_s[window.still_from - window.first] + SETTLING_S
        for at_s, inside in ((before_s, before_s > SETTLING_S), (after_s, after_s < end_s - SETTLING_S)):
            if inside:
                index = int(np.searchsorted(path.tau_s, at_s))
                places.append((index, np.inf, priors.pause_speed_mps, priors.pause_speed_mps))
        for index, seconds, long_mps, short_mps in places:
            sd = long_mps if seconds >= priors.short_s else short_mps
            for axis in (0, 1):
                value, row = self.state.speed(number, index, axis)
                self._add(value, row, sd[axis])

    def _circle(self, number: int) -> None:
        """The height of the knee follows from its distance ahead of the ankle."""
        state, priors, window = self.state, self.priors, self.state.paths[number].window
        start, start_row = state.standing_knee(state.pauses[number][0])
        height, height_row = state.height(start, start_row)
        last = window.last - window.first
        for point in range(1, CIRCLE_POINTS + 1):
            index = round(last * point / CIRCLE_POINTS)
            rise, rise_row = state.knee(number, index, 1)
            ahead, ahead_row = state.knee(number, index, 0)
            there, there_row = state.height(ahead, ahead_row)
            sd = priors.closing_m[1] if point == CIRCLE_POINTS else priors.circle_m
            sd = sd if state.curved else LEVEL_M
            self._add(rise - (there - height), rise_row - (there_row - height_row), sd)
