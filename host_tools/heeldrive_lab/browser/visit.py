"""Opens the page in a headless browser, for its tests, pictures and benchmark."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from heeldrive_lab.browser.page_files import page_files
from heeldrive_lab.browser.server import PageServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

# Window sizes of a phone, a tablet and a laptop, pixels.
PHONE, TABLET, DESK = (390, 844), (768, 1024), (1280, 900)
# Long, because the computer may be busy; it only limits how long a failure takes.
READY_MS = 300_000


@contextmanager
def served(files: Mapping[str, bytes] | None = None, port: int = 0) -> Iterator[PageServer]:
    """Serve the page from a thread for a block.

    Args:
        files: other files than those of today.
        port: port to listen on; 0 for a free one.
    """
    with PageServer(files or page_files(), port) as server:
        Thread(target=server.serve_forever, name="page", daemon=True).start()
        yield server
        server.shutdown()


def open_page(
    running: "Browser",
    url: str,
    size: tuple[int, int] = DESK,
    *,
    dark: bool = False,
    touch: bool = False,
    watch: Callable[["Page"], None] = lambda _: None,
) -> "Page":
    """Open the page and wait until it takes files.

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


def line_at(page: "Page", setting: str) -> tuple[float, float]:
    """A point where a setting's line can be dragged, in pixels of the window."""
    line = page.locator(f".threshold[data-setting={setting}]")
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    assert box is not None
    return box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2
