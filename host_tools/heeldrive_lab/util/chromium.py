"""Headless Chromium for the tests, pictures and benchmarks of our pages, and for PDFs."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Only a way to fail: the computer may be busy with much else.
STARTED_MS = 300_000


def chromium() -> str | None:
    """Path of this computer's Chromium; None if it has none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator["Browser"]:
    """Run a headless Chromium for the duration of the block.

    Raises:
        FileNotFoundError: Chromium is not installed.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only developers have it

    path = chromium()
    if path is None:
        raise FileNotFoundError("Chromium is not installed on this computer: install it to run the pages")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS), timeout=STARTED_MS)
        try:
            yield running
        finally:
            running.close()
