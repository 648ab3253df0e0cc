"""A Chromium without a screen, for pages of ours: their tests, pictures and bench rows."""

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
    """Where this computer's Chromium is; None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator["Browser"]:
    """A Chromium without a screen.

    Raises:
        FileNotFoundError: this computer has none.
    """
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only developers have it

    path = chromium()
    if path is None:
        raise FileNotFoundError("there is no Chromium on this computer: install it to see our pages run")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=list(FLAGS), timeout=STARTED_MS)
        try:
            yield running
        finally:
            running.close()
