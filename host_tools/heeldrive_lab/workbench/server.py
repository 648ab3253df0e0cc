"""Serves the workbench to browsers; the page loads nothing from other servers."""

import asyncio
import json
import socket
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import cast

from bokeh.application import Application
from bokeh.application.handlers.function import FunctionHandler
from bokeh.core.types import ID
from bokeh.document import Document
from bokeh.protocol.exceptions import ProtocolError
from bokeh.server.server import Server
from bokeh.server.tornado import BokehTornado
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler

from heeldrive_lab.detection.compiled.counting import prepare
from heeldrive_lab.util.ports import PortError
from heeldrive_lab.workbench.controls import MEASURES, axis_words, controls
from heeldrive_lab.workbench.drafts import Drafts
from heeldrive_lab.workbench.folder_watch import FolderWatch
from heeldrive_lab.workbench.library import find_entries
from heeldrive_lab.workbench.model import Workbench
from heeldrive_lab.workbench.page import Page
from heeldrive_lab.workbench.place import place_of
from heeldrive_lab.workbench.saving import Values

FIRST_PORT = 5106
# Time after which the counting thread gives way to the page's thread; Python's default is 5 ms.
SWITCH_S = 0.001
# More workbenches than are likely to be open on one computer.
PORTS_TRIED = 20
# Time for which `alive` waits for its turn; the page waits for its answer for 2 s.
TURN_S = 1.0


class WorkbenchServer:
    """A server with one workbench, shared by all open tabs.

    Args:
        paths: sessions and folders of sessions; what comes and goes there is shown.
        settings_path: where settings are saved.
        values: the initial settings.
        drafts: folder for the drafts of unsaved changes.
        port: port to listen on; None for the first free one from `FIRST_PORT`.
        address: address to listen on.

    Attributes:
        bench: the workbench.
        url: address of the page.

    Raises:
        PortError: the port is in use or cannot be used.
        SessionError: a path does not exist, or a folder contains no session.
    """

    def __init__(
        self,
        paths: Sequence[Path],
        settings_path: Path,
        values: Values,
        drafts: Path,
        port: int | None = None,
        address: str = "127.0.0.1",
    ) -> None:
        self.port = free_port(address, port)
        self.loop = IOLoop.current()
        self.bench = Workbench(find_entries(paths), settings_path, values, self._post, Drafts(drafts))
        self._watch = FolderWatch(
            paths, settings_path, lambda listing: self._post(partial(self.bench.others.look, listing))
        )
        self.url = f"http://{address}:{self.port}/"
        self._server = Server(
            {"/": Application(FunctionHandler(self._page))},
            extra_patterns=[("/alive", _Alive)],
            port=self.port,
            address=address,
            io_loop=self.loop,
            allow_websocket_origin=[f"{name}:{self.port}" for name in {address, "127.0.0.1", "localhost"}],
        )

    def run(self, ready: Callable[[], None]) -> None:
        """Serve until Ctrl-C; `ready` is called once the server accepts connections."""
        sys.setswitchinterval(SWITCH_S)
        self._server.start()
        self.bench.others.look(self._watch.look())
        self.bench.start()
        self._watch.start()
        # Compiling takes about ten seconds, once; meanwhile the interpreter counts.
        Thread(target=partial(prepare, apart=True), name="compile", daemon=True).start()
        self.loop.add_callback(ready)
        try:
            self.loop.start()
        except KeyboardInterrupt:
            pass
        finally:
            self._watch.stop()
            self.bench.stop()
            self._server.stop()

    def stop(self) -> None:
        """End `run`; may be called from any thread."""
        self._post(self.loop.stop)

    def _post(self, function: Callable[[], None]) -> None:
        self.loop.add_callback(function)

    def _page(self, document: Document) -> None:
        document.title = "Heeldrive workbench"
        # connection.js does both: a page that Bokeh reconnects after its session has ended shows nothing new.
        document.config.reconnect_session = document.config.notify_connection_status = False
        document.template = _text("page.html")
        document.template_variables.update(page_variables())
        place = place_of(document.session_context.request.arguments)
        with document.models.freeze():  # otherwise each change of a model searches all of them: half the time
            Page(document, self.bench, place)


class _Alive(RequestHandler):
    """Answers a page that hears nothing on its connection."""

    async def get(self) -> None:
        """Say whether this end of the connection is `open` or `gone`, in turn with what is done for the page.

        It is `busy` if its turn does not come: a message to the page is stuck in a network, slow or dead.
        """
        bokeh = cast(BokehTornado, self.application)
        try:
            session = bokeh.get_session("/", ID(self.get_argument("session", "")))
        except ProtocolError:  # the workbench was started again, or has given up a page that was away
            state = "gone"
        else:
            # Not `wait_for`: it cancels, and a lock that is just being handed over would never be released.
            turn = asyncio.ensure_future(session.with_document_locked(bool))
            await asyncio.wait([turn], timeout=TURN_S)
            state = "busy" if not turn.done() else "open" if session.connection_count else "gone"
        self.set_header("Cache-Control", "no-store")
        self.finish(state)


def page_variables() -> dict[str, object]:
    """Variables of the page's HTML template."""
    sliders = controls()
    meaning = {control["name"]: control["meaning"] for control in sliders}
    return {
        "style": _text("page.css"),
        "script": "".join(map(_text, ("connection.js", "sessions.js", "charts.js", "page.js"))),
        "controls": [control for control in sliders if control["detector"]],
        "others": [control for control in sliders if not control["detector"]],
        "controls_json": json.dumps(sliders),
        "measures": [(name, axis_words(name), meaning[name]) for name in MEASURES],
    }


def _text(name: str) -> str:
    return files("heeldrive_lab.workbench").joinpath(name).read_text("utf-8")


def free_port(address: str, port: int | None) -> int:
    """Check that a port is free, or find the first free one from `FIRST_PORT`.

    Raises:
        PortError: no port is free.
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
