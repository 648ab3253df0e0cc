"""Events, the live state and raw samples over USB serial, and commands from there: docs/link.md.

A reader that stalls or vanishes costs nothing. Each poll writes what the port takes at once, for a few
milliseconds at most; buffers are made once. Events and other lines wait for the reader in ``EventHistory``.
Raw samples wait for a second, then the oldest are dropped and counted; phases wait for two reps; of the state
only the newest is sent.
"""

import os
import time
from array import array

from heeldrive import PHASES
from micropython import const

from link.commands import Commands
from link.error import CommandError
from link.input import CommandInput
from link.line import Line
from link.samples import RawQueue
from log.recorder import FIRMWARE_VERSION
from wearable.console_format import phase_line

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
_STATE_MS = const(100)
_PHASES = const(8)  # phases that wait for the reader: those of two reps
_EQUALS = const(61)
_PHASE_NAMES = [name.encode() for name in PHASES]  # made once


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
        wants_raw: whether ``sample`` has to be called for each sample.
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
        self._counter = counter
        self._number = number
        self._history = history
        self._samples = RawQueue()
        self._line = Line()
        self._commands = Commands(self._line, self, counter, recorder, sampler, settings, actions)
        self._input = CommandInput(port)
        self._name = ""  # of the command being answered
        self._answer: "Generator[bool, None, None]" = None
        self._wants_events = True
        self._wants_state = False
        self.wants_raw = False
        self._next = 1  # number of the next line of the history to send
        self._phases = array("i", [0] * (2 * _PHASES))  # and their times
        self._phases_waiting = 0
        self._phases_next = 0  # place of the next phase
        self._state_ms = 0  # when the state was last sent

    @property
    def now_ms(self) -> int:
        """Session time, ms."""
        return self._clock.now_ms

    @property
    def newest(self) -> int:
        """Number of the newest line of the history."""
        return self._history.newest

    @property
    def dropped(self) -> int:
        """How many raw samples this reader did not take in time."""
        return self._samples.dropped_ever

    # From the loop

    def phase(self, phase: int, t_ms: int) -> None:
        """Takes a change of phase."""
        place = self._phases_next
        self._phases_next = (place + 1) % _PHASES
        self._phases[place] = phase
        self._phases[place + _PHASES] = t_ms
        if self._phases_waiting < _PHASES:
            self._phases_waiting += 1

    def sample(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Takes one sample as the detector took it. Call it while ``wants_raw``."""
        self._samples.add(t_ms, ax, ay, az, gx, gy, gz)

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

    # For commands

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

    def listen(self, events: bool, state: bool, raw: bool) -> None:
        """Sends these from now on, and nothing else."""
        if events and not self._wants_events:
            self._next = self._history.newest + 1
        self._wants_events = events
        self._wants_state = state
        self._phases_waiting = 0
        self._samples.clear()
        self.wants_raw = raw

    def send_from(self, number: int) -> None:
        """Sends the lines of the history from that number on again."""
        self._wants_events = True
        self._next = min(max(number, 1), self._history.newest + 1)

    # The port

    def begin(self) -> None:
        """A reader has opened the port."""
        self._line.clear()
        self.listen(True, False, False)
        self._next = self._history.newest + 1
        self.hello()  # before anything else that may happen
        self._line.end()

    def end(self) -> None:
        """The reader has gone: neither what it did not take nor what it typed is for the next one."""
        self._end_answer()
        self._port.reset_output_buffer()
        self._input.clear()

    def _put_next(self) -> bool:
        """Puts what matters most into the line. False if there is nothing to do now."""
        line = self._line
        if self._wants_events and self._next <= self._history.newest:
            self._put_event()
        elif self._phases_waiting and (self._wants_events or self._wants_state):
            place = (self._phases_next - self._phases_waiting) % _PHASES
            self._phases_waiting -= 1
            line.text(phase_line(self._phases[place], self._phases[place + _PHASES]))
        elif self._samples.waiting:
            if self._samples.dropped:
                self._samples.put_dropped(line)
            else:
                self._samples.put_next(line)
        elif self._answer is not None:
            return self._go_on()
        elif self._input.waiting:
            if self._input.poll():
                words = self._input.take()
                self._name = words[0] if words else "?"
                self._answer = self._commands.answer(words)
            return True
        elif self._wants_state and self._clock.now_ms - self._state_ms >= _STATE_MS:
            self._put_state()
        else:
            return False
        line.end()
        return True

    def _put_event(self) -> None:
        """Puts the next line of the history, or which lines are lost."""
        history = self._history
        oldest = history.oldest
        if self._next < oldest:
            self._line.text("lost from=%d to=%d" % (self._next, oldest - 1))
            self._next = oldest
        else:
            self._line.text(history.line(self._next))
            self._next += 1

    def _put_state(self) -> None:
        line = self._line
        counter = self._counter
        self._state_ms = self._clock.now_ms
        line.put(b"state t_ms")
        line.number(self._state_ms, _EQUALS)
        line.put(b" phase=")
        line.put(_PHASE_NAMES[counter.phase])
        line.put(b" inclination_cdeg")
        line.number(counter.inclination_cdeg, _EQUALS)
        line.put(b" reps")
        line.number(counter.reps, _EQUALS)
        line.put(b" set")
        line.number(counter.set_index, _EQUALS)
        line.put(b" set_reps")
        line.number(counter.set_reps, _EQUALS)

    # Commands

    def _go_on(self) -> bool:
        """Goes on with the answer. Always True: there may be more to do at once."""
        try:
            if self._name == "fetch" and self._input.poll():
                raise CommandError("Another command came: the rest is not sent.")
            if next(self._answer):
                self._line.end()
        except StopIteration:
            self._answer = None
        except CommandError as error:
            self._refuse(error)
        except MemoryError:
            self._refuse("There is not enough memory for it: reset the board.")
        return True

    def _refuse(self, why: "str | CommandError") -> None:
        self._end_answer()
        self._line.text("error %s: %s" % (self._name, why))
        self._line.end()

    def _end_answer(self) -> None:
        if self._answer is not None:
            self._answer.close()  # and with it its file
            self._answer = None
