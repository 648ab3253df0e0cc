"""Start time of a session: the optional header key `started`. A board has no calendar and cannot write it."""

from datetime import datetime
from pathlib import Path

from heeldrive_lab.sessions.format import SessionError, SessionHeader, short

START_TIME_KEY = "started"


def read_start_time(header: SessionHeader) -> datetime | None:
    """Date and time of session time 0; None if the header has no start time. A date alone means midnight.

    Raises:
        SessionError: the value of `started` is not a date. The text does not name the file.
    """
    text = header.extra.get(START_TIME_KEY)
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise SessionError(
            f"in the header, {START_TIME_KEY} is {short(text)}; it must be a date such as 2026-11-21 or"
            " 2026-11-21T18:30"
        ) from None


def start_time_of(path: Path, header: SessionHeader) -> datetime | None:
    """Date and time of session time 0 in a session file, as in `read_start_time`.

    Raises:
        SessionError: the value of `started` is not a date. The text names the file.
    """
    try:
        return read_start_time(header)
    except SessionError as error:
        raise SessionError(f"{path}: {error}") from None
