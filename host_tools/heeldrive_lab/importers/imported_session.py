"""Converts inertial data in physical units into a session: raw counts of an LSM6DS, and a header."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers import sentences as say
from heeldrive_lab.importers.checks import gaps
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.limits import COUNT_LIMIT, DETECTOR_RATE_MAX_HZ, DETECTOR_RATE_MIN_HZ
from heeldrive_lab.sessions.format import TIME_LIMIT_MS
from heeldrive_lab.sessions.samples import SampleTable
from heeldrive_lab.sessions.session import SessionHeader
from heeldrive_lab.sessions.units import (
    ACCEL_SCALES,
    BOARD_ACCEL_SCALE_G,
    BOARD_GYRO_SCALE_DPS,
    GYRO_SCALES,
)


@dataclass(frozen=True)
class InertialData:
    """Inertial data of one sensor in physical units.

    Attributes:
        t_ms: (n,) time of each sample, whole milliseconds, strictly increasing.
        accel_ug: (n, 3) specific force, micro-g.
        gyro_udps: (n, 3) angular rate about the same axes, micro-degrees per second.
        rate_hz: samples per second.
        still: whether it contains half a second at rest.
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
        accel_scale_g: full scale of the accelerometer, +-g.
        gyro_scale_dps: full scale of the gyroscope, +-degrees per second.
        still: whether it contains half a second at rest.
        notes: what the user should check, one sentence each.
    """

    accel_scale_g: int
    gyro_scale_dps: int
    still: bool
    notes: tuple[str, ...]


def imported_session(
    data: InertialData, sensor: str, thigh: str, extra: Mapping[str, str], problem: str | None = None
) -> ImportedSession:
    """Quantise a recording as the board would, and note what the user should check.

    Args:
        data: the recording. Time that begins below 0 or exceeds 12.4 days is shifted to begin at 0.
        sensor: name of the sensor, for the header.
        thigh: `left`, `right` or `unknown`, for the header.
        extra: further keys and values of the header.
        problem: a sentence appended to the notes.

    Raises:
        RecordingError: the recording is longer than 12.4 days.
        SessionError: a text does not fit in the header.
    """
    t_ms = data.t_ms
    shift_ms = -int(t_ms[0]) if t_ms[0] < 0 or t_ms[-1] >= TIME_LIMIT_MS else 0
    t_ms = t_ms + shift_ms
    if t_ms[-1] >= TIME_LIMIT_MS:
        raise RecordingError(say.TOO_LONG.format(days=t_ms[-1] / 86_400_000))
    accel_scale_g, accel_counts = _quantise(data.accel_ug, ACCEL_SCALES, BOARD_ACCEL_SCALE_G)
    gyro_scale_dps, gyro_counts = _quantise(data.gyro_udps, GYRO_SCALES, BOARD_GYRO_SCALE_DPS)
    counts = np.hstack((accel_counts, gyro_counts))
    clipped = int((np.abs(counts) > COUNT_LIMIT).any(axis=1).sum())
    header = SessionHeader(
        sensor=sensor,
        accel_ug_per_count=ACCEL_SCALES[accel_scale_g],
        gyro_udps_per_count=GYRO_SCALES[gyro_scale_dps],
        rate_hz=round(data.rate_hz),
        thigh=thigh,
        origin="imported",
        extra=dict(extra) | ({"time_shift_ms": str(shift_ms)} if shift_ms else {}),
    )
    return ImportedSession(
        header,
        np.column_stack((t_ms, np.clip(counts, -COUNT_LIMIT, COUNT_LIMIT))),
        accel_scale_g,
        gyro_scale_dps,
        data.still,
        notes=tuple(_notes(data, shift_ms, clipped, problem)),
    )


def _notes(data: InertialData, shift_ms: int, clipped: int, problem: str | None) -> Iterator[str]:
    if shift_ms:
        yield say.NOTE_SHIFTED.format(shift_ms=shift_ms)
    if not DETECTOR_RATE_MIN_HZ <= data.rate_hz <= DETECTOR_RATE_MAX_HZ:
        yield say.NOTE_RATE_RANGE.format(rate_hz=data.rate_hz)
    lost, longest_ms = gaps(data.t_ms, data.rate_hz)
    if lost:
        yield say.NOTE_GAPS.format(gaps=lost, longest_ms=longest_ms)
    if not data.still:
        yield say.NOTE_NO_REST
    if clipped:
        yield say.NOTE_CLIPPED.format(samples=clipped)
    if problem:
        yield problem


def _quantise(
    values: NDArray[np.float64], scales: dict[int, int], board_scale: int
) -> tuple[int, NDArray[np.int64]]:
    """The smallest full scale, from the board's own up, that does not clip, or the largest; the counts."""
    largest = float(np.abs(values).max())
    usable = [scale for scale in scales if scale >= board_scale]
    chosen = next((scale for scale in usable if largest <= scales[scale] * COUNT_LIMIT), usable[-1])
    # Values far beyond any full scale must still fit in an integer.
    return chosen, np.rint(np.clip(values / scales[chosen], -1e9, 1e9)).astype(np.int64)
