"""Serves a reader over USB serial: sends what waits in the ``Outbox``, and answers commands; docs/link.md.

A reader that stalls or disconnects delays nothing. Each poll writes what the port takes at once, for a few
milliseconds at most; buffers are made once.
"""

import os
import time

from micropython import const

from link.error import CommandError
from link.input import CommandInput
from link.line import Line
from link.outbox import Outbox
from log.recorder import FIRMWARE_VERSION
from wearable.module_unload import unload

try:
    from typing import TYPE_CHECKING, Any, Generator

    if TYPE_CHECKING:
        from heeldrive import RepCounter
        from usb_cdc import Serial

        from link.history import EventHistory
        from log.recorder import Recorder
        from sensor.sampler import Sampler
        from wearable.app import App
        from wearable.session_clock import SessionClock
except ImportError:
    pass

VERSION = const(1)
"""The version of the protocol."""

# Of the 58 ms between two batches. A log that is fetched takes all of it; the sensor's FIFO covers that.
_TURN_MS = const(30)
# USB takes a packet of 64 bytes in a millisecond, most often more. A reader that stalls costs five of them.
_WAIT_S = const(0.001)
_TRIES = const(5)
_NO_ROOM = const("There is not enough memory for it: reset the board.")


class LinkSession:
    """What is sent to readers and done for them.

    Args:
        port: a ``usb_cdc.Serial`` that never waits.
        history: the ``EventHistory``.
        number: a random number, by which a reader notices a restart of the board.
        clock: the ``SessionClock``.
        board_id: CircuitPython's name of the board.
        counter: the ``RepCounter``.
        recorder: the ``Recorder``.
        sampler: the ``Sampler``.
        settings: the ``heeldrive.Settings`` in force.
        actions: has ``end_recording()`` and ``restart()``.

    Attributes:
        outbox: the ``Outbox``: samples and phases go there.
    """

    def __init__(
        self,
        port: "Serial",
        history: "EventHistory",
        number: int,
        clock: "SessionClock",
        board_id: str,
        counter: "RepCounter",
        recorder: "Recorder",
        sampler: "Sampler",
        settings: "Any",
        actions: "App",
    ) -> None:
        self._port = port
        self._clock = clock
        self._board_id = board_id
        self._number = number
        self._history = history
        self.outbox = Outbox(history, clock, counter)
        self._line = Line()
        self._for_commands = counter, recorder, sampler, settings, actions
        self._input = CommandInput(port)
        self._name = ""  # of the command being answered
        self._answer: "Generator[bool, None, None]" = None

    @property
    def now_ms(self) -> int:
        """Session time, ms."""
        return self._clock.now_ms

    @property
    def newest(self) -> int:
        """Number of the newest line of the history."""
        return self._history.newest

    def begin(self) -> None:
        """A reader has opened the port."""
        self._line.clear()
        self.outbox.begin()
        self.hello()  # before any other output
        self._line.end()

    def end(self) -> None:
        """Drops unsent output and unread input when the reader disconnects."""
        self._end_answer()
        self._port.reset_output_buffer()
        self._input.clear()

    def poll(self) -> None:
        """Writes and reads what is possible at once. Allocates nothing while only samples are sent."""
        port = self._port
        clock = self._clock
        end_ms = clock.now_ms + _TURN_MS
        tries = 0
        while tries < _TRIES and clock.read() < end_ms:
            if not self._line.send(port):
                tries += 1
                time.sleep(_WAIT_S)
            elif self._put_next():
                tries = 0
            else:
                return

    def hello(self) -> None:
        """Puts the line that greets a reader."""
        self._line.text(
            "heeldrive link=%d firmware=%s circuitpython=%s board=%s session=%d events=%d"
            % (
                VERSION,
                FIRMWARE_VERSION,
                os.uname().release,
                self._board_id,
                self._number,
                self._history.newest,
            )
        )

    def _put_next(self) -> bool:
        """Puts what matters most into the line. False if there is nothing to do now."""
        line = self._line
        if not self.outbox.put_next(line):
            if self._answer is not None:
                return self._go_on()
            if self._input.waiting:
                if self._input.poll():
                    self._begin_answer(self._input.take())
                return True
            if not self.outbox.put_state(line):
                return False
        line.end()
        return True

    def _begin_answer(self, words: list[str]) -> None:
        """Begins to answer a command; what answers is loaded only for that."""
        self._name = words[0] if words else "?"
        try:
            from link.commands import Commands

            self._answer = Commands(self._line, self, *self._for_commands).answer(words)
        except MemoryError:
            self._refuse(_NO_ROOM)

    def _go_on(self) -> bool:
        """Goes on with the answer. Always True: there may be more to do at once."""
        try:
            if self._name == "fetch" and self._input.poll():
                raise CommandError("Another command came: the rest is not sent.")
            if next(self._answer):
                self._line.end()
        except StopIteration:
            self._end_answer()
        except CommandError as error:
            self._refuse(error)
        except MemoryError:
            self._refuse(_NO_ROOM)
        return True

    def _refuse(self, why: "str | CommandError") -> None:
        self._end_answer()
        self._line.text("error %s: %s" % (self._name, why))
        self._line.end()

    def _end_answer(self) -> None:
        if self._answer is not None:
            self._answer.close()  # and with it its file
            self._answer = None
        unload("link.commands", "link.logs")
