"""Fetches logs over the link, through a board that is unplugged in the middle."""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from heeldrive_lab.board.link.client import Client, LinkLostError
from heeldrive_lab.board.link.ports import BoardLinkError

_RETRY_S = 0.2


class LogName(NamedTuple):
    """One log on the board.

    Attributes:
        log_id, chance: its number, and the number by chance that tells it from an older one.
        blocks: how many it has room for: the number of the last one is below.
        recording: whether it is being recorded.
    """

    log_id: int
    chance: int
    blocks: int
    recording: bool


class Fetcher:
    """A board's logs, over its port.

    Args:
        port: the device.
        on_block: called with a log and a block's number as blocks come.
        patience_s: how long an unplugged board is waited for, each time.

    Raises:
        BoardLinkError: the port cannot be used.
    """

    def __init__(
        self,
        port: str,
        on_block: Callable[[LogName, int], None] = lambda name, block: None,
        patience_s: float = 15.0,
    ) -> None:
        self._port = port
        self._on_block = on_block
        self._patience_s = patience_s
        self._client = Client(port)
        self._client.ask("listen")  # nothing but answers

    def close(self) -> None:
        """Closes the port."""
        self._client.close()

    def logs(self) -> Iterator[tuple[LogName, bytes]]:
        """Each log on the board, the oldest first, with its blocks as they stand in the file.

        A log that is being recorded comes without: it is fetched when it is whole.

        Raises:
            BoardLinkError: the board does not give them, or it went away and did not come back.
        """
        names = [
            LogName(
                line.integer("id"),
                line.integer("chance"),
                line.integer("blocks"),
                bool(line.integer("recording")),
            )
            for line in self._client.ask("logs")
            if line.word == "log"
        ]
        for name in sorted(names):
            yield name, b"" if name.recording else self._blocks_of(name)

    def delete(self, name: LogName) -> None:
        """Deletes a log on the board.

        Raises:
            BoardLinkError: the board does not; its own sentence says why.
        """
        self._client.ask(f"delete {name.log_id} {name.chance}")

    def _blocks_of(self, name: LogName) -> bytes:
        blocks: list[bytes] = []
        first = 0
        while True:
            try:
                for number, data in self._client.blocks(name.log_id, name.chance, first):
                    blocks.append(data)
                    first = number + 1
                    self._on_block(name, number)
                return b"".join(blocks)
            except LinkLostError as error:
                self._client.close()
                self._client = self._again(error)
                self._client.ask("listen")

    def _again(self, lost: LinkLostError) -> Client:
        until_s = time.monotonic() + self._patience_s
        while True:
            try:
                return Client(self._port)
            except BoardLinkError:
                if time.monotonic() > until_s:
                    raise BoardLinkError(
                        f"{lost}; what was fetched whole until then is kept: run the same command again"
                    ) from lost
                time.sleep(_RETRY_S)
