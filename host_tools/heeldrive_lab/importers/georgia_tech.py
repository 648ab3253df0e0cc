"""Georgia Tech 2023: 12 people, both thighs, 200 Hz, force plates; backward lunges.

Source: K. Scherpereel, D. Molinaro, O. Inan, M. Shepherd, A. Young, "A human lower-limb biomechanics and
wearable sensors dataset during cyclic and non-cyclic activities", Scientific Data 10:924, 2023; data doi
10.35090/gatech/70296. Licence: CC BY 4.0 according to three secondary sources.

Layout: `ProcessedData/AB01/TRIAL/AB01_TRIAL_KIND.csv`, columns named in the first line, `time` in seconds,
200 Hz. Kinds read here: `imu_real` (`LAThigh_ACCX` to `LAThigh_GYROZ` and `RAThigh_...`, front of each thigh,
m/s^2 and deg/s; the units on the back of the thigh, `LPThigh` and `RPThigh`, are not imported), `angle`
(`hip_flexion_l`, `knee_angle_l`, `ankle_angle_l`, degrees, and the same with `_r`), `grf`
(`LForceY_Vertical`, `RForceY_Vertical`, N), `insole_sim` (`LCOP_AP`, `LVerticalF`, and `R`: force plates in
the foot's own axes) and `activity_flag` (`left`, `right`: 1 while the leg performs the activity). Trials:
`lunges_1` (forward and backward, both legs), `lunges_2_left` and `_right` (side lunges), `squats_1_0lbs`,
`sit_to_stand_1_short-arm`, `stairs_1_5_up`, `normal_walk_1_1-2` and others.

Import: a session for each trial and thigh, in a folder for each kind of trial. Single lunges are cut from the
joint angles and force plates (`lunge_cycles`), with phase times; the sensor leg's position is that of the
leg, not of a name. Squats and sit-to-stands are single cycles that must not count, all other trials the
flagged time. The share of each rep's rise with the centre of pressure behind mid-foot comes from `insole_sim`
(`foot_pressure`), scaled by the same person's walking. The rise velocity of the hip of a backward lunge's
front leg comes from the angles of its knee and ankle.

No other public set has backward lunges with a sensor on the thigh. Confirmed by programs that read the
owners' files: folders, file names, all column names, 200 Hz, deg/s, flags of 0 and 1, flexion of the hip and
dorsiflexion positive, flexion of the knee *negative*, columns of the right foot's forces that are NaN
throughout in some trials. Inferred, and checked on reading: m/s^2 (by |a| at rest), the knee's sign.
Inferred, not checked: that the flags of a lunge trial do not separate its reps. The zero and the sign of
`COP_AP` are not known, and not used. The owners' `lunges_1_segmented_backward_left` are averages in MATLAB
files without times, and are not read. **Never run on the owners' files themselves:** look at the first
session's annotations before its score.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
from heeldrive_lab.importers.foot_pressure import FootScale, foot_scale, with_pressure
from heeldrive_lab.importers.georgia_tech_trial import LEGS, RATE_HZ, Trial
from heeldrive_lab.importers.knee_bends import double_knee_bends
from heeldrive_lab.importers.lunge_cycles import lunges
from heeldrive_lab.sessions.annotations import Annotation

UNITS = Units("m/s2", "deg/s")
SUFFIX = "_imu_real.csv"
SIDE_LUNGE = re.compile(r"lunges_\d+_(left|right)")
# Level walking up to 1.3 m/s; faster, or shuffling, the foot is not rolled from the heel to the toes.
WALKING = re.compile(r"normal_walk_\d+_(0-\d+|1-[0-3]\d*)")
WALKS_READ = 3
CYCLES = ("squats", "sit_to_stand")
# Pauses within an activity, and the shortest flagged time that is one.
MERGE_MS, SPAN_MIN_MS = 1000, 200


@dataclass(frozen=True)
class _Person:
    name: str
    scales: tuple[FootScale | None, ...]


def read(directory: Path) -> Iterator[LabelledSession]:
    """Yield a session for each person, trial and thigh.

    Raises:
        RecordingError: the folder contains no trial of the set, or a file is invalid.
    """
    layout = f"AB01/TRIAL/AB01_TRIAL{SUFFIX}"
    trials: dict[str, list[Trial]] = {}
    for path in find_files(directory, f"*{SUFFIX}", layout):
        person, name = path.parent.parent.name, path.parent.name
        if path.name == f"{person}_{name}{SUFFIX}":
            trials.setdefault(person, []).append(Trial(path.parent, person, name))
    if not trials:
        raise RecordingError(f"{directory}: there is no {layout} in this folder: keep the owners' folders")
    for name, own in trials.items():
        walks = [trial for trial in own if WALKING.fullmatch(trial.name)][:WALKS_READ]
        pressures = [trial.pressure() for trial in walks]
        scales = tuple(
            foot_scale([found for found in pressures if found is not None], leg) for leg in range(2)
        )
        for trial in own:
            yield from _sessions(_Person(name, scales), trial)


def _sessions(person: _Person, trial: Trial) -> Iterator[LabelledSession]:
    t_s, signals = trial.motion()
    lost = [leg for leg, six in zip(LEGS, signals, strict=True) if not np.isfinite(six).all(axis=1).any()]
    rows_of = _annotations(person, trial)
    kind = re.split(r"_\d", trial.name, maxsplit=1)[0]
    for leg, six in enumerate(signals):
        if LEGS[leg] in lost:
            continue
        t_ms = np.rint(t_s * 1000).astype(np.int64)
        keep = np.isfinite(six).all(axis=1) & increasing(t_ms)
        notes = [f"the sensor on the {other} thigh has no sample: no session" for other in lost]
        if not keep.all():
            notes.append(f"samples left out because they are empty or out of order: {(~keep).sum()}")
        start_ms, last_ms = int(t_ms[keep][0]), int(t_ms[keep][-1])
        rows = _shifted(rows_of[leg], -start_ms, last_ms - start_ms)
        if not rows:
            notes.append("nothing is annotated in it: no movement in its angles or flags, or at other times")
        recording = SourceRecording(trial.path("imu_real"), t_ms[keep], six[keep, :3], six[keep, 3:], RATE_HZ)
        session = make_session(
            recording, UNITS, "georgia-tech", "Georgia Tech IMU", LEGS[leg], "; ".join(notes)
        )
        yield LabelledSession(f"{kind}/{person.name}_{trial.name}_{LEGS[leg]}", session, rows)


def _annotations(person: _Person, trial: Trial) -> Sequence[Sequence[Annotation]]:
    """Annotations of the trial for each leg, in its own time."""
    parts = [part for part in trial.name.split("_") if not part.isdigit()]
    activity = "_".join(parts)
    if parts[0] == "lunges" and not SIDE_LUNGE.fullmatch(trial.name):
        angles = trial.angles()
        if angles is None:
            raise RecordingError(
                f"{trial.path('angle')}: there is no such file; what is true of a lunge comes from it: unpack"
                " the download again"
            )
        found = lunges(angles, trial.forces())
        pressure = trial.pressure()
        return [
            [with_pressure(row, pressure, person.scales, leg) for row in found.rows(leg)] for leg in range(2)
        ]
    if parts[0] == "lunges":
        activity = f"side_lunge_{parts[-1]}"
    rows: list[Annotation] = []
    if activity.startswith(CYCLES) and (angles := trial.angles()) is not None:
        rows = [
            Annotation("other", start_ms, end_ms, reps=1, activity=activity)
            for start_ms, end_ms in double_knee_bends(angles)
        ]
    rows = rows or [Annotation("other", *span, activity=activity) for span in _flagged(trial)]
    return [rows, rows]


def _flagged(trial: Trial) -> Iterator[tuple[int, int]]:
    """Times of the activity, ms: where either leg is flagged, or the whole trial without flags."""
    t_ms, flagged = trial.flags()
    merged: list[list[int]] = []
    for start_ms, end_ms in _runs(t_ms, flagged):
        if merged and start_ms - merged[-1][1] < MERGE_MS:
            merged[-1][1] = end_ms
        else:
            merged.append([start_ms, end_ms])
    yield from ((start_ms, end_ms) for start_ms, end_ms in merged if end_ms - start_ms >= SPAN_MIN_MS)


def _runs(t_ms: NDArray[np.int64], inside: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], inside.astype(int), [0]))))
    for first, after in edges.reshape(-1, 2):
        yield int(t_ms[first]), int(t_ms[after - 1])


def _shifted(rows: Sequence[Annotation], by_ms: int, last_ms: int) -> tuple[Annotation, ...]:
    """The rows in session time; what lies before the first or after the last sample is left out."""

    def shift(time_ms: int | None) -> int | None:
        return None if time_ms is None else time_ms + by_ms

    shifted = []
    for row in rows:
        start_ms, end_ms = row.start_ms + by_ms, row.end_ms + by_ms
        if row.kind == "other":
            start_ms, end_ms = max(0, start_ms), min(last_ms, end_ms)
        if 0 <= start_ms < end_ms <= last_ms:
            shifted.append(
                replace(
                    row,
                    start_ms=start_ms,
                    end_ms=end_ms,
                    bottom_ms=shift(row.bottom_ms),
                    rise_ms=shift(row.rise_ms),
                )
            )
    return tuple(shifted)
