"""The sensor thigh's movement: its curves over a stretch of time, strung together to a session."""

from dataclasses import dataclass, field, fields, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.kinematic_simulator.curves import FINE_HZ, Curve, samples_in, wander
from heeldrive_lab.kinematic_simulator.unsteadiness import settling, tone

# After so many time constants 2e-8 of a jolt is left.
STRIKE_TAUS = 26


class Strike(NamedTuple):
    """The jolt of a foot that strikes: a displacement along (t / tau)^3 exp(-t / tau), with its acceleration.

    Attributes:
        at_s: time of the strike.
        up_mps2: largest acceleration of the hip upwards.
        tau_s: time constant, 10-25 ms; the acceleration is largest 0.42 of it after the strike.
        forward_mps2: largest acceleration forward.
    """

    at_s: float
    up_mps2: float
    tau_s: float
    forward_mps2: float = 0.0

    def displacement(self) -> tuple[Curve, Curve]:
        """(n,) forward and up, m, until it has died away."""
        # The largest second derivative of t^3 exp(-t) is 1.0.
        t = np.arange(samples_in(STRIKE_TAUS * self.tau_s)) / FINE_HZ / self.tau_s
        shape = self.tau_s**2 * t**3 * np.exp(-t)
        return self.forward_mps2 * shape, self.up_mps2 * shape


@dataclass
class ThighPath:
    """Movement of the sensor thigh, each attribute (n,) on the grid of `FINE_HZ`.

    Within one stretch the axes are those of the wearer as it begins: forward, left, up. Before the stretches
    are strung together, position and turn are relative to its beginning.

    Attributes:
        flexion_deg: knee ahead of the hip is positive.
        abduction_deg: knee to the left of the hip is positive.
        rotation_deg: turn of the thigh about its own axis.
        yaw_deg: turn of the wearer to the left.
        forward_m: hip joint, forward.
        left_m: hip joint, to the left.
        up_m: hip joint, up.
        supported: share of the thigh's weight that a seat carries.
        strikes: feet that strike; they are added when the stretches have been strung together.
    """

    flexion_deg: Curve
    abduction_deg: Curve
    rotation_deg: Curve
    yaw_deg: Curve
    forward_m: Curve
    left_m: Curve
    up_m: Curve
    supported: Curve
    strikes: list[Strike] = field(default_factory=list, init=False)

    @classmethod
    def at_rest(cls, n: int, flexion_deg: float) -> "ThighPath":
        """`n` samples of a thigh that does not move."""
        return cls(np.full(n, float(flexion_deg)), *(np.zeros(n) for _ in range(7)))

    def __len__(self) -> int:
        return len(self.flexion_deg)

    def curves(self) -> list[Curve]:
        """The eight curves, in the order of the attributes."""
        return [getattr(self, each.name) for each in fields(self) if each.init]

    def strike(self, at_s: float, up_mps2: float, tau_s: float, forward_mps2: float = 0.0) -> None:
        """Let a foot strike: see `Strike` for the arguments; the jolt may outlast the stretch."""
        self.strikes.append(Strike(at_s, up_mps2, tau_s, forward_mps2))

    def mirrored(self) -> "ThighPath":
        """The same movement of the other thigh."""
        return replace(
            self,
            abduction_deg=-self.abduction_deg,
            rotation_deg=-self.rotation_deg,
            yaw_deg=-self.yaw_deg,
            left_m=-self.left_m,
        )


@dataclass(frozen=True)
class Interval:
    """Something annotated: samples `start` to `stop` of the session.

    Attributes:
        kind: `rep`, `set` or `other`, as in the annotations.
        activity: its name.
        start: first sample.
        stop: sample after the last.
        leg: position of the sensor leg, `front`, `back` or empty.
        cycles: number of cycles in it, or None.
    """

    kind: str
    activity: str
    start: int
    stop: int
    leg: str = ""
    cycles: int | None = None


@dataclass
class MotionScript:
    """Strings movements together; each begins and ends with the wearer standing still.

    Attributes:
        standing_deg: flexion of the thigh while standing.
        parts: what was appended so far, in world axes.
        intervals: what is annotated.
    """

    standing_deg: float
    parts: list[ThighPath] = field(default_factory=list)
    intervals: list[Interval] = field(default_factory=list)
    samples: int = 0
    _at: NDArray[np.float64] = field(default_factory=lambda: np.zeros(4))

    def append(self, path: ThighPath) -> int:
        """Append a movement; returns the sample at which it starts."""
        yaw, forward, left, up = self._at
        cos, sin = np.cos(np.radians(yaw)), np.sin(np.radians(yaw))
        placed = replace(
            path,
            yaw_deg=path.yaw_deg + yaw,
            forward_m=forward + cos * path.forward_m - sin * path.left_m,
            left_m=left + sin * path.forward_m + cos * path.left_m,
            up_m=path.up_m + up,
        )
        placed.strikes = path.strikes
        self.parts.append(placed)
        last = (placed.yaw_deg, placed.forward_m, placed.left_m, placed.up_m)
        self._at = np.array([each[-1] for each in last])
        start = self.samples
        self.samples += len(path)
        return start

    def stand(self, seconds: float) -> None:
        """Append standing still."""
        self.append(ThighPath.at_rest(samples_in(seconds), self.standing_deg))

    def mark(self, kind: str, activity: str, start: int, leg: str = "", cycles: int | None = None) -> None:
        """Annotate from a sample to here."""
        self.intervals.append(Interval(kind, activity, start, self.samples, leg, cycles))

    def whole(self, rng: np.random.Generator) -> ThighPath:
        """The whole session, with the sway of a body that is never quite still (amplitudes est.)."""
        joined = ThighPath(
            *(np.concatenate(each) for each in zip(*(p.curves() for p in self.parts), strict=True))
        )
        n = len(joined)
        start = 0
        for part in self.parts:
            for strike in part.strikes:
                _jolt(joined, start + round(strike.at_s * FINE_HZ), strike)
            start += len(part)
        joined.flexion_deg += wander(rng, n, rng.uniform(0.15, 0.5), (0.1, 1.5))
        joined.abduction_deg += wander(rng, n, rng.uniform(0.15, 0.5), (0.1, 1.5))
        joined.rotation_deg += wander(rng, n, rng.uniform(0.2, 0.8), (0.1, 1.5))
        joined.yaw_deg += wander(rng, n, 1.0, (0.01, 0.3))
        settled = settling(joined.flexion_deg, joined.up_m)
        tilts = (joined.flexion_deg, joined.abduction_deg, joined.rotation_deg)
        for tilt, sway in zip(tilts, tone(joined.supported, settled, rng.spawn(1)[0]), strict=True):
            np.add(tilt, sway, out=tilt)
        joined.forward_m += wander(rng, n, 0.004, (0.1, 1.2))
        joined.left_m += wander(rng, n, 0.003, (0.1, 1.2))
        return joined


def _jolt(path: ThighPath, at: int, strike: Strike) -> None:
    """Add a strike at a sample of the whole session; forward is where the wearer faces then."""
    forward, up = (each[: max(len(path) - at, 0)] for each in strike.displacement())
    heading = np.radians(path.yaw_deg[min(at, len(path) - 1)])
    during = slice(at, at + len(up))
    path.forward_m[during] += np.cos(heading) * forward
    path.left_m[during] += np.sin(heading) * forward
    path.up_m[during] += up
