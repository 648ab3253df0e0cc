"""Measures delays of the workbench: from dragging a threshold to the count on the page; and `--help`."""

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import NamedTuple

from heeldrive_lab.detection.compiled import prepare
from heeldrive_lab.sessions.session import write_session
from heeldrive_lab.simulator import SimulatedSession
from heeldrive_lab.util.chromium import browser, chromium
from heeldrive_lab.workbench.browser import counted, line_at, open_page, served

RUNS = 5
LENGTH_S = 300
MOVES = 24
MOVE_PX = 2
# Someone who drags the line moves it by a degree about this often, ms.
BETWEEN_MS = 400
SETTLE_MS = 120_000


class DragDelay(NamedTuple):
    """Delay from a mouse movement to the count on the page.

    Attributes:
        median_ms: median of all movements, ms.
        worst_ms: the longest delay, ms.
        session_s: duration of the session, s.
    """

    median_ms: float
    worst_ms: float
    session_s: float


def drag_delay(session: SimulatedSession) -> DragDelay | None:
    """Measure dragging the depth threshold in a session of five minutes; None if there is no browser.

    Args:
        session: the session, repeated until it is long enough.
    """
    if chromium() is None:
        return None
    prepare()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "session.csv"
        write_session(path, session.header, _long(session))
        with served([path], Path(folder) / "settings.toml") as server, browser() as running:
            page = open_page(running, server.url)
            counted(page, "session")
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
            page.close(run_before_unload=False)
    return DragDelay(median(delays), max(delays), LENGTH_S)


def help_share() -> float:
    """Time of `heeldrive --help` divided by that of importing Bokeh, each in a new process."""
    ask = "from heeldrive_lab.commands.app import app; app(['--help'])"
    shares = [_took_s(ask) / _took_s("import bokeh.plotting") for _ in range(RUNS)]
    return median(shares)


def _took_s(code: str) -> float:
    began = perf_counter()
    subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    return perf_counter() - began


def _long(session: SimulatedSession) -> list[tuple[int, ...]]:
    """The rows, repeated for five minutes."""
    first_ms = session.rows[0][0]
    length_ms = session.rows[-1][0] - first_ms + 1000 // session.header.rate_hz
    return [
        (t_ms, *row[1:])
        for turn in range(LENGTH_S * 1000 // length_ms + 1)
        for row in session.rows
        if (t_ms := row[0] - first_ms + turn * length_ms) <= LENGTH_S * 1000
    ]
