"""HuGaDB: walking, stairs, sitting, cycling, cars and lifts; both thighs, 56 Hz, raw counts; no lunges.

Source: R. Chereshnev, A. Kertesz-Farkas, "HuGaDB: Human gait database for activity recognition from wearable
inertial sensor networks", AIST 2017; github.com/romanchereshnev/HuGaDB. No licence was found; the owners ask
for the citation.

Layout: `HuGaDB_vV_ACTIVITY_PP_CC.txt` for 18 people, version 1 or 2 (in version 2 sitting down, sitting,
standing up and standing are labelled again). Three lines that start with `#`, a line with 39 names, lines of
39 numbers separated by tabs: right foot, right shin, **right thigh**, left foot, left shin, **left thigh**,
three accelerations and three rates each, two muscle signals, activity. Counts of 16 bits over +-2 g and
+-2000 deg/s: by the owners' README. Sensors 5 cm above the knee, on the front of the thigh.

Import: a session for each file and thigh, in a folder for each person; runs of a label are activities that
must not count. A recording that is beyond +-2 g is clipped there by the sensor itself: running is.

Confirmed by the owners' README: order of the columns, ranges, activities, names. Inferred: 56.35 samples per
second (from other users; no time is in the files, and the README's 2 111 962 samples in 35 903 s would be
58.8), and 32 768 counts for the full range (|a| at rest is 9.8 to 10.2 m/s^2 in four people's files).
According to the owners some gyroscopes were broken, the right ones of person 3 among them; a session whose
rates do not fit the rotation of gravity has a note.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.data_set import (
    LabelledSession,
    SourceRecording,
    Units,
    find_files,
    make_session,
    sample_times_ms,
)
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.number_file import read_headed
from heeldrive_lab.sessions.annotations import Annotation

RATE_HZ = 56.35
UNITS = Units("g", "deg/s")
FULL_COUNTS, FULL_G, FULL_DPS = 32768, 2.0, 2000.0
FILE_NAME = re.compile(r"HuGaDB_v\d+_\w+_(\d\d)_(\d\d)\.txt")
COLUMNS, ACTIVITY = 39, 38
THIGHS = {"right": 12, "left": 30}
ACTIVITIES = (
    "walking",
    "running",
    "stairs_up",
    "stairs_down",
    "sitting",
    "sitting_down",
    "standing_up",
    "standing",
    "cycling",
    "lift_up",
    "lift_down",
    "sitting_in_car",
)
# Shorter labels are slips of the owners' key.
SAMPLES_MIN = 2


def read(directory: Path) -> Iterator[LabelledSession]:
    """Yield a session for each file and thigh.

    Raises:
        RecordingError: the folder contains no file of the set, or a file is invalid.
    """
    wanted = [*(first + n for first in THIGHS.values() for n in range(6)), ACTIVITY]
    scale = np.repeat((FULL_G, FULL_DPS), 3) / FULL_COUNTS
    for path in find_files(directory, "HuGaDB_v*.txt", "HuGaDB_vV_ACTIVITY_PP_CC.txt"):
        match = FILE_NAME.fullmatch(path.name)
        if match is None:
            continue
        numbers = read_headed(path, COLUMNS, wanted, "\t")
        _check_counts(path, numbers[:, :-1])
        (t_ms,) = sample_times_ms([len(numbers)], [0], RATE_HZ)
        rows = tuple(_activities(path, t_ms, numbers[:, -1]))
        for leg, counts in zip(THIGHS, np.split(numbers[:, :-1], len(THIGHS), axis=1), strict=True):
            six = counts * scale
            recording = SourceRecording(path, t_ms, six[:, :3], six[:, 3:], RATE_HZ)
            session = make_session(recording, UNITS, "hugadb", "HuGaDB", leg)
            yield LabelledSession(f"p{match[1]}/{path.stem}_{leg}", session, rows)


def _check_counts(path: Path, counts: NDArray[np.float64]) -> None:
    if (largest := float(np.abs(counts).max())) > FULL_COUNTS or not (counts == np.rint(counts)).all():
        raise RecordingError(
            f"{path}: its values reach {largest:g} and must be whole counts of 16 bits: check that the file"
            " is the owners' own"
        )


def _activities(path: Path, t_ms: NDArray[np.int64], labels: NDArray[np.float64]) -> Iterator[Annotation]:
    if bad := set(labels) - set(range(1, len(ACTIVITIES) + 1)):
        raise RecordingError(f"{path}: the activity {min(bad):g} is not one of 1 to {len(ACTIVITIES)}")
    borders = np.flatnonzero(np.diff(labels)) + 1
    for start, end in zip([0, *borders], [*borders, len(labels)], strict=True):
        if end - start >= SAMPLES_MIN:
            name = ACTIVITIES[int(labels[start]) - 1]
            yield Annotation("other", int(t_ms[start]), int(t_ms[end - 1]), activity=name)
