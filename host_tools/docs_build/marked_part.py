"""Puts what was made into a page that people write."""

from collections.abc import Iterable
from pathlib import Path

from heeldrive_lab.util.files import replacing


def write_part(page: Path, begin: str, end: str, lines: Iterable[str]) -> None:
    """Put lines between two marks in the page.

    Raises:
        ValueError: the marks are not there.
    """
    before, begun, rest = page.read_text("utf-8").partition(begin)
    _, ended, after = rest.partition(end)
    if not begun or not ended:
        raise ValueError(f"{page}: there is no {begin} and {end} to write between")
    text = "\n".join(lines)
    with replacing(page) as file:
        file.write(f"{before}{begin}\n{text}\n{end}{after}")
