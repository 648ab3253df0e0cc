"""Measures the workbench in headless Chromium: dragging, opening, panning, many sessions."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from heeldrive_lab.detection.compiled.counting import prepare
from heeldrive_lab.sessions.annotations import annotations_path
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.simulator import SimulatedSession
from heeldrive_lab.util.chromium import browser, chromium, open_page
from heeldrive_lab.util.paths import RECORDED_SESSIONS
from heeldrive_lab.workbench.browser import CURVE_DRAWN, DESK, counted, line_at, served
from heeldrive_lab.workbench.library import find_entries

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RUNS = 5
SHORT_S, LONG_S = 300, 3600
SESSIONS = 200
MOVES = 24
MOVE_PX = 2
# Someone who drags the line moves it by a degree about this often, ms.
BETWEEN_MS = 400
SETTLE_MS = 120_000
PAN_S = 3
ALL_COUNTED = """/sessions right/.test(document.querySelector('#totals').textContent)
  && !/counting|reading/.test(document.querySelector('#totals').textContent)"""
# Drags the axes to and fro by the mouse, half of the session in view; a step with every frame.
PAN = """async (seconds) => {
  const x = Bokeh.documents[0].get_model_by_name('truth').x_range, [first, last] = x.bounds;
  x.setv({start: first + (last - first) / 4, end: last - (last - first) / 4});
  await new Promise((done) => setTimeout(done, 1000));
  const root = [...Bokeh.index.roots].find((one) => one.child_views?.length);
  const surface = root.child_views.find((one) => one.model.name === 'force').canvas_view.events_el;
  const box = surface.getBoundingClientRect(), start = x.start;
  const send = (type, dx) => surface.dispatchEvent(new PointerEvent(type, {
    bubbles: true, composed: true, cancelable: true, pointerId: 1, pointerType: 'mouse', isPrimary: true,
    button: type === 'pointermove' ? -1 : 0, buttons: type === 'pointerup' ? 0 : 1,
    clientX: box.left + box.width / 2 + dx, clientY: box.top + box.height / 2}));
  send('pointermove', 0);
  send('pointerdown', 0);
  let frames = 0, moved = 0;
  const began = performance.now();
  await new Promise((done) => {
    const step = () => {
      frames += 1;
      send('pointermove', 100 * Math.sin(frames / 8));
      moved = Math.max(moved, Math.abs(x.start - start));
      performance.now() - began < 1000 * seconds ? requestAnimationFrame(step) : done();
    };
    requestAnimationFrame(step);
  });
  const took = performance.now() - began;
  send('pointerup', 0);
  return moved ? 1000 * frames / took : 0;
}"""


class DragDelay(NamedTuple):
    """Delay from a mouse movement to the count on the page.

    Attributes:
        median_ms: median of all movements, ms.
        most_ms: 95 % of the delays are no longer, ms.
        session_s: duration of the session, s.
    """

    median_ms: float
    most_ms: float
    session_s: float


class LongSession(NamedTuple):
    """A session of an hour on the page.

    Attributes:
        opened_s: from asking for the page until the inclination is drawn, median, s.
        frames_hz: frames a second while the axes are dragged.
        drag: delay of a dragged threshold.
    """

    opened_s: float
    frames_hz: float
    drag: DragDelay


def drag_delay(session: SimulatedSession) -> DragDelay | None:
    """Measure dragging the depth threshold in a session of five minutes; None if there is no browser.

    Args:
        session: the session, repeated until it is long enough.
    """
    if chromium() is None:
        return None
    with _page_of(session, SHORT_S) as (_, _, page):
        return _drag(page, SHORT_S)


def long_session(session: SimulatedSession) -> LongSession:
    """Measure a session of an hour; needs a browser.

    Args:
        session: the session, repeated until it is long enough.
    """
    with _page_of(session, LONG_S) as (running, url, page):
        opened = [_opened_s(running, url) for _ in range(RUNS)]
        frames_hz = page.evaluate(PAN, PAN_S)
        return LongSession(median(opened), frames_hz, _drag(page, LONG_S))


def sessions_counted_s() -> float:
    """Time from the start of a workbench until its page has the counts of 200 sessions, s."""
    prepare()
    found = [entry.path for entry in find_entries([RECORDED_SESSIONS])]
    with TemporaryDirectory() as folder, browser() as running:
        sessions = Path(folder) / "sessions"
        for number in range(SESSIONS):
            path = found[number % len(found)]
            target = sessions / str(number // len(found)) / path.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
            shutil.copy(annotations_path(path), annotations_path(target))
        began = perf_counter()
        with served([sessions], Path(folder) / "settings.toml") as server:
            page = open_page(running, server.url, DESK)
            page.wait_for_function(ALL_COUNTED, timeout=SETTLE_MS)
            took_s = perf_counter() - began
            page.close(run_before_unload=False)
    return took_s


@contextmanager
def _page_of(session: SimulatedSession, length_s: int) -> Iterator[tuple["Browser", str, "Page"]]:
    """A browser, the workbench's address, and its page with a session of some length, counted and traced."""
    prepare()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "session.csv"
        write_session(path, session.header, long_rows(session, length_s))
        with served([path], Path(folder) / "settings.toml") as server, browser() as running:
            page = open_page(running, server.url, DESK)
            counted(page, "session")
            page.mouse.click(*line_at(page, "depth_min_deg"))
            page.wait_for_function(
                "document.querySelector('#moment').textContent.includes('ready')", timeout=SETTLE_MS
            )
            yield running, server.url, page
            page.close(run_before_unload=False)


def _opened_s(running: "Browser", url: str) -> float:
    began = perf_counter()
    page = open_page(running, url, DESK)
    page.wait_for_function(CURVE_DRAWN)
    took_s = perf_counter() - began
    page.close(run_before_unload=False)
    return took_s


def _drag(page: "Page", session_s: float) -> DragDelay:
    x, y = line_at(page, "depth_min_deg")
    page.mouse.move(x, y)
    page.mouse.down()
    for move in range(1, MOVES + 1):
        page.mouse.move(x, y + 3 + MOVE_PX * move)
        page.wait_for_timeout(BETWEEN_MS)
    page.mouse.up()
    page.wait_for_function(
        "document.querySelector('#fresh').textContent.startsWith('counted')", timeout=SETTLE_MS
    )
    delays = page.evaluate("heeldrive.delays")
    return DragDelay(median(delays), quantiles(delays, n=20, method="inclusive")[-1], session_s)


def long_rows(session: SimulatedSession, length_s: int) -> list[tuple[int, ...]]:
    """The rows, repeated for so many seconds."""
    first_ms = session.rows[0][0]
    length_ms = session.rows[-1][0] - first_ms + 1000 // session.header.rate_hz
    return [
        (t_ms, *row[1:])
        for turn in range(length_s * 1000 // length_ms + 1)
        for row in session.rows
        if (t_ms := row[0] - first_ms + turn * length_ms) <= length_s * 1000
    ]
