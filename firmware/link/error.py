"""What a command over the link cannot do."""


class LinkError(Exception):
    """A command that is not done; the text is one sentence: why, and what would do."""
