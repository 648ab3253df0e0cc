"""Report formats."""

from enum import StrEnum


class ReportForm(StrEnum):
    """Report formats, named by their file suffixes."""

    HTML = "html"
    MD = "md"
    JSON = "json"
    CSV = "csv"
