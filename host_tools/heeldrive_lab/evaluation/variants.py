"""Variants of a session: sensor mounted differently, mirrored, other sample rates, clock error.

The number of reps must be the same in every variant.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.sessions.format import GAP_PERIODS

RATES_HZ = (26, 52, 104, 208)
# Beyond this factor, only the interpolation would be tested.
RATE_RISE_MAX = 2.2
CLOCK_OFF = 0.05
COUNT_LIMIT = 32767
MOUNTING_SEED = 9000


def session_variants(session: Loaded) -> Iterator[tuple[str, Loaded]]:
    """Yield each variant of a session with its name.

    The sample rates are those of `RATES_HZ` that differ from its own, up to about twice its own.
    """
    for name, change in (("another mounting", rotated), ("mirrored", mirrored)):
        yield name, _with_counts(session, change(session.table[:, 1:].astype(float)))
    own_hz = session.header.rate_hz
    for rate_hz in RATES_HZ:
        if abs(rate_hz / own_hz - 1) > 0.01 and rate_hz <= RATE_RISE_MAX * own_hz:
            yield f"{rate_hz} Hz", resampled(session, rate_hz)
    for name, factor in (("clock 5 % fast", 1 + CLOCK_OFF), ("clock 5 % slow", 1 - CLOCK_OFF)):
        yield name, _clocked(session, factor)


def rotated(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Rotate the sensor's axes by a random rotation, the same for every session; (n, 6) counts in and out."""
    x, y, z, w = _unit(np.random.default_rng(MOUNTING_SEED).normal(size=4))
    turn = np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )
    return np.hstack((counts[:, :3] @ turn.T, counts[:, 3:] @ turn.T))


def mirrored(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mirror a session to the other thigh; angular rate is an axial vector. (n, 6) counts in and out."""
    return np.asarray(counts * np.array([-1, 1, 1, 1, -1, -1]))


def resampled(session: Loaded, rate_hz: int) -> Loaded:
    """Resample a session.

    Before decimation, samples are averaged over the new period, as a chip's filter does. Between samples,
    values are interpolated linearly. Gaps stay gaps.

    Args:
        session: the session.
        rate_hz: new samples per second.
    """
    t_ms, counts = session.table[:, 0], session.table[:, 1:].astype(float)
    width = round(session.header.rate_hz / rate_hz)
    if width > 1:
        counts = _averaged(counts, width)
    new_ms = np.arange(t_ms[0], t_ms[-1] + 1, 1000 / rate_hz)
    after = np.clip(np.searchsorted(t_ms, new_ms), 1, len(t_ms) - 1)
    known = t_ms[after] - t_ms[after - 1] <= GAP_PERIODS * 1000 / session.header.rate_hz
    new_ms = new_ms[known]
    values = np.column_stack([np.interp(new_ms, t_ms, column) for column in counts.T])
    header = replace(session.header, rate_hz=rate_hz)
    return replace(session, header=header, table=_table(np.rint(new_ms).astype(np.int64), values))


def _averaged(counts: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Running mean over `width` rows; the first and last rows are repeated at the ends."""
    padded = np.pad(counts, ((width // 2, width - 1 - width // 2), (0, 0)), mode="edge")
    sums = np.cumsum(np.vstack((np.zeros(counts.shape[1]), padded)), axis=0)
    means: NDArray[np.float64] = (sums[width:] - sums[:-width]) / width
    return means


def _clocked(session: Loaded, factor: float) -> Loaded:
    t_ms = np.rint(session.table[:, 0] * factor).astype(np.int64)
    return replace(session, table=np.column_stack((t_ms, session.table[:, 1:])))


def _with_counts(session: Loaded, counts: NDArray[np.float64]) -> Loaded:
    return replace(session, table=_table(session.table[:, 0], counts))


def _table(t_ms: NDArray[np.int64], counts: NDArray[np.float64]) -> NDArray[np.int64]:
    whole = np.rint(np.clip(counts, -COUNT_LIMIT, COUNT_LIMIT)).astype(np.int64)
    return np.column_stack((t_ms, whole))


def _unit(vector: NDArray[np.float64]) -> NDArray[np.float64]:
    unit: NDArray[np.float64] = vector / np.linalg.norm(vector)
    return unit
