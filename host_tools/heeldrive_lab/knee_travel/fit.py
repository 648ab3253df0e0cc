"""Joint Gaussian estimate of all unknowns in a session: Gauss-Newton on linear least squares.

Unknowns of the session are the errors of the sensor, its position on the thigh, the length of the shank and
the standing posture; of each pause, how the leg leans and bends; of each rep, the speed and tilt at its start
and the drift of the tilt. Constraints: the front foot stays; the knee moves on a circle about the ankle; the
body hardly moves in a pause, which two consecutive reps share; the thigh hardly moves at the turning point.

A rep depends only on its neighbours and on the session. So the unknowns of each chain of linked reps are
eliminated first, which leaves those of the session: time and memory grow with the number of reps, not with
its square.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.knee_travel import points
from heeldrive_lab.knee_travel.points import CIRCLE, END, START, TURN, PathPoints
from heeldrive_lab.knee_travel.priors import Priors
from heeldrive_lab.knee_travel.samples import Floats
from heeldrive_lab.knee_travel.state import (
    AFTER,
    BEFORE,
    BEND,
    DRIFT,
    LEAN,
    LOCAL,
    NEXT,
    SESSION,
    SPEED,
    STANDING_PITCH,
    TILT,
    GroupState,
    Quantity,
    ThighAxes,
    chain_groups,
    session_priors,
)

# The reps for which a constraint holds: (reps,), or all.
Mask = NDArray[np.bool_] | bool

# The circle is linearised at each estimate until knee travel changes by less than this, m.
CONVERGED_M, ITERATIONS = 1e-4, 20
# In the first iteration the position of the knee is unknown: its height counts as level within this, m.
LEVEL_M = 0.04
# Reps that are computed at once: more are hardly faster, and take more memory.
GROUP_REPS = 64


@dataclass(frozen=True)
class Fit:
    """The estimate.

    Attributes:
        travel_m: (reps,) knee ahead of the ankle, mean over the bottom, in the order of the paths.
        deviation_m: (reps,) standard deviation of `travel_m`.
        misfit_m: (reps,) height of the knee at the bottom minus its height on the circle.
    """

    travel_m: Floats
    deviation_m: Floats
    misfit_m: Floats
    _chains: tuple["_ChainTravel", ...]
    _covariance: Floats

    def variance(self, weights: Floats) -> float:
        """Variance of a weighted sum over the reps of `travel_m`, m^2."""
        shared: Floats = np.zeros(SESSION)
        own, first = 0.0, 0
        for chain in self._chains:
            mine = weights[first : first + len(chain.own)]
            first += len(chain.own)
            if mine.any():
                shared += mine @ chain.shared
                own += float(mine @ chain.own @ mine)
        return float(shared @ self._covariance @ shared + own)


@dataclass(frozen=True)
class _ChainTravel:
    """Uncertainty of the reps of one chain.

    Attributes:
        shared: (reps, SESSION) derivatives by the session's unknowns, including their effect on the chain's.
        own: (reps, reps) covariance if the session's unknowns were known, m^2.
    """

    shared: Floats
    own: Floats


class _Chain:
    """The information on one chain in a step, with its unknowns eliminated.

    Attributes:
        information: (SESSION, SESSION), of what remains on the session.
        gradient: (SESSION,).
    """

    def __init__(self, normal: Floats, gradients: Floats, own: Floats, deviation: Floats) -> None:
        """Join the information of the chain's reps.

        Args:
            normal: (reps, LOCAL, LOCAL) information of each rep.
            gradients: (reps, LOCAL).
            own: the present estimate of the chain's unknowns, of which the prior means are 0.
            deviation: their prior standard deviations.
        """
        size, last = len(own), len(normal) - 1
        self._inner = np.diag(deviation**-2.0)
        border = np.zeros((size, SESSION))
        gradient = -own / deviation**2
        for number in range(len(normal)):
            # The last rep has no next one.
            place, length = NEXT * number, LOCAL - SESSION - (NEXT - 2 if number == last else 0)
            here, local = slice(place, place + length), slice(SESSION, SESSION + length)
            self._inner[here, here] += normal[number, local, local]
            border[here] += normal[number, local, :SESSION]
            gradient[here] += gradients[number, local]
        solved = np.linalg.solve(self._inner, np.column_stack([border, gradient]))
        self._border, self._gradient = solved[:, :SESSION], solved[:, SESSION]
        outer = slice(None, SESSION)
        self.information: Floats = normal[:, outer, outer].sum(axis=0) - border.T @ self._border
        self.gradient: Floats = gradients[:, outer].sum(axis=0) - border.T @ self._gradient

    def step(self, session: Floats) -> Floats:
        """The change of the chain's unknowns that belongs to a change of the session's."""
        return np.asarray(self._gradient - self._border @ session)

    def travel(self, rows: Floats) -> _ChainTravel:
        """The uncertainty of quantities of each rep with derivatives `rows`, (reps, LOCAL)."""
        by = np.zeros((len(rows), len(self._inner)))
        for number, row in enumerate(rows):
            part = by[number, NEXT * number :][: LOCAL - SESSION]
            part += row[SESSION:][: len(part)]
        return _ChainTravel(rows[:, :SESSION] - by @ self._border, by @ np.linalg.solve(self._inner, by.T))


class _Group:
    """The constraints on a group of reps."""

    def __init__(self, state: GroupState) -> None:
        self.state, self.priors = state, state.priors
        self.chains: list[_Chain] = []
        self._rows: list[Floats] = []
        self._residuals: list[Floats] = []

    def linearise(self) -> None:
        """Compute the information on each chain at the present estimate."""
        self._standing()
        self._next_rep()
        self._rest()
        self._circle()
        travel, rows = self.state.travel()
        self._add((travel - self.priors.bottom_knee_m, rows), self.priors.bottom_knee_sd_m)
        rows, residuals = np.stack(self._rows, axis=1), np.stack(self._residuals, axis=1)
        self._rows, self._residuals = [], []
        normal = rows.transpose(0, 2, 1) @ rows
        gradients = (residuals[:, None] @ rows)[:, 0]
        state = self.state
        self.chains = [
            _Chain(normal[reps], gradients[reps], state.own[own], state.deviation[own])
            for reps, own in state.chains
        ]

    def _add(self, found: Quantity, deviation: float | Floats, where: Mask = True) -> None:
        """Add a constraint: a quantity is 0 within `deviation`, for the reps `where` it holds."""
        values, rows = found
        weights = np.broadcast_to(where / np.asarray(deviation), values.shape)
        self._rows.append(weights[:, None] * rows)
        self._residuals.append(-weights * values)

    def _standing(self) -> None:
        """The knee stands where it stood; the pitch of the thigh determines how the leg leans and bends."""
        state, priors = self.state, self.priors
        end, rows = state.knee(END, 0)
        standing, standing_rows = state.standing_knee(AFTER)
        self._add((end - standing, rows - standing_rows), priors.closing_m[0])
        tilt = state.rows()
        tilt[:, TILT] = -1
        self._pitch(BEFORE, state.reckoned_pitch(START) - state.unknown(TILT), tilt, True)
        found, rows = state.tilt(END)
        self._pitch(AFTER, state.reckoned_pitch(END) - found, -rows, ~state.linked)

    def _pitch(self, pause: int, pitch: Floats, rows: Floats, where: Mask) -> None:
        unknown, rows = self.state.unknown, rows.copy()
        rows[:, pause + LEAN] += 1
        rows[:, pause + BEND] -= 0.5
        rows[:, STANDING_PITCH] -= 1
        values = pitch + unknown(pause + LEAN) - 0.5 * unknown(pause + BEND) - unknown(STANDING_PITCH)
        self._add((values, rows), self.priors.closing_rad, where)

    def _next_rep(self) -> None:
        """Tilt, speed and drift continue into a rep that begins where this one ends."""
        state, priors = self.state, self.priors
        jump = state.reckoned_pitch(END) - np.roll(state.reckoned_pitch(START), -1)
        tilt, rows = state.tilt(END)
        self._continues(TILT, (tilt - jump, rows), priors.closing_rad)
        for axis in (0, 1):
            self._continues(SPEED + axis, state.speed(END, axis), priors.closing_mps[axis])
        drift = state.rows()
        drift[:, DRIFT] = 1
        self._continues(DRIFT, (state.unknown(DRIFT), drift), priors.drift_rad_s / 5)

    def _continues(self, position: int, found: Quantity, deviation: float) -> None:
        """A quantity at the end of a rep equals an unknown of the next rep."""
        values, rows = found[0] - self.state.unknown(position + NEXT), found[1].copy()
        rows[:, position + NEXT] -= 1
        self._add((values, rows), deviation, self.state.linked)

    def _rest(self) -> None:
        """Speeds are small in the pauses and at the turning point of the bottom."""
        priors, paths = self.priors, self.state.paths
        windows = [path.window for path in paths]
        pause, turn = (
            (priors.pause_speed_mps, priors.short_pause_speed_mps),
            (priors.hold_speed_mps, priors.turn_speed_mps),
        )
        ever = [np.inf] * len(windows)
        places: list[tuple[int, list[float], tuple[tuple[float, float], ...], Mask]] = [
            (START, [one.before_s for one in windows], pause, True),
            (END, [one.after_s for one in windows], pause, True),
            (TURN, [one.held_s for one in windows], turn, True),
            (points.BEFORE, ever, pause, np.array([path.paused[0] for path in paths])),
            (points.AFTER, ever, pause, np.array([path.paused[1] for path in paths])),
        ]
        for point, seconds, (long_mps, short_mps), where in places:
            for axis in (0, 1):
                sd = np.where(np.array(seconds) >= priors.short_s, long_mps[axis], short_mps[axis])
                self._add(self.state.speed(point, axis), sd, where)

    def _circle(self) -> None:
        """The height of the knee follows from its distance ahead of the ankle."""
        state, priors = self.state, self.priors
        height, height_rows = state.height(*state.standing_knee(BEFORE))
        for point in CIRCLE:
            rise, rise_rows = state.knee(point, 1)
            there, there_rows = state.height(*state.knee(point, 0))
            sd = priors.closing_m[1] if point == END else priors.circle_m
            sd = sd if state.curved else LEVEL_M
            self._add((rise - (there - height), rise_rows - (there_rows - height_rows)), sd)


def fit(paths: Sequence[PathPoints], priors: Priors | None = None) -> Fit:
    """Estimate knee travel in all reps of a session jointly.

    Args:
        paths: points of the path of each rep; at least one.
        priors: means and standard deviations before the session; None for the defaults.
    """
    priors = priors or Priors()
    axes = ThighAxes(paths)
    mean, deviation = session_priors(priors, axes)
    groups = [_Group(GroupState(some, priors, axes)) for some in chain_groups(paths, GROUP_REPS)]
    session, travel = mean, np.full(len(paths), np.inf)
    for group in groups:
        group.state.move_to(session, group.state.own)
    for _ in range(ITERATIONS):
        information, gradient = np.diag(deviation**-2.0), (mean - session) / deviation**2
        for group in groups:
            group.linearise()
            for chain in group.chains:
                information += chain.information
                gradient += chain.gradient
        change = np.asarray(np.linalg.solve(information, gradient), np.float64)
        session = session + change
        for group in groups:
            own = np.concatenate([chain.step(change) for chain in group.chains])
            group.state.move_to(session, group.state.own + own)
        found = [group.state.travel() for group in groups]
        before, travel = travel, np.concatenate([values for values, _ in found])
        if groups[0].state.curved and np.abs(travel - before).max() < CONVERGED_M:
            break
        for group in groups:
            group.state.curved = True
    covariance = np.asarray(np.linalg.inv(information), np.float64)
    chains = tuple(
        chain.travel(rows[reps])
        for group, (_, rows) in zip(groups, found, strict=True)
        for chain, (reps, _) in zip(group.chains, group.state.chains, strict=True)
    )
    variances = [
        np.einsum("ri,ij,rj->r", one.shared, covariance, one.shared) + one.own.diagonal() for one in chains
    ]
    misfit = np.concatenate([group.state.misfit() for group in groups])
    return Fit(travel, np.sqrt(np.concatenate(variances)), misfit, chains, covariance)
