"""Daily and Sports Activities (Bilkent University, UCI repository): both lower thighs, 25 Hz, no lunges.

Source: B. Barshan, K. Altun, "Daily and Sports Activities", UCI Machine Learning Repository, 2013; K. Altun,
B. Barshan, O. Tuncel, "Comparative study on classifying human activities with miniature inertial and magnetic
sensors", Pattern Recognition 43, 2010. Licence: not confirmed (UCI distributes its sets under CC BY 4.0).

Layout: `data/aAA/pP/sSS.txt`, 19 activities, 8 people, 60 segments of 5 s: 125 lines of 45 numbers separated
by commas. Five Xsens MTx units in the order torso, right arm, left arm, right leg, left leg, nine columns
each: acceleration x y z, angular rate x y z, magnetic field x y z (all published programs agree). 25 Hz.

Our measurements on one leg of four people: gravity and rotation match m/s2 and rad/s. The signal is
continuous across the borders of segments, except on the stairs (5 and 6), where it jumps at up to 36 of 60
borders: they were climbed flight by flight.

Import: a session contains all activities of one person and leg in the order of their numbers, five minutes
each, with a gap between two activities and between the segments on the stairs. A single activity would test
nothing: walking contains no standing that the detector could learn, so it would never start to count.

Not confirmed: the units, which the owners do not state; the height of the leg units above the knee (beside
the knee according to the papers; the inclination in the copy we measured is that of a thigh).
"""

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
    make_session,
    sample_times_ms,
)
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.number_file import read_numbers

RATE_HZ = 25.0
COLUMNS, SEGMENT_LINES = 45, 125
# First of the nine columns of each leg's unit.
LEGS = {"right": 27, "left": 36}
STAIRS = ("ascending_stairs", "descending_stairs")
# Shorter than between activities; otherwise the gaps on the stairs would be a fifth of the session.
STAIRS_GAP_MS = 1000
ACTIVITIES = (
    "sitting",
    "standing",
    "lying_on_back",
    "lying_on_right_side",
    *STAIRS,
    "standing_in_elevator",
    "moving_in_elevator",
    "walking_in_parking_lot",
    "walking_on_treadmill_flat_4_kmh",
    "walking_on_treadmill_incline_4_kmh",
    "running_on_treadmill_8_kmh",
    "stepper",
    "cross_trainer",
    "cycling_horizontal",
    "cycling_vertical",
    "rowing",
    "jumping",
    "basketball",
)


def read(directory: Path) -> Iterator[LabelledSession]:
    """Yield a session for each person and leg.

    Raises:
        RecordingError: the folder contains no file of the set, or a file is invalid.
    """
    for person, activities in sorted(_files(directory).items()):
        parts: list[NDArray[np.float64]] = []
        names: list[str] = []
        gaps_ms: list[int] = []
        for activity, paths in sorted(activities.items()):
            name = ACTIVITIES[activity - 1]
            stretches = _activity(name, paths)
            gaps_ms += [GAP_MS if parts else 0] + [STAIRS_GAP_MS] * (len(stretches) - 1)
            parts += stretches
            names += [name] * len(stretches)
        times = sample_times_ms([len(part) for part in parts], gaps_ms, RATE_HZ)
        rows = tuple(annotate_span("other", t_ms, name) for t_ms, name in zip(times, names, strict=True))
        numbers, t_ms = np.concatenate(parts), np.concatenate(times)
        for leg, first in LEGS.items():
            accel, gyro = numbers[:, first : first + 3], numbers[:, first + 3 : first + 6]
            recording = SourceRecording(directory / "a*" / f"p{person}", t_ms, accel, gyro, RATE_HZ)
            session = make_session(recording, Units(), "daily-sports", "Xsens MTx", leg)
            yield LabelledSession(f"p{person}_{leg}", session, rows)


def _files(directory: Path) -> dict[int, dict[int, list[Path]]]:
    """Paths of the segments by person and activity, in order of time."""
    files: dict[int, dict[int, list[Path]]] = {}
    for path in find_files(directory, "a[0-9][0-9]/p[0-9]/s[0-9][0-9].txt", "aAA/pP/sSS.txt"):
        activity, person = int(path.parts[-3][1:]), int(path.parts[-2][1:])
        if 1 <= activity <= len(ACTIVITIES):
            files.setdefault(person, {}).setdefault(activity, []).append(path)
    if not files:
        raise RecordingError(f"{directory}: it contains no activity from a01 to a{len(ACTIVITIES)}")
    return files


def _activity(name: str, paths: Sequence[Path]) -> list[NDArray[np.float64]]:
    """The parts of an activity that were recorded without interruption."""
    numbers = [int(path.stem[1:]) for path in paths]
    if numbers != list(range(1, len(numbers) + 1)):
        missing = min(set(range(1, len(numbers) + 1)) - set(numbers))
        raise RecordingError(
            f"{paths[0].parent}: s{missing:02}.txt is missing, or another one appears twice: unpack the"
            " download again"
        )
    segments = [_segment(path) for path in paths]
    return segments if name in STAIRS else [np.concatenate(segments)]


def _segment(path: Path) -> NDArray[np.float64]:
    numbers = read_numbers(path, COLUMNS, range(COLUMNS), ",")
    if len(numbers) != SEGMENT_LINES:
        raise RecordingError(f"{path}: lines: {len(numbers)} instead of {SEGMENT_LINES}: unpack it again")
    return numbers
