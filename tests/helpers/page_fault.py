"""What a module of the page in a browser throws when it refuses a file or a setting."""


class PageFaultError(Exception):
    """The page's words."""


def without_path(error, path):
    """The laptop's words about a file as the page has them: without its path."""
    return str(error).removeprefix(str(path)).removeprefix(", ").removeprefix(": ")
