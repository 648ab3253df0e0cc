"""PHYTMO: physical therapy of the legs, both thighs, 100 Hz; squats right and deliberately wrong, no lunges.

Source: S. Garcia-de-Villa, A. Jimenez-Martin, J. J. Garcia-Dominguez, "A database of physical therapy
exercises with variability of execution collected by wearable sensors", Scientific Data 9:266, 2022; data at
Zenodo, record 6319979. Licence: CC BY 4.0.

Layout: `inertial/lower/G/Lthigh/GNNEEELP_S.csv` and `Rthigh`. `G` is the age group (A 20-29 to E 60-69), `NN`
the person, `EEE` the exercise, `L` the leg that moves (only in KFE and HAA), `P` 0 for right and 1 for wrong
(not in GIS and GHT), `S` the series. `...Calib.csv` are calibrations and are not imported. The first line
names the columns: `Time (s)`, `Gyroscope X (deg/s)` and so on, `Accelerometer X (g)`, and a magnetometer.
30 people, four sensors, two series of 8 repetitions at least.

Import: a session for each person and thigh, all series one after the other with gaps of 10 s (the true
distance is unknown). Every series is one activity that must not count; the number of its repetitions is not
known. Lost packets, empty rows in the owners' files, are left out.

Confirmed by two programs that read the owners' files: folders, names, columns, units, 100 Hz, and that one
person's series has many empty rows. Not confirmed: whether people stood still before a series.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.data_set import (
    GAP_MS,
    LabelledSession,
    SourceRecording,
    Units,
    annotate_span,
    find_files,
    increasing,
    make_session,
)
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.number_file import read_named

RATE_HZ = 100.0
RATE_SLACK = 0.2
UNITS = Units("g", "deg/s")
FILE_NAME = re.compile(r"([A-E]\d\d)([A-Z]{3})([LR]?)([01]?)(?:_(\d+))?\.csv")
THIGHS = {"Rthigh": "right", "Lthigh": "left"}
COLUMNS = (
    "time (s)",
    *(f"accelerometer {axis} (g)" for axis in "xyz"),
    *(f"gyroscope {axis} (deg/s)" for axis in "xyz"),
)
EXERCISES = {
    "SQT": "squat",
    "KFE": "knee_flexion_extension",
    "HAA": "hip_abduction",
    "GAT": "walking",
    "GIS": "walking_in_an_eight",
    "GHT": "walking_heel_to_toe",
}
SIDES = {"L": "_left", "R": "_right", "": ""}
EXECUTIONS = {"0": "", "1": "_wrong", "": ""}


def read(directory: Path) -> Iterator[LabelledSession]:
    """Yield a session for each person and thigh.

    Raises:
        RecordingError: the folder contains no file of the set, or a file is invalid.
    """
    series: dict[tuple[str, str], list[tuple[str, Path]]] = {}
    layout = "lower/A/Rthigh/ANNEEELP_S.csv"
    for path in find_files(directory, "?thigh/*.csv", layout):
        match = FILE_NAME.fullmatch(path.name)
        if match is None or path.parent.name not in THIGHS:
            continue
        if match[2] not in EXERCISES:
            raise RecordingError(
                f"{path}: the exercise {match[2]} is not one of {', '.join(EXERCISES)}: check that the file"
                " is the owners' own"
            )
        activity = EXERCISES[match[2]] + SIDES[match[3]] + EXECUTIONS[match[4]]
        series.setdefault((match[1], path.parent.name), []).append((activity, path))
    if not series:
        raise RecordingError(f"{directory}: there is no {layout} in this folder, only calibrations")
    for (person, folder), files in sorted(series.items()):
        yield _session(person, folder, files)


def _session(person: str, folder: str, files: Sequence[tuple[str, Path]]) -> LabelledSession:
    times: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float64]] = []
    lost = 0
    for _, path in files:
        t_ms, six, empty = _series(path)
        times.append(t_ms + (times[-1][-1] + GAP_MS if times else 0))
        values.append(six)
        lost += empty
    together = np.concatenate(values)
    recording = SourceRecording(
        files[0][1].with_name(f"{person}*.csv"),
        np.concatenate(times),
        together[:, :3],
        together[:, 3:],
        RATE_HZ,
    )
    notes = f"samples left out because they are empty or out of order: {lost}" if lost else ""
    session = make_session(recording, UNITS, "phytmo", "PHYTMO magneto-inertial", THIGHS[folder], notes)
    rows = tuple(
        annotate_span("other", t_ms, activity) for (activity, _), t_ms in zip(files, times, strict=True)
    )
    return LabelledSession(f"{person}_{THIGHS[folder]}", session, rows)


def _series(path: Path) -> tuple[NDArray[np.int64], NDArray[np.float64], int]:
    """Times from 0, ms, six signals, and the number of samples left out."""
    numbers = read_named(path, COLUMNS, ",", missing=True)
    whole = numbers[np.isfinite(numbers).all(axis=1)]
    if len(whole) < 2:
        raise RecordingError(f"{path}: it has no two whole samples: copy it again")
    t_ms = np.rint((whole[:, 0] - whole[0, 0]) * 1000).astype(np.int64)
    keep = increasing(t_ms)
    step_ms = float(np.median(np.diff(t_ms[keep]))) if keep.sum() > 1 else np.inf
    if abs(1000 / step_ms / RATE_HZ - 1) > RATE_SLACK:
        raise RecordingError(
            f"{path}: {1000 / step_ms:.4g} samples per second according to its times in seconds, instead of"
            f" {RATE_HZ:.0f}: check that the file is the owners' own"
        )
    return t_ms[keep], whole[keep, 1:], len(numbers) - int(keep.sum())
