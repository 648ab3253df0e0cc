"""What the two commands for a board's drive cannot do."""


class DeployError(RuntimeError):
    """A drive cannot be found, looked at or written; one sentence says what, where, and what would do."""
