"""Makes the pictures of docs/page.md: `python -m docs_build.page_screenshots docs/pictures`."""

import sys
from pathlib import Path

from heeldrive_lab.browser.visit import DESK, PHONE, line_at, served
from heeldrive_lab.util.chromium import READY_MS, browser, open_page
from playwright.sync_api import Browser, Page, expect

from docs_build.workbench_screenshots import DRAWN_MS, write

# The example has ten deep reps and three half ones; some of the ten are shallower than this.
UP_PX = 98


def main() -> None:
    """Make every picture in the folder given as the first argument."""
    target = Path(sys.argv[1])
    with served() as server, browser() as running:
        page = _counted(running, server.url, DESK)
        x, y = line_at(page, "depth_min_deg")
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y - UP_PX, steps=8)
        page.mouse.up()
        expect(page.locator("#verdict")).to_contain_text("missed", timeout=READY_MS)
        page.mouse.move(0, 0)
        _shoot(page, target / "page.png")
        _shoot(_counted(running, server.url, PHONE, dark=True), target / "page_phone.png")


def _counted(running: Browser, url: str, size: tuple[int, int], *, dark: bool = False) -> Page:
    page = open_page(running, url, size, dark=dark)
    page.click("#example")
    expect(page.locator("#reps")).to_have_text("10", timeout=READY_MS)
    return page


def _shoot(page: Page, target: Path) -> None:
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(DRAWN_MS)
    write(target, page.screenshot())
    page.close(run_before_unload=False)


if __name__ == "__main__":
    main()
