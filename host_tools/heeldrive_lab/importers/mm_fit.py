"""MM-Fit: a phone in each trouser pocket during whole workouts; sets, also of lunges, labelled with totals.

Source: D. Stromback, S. Huang, V. Radu, "MM-Fit: Multimodal deep learning for automatic exercise logging
across sensing devices", Proc. ACM IMWUT 4(4), 2020; the owners' repository, its EDA notebook and its issue 2.
Licence: the repository's is MIT, and others assume that it covers the data too.

Layout: `wWW/wWW_sp_l_acc.npy`, `..._gyr.npy` and the same with `sp_r` (left and right phone), some of them in
parts `..._acc_0.npy`, `_1`. An array has one row per sample: frame of the left camera, time stamp in
milliseconds since 1970, x, y, z; accelerometer and gyroscope have separate rows. `wWW/wWW_labels.csv`,
without column names: first frame, last frame, repetitions, activity. According to the owners, the phones are
a Samsung S7 at 210 Hz and a Huawei P20 at 500 Hz, and the left phone recorded only six workouts (w03, w06,
w08, w13, w14, w17). Other readers of the files found m/s2, rad/s, and hundreds of duplicate time stamps in a
file.

Import: the accelerometer's samples and times are kept, and the gyroscope is interpolated to them; where it is
missing for longer than three periods there is a gap. Of several samples within one millisecond the first is
kept. Lunges are sets with their total; the sensor leg stays empty, because neither the kind of lunge nor
whether the legs alternate is stated: the total includes both legs. Time between labelled sets is
`non_activity`, as in the owners' own program.

Not confirmed: which model was in which pocket; the orientation of the phones; that the phones use the same
units as the watches (refused if |a| at rest or the rates are implausible). A phone in a pocket swings and
turns, unlike a strapped sensor.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tokenize import TokenError

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.data_set import (
    LabelledSession,
    SourceRecording,
    Units,
    find_files,
    increasing,
    make_session,
)
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.number_file import matrix
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.sessions.format import GAP_PERIODS, short

PHONES = {"left": "sp_l", "right": "sp_r"}
LUNGES = "lunges"


@dataclass(frozen=True)
class Set:
    """A labelled set: first and last camera frame, repetitions, activity."""

    first: int
    last: int
    reps: int
    activity: str


def read(directory: Path) -> Iterator[LabelledSession]:
    """Yield a session for each workout and phone.

    Raises:
        RecordingError: the folder contains no workout, or a file is missing or invalid.
    """
    some = False
    for labels in find_files(directory, "w[0-9][0-9]_labels.csv", "wWW/wWW_labels.csv"):
        workout = labels.name[:3]
        sets = _sets(labels)
        for leg, phone in PHONES.items():
            accel, gyro = (_samples(labels.parent, f"{workout}_{phone}_{kind}") for kind in ("acc", "gyr"))
            if accel is None and gyro is None:
                continue
            if accel is None or gyro is None:
                kind = "acc" if accel is None else "gyr"
                raise RecordingError(
                    f"{labels.parent}: {workout}_{phone}_{kind}.npy is missing: copy it next to the phone's"
                    " other file"
                )
            some = True
            yield _session(labels.parent / f"{workout}_{phone}_acc.npy", accel, gyro, sets, leg)
    if not some:
        raise RecordingError(
            f"{directory}: no workout has the files of a phone (wWW_sp_r_acc.npy and wWW_sp_r_gyr.npy)"
        )


def _session(
    path: Path, accel: NDArray[np.float64], gyro: NDArray[np.float64], sets: list[Set], leg: str
) -> LabelledSession:
    t_ms = np.rint(accel[:, 1]).astype(np.int64)
    keep = increasing(t_ms)
    gyro = gyro[increasing(gyro[:, 1])]
    keep &= _covered(t_ms, gyro[:, 1])
    if keep.sum() < 2:
        raise RecordingError(f"{path}: its accelerometer and gyroscope have no time in common")
    accel, t_ms = accel[keep], t_ms[keep]
    rates = np.column_stack([np.interp(t_ms, gyro[:, 1], axis) for axis in gyro[:, 2:].T])
    rows, lost = _annotations(accel[:, 0], t_ms - t_ms[0], sets)
    note = f"labelled sets that the phone recorded only in part and that are left out: {lost}" if lost else ""
    steps_ms = np.diff(t_ms)
    rate_hz = 1000 / float(steps_ms[steps_ms <= GAP_PERIODS * np.median(steps_ms)].mean())
    session = make_session(
        SourceRecording(path, t_ms, accel[:, 2:], rates, rate_hz),
        Units(),
        "mm-fit",
        "phone in pocket",
        leg,
        note,
    )
    return LabelledSession(f"{path.name[:3]}_{leg}", session, tuple(rows))


def _covered(t_ms: NDArray[np.int64], known_ms: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Mask of `t_ms` that lie between two of `known_ms` close enough to interpolate."""
    if len(known_ms) < 2:
        return np.zeros(len(t_ms), bool)
    after = np.clip(np.searchsorted(known_ms, t_ms), 1, len(known_ms) - 1)
    step_ms = known_ms[after] - known_ms[after - 1]
    inside = (known_ms[0] <= t_ms) & (t_ms <= known_ms[-1])
    near = step_ms <= GAP_PERIODS * np.median(np.diff(known_ms))
    covered: NDArray[np.bool_] = inside & (near | (known_ms[after] == t_ms))
    return covered


