"""How a report is written."""

from enum import StrEnum


class ReportForm(StrEnum):
    """The forms, named as the endings of their files are."""

    HTML = "html"
    MD = "md"
    JSON = "json"
    CSV = "csv"
