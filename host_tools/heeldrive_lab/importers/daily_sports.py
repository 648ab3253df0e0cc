"""Daily and Sports Activities (Bilkent University, UCI repository): both lower thighs, 25 Hz, no lunges.

Source: B. Barshan, K. Altun, "Daily and Sports Activities", UCI Machine Learning Repository, 2013; K. Altun,
B. Barshan, O. Tuncel, "Comparative study on classifying human activities with miniature inertial and magnetic
sensors", Pattern Recognition 43, 2010. Licence: not confirmed (UCI gives its sets out under CC BY 4.0).

Layout: `data/aAA/pP/sSS.txt`, 19 activities, 8 people, 60 segments of 5 s: 125 lines of 45 numbers with
commas between. Five Xsens MTx units in the order torso, right arm, left arm, right leg, left leg, nine
columns each: acceleration x y z, angular rate x y z, magnetic field x y z (every program found agrees on it).
25 Hz.

Measured by us on one leg of four people: in m/s2 and rad/s gravity and turns fit; at the borders of segments
the signal goes on as anywhere else, save on the stairs (5 and 6), where up to 36 of 60 borders jump: they
were climbed flight by flight.

Here: a session is all activities of one person and leg by their numbers, five minutes each, with a hole in
time between two, and between the segments on the stairs. An activity by itself would test nothing: walking
holds no standing that the detector could learn, so it would never begin to count.

Not confirmed: the units in the owners' words; how far above the knee the leg units sat (beside the knee, by
the papers; the tilt in the copy we measured is a thigh's).
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.csv_table import RecordingError
from heeldrive_lab.importers.data_set import (
    HOLE_MS,
    LabelledSession,
    RawRecording,
    Units,
    counted_ms,
    found,
    session_of,
    span,
)
from heeldrive_lab.importers.number_file import read_numbers

RATE_HZ = 25.0
COLUMNS, SEGMENT_LINES = 45, 125
# First of the nine columns of the unit on each leg.
LEGS = {"right": 27, "left": 36}
STAIRS = ("ascending_stairs", "descending_stairs")
# Shorter than between activities, or the holes on the stairs would be a fifth of the session.
FLIGHT_HOLE_MS = 1000
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
        RecordingError: the folder holds no such file, or one is not as it must be.
    """
    for person, activities in sorted(_files(directory).items()):
        parts: list[NDArray[np.float64]] = []
        names: list[str] = []
        holes_ms: list[int] = []
        for activity, paths in sorted(activities.items()):
            name = ACTIVITIES[activity - 1]
            stretches = _activity(name, paths)
            holes_ms += [HOLE_MS if parts else 0] + [FLIGHT_HOLE_MS] * (len(stretches) - 1)
            parts += stretches
            names += [name] * len(stretches)
        times = counted_ms([len(part) for part in parts], holes_ms, RATE_HZ)
        rows = tuple(span("other", t_ms, name) for t_ms, name in zip(times, names, strict=True))
        numbers, t_ms = np.concatenate(parts), np.concatenate(times)
        for leg, first in LEGS.items():
            accel, gyro = numbers[:, first : first + 3], numbers[:, first + 3 : first + 6]
            recording = RawRecording(directory / "a*" / f"p{person}", t_ms, accel, gyro, RATE_HZ)
            session = session_of(recording, Units(), "daily-sports", "Xsens MTx", leg)
            yield LabelledSession(f"p{person}_{leg}", session, rows)


def _files(directory: Path) -> dict[int, dict[int, list[Path]]]:
    """The segments of each activity of each person, in order of time."""
    files: dict[int, dict[int, list[Path]]] = {}
    for path in found(directory, "a[0-9][0-9]/p[0-9]/s[0-9][0-9].txt", "aAA/pP/sSS.txt"):
        activity, person = int(path.parts[-3][1:]), int(path.parts[-2][1:])
        if 1 <= activity <= len(ACTIVITIES):
            files.setdefault(person, {}).setdefault(activity, []).append(path)
    if not files:
        raise RecordingError(f"{directory}: there is no activity from a01 to a{len(ACTIVITIES)} in it")
    return files


def _activity(name: str, paths: Sequence[Path]) -> list[NDArray[np.float64]]:
    """The stretches of an activity that were recorded in one go."""
    numbers = [int(path.stem[1:]) for path in paths]
    if numbers != list(range(1, len(numbers) + 1)):
        missing = min(set(range(1, len(numbers) + 1)) - set(numbers))
        raise RecordingError(
            f"{paths[0].parent}: s{missing:02}.txt is missing or another one is there twice: the segments"
            " must follow one another, unpack the download again"
        )
    segments = [_segment(path) for path in paths]
    return segments if name in STAIRS else [np.concatenate(segments)]


def _segment(path: Path) -> NDArray[np.float64]:
    numbers = read_numbers(path, COLUMNS, range(COLUMNS), ",")
    if len(numbers) != SEGMENT_LINES:
        raise RecordingError(f"{path}: lines: {len(numbers)} instead of {SEGMENT_LINES}: unpack it again")
    return numbers
