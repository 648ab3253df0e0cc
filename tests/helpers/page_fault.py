"""What a module of the page in a browser throws when it refuses a file or a setting."""


class PageFaultError(Exception):
    """The page's words."""
