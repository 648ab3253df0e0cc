"""What the servers of our pages say when they cannot listen."""


class PortError(RuntimeError):
    """A port cannot be used; the message says which one and what to do."""
