"""What can go wrong with an import, apart from the rest so that every command can know it."""


class RecordingError(ValueError):
    """A file that cannot be imported; the text says which line, what, and how to fix it."""
