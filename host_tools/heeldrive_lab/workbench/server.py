"""Serves the workbench to browsers on this computer; everything a page needs comes from here."""

import json
import socket
import sys
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from threading import Thread

from bokeh.application import Application
from bokeh.application.handlers.function import FunctionHandler
from bokeh.document import Document
from bokeh.server.server import Server
from tornado.ioloop import IOLoop

from heeldrive_lab.detection.compiled import prepare
from heeldrive_lab.workbench.controls import axis_words, controls
from heeldrive_lab.workbench.library import SessionEntry
from heeldrive_lab.workbench.model import Workbench
from heeldrive_lab.workbench.page import Page
from heeldrive_lab.workbench.saving import Values

FIRST_PORT = 5106
# The page's thread waits so long for the one that counts, each time it wants to go on; 5 ms is Python's own.
SWITCH_S = 0.001
# As many workbenches as one computer is likely to have open at once.
PORTS_TRIED = 20
# Of the settings that the lowest axis can be about, what a cycle is measured by stands at a gate of its own.
MEASURES = (
    "shake_max_mg",
    "lever_min_mm",
    "excursion_min_deg",
    "rep_min_ms",
    "rep_max_ms",
    "hold_max_ms",
    "seat_max_ms",
    "quick_rise_ms",
    "ready_max_ms",
    "fall_min_mm",
)


class PortError(RuntimeError):
    """A port cannot be had; the text says which and what would do."""


class WorkbenchServer:
    """A server with one workbench, shown by as many tabs as are open.

    Args:
        entries: the sessions.
        settings_path: where settings are saved.
        values: the settings at the start.
        port: where it listens; None for the first free one from `FIRST_PORT` on.
        address: of this computer, that browsers are answered at.

    Attributes:
        bench: the workbench.
        url: where the page is.

    Raises:
        PortError: the port is taken, or not to be had.
    """

    def __init__(
        self,
        entries: Sequence[SessionEntry],
        settings_path: Path,
        values: Values,
        port: int | None = None,
        address: str = "127.0.0.1",
    ) -> None:
        self.port = free_port(address, port)
        self.loop = IOLoop.current()
        self.bench = Workbench(entries, settings_path, values, self._post)
        self.url = f"http://{address}:{self.port}/"
        self._server = Server(
            {"/": Application(FunctionHandler(self._page))},
            port=self.port,
            address=address,
            io_loop=self.loop,
            allow_websocket_origin=[f"{name}:{self.port}" for name in {address, "127.0.0.1", "localhost"}],
        )

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until Ctrl-C; `ready` is called once browsers are answered."""
        sys.setswitchinterval(SWITCH_S)
        self._server.start()
        self.bench.start()
        # Meanwhile the interpreter counts; compiling takes some fifteen seconds, once.
        Thread(target=prepare, name="compile", daemon=True).start()
        self.loop.add_callback(ready)
        try:
            self.loop.start()
        except KeyboardInterrupt:
            pass
        finally:
            self.bench.stop()
            self._server.stop()

    def stop(self) -> None:
        """End `run`, from any thread."""
        self._post(self.loop.stop)

    def _post(self, what: Callable[[], None]) -> None:
        self.loop.add_callback(what)

    def _page(self, document: Document) -> None:
        document.title = "Heeldrive workbench"
        document.template = _text("page.html")
        document.template_variables.update(page_variables())
        Page(document, self.bench)


def page_variables() -> dict[str, object]:
    """What the page's HTML is filled with."""
    sliders = controls()
    meaning = {control["name"]: control["meaning"] for control in sliders}
    return {
        "style": _text("page.css"),
        "script": _text("page.js"),
        "controls": [control for control in sliders if control["detector"]],
        "others": [control for control in sliders if not control["detector"]],
        "controls_json": json.dumps(sliders),
        "measures": [(name, axis_words(name), meaning[name]) for name in MEASURES],
    }


def _text(name: str) -> str:
    return files("heeldrive_lab.workbench").joinpath(name).read_text("utf-8")


def free_port(address: str, port: int | None) -> int:
    """The port itself if it can be had; without one, the first free one from `FIRST_PORT` on.

    Raises:
        PortError: there is none.
    """
    tried = range(FIRST_PORT, FIRST_PORT + PORTS_TRIED) if port is None else (port,)
    reason: OSError | None = None
    for number in tried:
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                taken.bind((address, number))
                return int(taken.getsockname()[1])
            except OSError as error:
                reason = error
    what = f"port {port}" if port is not None else f"the ports {tried[0]} to {tried[-1]}"
    raise PortError(
        f"{what} of {address} cannot be used ({reason and reason.strerror}): name a free one with --port"
    )
