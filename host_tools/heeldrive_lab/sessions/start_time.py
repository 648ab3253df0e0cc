"""When a session was recorded: the header's `started`, which is not always there. A board has no calendar."""

from datetime import datetime

from heeldrive_lab.sessions.format import SessionError, SessionHeader, short

START_TIME_KEY = "started"


def read_start_time(header: SessionHeader) -> datetime | None:
    """Date and time of session time 0, or the date alone as its midnight; None where the header has none.

    Raises:
        SessionError: there is a `started`, and it is no date. The text does not name the file.
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