def _annotations(
    frames: NDArray[np.float64], t_ms: NDArray[np.int64], sets: list[Set]
) -> tuple[list[Annotation], int]:
    """Annotations of the sets and of the time between them, and the number of incompletely recorded sets."""
    rows: list[Annotation] = []
    lost = reached_ms = 0
    for labelled in sorted(sets, key=lambda labelled: labelled.first):
        first = int(np.searchsorted(frames, labelled.first))
        last = int(np.searchsorted(frames, labelled.last, "right")) - 1
        if labelled.first < frames[0] or labelled.last > frames[-1] or first >= last:
            lost += 1
            continue
        start_ms, end_ms = int(t_ms[first]), int(t_ms[last])
        if start_ms > reached_ms:
            rows.append(Annotation("other", reached_ms, start_ms, activity="non_activity"))
        kind, activity = ("set", "lunge") if labelled.activity == LUNGES else ("other", labelled.activity)
        rows.append(Annotation(kind, start_ms, end_ms, reps=labelled.reps, activity=activity))
        reached_ms = max(reached_ms, end_ms)
    if reached_ms < t_ms[-1]:
        rows.append(Annotation("other", reached_ms, int(t_ms[-1]), activity="non_activity"))
    return rows, lost


def _sets(path: Path) -> list[Set]:
    sets = []
    try:
        table = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    except (OSError, ValueError, csv.Error) as error:
        raise RecordingError(f"{path}: the file is not valid CSV ({error}): copy it again") from error
    for number, row in enumerate(table, 1):
        if not any(row):
            continue
        try:
            first, last, reps = (int(cell) for cell in row[:3])
            (activity,) = (cell.strip() for cell in row[3:])
        except ValueError:
            raise RecordingError(
                f"{path}, line {number}: {short(','.join(row))} is not first frame, last frame, repetitions,"
                " activity: check that the file is the owners' own"
            ) from None
        if first >= last or reps < 0 or not activity:
            raise RecordingError(
                f"{path}, line {number}: frames {first} to {last}, {reps} repetitions of {activity!r} is not"
                " a valid set: check that the file is the owners' own"
            )
        sets.append(Set(first, last, reps, activity))
    if not sets:
        raise RecordingError(f"{path}: it contains no set: copy it again")
    return sets


def _samples(folder: Path, name: str) -> NDArray[np.float64] | None:
    """Rows of an array, with its parts joined; None if there is no such file."""
    paths = [path] if (path := folder / f"{name}.npy").exists() else sorted(folder.glob(f"{name}_[0-9].npy"))
    return np.concatenate([_array(path) for path in paths]) if paths else None


def _array(path: Path) -> NDArray[np.float64]:
    try:
        values = np.load(path, allow_pickle=False)
    # The last two are raised for a damaged header, which numpy parses as Python.
    except (OSError, ValueError, EOFError, SyntaxError, TokenError) as error:
        raise RecordingError(f"{path}: the file is not a valid numpy array: copy it again") from error
    return matrix(path, "it", values, 5)
