"""How still a thigh is in a pose: what force and angular rate do within 0.6 s, and for how long they stay.

A thigh that is lowered and raised again turns round smoothly: over 0.6 s a parabola takes most of that away,
and above 7 Hz nothing of it is left (optical captures of lunges hold 1 mg there).
"""

from collections.abc import Iterator

import numpy as np

from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sim_validation.cycles import MovementMeasures
from heeldrive_lab.sim_validation.signals import Floats, MotionSignals
from heeldrive_lab.sim_validation.vertical_displacement import GRAVITY_MPS2

WINDOW_S = 0.6
PIECE_S = 10.0
END_S = 1.0
# A label's ends may belong to another activity; a movement turns round in the middle of its label.
TRIM_S, MIDDLE = 1.0, (0.2, 0.8)
SHIVER_HZ = (7.0, 12.0)
# A wearer counts as still within these distances of the running mean over `WINDOW_S`.
STILL_MG, STILL_DPS = 30.0, 6.0
# A lying leg counts as raised above this tilt from the first second; its holds without their ends.
RAISED_DEG, SHORTEST_HOLD_S, HOLD_EDGE_S = 12.0, 1.4, 0.3


def add_stillness(measured: MovementMeasures, signals: MotionSignals, row: Annotation, part: str) -> None:
    """Measure one interval.

    Args:
        measured: where to.
        signals: the session's signals.
        row: the interval.
        part: `pieces` of 10 s (typical window of each), `end` (stillest window of the last second), `middle`
            (stillest window of the middle three fifths) or `raised` (each hold of a raised leg).
    """
    for piece in _parts(signals, row.start_ms / 1000, row.end_ms / 1000, part):
        force_mg = piece.specific_force_mps2 / GRAVITY_MPS2 * 1000
        even_s = float(np.median(np.diff(piece.t_s)))
        size = round(WINDOW_S / even_s)
        rows = np.array(
            [
                _window(force_mg[first : first + size], piece.angular_rate_dps[first : first + size], even_s)
                for first in range(0, len(force_mg) - size + 1, max(1, size // 6))
            ]
        )
        if not len(rows):
            continue
        held = part in ("pieces", "raised")
        chosen = np.median(rows, axis=0) if held else rows[rows[:, 0].argmin()]
        values = dict(zip(NAMES, map(float, chosen), strict=True))
        if held:
            values["longest still, s"] = longest_still_s(piece.t_s, force_mg, piece.angular_rate_dps)
        measured.add(values)


NAMES = (
    "force, mg",
    "rate, deg/s",
    "force less a parabola, mg",
    "rate less a parabola, deg/s",
    "force 7-12 Hz, mg",
    "rate 7-12 Hz, deg/s",
)


def _window(force_mg: Floats, rate_dps: Floats, even_s: float) -> tuple[float, ...]:
    return (
        *(float(np.sqrt(each.var(axis=0).sum())) for each in (force_mg, rate_dps)),
        *(less_parabola(each) for each in (force_mg, rate_dps)),
        *(shiver_rms(each, even_s) for each in (force_mg, rate_dps)),
    )


def less_parabola(values: Floats) -> float:
    """Rms of (n, 3) values about the parabola that fits each axis best, n > 3."""
    place = np.linspace(-1, 1, len(values))
    powers = np.column_stack([np.ones_like(place), place, place**2])
    rest = values - powers @ np.linalg.lstsq(powers, values, rcond=None)[0]
    return float(np.sqrt((rest**2).sum() / (len(values) - 3)))


def shiver_rms(values: Floats, even_s: float) -> float:
    """Rms of (n, 3) values in the band `SHIVER_HZ`, by a Hann window."""
    taper = np.hanning(len(values))[:, None]
    power = np.abs(np.fft.rfft((values - values.mean(axis=0)) * taper, axis=0)) ** 2
    hz = np.fft.rfftfreq(len(values), even_s)
    inside = (hz >= SHIVER_HZ[0]) & (hz < SHIVER_HZ[1] + 0.5)
    return float(np.sqrt(2 * power[inside].sum() / (taper**2).sum() / len(values)))


def longest_still_s(t_s: Floats, force_mg: Floats, rate_dps: Floats) -> float:
    """Longest time for which force and rate stay near their running means."""
    even_s = float(np.median(np.diff(t_s)))
    near = (_distance(force_mg, even_s) < STILL_MG) & (_distance(rate_dps, even_s) < STILL_DPS)
    ends = np.flatnonzero(np.concatenate([[True], ~near, [True]]))
    return float((np.diff(ends) - 1).max() * even_s)


def _distance(values: Floats, even_s: float) -> Floats:
    half = max(1, round(WINDOW_S / even_s / 2))
    kernel = np.ones(2 * half + 1) / (2 * half + 1)
    means = [np.convolve(np.pad(axis, half, mode="edge"), kernel, "valid") for axis in values.T]
    return np.asarray(np.linalg.norm(values - np.column_stack(means), axis=1))


def _parts(signals: MotionSignals, start_s: float, end_s: float, part: str) -> Iterator[MotionSignals]:
    if part == "pieces":
        for edge_s in np.arange(start_s + TRIM_S, end_s - TRIM_S - PIECE_S + 0.01, PIECE_S):
            yield signals.between(edge_s, edge_s + PIECE_S)
    elif part == "end":
        yield signals.between(max(start_s, end_s - END_S), end_s)
    elif part == "middle":
        low_s, high_s = (start_s + share * (end_s - start_s) for share in MIDDLE)
        yield signals.between(low_s, high_s)
    else:
        yield from _raised(signals.between(start_s + TRIM_S, end_s - TRIM_S))


def _raised(lying: MotionSignals) -> Iterator[MotionSignals]:
    """Each hold of a leg that is raised from the floor again and again."""
    force = lying.specific_force_mps2 / np.linalg.norm(lying.specific_force_mps2, axis=1)[:, None]
    rest = force[lying.t_s < lying.t_s[0] + 1.0].mean(axis=0)
    tilt = np.degrees(np.arccos(np.clip(force @ rest / np.linalg.norm(rest), -1.0, 1.0)))
    edges = np.flatnonzero(np.diff(np.concatenate([[False], tilt > RAISED_DEG, [False]]).astype(int)))
    for first, last in edges.reshape(-1, 2):
        if lying.t_s[last - 1] - lying.t_s[first] > SHORTEST_HOLD_S:
            yield lying.between(lying.t_s[first] + HOLD_EDGE_S, lying.t_s[last - 1] - HOLD_EDGE_S)
