"""Writes hours of logs for the measurements: three-minute workouts in a row, half an hour in each log."""

from dataclasses import replace
from pathlib import Path

from heeldrive_lab.sessions.annotation_model import Annotation, Annotations
from heeldrive_lab.sessions.annotations import annotations_path, read_annotations, write_annotations
from heeldrive_lab.sessions.format import WEARER_KEY
from heeldrive_lab.sessions.recording import read_recording
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.util.paths import RECORDED_SESSIONS

WORKOUT = RECORDED_SESSIONS / "two_sets_walk_and_sit.csv"
WORKOUTS, STEP_MS = 10, 20


def write_logs(folder: Path, hours: float) -> tuple[list[Path], float]:
    """Write logs with this total duration, each with its own date, wearer and annotations.

    Returns:
        the logs, and their total duration, s.
    """
    workout, truth = read_recording(WORKOUT), read_annotations(annotations_path(WORKOUT))
    length_ms = workout.last_ms - workout.first_ms + STEP_MS
    log_s = WORKOUTS * length_ms / 1000
    paths = [folder / f"log_{number:04}.csv" for number in range(max(1, round(hours * 3600 / log_s)))]
    samples = workout.table.tolist()
    for number, path in enumerate(paths):
        started = f"2026-{1 + number // 28 % 12:02}-{1 + number % 28:02}T18:00"
        about = {"started": started, WEARER_KEY: f"wearer {number}"}
        # A start of its own: equal samples would be taken for one workout in two files.
        shifts = [number + copy * length_ms for copy in range(WORKOUTS)]
        rows = ((t_ms + shift_ms, *counts) for shift_ms in shifts for t_ms, *counts in samples)
        write_session(path, replace(workout.header, extra=about), rows)
        shifted = tuple(_shifted(row, shift_ms) for shift_ms in shifts for row in truth.rows)
        write_annotations(annotations_path(path), Annotations(path.name, shifted))
    return paths, len(paths) * log_s


def _shifted(row: Annotation, shift_ms: int) -> Annotation:
    later = {
        name: getattr(row, name) + shift_ms
        for name in ("start_ms", "end_ms", "bottom_ms", "rise_ms")
        if getattr(row, name) is not None
    }
    return replace(row, **later)
