"""Motion in physical units turned into what a session file holds: an LSM6DS's raw counts, and a header."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.checks import gaps
from heeldrive_lab.importers.csv_table import RecordingError
from heeldrive_lab.sessions.format import TIME_LIMIT_MS
from heeldrive_lab.sessions.samples import SampleTable
from heeldrive_lab.sessions.session import SessionHeader
from heeldrive_lab.sessions.units import (
    ACCEL_SCALES,
    BOARD_ACCEL_SCALE_G,
    BOARD_GYRO_SCALE_DPS,
    GYRO_SCALES,
)

COUNT_LIMIT = 32767
# What the detector was made for (issue: 25 to 208, and a data rate 10 % off).
DETECTOR_RATE_MIN_HZ, DETECTOR_RATE_MAX_HZ = 22, 230


@dataclass(frozen=True)
class Motion:
    """What a sensor went through.

    Attributes:
        t_ms: time of each sample, whole milliseconds, strictly increasing.
        accel_ug: specific force, one row a sample, micro-g.
        gyro_udps: angular rate about the same axes, one row a sample, micro-degrees per second.
        rate_hz: samples per second.
        still: whether it is still for half a second anywhere.
    """

    t_ms: NDArray[np.int64]
    accel_ug: NDArray[np.float64]
    gyro_udps: NDArray[np.float64]
    rate_hz: float
    still: bool


@dataclass(frozen=True)
class ImportedSession(SampleTable):
    """A recording as raw counts.

    Attributes:
        accel_scale_g: the full scale chosen, +-g.
        gyro_scale_dps: the full scale chosen, +-degrees per second.
        still: whether it is still for half a second anywhere.
        notes: what the user should look into, a sentence each.
    """

    accel_scale_g: int
    gyro_scale_dps: int
    still: bool
    notes: tuple[str, ...]


def imported_session(
    motion: Motion, sensor: str, thigh: str, extra: Mapping[str, str], problem: str | None = None
) -> ImportedSession:
    """Quantise a recording as the board would have, and say what the user should look into.

    Args:
        motion: the recording. Time that begins below 0 or passes 12.4 days is shifted to begin at 0.
        sensor: name of the sensor, for the header.
        thigh: `left`, `right` or `unknown`, for the header.
        extra: further keys and values of the header.
        problem: a sentence to end the notes with.

    Raises:
        RecordingError: it is longer than 12.4 days.
        SessionError: a text does not fit in the header.
    """
    t_ms = motion.t_ms
    shift_ms = -int(t_ms[0]) if t_ms[0] < 0 or t_ms[-1] >= TIME_LIMIT_MS else 0
    t_ms = t_ms + shift_ms
    if t_ms[-1] >= TIME_LIMIT_MS:
        raise RecordingError(
            f"it is {t_ms[-1] / 86_400_000:.1f} days long; a session holds up to 12.4: cut it"
        )
    accel_scale_g, accel_counts = _quantise(motion.accel_ug, ACCEL_SCALES, BOARD_ACCEL_SCALE_G)
    gyro_scale_dps, gyro_counts = _quantise(motion.gyro_udps, GYRO_SCALES, BOARD_GYRO_SCALE_DPS)
    counts = np.hstack((accel_counts, gyro_counts))
    clipped = int((np.abs(counts) > COUNT_LIMIT).any(axis=1).sum())
    header = SessionHeader(
        sensor=sensor,
        accel_ug_per_count=ACCEL_SCALES[accel_scale_g],
        gyro_udps_per_count=GYRO_SCALES[gyro_scale_dps],
        rate_hz=round(motion.rate_hz),
        thigh=thigh,
        origin="imported",
        extra=dict(extra) | ({"time_shift_ms": str(shift_ms)} if shift_ms else {}),
    )
    return ImportedSession(
        header,
        np.column_stack((t_ms, np.clip(counts, -COUNT_LIMIT, COUNT_LIMIT))),
        accel_scale_g,
        gyro_scale_dps,
        motion.still,
        notes=tuple(_notes(motion, shift_ms, clipped, problem)),
    )


def _notes(motion: Motion, shift_ms: int, clipped: int, problem: str | None) -> Iterator[str]:
    if shift_ms:
        yield f"time was shifted by {shift_ms} ms, to begin at 0"
    if not DETECTOR_RATE_MIN_HZ <= motion.rate_hz <= DETECTOR_RATE_MAX_HZ:
        yield f"{motion.rate_hz:.1f} samples a second: the detector was made for 25 to 208"
    lost, longest_ms = gaps(motion.t_ms, motion.rate_hz)
    if lost:
        yield f"gaps in time: {lost}, the longest {longest_ms} ms; what happened there is not counted"
    if not motion.still:
        yield "it is not still for half a second anywhere: how the wearer stands may not be learnt"
    if clipped:
        yield f"{clipped} samples beyond the largest full scale were clipped, as the sensor would"
    if problem:
        yield problem


def _quantise(
    values: NDArray[np.float64], scales: dict[int, int], board_scale: int
) -> tuple[int, NDArray[np.int64]]:
    """The smallest full scale, from the board's own up, that does not clip, else the largest; the counts."""
    largest = float(np.abs(values).max())
    usable = [scale for scale in scales if scale >= board_scale]
    chosen = next((scale for scale in usable if largest <= scales[scale] * COUNT_LIMIT), usable[-1])
    # Far beyond any full scale is as good as infinite, and an integer must hold it.
    return chosen, np.rint(np.clip(values / scales[chosen], -1e9, 1e9)).astype(np.int64)
