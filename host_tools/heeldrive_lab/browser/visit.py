"""Serves the page from a thread and finds its lines, for its tests, pictures and benchmark."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from heeldrive_lab.browser.page_files import page_files
from heeldrive_lab.browser.server import PageServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Window sizes of a phone, a tablet and a laptop, pixels.
PHONE, TABLET, DESK = (390, 844), (768, 1024), (1280, 900)


@contextmanager
def served(files: Mapping[str, bytes] | None = None, port: int = 0) -> Iterator[PageServer]:
    """Serve the page from a thread for a block.

    Args:
        files: other files than those of today.
        port: port to listen on; 0 for a free one.
    """
    with PageServer(files or page_files(), port) as server:
        Thread(target=server.serve_forever, name="page", daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


def line_at(page: "Page", setting: str) -> tuple[float, float]:
    """A point where a setting's line can be dragged, in pixels of the window."""
    line = page.locator(f".threshold[data-setting={setting}]")
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    assert box is not None
    return box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2
