"""Writes generated text into a page that is otherwise written by hand."""

from collections.abc import Iterable
from pathlib import Path

from heeldrive_lab.util.files import replacing


def write_part(page: Path, begin: str, end: str, lines: Iterable[str]) -> None:
    """Replace the lines between two marks in a page.

    Raises:
        ValueError: a mark is missing.
    """
    before, found_begin, rest = page.read_text("utf-8").partition(begin)
    _, found_end, after = rest.partition(end)
    if not found_begin or not found_end:
        raise ValueError(f"{page}: the marks {begin} and {end} are missing")
    text = "\n".join(lines)
    with replacing(page) as file:
        file.write(f"{before}{begin}\n{text}\n{end}{after}")
