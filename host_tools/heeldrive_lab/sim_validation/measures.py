"""What is measured of a movement, from the samples alone: the same way for people and for the simulation.

Inclination is the detector's own; angular rate and specific force are magnitudes, which no mounting changes.
Both are read as the stillest second says: no rate then, and one g. A leg in back hardly tilts, so its cycles
are cut by the fall and rise of the body (`heeldrive_lab.sim_validation.height`).
"""

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context

import numpy as np
from heeldrive import RepCounter, Settings
from numpy.typing import NDArray

from heeldrive_lab.evaluation.sources import Loaded, Source
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sim_validation.height import GRAVITY_MPS2, fallen_m, up_directions
from heeldrive_lab.sim_validation.movements import MOVEMENTS, Movement
from heeldrive_lab.util.progress import tracked

Floats = NDArray[np.float64]

MARGIN_MS = 700  # a label may begin in the middle of the movement: look this far on both sides
EDGE_SHARE = 0.1  # a cycle lasts from 10 % of its way down to 10 % before its end
HOLD_DEG = 5.0
HOLD_SHARE = 0.1  # the hold of a leg in back: within this share of the deepest
POINTS = 101
LONGEST_PIECE_S = 10.0  # what goes on is measured in pieces, so that one long recording is not one number


@dataclass(frozen=True)
class Signals:
    """One session over time: (n,) s and deg, (n, 3) deg/s and m/s^2 in the sensor's axes."""

    t_s: Floats
    inclination_deg: Floats
    turning_dps: Floats
    pull_mps2: Floats

    @property
    def rate_dps(self) -> Floats:
        """(n,) magnitude of the angular rate."""
        return np.asarray(np.linalg.norm(self.turning_dps, axis=1))

    @property
    def force_mps2(self) -> Floats:
        """(n,) magnitude of the specific force."""
        return np.asarray(np.linalg.norm(self.pull_mps2, axis=1))

    def below(self, limit_hz: float) -> "Signals":
        """The same without what is faster than `limit_hz`, as optical motion capture delivers it."""
        even_s = float(np.median(np.diff(self.t_s)))
        filtered = (_slower(part, limit_hz * even_s) for part in (self.turning_dps, self.pull_mps2))
        return Signals(self.t_s, self.inclination_deg, *filtered)

    def between(self, start_s: float, end_s: float) -> "Signals":
        """The part from one time to another."""
        part = slice(*np.searchsorted(self.t_s, (start_s, end_s)))
        return Signals(
            self.t_s[part], self.inclination_deg[part], self.turning_dps[part], self.pull_mps2[part]
        )


@dataclass
class Measured:
    """What was measured of one movement, an entry for each cycle or piece.

    Attributes:
        values: by name with unit.
        curves: inclination, rate and force over the cycle, (POINTS,) each; empty for what goes on.
    """

    values: dict[str, list[float]] = field(default_factory=dict)
    curves: dict[str, list[Floats]] = field(default_factory=dict)

    def add(self, values: dict[str, float]) -> None:
        """Take one more cycle or piece."""
        for name, value in values.items():
            self.values.setdefault(name, []).append(value)


def signals_of(session: Loaded) -> Signals:
    """The magnitudes of a session, its inclination by the detector."""
    header = session.header
    counter = RepCounter(Settings(), header.accel_ug_per_count, header.gyro_udps_per_count)
    inclination = np.empty(len(session.table))
    for index, row in enumerate(session):
        counter.step(*row)
        inclination[index] = counter.inclination_cdeg / 100
    counts = session.table.astype(float)
    turning = counts[:, 4:7] * header.gyro_udps_per_count / 1e6
    pull = counts[:, 1:4] * header.accel_ug_per_count / 1e6 * GRAVITY_MPS2
    still = _stillest(turning, round(1000 / float(np.median(np.diff(counts[:, 0])))))
    return Signals(
        counts[:, 0] / 1000,
        inclination,
        turning - turning[still].mean(axis=0),
        pull * (GRAVITY_MPS2 / np.linalg.norm(pull[still], axis=1).mean()),
    )


def _slower(signal: Floats, cycles_per_sample: float) -> Floats:
    """(n, 3) `signal` without what is faster: a fourth-order Butterworth gain, no delay."""
    frequency = np.fft.rfftfreq(len(signal)) / cycles_per_sample
    gain = 1 / (1 + frequency**8)
    return np.asarray(np.fft.irfft(np.fft.rfft(signal, axis=0) * gain[:, None], len(signal), axis=0))


