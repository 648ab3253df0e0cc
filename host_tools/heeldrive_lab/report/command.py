"""Implements `heeldrive report`: analyses sessions and writes the report in the requested format."""

import json
from pathlib import Path

from heeldrive_lab.report.data import history_json, reps_csv, workout_json
from heeldrive_lab.report.formats import ReportFormat
from heeldrive_lab.report.history import gather_history
from heeldrive_lab.report.workout import gather
from heeldrive_lab.sessions.file_names import session_name
from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.sessions.recording import stored_session
from heeldrive_lab.settings.of_session import ChosenFile, chosen_file, settings_of
from heeldrive_lab.util.files import unfinished, write_errors_as
from heeldrive_lab.util.optional_dependencies import require


def report_bytes(path: Path, report_format: ReportFormat, settings: Path | None) -> bytes:
    """The report as it stands in a file; arguments and errors as in `report_text`.

    Raises:
        SessionError: also if a PDF cannot be made.
    """
    if report_format is ReportFormat.PDF:
        from heeldrive_lab.report.pdf import pdf_of  # noqa: PLC0415 - needs a browser

        return pdf_of(report_text(path, ReportFormat.HTML, settings))
    return report_text(path, report_format, settings).encode()


def report_text(path: Path, report_format: ReportFormat, settings: Path | None) -> str:
    """The report of a session, or of a folder of sessions.

    Args:
        path: a session file or a folder.
        report_format: the format.
        settings: a settings.toml that goes before each session's own settings; None for those alone.

    Raises:
        MissingExtraError: the format needs a package that is not installed.
        SessionError: the session, or every session in the folder, cannot be read.
        SettingsError: the settings cannot be read.
    """
    if report_format is ReportFormat.HTML:
        require("report", "jinja2", "matplotlib")
    elif report_format is ReportFormat.MD:
        require("report", "jinja2")
    return (_of_folder if path.is_dir() else _of_session)(path, report_format, chosen_file(settings))


def _of_session(path: Path, report_format: ReportFormat, chosen: ChosenFile | None) -> str:
    session = stored_session(path)
    counted = settings_of(path, session.header, chosen)
    workout = gather(session, counted.settings)
    if report_format is ReportFormat.JSON:
        return json.dumps(workout_json(workout) | {"settings": counted.source}, indent=1) + "\n"
    if report_format is ReportFormat.CSV:
        return reps_csv([workout])
    from heeldrive_lab.report.page import workout_html, workout_markdown  # noqa: PLC0415 - optional

    return (workout_html if report_format is ReportFormat.HTML else workout_markdown)(workout, counted)


def _of_folder(folder: Path, report_format: ReportFormat, settings: ChosenFile | None) -> str:
    history = gather_history(folder, settings)
    if report_format is ReportFormat.JSON:
        return json.dumps(history_json(history), indent=1) + "\n"
    if report_format is ReportFormat.CSV:
        return reps_csv(history.workouts)
    from heeldrive_lab.report.page import history_html, history_markdown  # noqa: PLC0415 - optional

    return (history_html if report_format is ReportFormat.HTML else history_markdown)(
        history, folder, settings
    )


def write_report(path: Path, data: bytes) -> None:
    """Write a report; an existing file is replaced once the new one is complete.

    Raises:
        SessionError: the file cannot be written.
    """
    with write_errors_as(SessionError, path), unfinished(path) as part:
        part.write_bytes(data)


def default_target(path: Path, report_format: ReportFormat) -> Path:
    """Default path of a page: in the current folder, named after the session or folder."""
    return Path(f"{path.resolve().name if path.is_dir() else session_name(path)}.{report_format}")
