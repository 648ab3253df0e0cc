"""Measures of single cycles.

A leg in back hardly tilts, so its cycles are segmented by the fall and rise of the body
(`heeldrive_lab.sim_validation.vertical_displacement`).
"""

from dataclasses import dataclass, field

import numpy as np

from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sim_validation.signals import Floats, MotionSignals

MARGIN_MS = 700  # a label may begin during the movement: the cycle is searched this far on both sides
EDGE_SHARE = 0.1  # a cycle lasts from 10 % of the way down to the last 10 % of the way up
HOLD_DEG = 5.0
HOLD_SHARE = 0.1  # hold of a leg in back: within this share of the fall from the lowest point
POINTS = 101


@dataclass
class MovementMeasures:
    """Measures of one movement, with one entry per cycle or piece.

    Attributes:
        values: values by name with unit.
        curves: (POINTS,) curves over the cycle by name with unit; empty for continuous activities.
    """

    values: dict[str, list[float]] = field(default_factory=dict)
    curves: dict[str, list[Floats]] = field(default_factory=dict)

    def add(self, values: dict[str, float]) -> None:
        """Add a cycle or piece."""
        for name, value in values.items():
            self.values.setdefault(name, []).append(value)


def add_cycle(measured: MovementMeasures, signals: MotionSignals, row: Annotation) -> None:
    """Segment one cycle and measure it; a label without a complete cycle is ignored."""
    around = signals.between((row.start_ms - MARGIN_MS) / 1000, (row.end_ms + MARGIN_MS) / 1000)
    label = signals.between(row.start_ms / 1000, row.end_ms / 1000)
    if len(label.t_s) < 5:
        return
    path = around.inclination_deg
    first = int(np.searchsorted(around.t_s, label.t_s[0]))
    peak = first + int(np.argmax(label.inclination_deg))
    depth = float(path[peak])
    before, after = float(path[: peak + 1].min()), float(path[peak:].min())
    start = int(np.flatnonzero(path[: peak + 1] <= before + EDGE_SHARE * (depth - before))[-1])
    end = peak + int(np.flatnonzero(path[peak:] <= after + EDGE_SHARE * (depth - after))[0])
    cycle = around.between(around.t_s[start], around.t_s[end] + 1e-6)
    if len(cycle.t_s) < 5:
        return
    length_s = float(cycle.t_s[-1] - cycle.t_s[0])
    near = cycle.t_s[cycle.inclination_deg >= depth - HOLD_DEG]
    measured.add(
        {
            "duration, s": length_s,
            "hold, s": float(near[-1] - near[0]),
            "top, deg": before,
            "depth, deg": depth,
            "largest rate, deg/s": float(cycle.rate_magnitude_dps.max()),
            "largest |a|, m/s2": float(cycle.force_magnitude_mps2.max()),
            "smallest |a|, m/s2": float(cycle.force_magnitude_mps2.min()),
        }
    )
    _add_curves(
        measured,
        cycle.t_s,
        {
            "inclination, deg": cycle.inclination_deg,
            "rate, deg/s": cycle.rate_magnitude_dps,
            "|a|, m/s2": cycle.force_magnitude_mps2,
        },
    )


def add_fall(
    measured: MovementMeasures, signals: MotionSignals, up: Floats, displacement_m: Floats, row: Annotation
) -> None:
    """Measure one cycle of a leg in back, from 10 % of the body's fall to the last 10 % of its rise."""
    edges_ms = (row.start_ms - MARGIN_MS, row.start_ms, row.end_ms, row.end_ms + MARGIN_MS)
    first, start, end, last = np.searchsorted(signals.t_s, np.array(edges_ms) / 1000)
    deepest = int(start + np.argmax(displacement_m[start:end]))
    falls = displacement_m[deepest] - displacement_m[first : deepest + 1].min()
    rises = displacement_m[deepest] - displacement_m[deepest:last].min()
    down = first + np.flatnonzero(
        displacement_m[first : deepest + 1] <= displacement_m[deepest] - (1 - EDGE_SHARE) * falls
    )
    over = deepest + np.flatnonzero(
        displacement_m[deepest:last] <= displacement_m[deepest] - (1 - EDGE_SHARE) * rises
    )
    cycle = slice(int(down[-1]), int(over[0]) + 1)
    t_s, rate = signals.t_s[cycle], signals.rate_magnitude_dps[cycle]
    force = signals.force_magnitude_mps2[cycle]
    tilt = np.degrees(np.arccos(np.clip(up[cycle] @ up[cycle.start], -1.0, 1.0)))
    low = t_s[displacement_m[cycle] >= displacement_m[deepest] - HOLD_SHARE * min(falls, rises)]
    speed = np.gradient(displacement_m[cycle], t_s)
    measured.add(
        {
            "duration, s": float(t_s[-1] - t_s[0]),
            "hold, s": float(low[-1] - low[0]),
            "fall, cm": 100 * float(falls),
            "rise, cm": 100 * float(rises),
            "fastest fall, cm/s": 100 * float(speed.max()),
            "fastest rise, cm/s": -100 * float(speed.min()),
            "largest tilt from the start, deg": float(tilt.max()),
            "tilt at the deepest, deg": float(tilt[deepest - cycle.start]),
            "largest rate, deg/s": float(rate.max()),
            "largest |a|, m/s2": float(force.max()),
            "smallest |a|, m/s2": float(force.min()),
        }
    )
    fall_cm = 100 * (displacement_m[cycle] - displacement_m[cycle.start])
    curves = {"tilt from the start, deg": tilt, "rate, deg/s": rate, "|a|, m/s2": force, "fall, cm": fall_cm}
    _add_curves(measured, t_s, curves)


def _add_curves(measured: MovementMeasures, t_s: Floats, curves: dict[str, Floats]) -> None:
    share = np.linspace(t_s[0], t_s[-1], POINTS)
    for name, values in curves.items():
        measured.curves.setdefault(name, []).append(np.interp(share, t_s, values))
