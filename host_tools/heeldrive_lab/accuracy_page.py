"""Writes docs/accuracy.md: what the detector made of recordings of real people, as it is."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from heeldrive_lab.files import replacing
from heeldrive_lab.real_data import RealScore
from heeldrive_lab.real_tables import FOLDER_COLUMNS, by_folder, folder_cells
from heeldrive_lab.score import SessionScore
from heeldrive_lab.session import SessionError
from heeldrive_lab.tables import ACTIVITY_COLUMNS, activity_cells, in_brackets

HEAD = """\
# Accuracy on real people

Written by the command below, good or bad; do not edit. `DATASETS_DIR` is a folder of folders, each with
recordings as CSV and a `labels.csv` (`file,start_ms,end_ms,activity,sensor_leg,reps`); the recordings
themselves are not ours to hand on.

    {command}

- A **true rep** is a lunge with the sensor leg in front. It is **found** when a counted rep overlaps it by at
  least half of the shorter of the two; each pairs once.
- **False** is every other counted rep, among them those **of the other leg**: lunges with the sensor leg in
  back, which are not counted in this mode.
- **Other cycles** are movements of another kind that somebody counted: squats, sit-to-stands, leg raises. To
  one thigh a squat looks like a lunge in front.
"""


def write_accuracy_page(path: Path, scores: Sequence[RealScore], command: str) -> None:
    """Write the page; the old one stays until the new one is whole.

    Args:
        path: the page to write.
        scores: from `heeldrive_lab.real_data.score_recordings`.
        command: what was run, without paths of the machine it ran on.

    Raises:
        SessionError: the page cannot be written.
    """
    try:
        with replacing(path) as page:
            page.writelines(line + "\n" for line in _lines(scores, command))
    except OSError as error:
        raise SessionError(
            f"{path}: cannot be written ({error.strerror or error}): check the folder"
        ) from error


def _lines(scores: Sequence[RealScore], command: str) -> Iterable[str]:
    folders = by_folder(scores)
    yield HEAD.format(command=command)
    yield "## By folder"
    yield ""
    yield from _table(FOLDER_COLUMNS, (folder_cells(scores, folder) for folder in folders))
    for folder in folders[:-1]:
        yield ""
        yield f"## {folder.name}"
        yield ""
        yield from _table(ACTIVITY_COLUMNS, _activity_rows(folder))
        yield ""
        yield f"Refused: {folder.refused.total()}{in_brackets(folder.refused)}."
        moving = sum(not real.still for real in scores if real.folder == folder.name)
        if moving:
            yield f"Not still for half a second anywhere: {moving} recordings."


def _activity_rows(folder: SessionScore) -> Iterable[Sequence[str]]:
    return (
        activity_cells(label, activity)
        for label, activity in folder.activities.items()
        if activity.ms or activity.false
    )


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    yield f"| {' | '.join(columns)} |"
    yield f"|---|{'---:|' * (len(columns) - 1)}"
    for row in rows:
        yield f"| {' | '.join(row)} |"
