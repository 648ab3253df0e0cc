"""Headless Chromium for the tests, pictures and benchmarks of our pages, and for PDFs."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# Long, because the computer may be busy; they only limit how long a failure takes.
STARTED_MS = READY_MS = 300_000


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


def open_page(
    running: "Browser",
    url: str,
    size: tuple[int, int],
    *,
    dark: bool = False,
    touch: bool = False,
    watch: Callable[["Page"], None] = lambda _: None,
) -> "Page":
    """Open the page or the workbench, and wait until it is ready.

    Args:
        running: the browser.
        url: address of the page.
        size: size of the window, pixels.
        dark: whether the computer prefers dark colours.
        touch: whether to emulate a phone with a touch screen.
        watch: called with the page before it loads.
    """
    page = running.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
        has_touch=touch,
        is_mobile=touch,
    )
    page.set_default_timeout(READY_MS)
    watch(page)
    page.goto(url)
    page.wait_for_selector("html[data-ready=yes]")
    return page
