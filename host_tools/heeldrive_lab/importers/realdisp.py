"""RealDISP (University of Granada; UCI repository): both thighs, 50 Hz, 33 warm-up and fitness activities.

Source: O. Banos, M. Toth, M. Damas, H. Pomares, I. Rojas, O. Amft, "A benchmark dataset to evaluate sensor
displacement in activity recognition", UbiComp 2012, and "Dealing with the effects of sensor displacement in
wearable activity recognition", Sensors 14, 2014. Licence: UCI gives its sets out under CC BY 4.0; not
confirmed for this one.

Layout: `subjectN_ideal.log` for 17 people (beside `_self` and `_mutual`, where sensors were put on by the
wearer or shifted on purpose; not read here). 120 columns with tabs between: seconds, microseconds, nine Xsens
units of 13 columns each, label. The units in order: right lower arm, right upper arm, back, left upper arm,
left lower arm, right calf, **right thigh, left thigh**, left calf; the columns of a unit: acceleration,
angular rate, magnetic field, x y z each, and a quaternion of four. 50 Hz. Label 0 is none of the activities.

**Nothing in it is called a lunge.** Label 29, "knees (alternatively) bend forward", twenty times by the
protocol, may well be alternating forward lunges; no word of the owners found says so. It is given out as what
must not count, under the owners' name: look at its row apart before calling its reps false. The protocol's
twenty repetitions of most activities are no count of what was done, so no row has a number of repetitions.

Not confirmed by words of the owners: the units (another program divides the accelerations by 9.8 to get g;
rad/s is what these sensors give); refused when |a| at rest, rates or times make no sense.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.csv_table import RecordingError
from heeldrive_lab.importers.data_set import (
    LabelledSession,
    RawRecording,
    Units,
    found,
    increasing,
    session_of,
)
from heeldrive_lab.importers.number_file import read_numbers
from heeldrive_lab.sessions.annotations import Annotation

RATE_HZ = 50.0
# The sensors' own clock keeps the rate to a per cent; ten times off is another unit of time.
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
        RecordingError: the folder holds no such file, or one is not as it must be.
    """
    wanted = [0, 1, LABEL, *(first + n for first in THIGHS.values() for n in range(6))]
    for path in found(directory, "subject*_ideal.log", "subjectN_ideal.log"):
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
            session = session_of(
                RawRecording(path, t_ms, six[:, :3], six[:, 3:], RATE_HZ),
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
            f"{path}: {rate_hz:.4g} samples a second by its times in seconds and microseconds, instead of"
            f" {RATE_HZ:.0f}: check that the file is the owners' own"
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
