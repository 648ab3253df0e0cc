"""RealDISP (University of Granada; UCI repository): both thighs, 50 Hz, 33 warm-up and fitness activities.

Source: O. Banos, M. Toth, M. Damas, H. Pomares, I. Rojas, O. Amft, "A benchmark dataset to evaluate sensor
displacement in activity recognition", UbiComp 2012, and "Dealing with the effects of sensor displacement in
wearable activity recognition", Sensors 14, 2014. Licence: UCI distributes its sets under CC BY 4.0; not
confirmed for this one.

Layout: `subjectN_ideal.log` for 17 people (`_self` and `_mutual`, with sensors put on by the wearer or
shifted on purpose, are not imported). 120 columns separated by tabs: seconds, microseconds, nine Xsens units
of 13 columns each, label. Order of the units: right lower arm, right upper arm, back, left upper arm, left
lower arm, right calf, **right thigh, left thigh**, left calf. Columns of a unit: acceleration, angular rate,
magnetic field, x y z each, and a quaternion of four. 50 Hz. Label 0 is none of the activities.

**No activity is called a lunge.** Label 29, "knees (alternatively) bend forward", twenty repetitions in the
protocol, may well be alternating forward lunges, but no statement of the owners says so. The importer marks
it as an activity that must not count, under the owners' name: check its row separately before calling its
reps false. The protocol's twenty repetitions are not a count of what was actually done, so no row has a
number of repetitions.

Not confirmed by the owners: the units (another program divides the accelerations by 9.8 to get g; these
sensors output rad/s). A file is refused if |a| at rest, rates or times are implausible.
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
    increasing,
    make_session,
)
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.number_file import read_numbers
from heeldrive_lab.sessions.annotations import Annotation

RATE_HZ = 50.0
# The sensors' clock is accurate to one per cent; a rate ten times off means another unit of time.
RATE_SLACK = 0.2
COLUMNS, LABEL = 120, 119
UNIT_COLUMNS = 13
THIGHS = {"right": 2 + 6 * UNIT_COLUMNS, "left": 2 + 7 * UNIT_COLUMNS}
FILE_NAME = re.compile(r"subject(\d+)_ideal\.log")
ACTIVITIES = (
    "walking",
    "jogging",
    "running",
    "jump_up",
    "jump_front_and_back",
    "jump_sideways",
    "jump_leg_arms_open_closed",
    "jump_rope",
    "trunk_twist_arms_outstretched",
    "trunk_twist_elbows_bent",
    "waist_bends_forward",
    "waist_rotation",
    "waist_bends_reach_foot_with_opposite_hand",
    "reach_heels_backwards",
    "lateral_bend",
    "lateral_bend_arm_up",
    "repetitive_forward_stretching",
    "upper_trunk_and_lower_body_opposite_twist",
    "arms_lateral_elevation",
    "arms_frontal_elevation",
    "frontal_hand_claps",
    "arms_frontal_crossing",
    "shoulders_high_amplitude_rotation",
    "shoulders_low_amplitude_rotation",
    "arms_inner_rotation",
    "knees_alternately_to_the_breast",
    "heels_alternately_to_the_backside",
    "knees_bending_crouching",
    "knees_alternately_bend_forward",
    "rotation_on_the_knees",
    "rowing",
    "elliptic_bike",
    "cycling",
)


def read(directory: Path) -> Iterator[LabelledSession]:
    """Yield a session for each person and thigh.

    Raises:
        RecordingError: the folder contains no file of the set, or a file is invalid.
    """
    wanted = [0, 1, LABEL, *(first + n for first in THIGHS.values() for n in range(6))]
    for path in find_files(directory, "subject*_ideal.log", "subjectN_ideal.log"):
        match = FILE_NAME.fullmatch(path.name)
        if match is None:
            continue
        numbers = read_numbers(path, COLUMNS, wanted, "\t")
        t_ms = np.rint(numbers[:, 0] * 1e3 + numbers[:, 1] / 1e3).astype(np.int64)
        keep = increasing(t_ms)
        note = (
            f"samples left out because their time did not increase: {(~keep).sum()}" if not keep.all() else ""
        )
        numbers, t_ms = numbers[keep], t_ms[keep]
        _check_rate(path, t_ms)
        rows = tuple(_activities(path, t_ms - t_ms[0], numbers[:, 2]))
        for leg, six in zip(THIGHS, np.split(numbers[:, 3:], len(THIGHS), axis=1), strict=True):
            session = make_session(
                SourceRecording(path, t_ms, six[:, :3], six[:, 3:], RATE_HZ),
                Units(),
                "realdisp",
                "Xsens",
                leg,
                note,
            )
            yield LabelledSession(f"subject{match[1]}_{leg}", session, rows)


def _check_rate(path: Path, t_ms: NDArray[np.int64]) -> None:
    rate_hz = 1000 / float(np.median(np.diff(t_ms))) if len(t_ms) > 1 else 0.0
    if abs(rate_hz / RATE_HZ - 1) > RATE_SLACK:
        raise RecordingError(
            f"{path}: {rate_hz:.4g} samples per second according to its times in seconds and microseconds,"
            f" instead of {RATE_HZ:.0f}: check that the file is the owners' own"
        )


def _activities(path: Path, t_ms: NDArray[np.int64], labels: NDArray[np.float64]) -> Iterator[Annotation]:
    if bad := set(labels) - set(range(len(ACTIVITIES) + 1)):
        raise RecordingError(f"{path}: the label {min(bad):g} is not one of 0 to {len(ACTIVITIES)}")
    borders = np.flatnonzero(np.diff(labels)) + 1
    for start, end in zip([0, *borders], [*borders, len(labels)], strict=True):
        if labels[start] and end - start > 1:
            yield Annotation(
                "other",
                int(t_ms[start]),
                int(t_ms[end - 1]),
                activity=ACTIVITIES[int(labels[start]) - 1],
            )
