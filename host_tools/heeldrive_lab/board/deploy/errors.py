"""Errors of the two commands for a board's drive."""


class DeployError(RuntimeError):
    """A drive cannot be found, read or written; one sentence says what is wrong, where, and how to fix it."""
