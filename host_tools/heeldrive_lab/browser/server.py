"""Serves the page to browsers of this computer; nothing is sent anywhere else."""

from collections.abc import Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from heeldrive_lab.browser.page_files import START
from heeldrive_lab.util.ports import PortError

ADDRESS = "127.0.0.1"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; worker-src 'self';"
    " connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
}


class PageServer(ThreadingHTTPServer):
    """A server of the page's files.

    Args:
        files: content by path.
        port: port to listen on; 0 for a free one.

    Attributes:
        url: address of the page.

    Raises:
        PortError: the port is in use or cannot be used.
    """

    daemon_threads = True

    def __init__(self, files: Mapping[str, bytes], port: int) -> None:
        self.files = files
        try:
            super().__init__((ADDRESS, port), _Handler)
        except OSError as error:
            raise PortError(
                f"port {port} of {ADDRESS} cannot be used ({error.strerror}): name a free one with --port"
            ) from None
        self.url = f"http://{ADDRESS}:{self.server_port}/"


class _Handler(BaseHTTPRequestHandler):
    """Answers with a file, or says that there is none."""

    # Of HTTP/1.0, which closes each connection: when this server has ended, a browser notices.
    server: PageServer

    def do_GET(self) -> None:
        """Send a file of the page."""
        name = unquote(urlsplit(self.path).path).lstrip("/") or START
        content = self.server.files.get(name)
        status = HTTPStatus.OK if content is not None else HTTPStatus.NOT_FOUND
        body = content if content is not None else b"There is no such file."
        self.send_response(status)
        self.send_header("Content-Type", _TYPES.get(PurePosixPath(name).suffix, "text/plain; charset=utf-8"))
        self.send_header("Content-Length", str(len(body)))
        for key, value in _HEADERS.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Print no line for each request."""
