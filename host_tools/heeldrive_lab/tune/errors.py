"""Errors of a search."""

from heeldrive_lab.sessions.session import SessionError


class TuneError(SessionError):
    """The sessions, the options or the storage do not allow a search; the message says what to do."""
