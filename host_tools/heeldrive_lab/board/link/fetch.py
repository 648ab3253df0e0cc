"""Fetches logs over the link and resumes if the board is unplugged meanwhile."""

import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

from heeldrive_lab.board.link.client import BlocksLostError, Client, LinkLostError
from heeldrive_lab.board.link.ports import BoardLinkError

AWAY_S = 15.0
"""Default time to wait for an unplugged board to come back, s."""

TRIES = 3
"""Times to fetch a log in which nothing new arrives."""

_RETRY_S = 0.2


class LogInfo(NamedTuple):
    """One log on the board.

    Attributes:
        log_id: its ID.
        nonce: random number that distinguishes it from an older log with the same ID.
        blocks: its capacity in blocks; block numbers are below this.
        recording: whether it is still being recorded.
    """

    log_id: int
    nonce: int
    blocks: int
    recording: bool


class Fetcher:
    """Fetches a board's logs over its serial port.

    Args:
        port: the serial device.
        on_block: called with the log and the block number for each block received.
        timeout_s: how long to wait for an unplugged board to come back, s; None for `AWAY_S`.

    Raises:
        BoardLinkError: the port cannot be used.
    """

    def __init__(
        self,
        port: str,
        on_block: Callable[[LogInfo, int], None] = lambda name, block: None,
        timeout_s: float | None = None,
    ) -> None:
        self._port = port
        self._on_block = on_block
        self._timeout_s = AWAY_S if timeout_s is None else timeout_s
        self._client = Client(port)
        self._client.ask("listen")  # turns off unsolicited messages

    def close(self) -> None:
        """Close the port."""
        self._client.close()

    def why_no_log(self) -> str:
        """Why the board is not recording, in its own words; empty if it does not say."""
        for line in self._client.ask("status"):
            if line.word == "log" and line.rest.startswith("off: "):
                return line.rest.removeprefix("off: ")
        return ""

    def logs(self) -> Iterator[tuple[LogInfo, bytes, str]]:
        """Each log on the board, the oldest first, with the bytes of its blocks and what is wrong with them.

        The bytes are empty for a log that is still being recorded. What is wrong is a clause, or empty.

        Raises:
            BoardLinkError: the board refuses, or it was unplugged and did not come back.
        """
        names = [
            LogInfo(
                line.integer("id"),
                line.integer("chance"),
                line.integer("blocks"),
                bool(line.integer("recording")),
            )
            for line in self._client.ask("logs")
            if line.word == "log"
        ]
        for name in sorted(names):
            yield name, *((b"", "") if name.recording else self._blocks_of(name))

    def delete(self, name: LogInfo) -> None:
        """Delete a log on the board.

        Raises:
            BoardLinkError: the board refuses; the message contains its reason.
        """
        self._client.ask(f"delete {name.log_id} {name.nonce}")

    def _blocks_of(self, name: LogInfo) -> tuple[bytes, str]:
        blocks: dict[int, bytes] = {}
        first = tries = 0
        while True:
            before = len(blocks)
            try:
                for number, data in self._client.blocks(name.log_id, name.nonce, first):
                    blocks[number] = data
                    first = number + 1
                    self._on_block(name, number)
                return _joined(blocks), ""
            except BlocksLostError as error:
                # A line was damaged on its way: the block may come whole the next time.
                tries, first = tries + 1, 0
                if tries == TRIES:
                    return _joined(blocks), str(error).removeprefix(f"{self._port}: ")
            except LinkLostError as error:
                tries = 0 if len(blocks) > before else tries + 1
                if tries == TRIES:
                    raise
                self._client.close()
                self._client = self._reconnect(error)
                self._client.ask("listen")

    def _reconnect(self, lost: LinkLostError) -> Client:
        until_s = time.monotonic() + self._timeout_s
        while True:
            try:
                return Client(self._port)
            except BoardLinkError:
                if time.monotonic() > until_s:
                    raise BoardLinkError(
                        f"{lost}; logs fetched completely so far are kept: run the same command again"
                    ) from lost
                time.sleep(_RETRY_S)


def _joined(blocks: dict[int, bytes]) -> bytes:
    return b"".join(blocks[number] for number in sorted(blocks))