def _stillest(turning: Floats, samples: int) -> slice:
    """Where a second long the angular rate varies least."""
    firsts = range(0, max(1, len(turning) - samples), max(1, samples // 2))
    first = min(firsts, key=lambda index: float(turning[index : index + samples].var(axis=0).sum()))
    return slice(first, first + samples)


def measure_sources(sources: Sequence[Source], recorded: bool) -> dict[str, Measured]:
    """Load sessions on all cores and measure every movement in them.

    Args:
        sources: recordings, or simulated sessions.
        recorded: whether they are recordings, which have names of their own for movements.

    Raises:
        RecordingError: a recording cannot be imported.
        SessionError: a session, its truth or its labels are wrong.
    """
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        measured = pool.map(_measure_one, sources, [recorded] * len(sources), chunksize=4)
        found = list(tracked(measured, "measuring", len(sources)))
    return {movement.name: _together(one[movement.name] for one in found) for movement in MOVEMENTS}


def _measure_one(source: Source, recorded: bool) -> dict[str, Measured]:
    return measure(source.load(), source.group, recorded)


def _together(parts: Iterable[Measured]) -> Measured:
    whole = Measured()
    for part in parts:
        for name, values in part.values.items():
            whole.values.setdefault(name, []).extend(values)
        for name, curves in part.curves.items():
            whole.curves.setdefault(name, []).extend(curves)
    return whole


def measure(session: Loaded, group: str, recorded: bool) -> dict[str, Measured]:
    """Measure every movement in one session; `group` is a recording's data set."""
    found = {movement.name: Measured() for movement in MOVEMENTS}
    wanted = [
        (movement, row)
        for row in session.annotations.rows
        for movement in MOVEMENTS
        if _shows(movement, group, row, recorded)
    ]
    if not wanted:
        return found
    signals = signals_of(session)
    limits = {movement.below_hz for movement, _ in wanted if movement.below_hz}
    if limits and not recorded:
        signals = signals.below(min(limits))
    falls = any(movement.by_fall for movement, _ in wanted)
    up = up_directions(signals.t_s, signals.turning_dps, signals.pull_mps2) if falls else None
    fallen = fallen_m(signals.t_s, signals.pull_mps2, up) if up is not None else None
    for movement, row in wanted:
        if movement.by_fall and up is not None and fallen is not None:
            _add_fall(found[movement.name], signals, up, fallen, row)
        elif movement.cyclic:
            _add_cycle(found[movement.name], signals, row)
        else:
            for piece in _pieces(signals, row):
                found[movement.name].add(_going_on(piece))
    return found


def _shows(movement: Movement, group: str, row: Annotation, recorded: bool) -> bool:
    if row.kind == "set":
        return False
    if recorded:
        return (group, row.activity, row.sensor_leg or "") in movement.recorded
    return (row.activity, row.sensor_leg or "") in movement.simulated


def _add_cycle(measured: Measured, signals: Signals, row: Annotation) -> None:
    """Cut one cycle out and measure it; a label without a whole cycle in it is passed over."""
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
            "largest rate, deg/s": float(cycle.rate_dps.max()),
            "largest |a|, m/s2": float(cycle.force_mps2.max()),
            "smallest |a|, m/s2": float(cycle.force_mps2.min()),
        }
    )
    _add_curves(
        measured,
        cycle.t_s,
        {
            "inclination, deg": cycle.inclination_deg,
            "rate, deg/s": cycle.rate_dps,
            "|a|, m/s2": cycle.force_mps2,
        },
    )


def _add_fall(measured: Measured, signals: Signals, up: Floats, fallen: Floats, row: Annotation) -> None:
    """The same for a leg in back: cut where the body has fallen by a tenth and has that much left to rise."""
    edges_ms = (row.start_ms - MARGIN_MS, row.start_ms, row.end_ms, row.end_ms + MARGIN_MS)
    first, start, end, last = np.searchsorted(signals.t_s, np.array(edges_ms) / 1000)
    deepest = int(start + np.argmax(fallen[start:end]))
    falls = fallen[deepest] - fallen[first : deepest + 1].min()
    rises = fallen[deepest] - fallen[deepest:last].min()
    down = first + np.flatnonzero(fallen[first : deepest + 1] <= fallen[deepest] - (1 - EDGE_SHARE) * falls)
    over = deepest + np.flatnonzero(fallen[deepest:last] <= fallen[deepest] - (1 - EDGE_SHARE) * rises)
    cycle = slice(int(down[-1]), int(over[0]) + 1)
    t_s, rate = signals.t_s[cycle], signals.rate_dps[cycle]
    force = signals.force_mps2[cycle]
    tilt = np.degrees(np.arccos(np.clip(up[cycle] @ up[cycle.start], -1.0, 1.0)))
    low = t_s[fallen[cycle] >= fallen[deepest] - HOLD_SHARE * min(falls, rises)]
    speed = np.gradient(fallen[cycle], t_s)
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
    sunk = 100 * (fallen[cycle] - fallen[cycle.start])
    curves = {"tilt from the start, deg": tilt, "rate, deg/s": rate, "|a|, m/s2": force, "fall, cm": sunk}
    _add_curves(measured, t_s, curves)


def _add_curves(measured: Measured, t_s: Floats, curves: dict[str, Floats]) -> None:
    share = np.linspace(t_s[0], t_s[-1], POINTS)
    for name, values in curves.items():
        measured.curves.setdefault(name, []).append(np.interp(share, t_s, values))


def _pieces(signals: Signals, row: Annotation) -> Iterator[Signals]:
    """The middle of a long stretch, in pieces; its ends may be something else."""
    start_s, end_s = row.start_ms / 1000, row.end_ms / 1000
    trim_s = 0.15 * min(end_s - start_s, LONGEST_PIECE_S)
    edge_s = start_s + trim_s
    while edge_s < end_s - trim_s:
        stop_s = min(edge_s + LONGEST_PIECE_S, end_s - trim_s)
        piece = signals.between(edge_s, stop_s)
        if len(piece.t_s) > 20:
            yield piece
        edge_s = stop_s


def _going_on(piece: Signals) -> dict[str, float]:
    low_deg, middle_deg, high_deg = np.percentile(piece.inclination_deg, (5, 50, 95))
    return {
        "inclination 5 %, deg": float(low_deg),
        "inclination 50 %, deg": float(middle_deg),
        "inclination 95 %, deg": float(high_deg),
        "rate 50 %, deg/s": float(np.percentile(piece.rate_dps, 50)),
        "rate 95 %, deg/s": float(np.percentile(piece.rate_dps, 95)),
        "|a| 1 %, m/s2": float(np.percentile(piece.force_mps2, 1)),
        "|a| 99 %, m/s2": float(np.percentile(piece.force_mps2, 99)),
    }
