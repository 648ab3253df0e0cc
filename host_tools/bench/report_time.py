"""Measures how long a report of ten hours of logs takes: reading, counting, knee travel and the page."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from heeldrive_lab.report.history import gather_history
from heeldrive_lab.report.page import history_html
from heeldrive_lab.sessions.recording import Recording, read_recording
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.util.paths import RECORDED_SESSIONS

HOURS = 10
# A log of half an hour: this number of three-minute workouts in a row.
WORKOUTS, STEP_MS = 10, 20


class ReportTime(NamedTuple):
    """Time to make a report.

    Attributes:
        session_s: total duration of the logs, s.
        logs: number of logs.
        took_s: time for reading, counting and rendering the page, on all cores, s.
    """

    session_s: float
    logs: int
    took_s: float


def report_time(hours: float = HOURS) -> ReportTime:
    """Write logs with this total duration, each with its own date, and measure their report."""
    workout = read_recording(RECORDED_SESSIONS / "two_sets_walk_and_sit.csv")
    log_s = WORKOUTS * (workout.last_ms - workout.first_ms + STEP_MS) / 1000
    logs = max(1, round(hours * 3600 / log_s))
    with TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(logs):
            _write_log(folder / f"log_{number:04}.csv", workout, number)
        started = perf_counter()
        page = history_html(gather_history(folder, None), folder, None)
        took_s = perf_counter() - started
    if f"{logs} workouts" not in page:
        raise RuntimeError("a log is missing from the report")
    return ReportTime(logs * log_s, logs, took_s)


def _write_log(path: Path, workout: Recording, number: int) -> None:
    length_ms = workout.last_ms - workout.first_ms + STEP_MS
    header = workout.header
    header.extra["started"] = f"2026-{1 + number // 28 % 12:02}-{1 + number % 28:02}T18:00"
    rows = (
        # A start of its own: equal samples would be taken for one workout in two files.
        (number + t_ms + copy * length_ms, *counts)
        for copy in range(WORKOUTS)
        for t_ms, *counts in workout.table.tolist()
    )
    write_session(path, header, rows)
