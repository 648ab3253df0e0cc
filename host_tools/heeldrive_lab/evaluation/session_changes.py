"""Changes of a session that leave its reps as they were: how it is worn, sampled, measured, and framed.

Counts go in and out as (n, 6) arrays of floats: three of the accelerometer, three of the gyroscope.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.evaluation.sources import Loaded
from heeldrive_lab.sessions.format import GAP_PERIODS

Counts = NDArray[np.float64]
COUNT_LIMIT = 32767

# A session is at rest at an end if no axis varies by more than this over the half second there: several times
# a chip's noise at 208 Hz (docs/sources.md), a fraction of what the slowest rep does.
REST_S = 0.5
REST_ACCEL_MG = 20.0
REST_RATE_DPS = 2.0


def rotated(counts: Counts, seed: int) -> Counts:
    """Rotate the sensor's axes by a rotation drawn from `seed`, uniformly among all rotations."""
    turn = rotation(np.random.default_rng(seed).normal(size=4))
    return np.hstack((counts[:, :3] @ turn.T, counts[:, 3:] @ turn.T))


def rotation(quaternion: Counts) -> Counts:
    """(3, 3) the rotation of a quaternion x, y, z, w of any length.

    If its parts are normally distributed, it is uniform among all rotations (Shoemake 1992).
    """
    x, y, z, w = quaternion / np.linalg.norm(quaternion)
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ]
    )


def mirrored(counts: Counts) -> Counts:
    """Mirror a session to the other thigh; angular rate is an axial vector."""
    return np.asarray(counts * np.array([-1, 1, 1, 1, -1, -1]))


def offset(session: Loaded, zero_g_mg: Counts, zero_rate_dps: Counts) -> Loaded:
    """Add offsets to those that the session's sensor already has.

    Args:
        session: the session.
        zero_g_mg: (3,) offset of each axis of the accelerometer.
        zero_rate_dps: (3,) offset of each axis of the gyroscope.
    """
    header = session.header
    added = np.concatenate(
        (zero_g_mg * 1e3 / header.accel_ug_per_count, zero_rate_dps * 1e6 / header.gyro_udps_per_count)
    )
    return with_counts(session, session.table[:, 1:] + added)


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


def clocked(session: Loaded, factor: float) -> Loaded:
    """Multiply all time stamps: the board's clock is off, or the chip's data rate."""
    t_ms = np.rint(session.table[:, 0] * factor).astype(np.int64)
    return replace(session, table=np.column_stack((t_ms, session.table[:, 1:])))


def rested(session: Loaded, seconds: float, at_end: bool) -> Loaded | None:
    """Join a rest to the start or the end of a session that is at rest there.

    The rest is the mean of the half second at that end, with the noise of that half second in another order.

    Args:
        session: the session.
        seconds: duration of the rest.
        at_end: whether it is joined to the end instead of the start.

    Returns:
        The session from the old first time on, its annotations left as they are; None if it moves at that
        end.
    """
    header, table = session.header, session.table
    length = max(2, round(REST_S * header.rate_hz))
    still = (table[-length:] if at_end else table[:length])[:, 1:].astype(float)
    spread = still.std(axis=0)
    if len(still) < length or (
        spread[:3].max() * header.accel_ug_per_count > REST_ACCEL_MG * 1e3
        or spread[3:].max() * header.gyro_udps_per_count > REST_RATE_DPS * 1e6
    ):
        return None
    rows = round(seconds * header.rate_hz)
    shuffled = still[np.random.default_rng(rows).integers(length, size=rows)]
    step_ms = np.rint(np.arange(rows + 1) * 1000 / header.rate_hz).astype(np.int64)
    if at_end:
        return replace(session, table=np.vstack((table, _table(session.last_ms + step_ms[1:], shuffled))))
    later = table + np.array([step_ms[-1], 0, 0, 0, 0, 0, 0])
    return replace(session, table=np.vstack((_table(session.first_ms + step_ms[:-1], shuffled), later)))


def with_counts(session: Loaded, counts: Counts) -> Loaded:
    """The session with other counts, saturated at the sensor's range."""
    return replace(session, table=_table(session.table[:, 0], counts))


def _averaged(counts: Counts, width: int) -> Counts:
    """Running mean over `width` rows; the first and last rows are repeated at the ends."""
    padded = np.pad(counts, ((width // 2, width - 1 - width // 2), (0, 0)), mode="edge")
    sums = np.cumsum(np.vstack((np.zeros(counts.shape[1]), padded)), axis=0)
    means: Counts = (sums[width:] - sums[:-width]) / width
    return means


def _table(t_ms: NDArray[np.int64], counts: Counts) -> NDArray[np.int64]:
    whole = np.rint(np.clip(counts, -COUNT_LIMIT, COUNT_LIMIT)).astype(np.int64)
    return np.column_stack((t_ms, whole))
