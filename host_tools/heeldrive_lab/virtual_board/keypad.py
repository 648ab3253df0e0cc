"""A button on a pin, and CircuitPython's ``keypad``, which scans it in the background and keeps a queue.

The scanner reads the pin at its interval, independent of the program. So it is enough to make up for the
missed scans when the program reads the queue. Source: CircuitPython 10, ``shared-module/keypad``.
"""

from bisect import bisect_right
from collections import deque
from collections.abc import Sequence
from functools import partial
from itertools import chain
from types import ModuleType

from heeldrive_lab.virtual_board.clock import NEVER_US, TICKS_AT_POWER_ON, TICKS_PERIOD, VirtualClock
from heeldrive_lab.virtual_board.made_module import made_module
from heeldrive_lab.virtual_board.pins import Pin


class ButtonLine:
    """The line of a button to ground: high, and low while it is pressed.

    Args:
        clock: the board's.
        presses_ms: (from, to) of each press, virtual ms, in order; to is None if it is never released.

    Raises:
        ValueError: the times do not rise.
    """

    def __init__(self, clock: VirtualClock, presses_ms: Sequence[tuple[float, float | None]]) -> None:
        self._clock = clock
        self._edges_us = [
            NEVER_US if edge_ms is None else round(edge_ms * 1000)
            for edge_ms in chain.from_iterable(presses_ms)
        ]
        if any(later <= edge for edge, later in zip(self._edges_us, self._edges_us[1:], strict=False)):
            raise ValueError(f"the presses {presses_ms} are not in order of time")

    def level(self) -> bool:
        """The level of the pin now: False while it is pressed."""
        return self.level_at(self._clock.now_us)

    def level_at(self, at_us: int) -> bool:
        """The level of the pin at a time, virtual microseconds."""
        return bisect_right(self._edges_us, at_us) % 2 == 0


class KeyEvent:
    """``keypad.Event``."""

    def __init__(self, key_number: int = 0, pressed: bool = True, timestamp: int = 0) -> None:
        self._key_number, self._pressed, self._timestamp = key_number, pressed, timestamp

    key_number = property(lambda self: self._key_number, doc="Index of the key.")
    pressed = property(lambda self: self._pressed, doc="Whether the key was pressed.")
    released = property(lambda self: not self._pressed, doc="Whether the key was released.")
    timestamp = property(lambda self: self._timestamp, doc="``supervisor.ticks_ms`` of the scan that saw it.")

    def copy_from(self, other: "KeyEvent") -> None:
        """Takes the values of another event, for ``get_into``."""
        self.__init__(other.key_number, other.pressed, other.timestamp)  # type: ignore[misc]


class EventQueue:
    """``keypad.EventQueue``."""

    def __init__(self, keys: "Keys", max_events: int) -> None:
        self._keys = keys
        self._events: deque[KeyEvent] = deque()
        self._max_events = max_events
        self._overflowed = False

    @property
    def overflowed(self) -> bool:
        """Whether the queue was full and an event was dropped."""
        self._keys.catch_up()
        return self._overflowed

    def record(self, event: KeyEvent) -> None:
        """Appends an event; called by the scanner."""
        if len(self._events) < self._max_events:
            self._events.append(event)
        else:
            self._overflowed = True

    def get(self) -> KeyEvent | None:
        """Removes and returns the oldest event; None if there is none."""
        return self._events.popleft() if len(self) else None

    def get_into(self, event: KeyEvent) -> bool:
        """Removes the oldest event and copies it to ``event``; False if there is none."""
        if not isinstance(event, KeyEvent):
            raise TypeError("event must be of type Event")
        oldest = self.get()
        if oldest is not None:
            event.copy_from(oldest)
        return oldest is not None

    def clear(self) -> None:
        """Drops all events."""
        self._keys.catch_up()
        self._events.clear()
        self._overflowed = False

    def __len__(self) -> int:
        self._keys.catch_up()
        return len(self._events)


class Keys:
    """``keypad.Keys``; scans at its interval from its construction on."""

    def __init__(
        self,
        clock: VirtualClock,
        pins: Sequence[Pin],
        *,
        value_when_pressed: bool,
        pull: bool = True,
        interval: float = 0.020,
        max_events: int = 64,
        debounce_threshold: int = 1,
    ) -> None:
        if max_events < 1 or not 1 <= debounce_threshold <= 127:
            raise ValueError("max_events must be >= 1, debounce_threshold 1-127")
        for pin in pins:
            if not isinstance(pin, Pin):
                raise TypeError(f"pins must be of type Pin, not {type(pin).__name__}")
            if not pull and pin.line is not None:
                raise ValueError(f"{pin} floats: nothing on this board pulls it up")
        self._clock = clock
        self._pins = tuple(pins)
        self._value_when_pressed = value_when_pressed
        # The supervisor's tick is 1/1024 s.
        self._interval_us = int(interval * 1024) * 1_000_000 // 1024
        self._threshold = debounce_threshold
        self._counters = [0] * len(self._pins)
        for pin in self._pins:
            pin.claim()
        self._next_us = clock.now_us
        self.events = EventQueue(self, max_events)
        self.catch_up()

    @property
    def key_count(self) -> int:
        """Number of keys."""
        return len(self._pins)

    def catch_up(self) -> None:
        """Makes the scans that were due by now."""
        while self._next_us <= self._clock.now_us:
            for number, pin in enumerate(self._pins):
                pressed = pin.level_at(self._next_us) == self._value_when_pressed
                if self._settles(number, pressed):
                    tick = (self._next_us // 1000 + TICKS_AT_POWER_ON) % TICKS_PERIOD
                    self.events.record(KeyEvent(number, pressed, tick))
            self._next_us += max(self._interval_us, 1)

    def _settles(self, number: int, pressed: bool) -> bool:
        """Whether the key has changed: enough scans more than the opposite ones have read the new level."""
        step = 1 if pressed else -1
        if self._counters[number] * step >= self._threshold:
            return False
        self._counters[number] += step
        if self._counters[number] != 0:
            return False
        self._counters[number] = step * self._threshold
        return True

    def deinit(self) -> None:
        """Releases the pins."""
        for pin in self._pins:
            pin.in_use = False
        self._pins = ()


def keypad_module(clock: VirtualClock) -> ModuleType:
    """``keypad``."""
    return made_module("keypad", {"Keys": partial(Keys, clock), "Event": KeyEvent, "EventQueue": EventQueue})
