"""The one error of the link."""


class CommandError(Exception):
    """A command is refused; the text is one sentence with the reason and the remedy."""
