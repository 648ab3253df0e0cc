"""The samples of a rep that enter the joint estimate: a few points of its path instead of all."""

from dataclasses import dataclass

import numpy as np

from heeldrive_lab.knee_travel.dead_reckoning import SensorPath
from heeldrive_lab.knee_travel.samples import Floats
from heeldrive_lab.knee_travel.windows import Window

# Places of the points in the arrays of `PathPoints`. START: the first sample; TURN: the turning point of the
# bottom; BEFORE, AFTER: inside the pauses, near the edges to the rep; CIRCLE: evenly over the rep, up to END,
# the last sample; BOTTOM: evenly over the bottom.
START, TURN, BEFORE, AFTER = range(4)
CIRCLE = range(4, 12)
END = CIRCLE[-1]
BOTTOM = slice(12, 17)
# Time after the edge of a pause in which the thigh comes to rest, s.
SETTLING_S = 0.15


@dataclass(frozen=True)
class PathPoints:
    """Points of a `SensorPath`, m of them; its arrays at these samples.

    Attributes:
        rep: number of the rep in the session.
        window: the rep with its pauses.
        paused: (2,) whether the pause before and the pause after are long enough to contain BEFORE and AFTER.
        shares: (5,) weights of the BOTTOM points in a mean; in a short bottom some of them coincide.
        tau_s: (m,).
        attitudes: (m, 3, 3).
        pitch_change_rad: (m,).
        velocity, displacement: (2, m).
        velocity_by, displacement_by: (12, 2, m).
    """

    rep: int
    window: Window
    paused: tuple[bool, bool]
    shares: Floats
    tau_s: Floats
    attitudes: Floats
    pitch_change_rad: Floats
    velocity: Floats
    displacement: Floats
    velocity_by: Floats
    displacement_by: Floats

    def up(self, point: int) -> Floats:
        """(3,) up in sensor axes at a point."""
        return np.asarray(self.attitudes[point, 2])

    def flexion_axis(self) -> Floats:
        """(3,) the axis y about which the thigh flexes, in sensor axes."""
        return np.asarray(self.attitudes[START, 1])


def points_of(path: SensorPath, rep: int) -> PathPoints:
    """The points of a path, of the rep with this number in the session."""
    window, tau_s = path.window, path.tau_s
    last = window.last - window.first
    # At the very edge of a pause the thigh already turns, and the sensor moves at about 10 cm/s.
    before_s = tau_s[window.still_until - window.first] - SETTLING_S
    after_s = tau_s[window.still_from - window.first] + SETTLING_S
    edges = np.searchsorted(tau_s, (before_s, after_s)).clip(0, last)
    circle = [round(last * number / len(CIRCLE)) for number in range(1, len(CIRCLE) + 1)]
    bottom = np.linspace(window.bottom - window.first, window.rise - window.first, 5).round().astype(int)
    fresh = np.diff(bottom, prepend=-1) > 0
    at = np.array([0, window.turn - window.first, *edges, *circle, *bottom])
    return PathPoints(
        rep,
        window,
        (bool(before_s > SETTLING_S), bool(after_s < tau_s[-1] - SETTLING_S)),
        fresh / fresh.sum(),
        tau_s[at],
        path.attitudes[at],
        path.pitch_change_rad[at],
        path.velocity[:, at],
        path.displacement[:, at],
        path.velocity_by[..., at],
        path.displacement_by[..., at],
    )
