"""What the link sends to a reader by itself: events, phases, raw samples and the live state.

Events and other lines of the console wait for the reader in ``EventHistory``. Raw samples wait for a second,
then the oldest are dropped and counted; phases wait for two reps; of the state only the newest is sent.
"""

from array import array

from heeldrive import PHASES
from micropython import const

from wearable.console_format import phase_line

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from heeldrive import RepCounter

        from link.history import EventHistory
        from link.line import Line
        from link.samples import RawQueue
        from wearable.session_clock import SessionClock
except ImportError:
    pass

_STATE_MS = const(100)
_PHASES = const(8)  # phases that wait for the reader: those of two reps
_EQUALS = const(61)
_PHASE_NAMES = [name.encode() for name in PHASES]  # made once


class Outbox:
    """Queue of messages for the reader, and which kinds it has subscribed to.

    Args:
        history: the ``EventHistory``.
        clock: the ``SessionClock``.
        counter: the ``RepCounter``.

    Attributes:
        wants_raw: whether ``sample`` has to be called for each sample.
    """

    def __init__(self, history: "EventHistory", clock: "SessionClock", counter: "RepCounter") -> None:
        self._history = history
        self._clock = clock
        self._counter = counter
        self._samples: "RawQueue" = None  # made when a reader first wants samples
        self._wants_events = True
        self._wants_state = False
        self.wants_raw = False
        self._next = 1  # number of the next line of the history to send
        self._phases = array("i", [0] * (2 * _PHASES))  # and their times
        self._phases_waiting = 0
        self._phases_next = 0  # place of the next phase
        self._state_ms = 0  # when the state was last sent

    @property
    def dropped(self) -> int:
        """Number of raw samples dropped because this reader was too slow."""
        return self._samples.dropped_ever if self._samples else 0

    def phase(self, phase: int, t_ms: int) -> None:
        """Queues a change of phase."""
        place = self._phases_next
        self._phases_next = (place + 1) % _PHASES
        self._phases[place] = phase
        self._phases[place + _PHASES] = t_ms
        if self._phases_waiting < _PHASES:
            self._phases_waiting += 1

    def sample(self, t_ms: int, ax: int, ay: int, az: int, gx: int, gy: int, gz: int) -> None:
        """Queues one of the detector's input samples. Call it while ``wants_raw``."""
        self._samples.add(t_ms, ax, ay, az, gx, gy, gz)

    def begin(self) -> None:
        """Subscribes a new reader to events, from the next one on."""
        self.listen(True, False, False)
        self._next = self._history.newest + 1

    def listen(self, events: bool, state: bool, raw: bool) -> None:
        """Sends these from now on, and nothing else."""
        if events and not self._wants_events:
            self._next = self._history.newest + 1
        self._wants_events = events
        self._wants_state = state
        self._phases_waiting = 0
        if raw and self._samples is None:
            from link.samples import RawQueue

            self._samples = RawQueue()
        if self._samples is not None:
            self._samples.clear()
        self.wants_raw = raw

    def send_from(self, number: int) -> None:
        """Sends the lines of the history from that number on again."""
        self._wants_events = True
        self._next = min(max(number, 1), self._history.newest + 1)

    def put_next(self, line: "Line") -> bool:
        """Puts the most important event, phase or sample into the line. Returns False if none is queued."""
        if self._wants_events and self._next <= self._history.newest:
            self._put_event(line)
        elif self._phases_waiting and (self._wants_events or self._wants_state):
            place = (self._phases_next - self._phases_waiting) % _PHASES
            self._phases_waiting -= 1
            line.text(phase_line(self._phases[place], self._phases[place + _PHASES]))
        elif self._samples is None or not self._samples.waiting:
            return False
        elif self._samples.dropped:
            self._samples.put_dropped(line)
        else:
            self._samples.put_next(line)
        return True

    def put_state(self, line: "Line") -> bool:
        """Puts the state into the line. Returns False if it is not subscribed to or was sent just now."""
        now_ms = self._clock.now_ms
        if not self._wants_state or now_ms - self._state_ms < _STATE_MS:
            return False
        counter = self._counter
        self._state_ms = now_ms
        line.put(b"state t_ms")
        line.number(now_ms, _EQUALS)
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
        return True

    def _put_event(self, line: "Line") -> None:
        """Puts the next line of the history, or which lines are lost."""
        history = self._history
        oldest = history.oldest
        if self._next < oldest:
            line.text("lost from=%d to=%d" % (self._next, oldest - 1))
            self._next = oldest
        else:
            line.text(history.line(self._next))
            self._next += 1
