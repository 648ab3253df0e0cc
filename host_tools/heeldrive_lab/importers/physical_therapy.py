"""Physical Therapy Exercises (Bilkent University, UCI repository): units on legs or arms, 25 Hz, no lunges.

Source: A. Yurtman, B. Barshan, "Physical Therapy Exercises", UCI Machine Learning Repository, 2022, and
"Automated evaluation of physical therapy exercises using multi-template dynamic time warping on wearable
sensor signals", Computer Methods and Programs in Biomedicine 117, 2014. Licence: CC BY 4.0 according to
third parties.

Layout: `sS/eE/uU/template_session.txt`, `sS/eE/uU/test.txt`, `sS/eE/template_times.txt`: five people, eight
exercises, five Xsens MTx units. Columns are separated by semicolons and named in the first line: `time
index`, `acc_x` to `acc_z`, `gyr_x` to `gyr_z`, `mag_x` to `mag_z`; 25 Hz. The times (`execution type`,
`start`, `end`) give, as time indices, one execution of each of three types: 1 correct, 2 fast, 3 low
amplitude. A test contains ten of each type with idle time in between; their times are not given.

**Not confirmed: which unit is on a thigh.** The paper says "on the arms or legs", so the position of a unit
depends on the exercise, and no other source is more specific. Therefore every unit is imported into its own
folder, and the thigh is unknown: score the recordings whose unit is on a thigh according to the download's
Description.pdf. Also not confirmed: the units of measurement (the copy we measured matches m/s2 and rad/s),
and the names of the exercises (the importer uses their numbers).
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from heeldrive_lab.importers.data_set import (
    LabelledSession,
    SourceRecording,
    Units,
    annotate_span,
    find_files,
    make_session,
)
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.number_file import read_named
from heeldrive_lab.sessions.annotations import Annotation

RATE_HZ = 25.0
PERIOD_MS = 40
SIGNALS = ("time index", "acc_x", "acc_y", "acc_z", "gyr_x", "gyr_y", "gyr_z")
TYPES = {1: "correct", 2: "fast", 3: "low_amplitude"}
# Ten executions of each of the three types, according to the paper.
TEST_EXECUTIONS = 30


def read(directory: Path) -> Iterator[LabelledSession]:
    """Yield two sessions, template and test, for each person, exercise and unit.

    Raises:
        RecordingError: the folder contains no file of the set, or a file is missing or invalid.
    """
    layout = "sS/eE/uU/template_session.txt"
    for path in find_files(directory, "s[0-9]/e[0-9]/u[0-9]/template_session.txt", layout):
        yield from _unit(path.parent)


def _unit(folder: Path) -> Iterator[LabelledSession]:
    subject, exercise, unit = folder.parts[-3:]
    for kind in ("template", "test"):
        path = folder / ("template_session.txt" if kind == "template" else "test.txt")
        numbers = read_named(path, SIGNALS, ";")
        t_ms = _times(path, numbers[:, 0])
        session = make_session(
            SourceRecording(path, t_ms, numbers[:, 1:4], numbers[:, 4:], RATE_HZ),
            Units(),
            "physical-therapy",
            "Xsens MTx",
        )
        if kind == "template":
            rows = tuple(_executions(folder.parent / "template_times.txt", t_ms, exercise))
        else:
            rows = (annotate_span("other", t_ms - t_ms[0], exercise, reps=TEST_EXECUTIONS),)
        yield LabelledSession(f"{unit}/{subject}_{exercise}_{unit}_{kind}", session, rows)


def _times(path: Path, index: NDArray[np.float64]) -> NDArray[np.int64]:
    t_ms = np.rint(index * PERIOD_MS).astype(np.int64)
    back = np.flatnonzero(np.diff(t_ms) <= 0)
    if len(back):
        raise RecordingError(
            f"{path}, line {back[0] + 3}: the time index is {index[back[0] + 1]:.10g} after"
            f" {index[back[0]]:.10g}; it must increase: copy the file again"
        )
    return t_ms


def _executions(path: Path, t_ms: NDArray[np.int64], exercise: str) -> Iterator[Annotation]:
    """Annotations of the executions in a template session; `t_ms` starts at the file's first time index."""
    for execution, start, end in read_named(path, ("execution type", "start", "end"), ";"):
        start_ms, end_ms = (round(index * PERIOD_MS) for index in (start, end))
        if execution not in TYPES or not t_ms[0] <= start_ms < end_ms <= t_ms[-1]:
            raise RecordingError(
                f"{path}: execution type {execution:g} from {start:g} to {end:g} is not one of 1 to 3 within"
                " the session: check that the file is the owners' own"
            )
        yield Annotation(
            "other",
            start_ms - int(t_ms[0]),
            end_ms - int(t_ms[0]),
            reps=1,
            activity=f"{exercise}_{TYPES[int(execution)]}",
        )
