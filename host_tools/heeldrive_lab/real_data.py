"""Scores the detector on recordings of real people: folders of CSV files, each with a `labels.csv`.

`labels.csv` has the columns `file,start_ms,end_ms,activity,sensor_leg,reps`. A row with a `sensor_leg` is one
true lunge rep; all else must not count, and `reps` tells how many cycles of something else it holds.
"""

import csv
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from heeldrive import Settings

from heeldrive_lab.import_csv import ImportOptions, load_csv
from heeldrive_lab.replay import replay
from heeldrive_lab.score import SessionScore, score_session
from heeldrive_lab.session import SessionError
from heeldrive_lab.truth import Truth, TruthRow

LABEL_COLUMNS = ("file", "start_ms", "end_ms", "activity", "sensor_leg", "reps")


@dataclass(frozen=True)
class Recording:
    """One real recording and what was done in it."""

    folder: str
    path: Path
    truth: Truth


@dataclass(frozen=True)
class RealScore:
    """The score of one recording; `still` tells whether it holds half a second of stillness anywhere."""

    folder: str
    score: SessionScore
    samples: int
    still: bool


def find_recordings(root: str | Path) -> list[Recording]:
    """All recordings that a `labels.csv` in a folder under `root` names.

    Raises:
        SessionError: there is none, or a `labels.csv` is wrong.
    """
    root = Path(root)
    recordings = [
        recording
        for labels in sorted(root.glob("*/labels.csv"))
        for recording in _labelled_recordings(labels)
    ]
    if not recordings:
        raise SessionError(f"{root}: there is no folder with a labels.csv in it: name the folder above them")
    return recordings


def score_recordings(
    recordings: Sequence[Recording], settings: Settings, workers: int | None = None
) -> list[RealScore]:
    """Import, replay and score every recording, on all cores.

    Args:
        recordings: from `find_recordings`.
        settings: the detector's settings.
        workers: processes to share the work; None for one a core.

    Raises:
        RecordingError: a recording cannot be imported.
        SessionError: its labels are wrong.
    """
    # The longest first, or one core ends up alone with it.
    order = sorted(range(len(recordings)), key=lambda index: -recordings[index].path.stat().st_size)
    # Spawned, as everywhere but on Linux: a fork copies the locks of whatever threads there are.
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        scores = pool.map(_score, [recordings[index] for index in order], [settings] * len(order))
        done = dict(zip(order, scores, strict=True))
    return [done[index] for index in range(len(recordings))]


def _score(recording: Recording, settings: Settings) -> RealScore:
    # What is not still anywhere is scored too: what it counts then is part of the truth about the detector.
    session = load_csv(recording.path, ImportOptions(allow_moving=True))
    events = list(replay(session, settings))
    score = score_session(events, recording.truth, recording.path.name)
    return RealScore(recording.folder, score, len(session.table), session.still)


def _labelled_recordings(labels: Path) -> Iterator[Recording]:
    for name, rows in _label_rows(labels).items():
        packed, plain = labels.with_name(name + ".gz"), labels.with_name(name)
        path = packed if packed.exists() else plain
        if not path.exists():
            raise SessionError(f"{labels}: it names {name}, which is not beside it")
        try:
            yield Recording(labels.parent.name, path, Truth(name, tuple(rows)))
        except SessionError as error:
            raise SessionError(f"{labels}, {name}: {error}") from error


def _label_rows(labels: Path) -> dict[str, list[TruthRow]]:
    """The rows of a `labels.csv` by the recording they belong to."""
    found: dict[str, list[TruthRow]] = {}
    try:
        table = csv.DictReader(labels.read_text("utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise SessionError(f"{labels}: cannot be read ({error})") from error
    if tuple(table.fieldnames or ()) != LABEL_COLUMNS:
        raise SessionError(f"{labels}: the columns must be {','.join(LABEL_COLUMNS)}")
    for row in table:
        if None in row or None in row.values():
            raise SessionError(f"{labels}, line {table.line_num}: it must have {len(LABEL_COLUMNS)} columns")
        try:
            found.setdefault(row["file"], []).append(_truth_row(row))
        except ValueError as error:
            raise SessionError(f"{labels}, line {table.line_num}: {error}") from error
    return found


def _truth_row(row: dict[str, str]) -> TruthRow:
    leg = row["sensor_leg"]
    return TruthRow(
        kind="rep" if leg else "other",
        start_ms=int(row["start_ms"]),
        end_ms=int(row["end_ms"]),
        sensor_leg=leg,
        reps=int(row["reps"]) if row["reps"] else None,
        activity=row["activity"],
    )
