"""UTD-MHAD: one action per file, right thigh in the leg actions, 50 Hz; lunges with the sensor leg in back.

Source: University of Texas at Dallas; C. Chen, R. Jafari, N. Kehtarnavaz, "UTD-MHAD: A multimodal dataset for
human action recognition utilizing a depth camera and a wearable inertial sensor", ICIP 2015. No licence was
found; the owners ask for the citation.

Layout: `Inertial/aA_sS_tT_inertial.mat` (861 files; a few trials were never published), a MATLAB 5 file with
`d_iner`, one row per sample, three accelerations (g) and three angular rates (deg/s). According to the
owners' page: eight people, each action four times; sensor on the right wrist for actions 1 to 21 and on the
**right thigh for 22 to 27**; 50 Hz; +-8 g, +-1000 deg/s. Action 26 is the forward lunge **with the left foot
in front**: the sensor leg is in back. Action 27 is a squat. A file is one execution of 3 to 5 s, trimmed
closely.

Import: a session contains all trials of one person, action by action, with a gap between two trials. In our
measurements on four people the sensor stayed in place: the standing direction differs by up to 10 degrees
over the actions. **No standing is added around the trials, so this set says little about counting:** a rep
that begins or ends in a gap is refused.

Not confirmed by the owners: the units (the ranges, and |a| at rest of 1.00 to 1.06 in the copy we measured,
match only g and deg/s), and whether jogging and walking "in place" have a known number of steps.
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
    make_session,
    sample_times_ms,
)
from heeldrive_lab.importers.errors import RecordingError
from heeldrive_lab.importers.number_file import matrix
from heeldrive_lab.sessions.annotations import Annotation
from heeldrive_lab.util.files import READ_ERRORS
from heeldrive_lab.util.optional_dependencies import require

RATE_HZ = 50.0
UNITS = Units("g", "deg/s")
FILE_NAME = re.compile(r"a(\d+)_s(\d+)_t(\d+)_inertial\.mat")
LUNGE = 26
# Name of each action and the number of cycles in a file, where known.
THIGH_ACTIONS: dict[int, tuple[str, int | None]] = {
    22: ("jogging_in_place", None),
    23: ("walking_in_place", None),
    24: ("sit_to_stand", 1),
    25: ("stand_to_sit", 1),
    LUNGE: ("forward_lunge", 1),
    27: ("squat", 1),
}


def read(directory: Path) -> Iterator[LabelledSession]:
    """Yield a session for each person, with the six actions recorded on the thigh.

    Raises:
        RecordingError: the folder contains no file of the set, or a file is invalid.
        MissingExtraError: scipy, which reads MATLAB files, is not installed.
    """
    require("score", "scipy")
    paths = find_files(directory, "a*_s*_t*_inertial.mat", "aA_sS_tT_inertial.mat")
    trials: dict[int, list[tuple[int, int, Path]]] = {}
    for path in paths:
        match = FILE_NAME.fullmatch(path.name)
        if match and int(match[1]) in THIGH_ACTIONS:
            trials.setdefault(int(match[2]), []).append((int(match[1]), int(match[3]), path))
    if not trials:
        raise RecordingError(
            f"{directory}: there is no file of the actions 22 to 27, which were recorded on the thigh"
        )
    for subject, files in sorted(trials.items()):
        yield _session(subject, sorted(files))


def _session(subject: int, files: Sequence[tuple[int, int, Path]]) -> LabelledSession:
    parts = [_matrix(path) for _, _, path in files]
    times = sample_times_ms([len(part) for part in parts], [0] + [GAP_MS] * (len(parts) - 1), RATE_HZ)
    values = np.concatenate(parts)
    together = files[0][2].with_name(f"a*_s{subject}_t*_inertial.mat")
    recording = SourceRecording(together, np.concatenate(times), values[:, :3], values[:, 3:], RATE_HZ)
    session = make_session(recording, UNITS, "utd-mhad", "UTD wireless sensor", "right")
    rows = tuple(_annotations(action, t_ms) for (action, _, _), t_ms in zip(files, times, strict=True))
    return LabelledSession(f"s{subject}", session, rows)


def _annotations(action: int, t_ms: NDArray[np.int64]) -> Annotation:
    name, cycles = THIGH_ACTIONS[action]
    if action == LUNGE:
        return annotate_span("rep", t_ms, name, leg="back")
    return annotate_span("other", t_ms, name, reps=cycles)


def _matrix(path: Path) -> NDArray[np.float64]:
    from scipy.io import loadmat  # noqa: PLC0415
    from scipy.io.matlab import MatReadError  # noqa: PLC0415

    try:
        contents = loadmat(path)
    except (*READ_ERRORS, ValueError, TypeError, LookupError, NotImplementedError, MatReadError) as error:
        raise RecordingError(f"{path}: the file is not a valid MATLAB 5 file: copy it again") from error
    if "d_iner" not in contents:
        raise RecordingError(f"{path}: it contains no d_iner: check that the file is the owners' own")
    return matrix(path, "d_iner", np.asarray(contents["d_iner"]), 6)
