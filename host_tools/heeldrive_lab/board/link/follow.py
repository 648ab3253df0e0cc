"""Follows a board over its link, across unplugging and restarts."""

import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field

from heeldrive_lab.board.link.client import Client, LinkLostError
from heeldrive_lab.board.link.lines import Message
from heeldrive_lab.board.link.ports import BoardLinkError, find_port

_RETRY_S = 0.25


@dataclass(frozen=True)
class Connected:
    """The board is connected.

    Attributes:
        port: the serial device.
        hello: its greeting: firmware, board and session.
        status: its ``ok status`` line.
        sensor: its sensor and the units of its counts.
        settings: the settings in force, by name, as text; empty if the board does not tell them.
        again: whether the session is the one followed before the interruption.
    """

    port: str
    hello: Message
    status: Message
    sensor: Message
    again: bool
    settings: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Disconnected:
    """The board is gone and is waited for; ``why`` is one sentence."""

    why: str


@dataclass(frozen=True)
class Idle:
    """Nothing was received for 50 ms."""


def follow(port: str | None, raw: bool) -> Iterator[Connected | Disconnected | Idle | Message]:
    """Yield the messages of a board until the caller stops.

    After an interruption the board is asked for the events that were missed. It reports with a ``lost``
    message which of them it no longer has.

    Args:
        port: the serial device; None for the only board plugged in, even if its port changes.
        raw: whether to request raw samples.

    Raises:
        BoardLinkError: there is no board at the start, or its port is busy.
    """
    session = None
    seen = 0  # number of the last event
    waiting = False
    while True:
        try:
            client = Client(port or find_port())
        except BoardLinkError:
            if not waiting:
                raise
            yield Idle()
            time.sleep(_RETRY_S)
            continue
        try:
            with closing(client):
                again = client.hello.cells.get("session") == session
                session = client.hello.cells.get("session")
                client.ask("listen events state" + (" raw" if raw else ""))
                yield _connected(client, again)
                # For a new session, request every event that the board still has.
                seen = seen if again else 0
                client.report_events_from(seen + 1)
                while True:
                    message = client.next_message()
                    if message is None:
                        yield Idle()
                    elif message.word == "heeldrive" and message.cells.get("session") != session:
                        raise LinkLostError(f"{client.port}: the board started a new session")
                    elif message.number is None or message.number > seen:
                        seen = message.number or seen
                        yield message
        except LinkLostError as error:
            waiting = True
            yield Disconnected(str(error))


def _connected(client: Client, again: bool) -> Connected:
    lines = {line.word: line for line in client.ask("status")}
    empty = Message(None, "sensor", "")
    settings: dict[str, str] = {}
    for line in client.ask("settings"):
        if line.word == "setting":
            settings.update(line.cells)
    return Connected(client.port, client.hello, lines["ok"], lines.get("sensor", empty), again, settings)
