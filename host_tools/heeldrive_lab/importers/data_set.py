"""What every importer yields, and the way from an owner's numbers to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.checks import (
    RATE_ABSURD_UDPS,
    REST_MAX_UG,
    REST_MIN_UG,
    TURN_SHARE_MAX,
    TURN_SHARE_MIN,
    rest_forces,
    turn_share,
)
from heeldrive_lab.importers.csv_table import RecordingError
from heeldrive_lab.importers.imported_session import ImportedSession, Motion, imported_session
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sessions.units import ACCEL_UNITS, GYRO_UNITS

# Between stretches recorded apart nobody knows how much time went by. Long enough that the one before is over
# for the detector: what it counts is the same for 10 and 60 s (Daily and Sports Activities, 4 people).
HOLE_MS = 10_000


@dataclass(frozen=True)
class LabelledSession:
    """One session of a data set, ready to be written.

    Attributes:
        name: path of the session below the folder of the sessions, without `.csv.gz`.
        session: the samples.
        rows: what the owners' labels tell of it, in session time.
    """

    name: str
    session: ImportedSession
    rows: tuple[Annotation, ...]


@dataclass(frozen=True)
class RawRecording:
    """The samples of one sensor as the owners give them.

    Attributes:
        path: the owners' file or files, for messages.
        t_ms: milliseconds, strictly increasing; session time begins at the first sample.
        accel: specific force, one row a sample.
        gyro: angular rate about the same axes, one row a sample.
        rate_hz: samples per second.
    """

    path: Path
    t_ms: NDArray[np.int64]
    accel: NDArray[np.float64]
    gyro: NDArray[np.float64]
    rate_hz: float


@dataclass(frozen=True)
class Units:
    """The units a set's numbers are in, as keys of `ACCEL_UNITS` and `GYRO_UNITS`."""

    accel: str = "m/s2"
    gyro: str = "rad/s"


def session_of(
    recording: RawRecording, units: Units, data_set: str, sensor: str, thigh: str = "unknown", notes: str = ""
) -> ImportedSession:
    """Make the session of a recording; time begins at 0, what was taken off stands in the header.

    Nothing is refused for moving all the time: public recordings are often cut to the movement.

    Args:
        recording: the samples.
        units: the units of the samples.
        data_set: name of the importer, for the header.
        sensor: name of the sensor, for the header.
        thigh: `left`, `right` or `unknown`.
        notes: a sentence for the user.

    Raises:
        RecordingError: |a| at rest or the rates make no sense in these units: another set, or another form
            of it.
    """
    accel_ug = recording.accel * ACCEL_UNITS[units.accel]
    gyro_udps = recording.gyro * GYRO_UNITS[units.gyro]
    rest_ug = rest_forces(accel_ug, gyro_udps, recording.rate_hz)
    # Only at rest |a| must be gravity: running for five minutes has a median of 1.8 g.
    if len(rest_ug) and not REST_MIN_UG <= (rest := float(np.median(rest_ug))) <= REST_MAX_UG:
        raise RecordingError(
            f"{recording.path}: |a| at rest is {rest / 1e6:.3g} g when read in {units.accel}, as {data_set}"
            " has it; it must be about 1 g: check that the file is the owners' own"
        )
    if (fastest := float(np.abs(gyro_udps).max())) > RATE_ABSURD_UDPS:
        raise RecordingError(
            f"{recording.path}: it turns at {fastest / 1e6:.0f} deg/s when read in {units.gyro}, as"
            f" {data_set} has it, which no thigh does: check that the file is the owners' own"
        )
    share = turn_share(accel_ug, gyro_udps, recording.rate_hz)
    if share is not None and not TURN_SHARE_MIN <= share <= TURN_SHARE_MAX:
        notes = f"the rates make {share:.2g} times the turn that gravity shows; {notes}".removesuffix("; ")
    start_ms = int(recording.t_ms[0])
    motion = Motion(recording.t_ms - start_ms, accel_ug, gyro_udps, recording.rate_hz, len(rest_ug) > 0)
    extra = {"data_set": data_set, "imported_from": recording.path.name}
    if start_ms:
        extra["time_shift_ms"] = str(-start_ms)
    return imported_session(motion, sensor, thigh, extra, notes or None)


def span(
    kind: str, t_ms: NDArray[np.int64], activity: str, leg: str = "", reps: int | None = None
) -> Annotation:
    """One row of truth from the first to the last of `t_ms`, session time."""
    return Annotation(kind, int(t_ms[0]), int(t_ms[-1]), sensor_leg=leg, reps=reps, activity=activity)


def counted_ms(lengths: Sequence[int], holes_ms: Sequence[int], rate_hz: float) -> list[NDArray[np.int64]]:
    """Times of samples that come without any: counted from the owners' rate, with holes where they stopped.

    Args:
        lengths: samples of each stretch.
        holes_ms: the hole before each stretch.
        rate_hz: samples per second.

    Returns:
        The times of each stretch.
    """
    return [
        np.rint(np.arange(end - length, end) * 1000 / rate_hz).astype(np.int64) + hole_ms
        for length, end, hole_ms in zip(lengths, np.cumsum(lengths), np.cumsum(holes_ms), strict=True)
    ]


def increasing(t_ms: NDArray[np.int64] | NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which samples to keep so that time increases: those later than all before them."""
    latest = np.maximum.accumulate(t_ms)
    return np.concatenate(([True], t_ms[1:] > latest[:-1]))


def found(directory: Path, pattern: str, layout: str) -> list[Path]:
    """The files of a set in a download, sorted, and however deep the download was unpacked.

    Args:
        directory: the folder the user named.
        pattern: of the files, such as `a*_inertial.mat`.
        layout: how the set is laid out, for the message.

    Raises:
        RecordingError: the folder is not there, or none of the files is in it.
    """
    if not directory.is_dir():
        raise RecordingError(f"{directory}: there is no such folder: check the name")
    paths = sorted(directory.rglob(pattern))
    if not paths:
        raise RecordingError(
            f"{directory}: there is no {layout} in this folder: name the one the download was unpacked in"
        )
    return paths
