"""Measures how long a report of ten hours of logs takes: reading, counting, knee travel and the page."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from heeldrive_lab.report.history import gather_history
from heeldrive_lab.report.page import history_html

from bench.long_logs import write_logs

HOURS = 10


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
    """Write logs with this total duration, and measure their report."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        logs, session_s = write_logs(folder, hours)
        started = perf_counter()
        page = history_html(gather_history(folder, None), folder, None)
        took_s = perf_counter() - started
    if f"{len(logs)} workouts" not in page:
        raise RuntimeError("a log is missing from the report")
    return ReportTime(session_s, len(logs), took_s)
