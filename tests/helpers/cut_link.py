"""A network between a browser and a server that a test can cut: bytes pass through a relay."""

import socket
from contextlib import suppress
from threading import Condition, Thread

_MOST_BYTES = 1 << 16


class Link:
    """A relay on a port of its own.

    While it is cut nothing passes and nothing is closed, as with a phone out of reach of its radio: neither
    side hears of it. What was sent meanwhile arrives after `mend`, as TCP sends it again. After `mend` with
    `forgotten`, only new connections work.

    Args:
        server: port of the server.

    Attributes:
        port: port that the browser connects to.
    """

    def __init__(self, server: int) -> None:
        self._server = server
        self._whole = True
        self._ended = False
        self._open: set[socket.socket] = set()
        self._forgotten: set[socket.socket] = set()
        self._changed = Condition()
        self._threads: list[Thread] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._run(self._accept)

    def cut(self) -> None:
        """Let nothing pass from now on."""
        with self._changed:
            self._whole = False

    def mend(self, *, forgotten: bool = False) -> None:
        """Let everything pass again; with `forgotten`, the connections from before stay silent for ever."""
        with self._changed:
            if forgotten:
                self._forgotten |= self._open
            self._whole = True
            self._changed.notify_all()

    def drop(self) -> None:
        """Close all connections, as the system of a phone does."""
        with self._changed:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End it."""
        self._listening.shutdown(socket.SHUT_RDWR)
        with self._changed:
            self._ended = True
        self.mend()
        self.drop()
        for thread in self._threads:
            thread.join()

    def _run(self, work, *arguments) -> None:
        self._threads.append(Thread(target=work, args=arguments, daemon=True))
        self._threads[-1].start()

    def _accept(self) -> None:
        with self._listening, suppress(OSError):  # OSError: it is closed
            while True:
                near, _ = self._listening.accept()
                self._run(self._connect, near)

    def _connect(self, near: socket.socket) -> None:
        with self._changed:
            self._changed.wait_for(lambda: self._whole)
        with near, suppress(OSError), socket.create_connection(("127.0.0.1", self._server)) as far:
            ends = {near, far}
            with self._changed:
                if self._ended:
                    return
                self._open |= ends
            back = Thread(target=self._relay, args=(far, near), daemon=True)
            back.start()
            self._relay(near, far)
            back.join()
            with self._changed:
                self._open -= ends

    def _relay(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(_MOST_BYTES):
                with self._changed:
                    self._changed.wait_for(lambda: self._whole)
                if source not in self._forgotten:
                    target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)
