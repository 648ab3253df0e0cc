"""Prints a report page to a PDF with the computer's Chromium."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from heeldrive_lab.sessions.format import SessionError
from heeldrive_lab.util.chromium import FLAGS, chromium

LONGEST_S = 300  # only a way to fail


def pdf_of(page: str) -> bytes:
    """Print a self-contained HTML page.

    Raises:
        SessionError: there is no Chromium, or it cannot print.
    """
    program = chromium()
    if program is None:
        raise SessionError(
            "a PDF needs Chromium or Google Chrome, which is not installed: install it, or write a .html and"
            " print that from a browser"
        )
    with TemporaryDirectory() as folder:
        source, target = Path(folder) / "page.html", Path(folder) / "page.pdf"
        source.write_text(page, "utf-8")
        words = [program, "--headless", *FLAGS, f"--user-data-dir={folder}/profile", "--no-pdf-header-footer"]
        try:
            subprocess.run(
                [*words, f"--print-to-pdf={target}", source.as_uri()],
                check=True,
                capture_output=True,
                timeout=LONGEST_S,
            )
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise SessionError(
                f"Chromium ({program}) does not print ({error}): write a .html and print that from a browser"
            ) from error
