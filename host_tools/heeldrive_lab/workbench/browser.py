"""Runs the workbench in a headless browser, for tests, the benchmark and the screenshots."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Queue
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING

from heeldrive_lab.workbench.saving import Values
from heeldrive_lab.workbench.server import WorkbenchServer

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Window sizes of a laptop and a phone, pixels.
DESK, PHONE = (1440, 1000), (390, 844)
# JavaScript: whether the inclination of the session shown is drawn.
CURVE_DRAWN = """Bokeh.documents[0].get_model_by_name('inclination').renderers
  .some(one => 'VArea Line'.includes(one.glyph.type) && one.data_source.data.x.length > 10)"""

# JavaScript: start and end of the view, s.
VIEW = "(({start, end}) => [start, end])(Bokeh.documents[0].get_model_by_name('truth').x_range)"


@contextmanager
def served(
    paths: Sequence[Path],
    settings: Path,
    values: Values | None = None,
    drafts: Path | None = None,
    port: int = 0,
) -> Iterator[WorkbenchServer]:
    """Serve a workbench from a thread for a block.

    Args:
        paths: sessions and folders of sessions.
        settings: the settings file.
        values: the initial settings.
        drafts: folder for drafts; None for one that is deleted with the block.
        port: port to listen on; 0 for a free one.
    """
    with TemporaryDirectory() as temporary:
        started: Queue[WorkbenchServer | Exception] = Queue()

        def serve() -> None:
            loop = asyncio.new_event_loop()
            asyncio.set_event_loop(loop)
            try:
                server = WorkbenchServer(paths, settings, values or {}, drafts or Path(temporary), port)
            except Exception as error:
                started.put(error)
            else:
                server.run(lambda: started.put(server))
            finally:
                loop.close()

        thread = Thread(target=serve, name="workbench")
        thread.start()
        server = started.get()
        if isinstance(server, Exception):
            thread.join()
            raise server
        try:
            yield server
        finally:
            server.stop()
            thread.join()


def counted(page: "Page", name: str) -> None:
    """Show a session once the page lists it, and wait until it is drawn and all sessions are counted."""
    listed = page.wait_for_function(
        "name => [...document.querySelectorAll('#sessions button')]"
        ".find(one => one.firstElementChild.textContent.startsWith(name))",
        arg=name,
    )
    listed.evaluate("one => one.click()")
    page.wait_for_function(
        "name => document.querySelector('#name').textContent.startsWith(name)"
        " && document.querySelector('#fresh').textContent.startsWith('counted')"
        " && !document.querySelector('#totals').textContent.includes('counting')"
        f" && {CURVE_DRAWN}",
        arg=name,
    )


def line_at(page: "Page", setting: str) -> tuple[float, float]:
    """A point where a setting's line can be dragged, in pixels of the window."""
    found = page.evaluate(
        """setting => {
          const root = [...Bokeh.index.roots].find(one => one.child_views?.length);
          for (const view of root.child_views) {
            const band = view.all_renderer_views.find(one => one.model.tags?.[0] === setting);
            if (!band) continue;
            const line = (band.model.top + band.model.bottom) / 2;
            view.el.scrollIntoView({block: "center"});
            const now = view.canvas_view.events_el.getBoundingClientRect();
            return [now.left + view.frame.bbox.left + 0.6 * view.frame.bbox.width,
                    now.top + view.frame.y_scale.compute(line)];
          }
        }""",
        setting,
    )
    return float(found[0]), float(found[1])


def point(page: "Page", axis: str, at_s: float, y: float) -> tuple[float, float]:
    """Position of a point of an axis, in pixels of the window, once all axes fill the room they have."""
    found = page.wait_for_function(
        """([axis, x, y]) => {
          const root = [...Bokeh.index.roots].find(one => one.child_views?.length);
          if (root.child_views.some(({el, bbox}) => Math.abs(el.clientWidth - bbox.width) > 1)) return null;
          const view = root.child_views.find(one => one.model.name === axis);
          view.el.scrollIntoView({block: "center"});
          const box = view.canvas_view.events_el.getBoundingClientRect();
          return [box.left + view.frame.x_scale.compute(x), box.top + view.frame.y_scale.compute(y)];
        }""",
        arg=[axis, at_s, y],
    ).json_value()
    return float(found[0]), float(found[1])
