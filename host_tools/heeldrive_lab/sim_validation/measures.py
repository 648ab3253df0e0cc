"""Measures the movements in sessions from the samples alone, the same for people and for the simulation."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from heeldrive_lab.evaluation.sources import Loaded, Source
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sim_validation.cycles import MovementMeasures, add_cycle, add_fall
from heeldrive_lab.sim_validation.movements import MOVEMENTS, Movement
from heeldrive_lab.sim_validation.signals import MotionSignals, signals_of
from heeldrive_lab.sim_validation.still_poses import STILL_POSES
from heeldrive_lab.sim_validation.stillness import add_stillness
from heeldrive_lab.sim_validation.vertical_displacement import downward_displacement_m, up_directions
from heeldrive_lab.util.parallel import process_pool
from heeldrive_lab.util.progress import tracked

LONGEST_PIECE_S = 10.0  # continuous activities are measured in pieces: a long recording gives many values


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
    with process_pool() as pool:
        measured = pool.map(_measure_one, sources, [recorded] * len(sources), chunksize=4)
        found = list(tracked(measured, "measuring", len(sources)))
    return {name: _merged(one[name] for one in found) for name in measured_names()}


def measured_names() -> list[str]:
    """Names of all movements, and of the poses whose stillness is measured."""
    return [each.name for each in (*MOVEMENTS, *STILL_POSES)]


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
    found = {name: MovementMeasures() for name in measured_names()}
    wanted = [
        (movement, row)
        for row in session.annotations.rows
        for movement in MOVEMENTS
        if _matches(movement, group, row, recorded)
    ]
    still = [
        (pose.name, row, part)
        for row in session.annotations.rows
        for pose in STILL_POSES
        if row.kind != "set" and (part := pose.part(group, row.activity, row.sensor_leg or "", recorded))
    ]
    if not wanted and not still:
        return found
    signals = signals_of(session)
    for name, row, part in still:
        add_stillness(found[name], signals, row, part)
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
            add_fall(found[movement.name], signals, up, displacement_m, row)
        elif movement.cyclic:
            add_cycle(found[movement.name], signals, row)
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
