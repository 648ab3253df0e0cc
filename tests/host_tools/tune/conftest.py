"""A folder of short annotated sessions."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from heeldrive_lab.sessions.annotations import (
    Annotation,
    annotations_path,
    read_annotations,
    write_annotations,
)
from heeldrive_lab.sessions.session import SessionReader, write_session

SESSIONS = Path(__file__).parents[3] / "recorded_sessions"
# Each simulated from another seed, and so from another wearer.
WORKOUTS = ("at_26_samples_a_second", "held_at_the_bottom", "lost_samples", "quick_reps")
NO_WORKOUTS = ("half_reps_only",)


@pytest.fixture
def logs(tmp_path):
    """Four wearers who did lunges, and one whose half reps must not count."""
    folder = tmp_path / "logs"
    (folder / "must_not_count").mkdir(parents=True)
    for name in [*WORKOUTS, *(f"must_not_count/{name}" for name in NO_WORKOUTS)]:
        for file in (SESSIONS / f"{name}.csv", SESSIONS / f"{name}.truth.csv"):
            shutil.copy(file, folder / file.relative_to(SESSIONS))
    return folder


@pytest.fixture
def wear():
    """Writes the wearer into a session's header, as if it had been recorded."""

    def write(path: Path, wearer: str | None) -> None:
        with SessionReader(path) as reader:
            extra = {"wearer": wearer} if wearer else {}
            header, rows = replace(reader.header, origin="recorded", extra=extra), list(reader)
        write_session(path, header, rows)

    return write


@pytest.fixture
def only_totals():
    """Reduces a session's annotations to sets with their totals."""

    def write(path: Path) -> None:
        truth = read_annotations(annotations_path(path))
        if truth.reps:
            first, last = truth.reps[0].start_ms, truth.reps[-1].end_ms
            row = Annotation("set", first, last, sensor_leg="front", reps=len(truth.reps))
            write_annotations(annotations_path(path), replace(truth, rows=(row,)))

    return write
