"""Measures the page in headless Chromium: its size, the first count of a file, and dragging a threshold."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from heeldrive_lab.browser.page_files import page_files
from heeldrive_lab.browser.visit import DESK, line_at, served
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.simulator import SimulatedSession
from heeldrive_lab.util.chromium import READY_MS, browser, chromium, open_page

from bench.workbench import BETWEEN_MS, LONG_S, MOVES, SHORT_S, long_rows

if TYPE_CHECKING:
    from playwright.sync_api import Page

MOVE_PX = 3
# Notes when a file is given, when the line moves, and when the count is there.
WATCH = """() => {
  const note = (name) => () => (globalThis[name] = performance.now());
  document.querySelector("#files").addEventListener("change", note("given"), true);
  document.addEventListener("pointermove", note("moved"), true);
  globalThis.delays = [];
  new MutationObserver(() => {
    globalThis.first ??= performance.now() - given;
    if (globalThis.moved) delays.push(performance.now() - moved);
    globalThis.moved = 0;
  }).observe(document.querySelector("#reps"), { childList: true });
}"""


class PageSpeed(NamedTuple):
    """The page with one session.

    Attributes:
        session_s: duration of the session, s.
        first_s: from giving the file to its count, s.
        drag_ms: from a movement of a line to its count, median, ms.
    """

    session_s: int
    first_s: float
    drag_ms: float


def page_bytes() -> int:
    """Size of all of the page's files."""
    return sum(map(len, page_files().values()))


def page_speeds(session: SimulatedSession) -> list[PageSpeed]:
    """Measure sessions of five minutes and an hour; none without a browser.

    Args:
        session: the session, repeated until it is long enough.
    """
    if chromium() is None:
        return []
    return [_speed(session, length_s) for length_s in (SHORT_S, LONG_S)]


def _speed(session: SimulatedSession, length_s: int) -> PageSpeed:
    with _page_of(session, length_s) as page:
        first_ms = page.evaluate("first")
        x, y = line_at(page, "depth_min_deg")
        page.mouse.move(x, y)
        page.mouse.down()
        page.evaluate("() => { delays.length = 0; globalThis.moved = 0; }")
        for move in range(1, MOVES + 1):
            page.mouse.move(x, y - MOVE_PX * move)
            page.wait_for_timeout(BETWEEN_MS)
        page.mouse.up()
        return PageSpeed(length_s, first_ms / 1000, median(page.evaluate("delays")))


@contextmanager
def _page_of(session: SimulatedSession, length_s: int) -> Iterator["Page"]:
    """The page with a session of some length, counted."""
    from playwright.sync_api import expect  # noqa: PLC0415 - only developers have it

    with TemporaryDirectory() as folder, served() as server, browser() as running:
        path = Path(folder) / "session.csv"
        write_session(path, session.header, long_rows(session, length_s))
        page = open_page(running, server.url, DESK)
        page.evaluate(WATCH)
        page.set_input_files("#files", path)
        expect(page.locator("#reps")).not_to_have_text("–", timeout=READY_MS)
        page.wait_for_timeout(BETWEEN_MS)
        yield page
        page.close(run_before_unload=False)
