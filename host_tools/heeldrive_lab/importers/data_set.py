"""Common parts of the data set importers: from an owner's numbers to a labelled session."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.checks import rest_magnitudes_ug, rotation_ratio
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.imported_session import ImportedSession, InertialData, imported_session
from heeldrive_lab.importers.limits import (
    AGREES_MIN,
    RATE_LIMIT_UDPS,
    REST_MAX_UG,
    REST_MIN_UG,
    ROTATION_RATIO_MAX,
    ROTATION_RATIO_MIN,
)
from heeldrive_lab.importers.turning import turning
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sessions.units import ACCEL_UNITS, GYRO_UNITS
from heeldrive_lab.util.files import why_no_folder

# The time between separate recordings is unknown. This gap is long enough that the detector treats them as
# separate: its counts are the same with 10 and 60 s (Daily and Sports Activities, 4 people).
GAP_MS = 10_000


@dataclass(frozen=True)
class LabelledSession:
    """One session of a data set, ready to be written.

    Attributes:
        name: path of the session relative to the folder of sessions, without `.csv.gz`.
        session: the samples.
        rows: annotations from the owners' labels, session time.
    """

    name: str
    session: ImportedSession
    rows: tuple[Annotation, ...]


@dataclass(frozen=True)
class SourceRecording:
    """The samples of one sensor in the owners' units.

    Attributes:
        path: the owners' file or files, for messages.
        t_ms: (n,) milliseconds, strictly increasing; session time begins at the first sample.
        accel: (n, 3) specific force.
        gyro: (n, 3) angular rate about the same axes.
        rate_hz: samples per second.
    """

    path: Path
    t_ms: NDArray[np.int64]
    accel: NDArray[np.float64]
    gyro: NDArray[np.float64]
    rate_hz: float


@dataclass(frozen=True)
class Units:
    """Units of a data set, as keys of `ACCEL_UNITS` and `GYRO_UNITS`."""

    accel: str = "m/s2"
    gyro: str = "rad/s"


def make_session(
    recording: SourceRecording,
    units: Units,
    data_set: str,
    sensor: str,
    thigh: str = "unknown",
    notes: str = "",
) -> ImportedSession:
    """Make a session from a recording. Time is shifted to begin at 0; the header states the shift.

    Recordings without rest are accepted, because public recordings are often trimmed to the movement.

    Args:
        recording: the samples.
        units: the units of the samples.
        data_set: name of the importer, for the header.
        sensor: name of the sensor, for the header.
        thigh: `left`, `right` or `unknown`.
        notes: a sentence for the user.

    Raises:
        RecordingError: |a| at rest or the rates are implausible in these units: this is another data set, or
            another version of it.
    """
    accel_ug = recording.accel * ACCEL_UNITS[units.accel]
    gyro_udps = recording.gyro * GYRO_UNITS[units.gyro]
    rest_ug = rest_magnitudes_ug(accel_ug, gyro_udps, recording.rate_hz)
    # |a| equals gravity only at rest: five minutes of running have a median of 1.8 g.
    if len(rest_ug) and not REST_MIN_UG <= (rest := float(np.median(rest_ug))) <= REST_MAX_UG:
        raise RecordingError(
            f"{recording.path}: |a| at rest is {rest / 1e6:.3g} g when read in {units.accel}, the unit of"
            f" {data_set}; it must be about 1 g: check that the file is the owners' own"
        )
    if (fastest := float(np.abs(gyro_udps).max())) > RATE_LIMIT_UDPS:
        raise RecordingError(
            f"{recording.path}: the rates reach {fastest / 1e6:.0f} deg/s when read in {units.gyro}, the unit"
            f" of {data_set}, too fast for a thigh: check that the file is the owners' own"
        )
    ratio = rotation_ratio(accel_ug, gyro_udps, recording.rate_hz)
    if ratio is not None and not ROTATION_RATIO_MIN <= ratio <= ROTATION_RATIO_MAX:
        notes = f"the rates give {ratio:.2g} times the rotation of gravity; {notes}".removesuffix("; ")
    look = turning(accel_ug, gyro_udps, recording.rate_hz)
    if look and look.fit()[0] < -AGREES_MIN:
        notes = f"the rates turn against gravity: an axis or a sign differs; {notes}".removesuffix("; ")
    start_ms = int(recording.t_ms[0])
    data = InertialData(recording.t_ms - start_ms, accel_ug, gyro_udps, recording.rate_hz, len(rest_ug) > 0)
    extra = {"data_set": data_set, "imported_from": recording.path.name}
    if start_ms:
        extra["time_shift_ms"] = str(-start_ms)
    return imported_session(data, sensor, thigh, extra, notes or None)


def annotate_span(
    kind: str, t_ms: NDArray[np.int64], activity: str, leg: str = "", reps: int | None = None
) -> Annotation:
    """One annotation from the first to the last of `t_ms`, session time."""
    return Annotation(kind, int(t_ms[0]), int(t_ms[-1]), sensor_leg=leg, reps=reps, activity=activity)


def sample_times_ms(
    lengths: Sequence[int], gaps_ms: Sequence[int], rate_hz: float
) -> list[NDArray[np.int64]]:
    """Compute the times of samples that have no time stamps, with gaps between separate recordings.

    Args:
        lengths: number of samples in each recording.
        gaps_ms: gap before each recording.
        rate_hz: the owners' sample rate.

    Returns:
        For each recording, (n,) times in ms.
    """
    return [
        np.rint(np.arange(end - length, end) * 1000 / rate_hz).astype(np.int64) + gap_ms
        for length, end, gap_ms in zip(lengths, np.cumsum(lengths), np.cumsum(gaps_ms), strict=True)
    ]


def increasing(t_ms: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mask of the samples that are later than all samples before them."""
    latest = np.maximum.accumulate(t_ms)
    return np.concatenate(([True], t_ms[1:] > latest[:-1]))


def find_files(directory: Path, pattern: str, layout: str) -> list[Path]:
    """Find the files of a data set in a download, at any depth.

    Args:
        directory: the folder given by the user.
        pattern: pattern of the file names, such as `a*_inertial.mat`.
        layout: the layout of the set, for the message.

    Returns:
        The paths, sorted.

    Raises:
        RecordingError: the folder does not exist, or contains none of the files.
    """
    if why := why_no_folder(directory):
        raise RecordingError(f"{directory}: {why}")
    paths = sorted(directory.rglob(pattern))
    if not paths:
        raise RecordingError(
            f"{directory}: there is no {layout} in this folder: give the folder of the unpacked download"
        )
    return paths
