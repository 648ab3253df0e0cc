"""Measures of a movement from the samples alone, the same for people and for the simulation.

A leg in back hardly tilts, so its cycles are segmented by the fall and rise of the body
(`heeldrive_lab.sim_validation.vertical_displacement`).
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import numpy as np

from heeldrive_lab.evaluation.sources import Loaded, Source
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sim_validation.movements import MOVEMENTS, Movement
from heeldrive_lab.sim_validation.signals import Floats, MotionSignals, signals_of
from heeldrive_lab.sim_validation.vertical_displacement import downward_displacement_m, up_directions
from heeldrive_lab.util.progress import tracked

MARGIN_MS = 700  # a label may begin during the movement: the cycle is searched this far on both sides
EDGE_SHARE = 0.1  # a cycle lasts from 10 % of the way down to the last 10 % of the way up
HOLD_DEG = 5.0
HOLD_SHARE = 0.1  # hold of a leg in back: within this share of the fall from the lowest point
POINTS = 101
LONGEST_PIECE_S = 10.0  # continuous activities are measured in pieces: a long recording gives many values


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


def measure_sources(sources: Sequence[Source], recorded: bool) -> dict[str, MovementMeasures]:
    """Load sessions on all cores and measure every movement in them.

    Args:
        sources: recordings, or simulated sessions.
        recorded: whether they are recordings, which use other names for movements.

    Returns:
        Measures by name of the movement.

    Raises:
        RecordingError: a recording cannot be imported.
        SessionError: a session, its annotations or its labels are invalid.
    """
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        measured = pool.map(_measure_one, sources, [recorded] * len(sources), chunksize=4)
        found = list(tracked(measured, "measuring", len(sources)))
    return {movement.name: _merged(one[movement.name] for one in found) for movement in MOVEMENTS}


def _measure_one(source: Source, recorded: bool) -> dict[str, MovementMeasures]:
    return measure(source.load(), source.group, recorded)


def _merged(parts: Iterable[MovementMeasures]) -> MovementMeasures:
    whole = MovementMeasures()
    for part in parts:
        for name, values in part.values.items():
            whole.values.setdefault(name, []).extend(values)
        for name, curves in part.curves.items():
            whole.curves.setdefault(name, []).extend(curves)
    return whole


def measure(session: Loaded, group: str, recorded: bool) -> dict[str, MovementMeasures]:
    """Measure every movement in one session.

    Args:
        session: the session with its annotations.
        group: data set of a recording.
        recorded: whether it is a recording.

    Returns:
        Measures by name of the movement; empty ones for movements that the session does not contain.
    """
    found = {movement.name: MovementMeasures() for movement in MOVEMENTS}
    wanted = [
        (movement, row)
        for row in session.annotations.rows
        for movement in MOVEMENTS
        if _matches(movement, group, row, recorded)
    ]
    if not wanted:
        return found
    signals = signals_of(session)
    limits = {movement.bandwidth_hz for movement, _ in wanted if movement.bandwidth_hz}
    if limits and not recorded:
        signals = signals.low_passed(min(limits))
    falls = any(movement.by_fall for movement, _ in wanted)
    up = up_directions(signals.t_s, signals.angular_rate_dps, signals.specific_force_mps2) if falls else None
    displacement_m = (
        downward_displacement_m(signals.t_s, signals.specific_force_mps2, up) if up is not None else None
    )
    for movement, row in wanted:
        if movement.by_fall and up is not None and displacement_m is not None:
            _add_fall(found[movement.name], signals, up, displacement_m, row)
        elif movement.cyclic:
            _add_cycle(found[movement.name], signals, row)
        else:
            for piece in _pieces(signals, row):
                found[movement.name].add(_continuous_values(piece))
    return found


def _matches(movement: Movement, group: str, row: Annotation, recorded: bool) -> bool:
    if row.kind == "set":
        return False
    if recorded:
        return (group, row.activity, row.sensor_leg or "") in movement.recorded
    return (row.activity, row.sensor_leg or "") in movement.simulated


def _add_cycle(measured: MovementMeasures, signals: MotionSignals, row: Annotation) -> None:
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


def _add_fall(
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


def _pieces(signals: MotionSignals, row: Annotation) -> Iterator[MotionSignals]:
    """The middle of a long interval, in pieces; its ends may belong to another activity."""
    start_s, end_s = row.start_ms / 1000, row.end_ms / 1000
    trim_s = 0.15 * min(end_s - start_s, LONGEST_PIECE_S)
    edge_s = start_s + trim_s
    while edge_s < end_s - trim_s:
        stop_s = min(edge_s + LONGEST_PIECE_S, end_s - trim_s)
        piece = signals.between(edge_s, stop_s)
        if len(piece.t_s) > 20:
            yield piece
        edge_s = stop_s


def _continuous_values(piece: MotionSignals) -> dict[str, float]:
    low_deg, middle_deg, high_deg = np.percentile(piece.inclination_deg, (5, 50, 95))
    return {
        "inclination 5 %, deg": float(low_deg),
        "inclination 50 %, deg": float(middle_deg),
        "inclination 95 %, deg": float(high_deg),
        "rate 50 %, deg/s": float(np.percentile(piece.rate_magnitude_dps, 50)),
        "rate 95 %, deg/s": float(np.percentile(piece.rate_magnitude_dps, 95)),
        "|a| 1 %, m/s2": float(np.percentile(piece.force_magnitude_mps2, 1)),
        "|a| 99 %, m/s2": float(np.percentile(piece.force_magnitude_mps2, 99)),
    }
