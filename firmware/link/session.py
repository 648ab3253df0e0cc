"""Events, the live state and raw samples over USB serial, and commands from there: docs/link.md.

A reader that stalls or vanishes costs nothing here. Each turn writes what the port takes at once, for a few
milliseconds at most; buffers are made once. Events and what else happens wait for the reader, in ``History``;
raw samples wait a second, then the oldest go and are counted; phases wait for two reps, of the state there is
only the newest.
"""

import os
import time
from array import array

from heeldrive import PHASES
from micropython import const

from link.commands import Commands
from link.error import LinkError
from link.input import Input
from link.line import Line
from link.samples import Samples
from log.recorder import FIRMWARE_VERSION
from wearable.console_format import phase_line

VERSION = const(1)
"""The version of the protocol."""

# Of the 58 ms between two batches. A log that is fetched takes all of it; the sensor's own memory bears it.
_TURN_MS = const(30)
# USB takes a packet of 64 bytes in a millisecond, most often more. A reader that stalls costs five of them.
_NAP_S = 0.001
_TRIES = const(5)
_STATE_MS = const(100)
_PHASES = const(8)  # phases that wait for the reader: two reps of them
_EQUALS = const(61)
_PHASE_NAMES = [name.encode() for name in PHASES]  # made once


class Talk:
    """What is said to a reader and done for it.

    Args:
        port: a ``usb_cdc.Serial`` that never waits.
        history: the ``History``.
        session: a number by chance.
        clock: the ``SessionClock``.
        board_id: CircuitPython's name of the board.
        counter: the ``RepCounter``.
        recorder: the ``Recorder``.
        sampler: the ``Sampler``.
        settings: the ``heeldrive.Settings`` in force.
        wishes: has ``end_recording()`` and ``begin_anew()``.

    Attributes:
        wants_raw: whether ``sample`` is to be told each sample.
    """

    def __init__(self, port, history, session, clock, board_id, counter, recorder, sampler, settings, wishes):
        self._port = port
        self._clock = clock
        self._board_id = board_id
        self._counter = counter
        self._session = session
        self._history = history
        self._samples = Samples()
        self._line = Line()
        self._commands = Commands(self._line, self, counter, recorder, sampler, settings, wishes)
        self._input = Input(port)
        self._name = ""  # of the command that is being answered
        self._answer = None  # its generator
        self._wants_events = True
        self._wants_state = False
        self.wants_raw = False
        self._next = 1  # number of the next happening to tell
        self._phases = array("i", [0] * (2 * _PHASES))  # and their times
        self._phases_waiting = 0
        self._phases_next = 0  # place of the next one that comes
        self._state_ms = 0  # when the state was told last

    @property
    def now_ms(self):
        """Session time, ms."""
        return self._clock.now_ms

    @property
    def newest(self):
        """Number of the newest happening."""
        return self._history.newest

    @property
    def dropped(self):
        """How many raw samples this reader did not take in time."""
        return self._samples.dropped_ever

    # What the loop tells

    def phase(self, phase, t_ms):
        """Takes a change of phase."""
        place = self._phases_next
        self._phases_next = (place + 1) % _PHASES
        self._phases[place] = phase
        self._phases[place + _PHASES] = t_ms
        if self._phases_waiting < _PHASES:
            self._phases_waiting += 1

    def sample(self, t_ms, ax, ay, az, gx, gy, gz):
        """Takes one sample as the detector took it. Call it while ``wants_raw``."""
        self._samples.add(t_ms, ax, ay, az, gx, gy, gz)

    def attend(self):
        """Writes and reads what is possible at once. Allocates nothing while only samples go out."""
        port = self._port
        clock = self._clock
        end_ms = clock.now_ms + _TURN_MS
        tries = 0
        while tries < _TRIES and clock.read() < end_ms:
            if not self._line.send(port):
                tries += 1
                time.sleep(_NAP_S)
            elif self._put_next():
                tries = 0
            else:
                return

    # What commands ask for

    def hello(self):
        """Puts the line that a reader is met with."""
        self._line.text(
            "heeldrive link=%d firmware=%s circuitpython=%s board=%s session=%d events=%d"
            % (
                VERSION,
                FIRMWARE_VERSION,
                os.uname().release,
                self._board_id,
                self._session,
                self._history.newest,
            )
        )

    def listen(self, events, state, raw):
        """Has these told from now on, and nothing else."""
        if events and not self._wants_events:
            self._next = self._history.newest + 1
        self._wants_events = events
        self._wants_state = state
        self._phases_waiting = 0
        self._samples.clear()
        self.wants_raw = raw

    def tell_from(self, number):
        """Has what happened from that number on told again."""
        self._wants_events = True
        self._next = min(max(number, 1), self._history.newest + 1)

    # The port

    def begin(self):
        """A reader has come."""
        self._line.clear()
        self.listen(True, False, False)
        self._next = self._history.newest + 1
        self.hello()  # before anything else that may happen
        self._line.end()

    def end(self):
        """The reader has gone: neither what it did not take nor what it said is for the next one."""
        self._end_answer()
        self._port.reset_output_buffer()
        self._input.clear()

    def _put_next(self):
        """Puts what matters most into the line. False when there is nothing to do at once."""
        line = self._line
        if self._wants_events and self._next <= self._history.newest:
            self._put_happening()
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
            if self._input.look():
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

    def _put_happening(self):
        history = self._history
        oldest = history.oldest
        if self._next < oldest:
            self._line.text("lost from=%d to=%d" % (self._next, oldest - 1))
            self._next = oldest
        else:
            self._line.text(history.line(self._next))
            self._next += 1

    def _put_state(self):
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

    def _go_on(self):
        """Goes on with the answer. Always True: there may be more to do at once."""
        try:
            if self._name == "fetch" and self._input.look():
                raise LinkError("Another command came: the rest is not sent.")
            if next(self._answer):
                self._line.end()
        except StopIteration:
            self._answer = None
        except LinkError as error:
            self._refuse(error)
        except MemoryError:
            self._refuse("There is not enough memory for it: reset the board.")
        return True

    def _refuse(self, why):
        self._end_answer()
        self._line.text("error %s: %s" % (self._name, why))
        self._line.end()

    def _end_answer(self):
        if self._answer is not None:
            self._answer.close()  # and with it its file
            self._answer = None
