"""Report formats."""

from enum import StrEnum


class ReportFormat(StrEnum):
    """Report formats, named by their file suffixes."""

    HTML = "html"
    MD = "md"
    JSON = "json"
    CSV = "csv"
    PDF = "pdf"
