"""What keeps a search from being begun."""

from heeldrive_lab.sessions.session import SessionError


class TuneError(SessionError):
    """The sessions, the options or the shared study do not allow a search; the text says what would do."""
