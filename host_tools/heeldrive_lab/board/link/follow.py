"""Follows a board over its link for as long as it takes, through unplugging and restarts."""

import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

from heeldrive_lab.board.link.client import Client, LinkLostError
from heeldrive_lab.board.link.lines import Message
from heeldrive_lab.board.link.ports import BoardLinkError, find_port

_RETRY_S = 0.25


@dataclass(frozen=True)
class Connected:
    """The board is there.

    Attributes:
        port: the device.
        hello: what it says of itself.
        status: its ``ok status`` line.
        sensor: its sensor and the counts' units.
        again: whether it is the session that was followed before: nothing of it began anew.
    """

    port: str
    hello: Message
    status: Message
    sensor: Message
    again: bool


@dataclass(frozen=True)
class Lost:
    """The board went away; it is waited for. ``why`` is one sentence."""

    why: str


@dataclass(frozen=True)
class Quiet:
    """Nothing came for a twentieth of a second."""


def follow(port: str | None, raw: bool) -> Iterator[Connected | Lost | Quiet | Message]:
    """What a board tells, until the caller stops.

    After a gap it is asked for the happenings that were missed; those it no longer has, it says it has lost.

    Args:
        port: the device; None for the one board that is plugged in, wherever it comes back.
        raw: whether raw samples are wanted as well.

    Raises:
        BoardLinkError: at the start, there is no board or its port is busy.
    """
    session = None
    seen = 0  # number of the last happening
    waits = False
    while True:
        try:
            client = Client(port or find_port())
        except BoardLinkError:
            if not waits:
                raise
            yield Quiet()
            time.sleep(_RETRY_S)
            continue
        try:
            with closing(client):
                again = client.hello.cells.get("session") == session
                session = client.hello.cells.get("session")
                client.ask("listen events state" + (" raw" if raw else ""))
                yield _connected(client, again)
                # Of a session that is met for the first time, all that the board still has.
                seen = seen if again else 0
                client.tell_from(seen + 1)
                while True:
                    message = client.next_message()
                    if message is None:
                        yield Quiet()
                    elif message.word == "heeldrive" and message.cells.get("session") != session:
                        raise LinkLostError(f"{client.port}: the board began a new session")
                    elif message.number is None or message.number > seen:
                        seen = message.number or seen
                        yield message
        except LinkLostError as error:
            waits = True
            yield Lost(str(error))


def _connected(client: Client, again: bool) -> Connected:
    lines = {line.word: line for line in client.ask("status")}
    empty = Message(None, "sensor", "")
    return Connected(client.port, client.hello, lines["ok"], lines.get("sensor", empty), again)
