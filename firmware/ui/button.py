"""The board's own button, through CircuitPython's ``keypad``.

``keypad`` scans the pin by itself a hundred times a second and queues what it sees with its time: a press
while the board writes its flash is read later and means what it meant.
"""

from keypad import Event, Keys
from micropython import const

from ui.gestures import Gestures

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from microcontroller import Pin

        from wearable.session_clock import SessionClock
except ImportError:
    pass

_INTERVAL_S = const(0.01)
# Scans that have to agree: contacts bounce for 5 ms or less, and a single spike on the line is no press.
_SCANS = const(2)
_FIRST_SCANS_MS = const(50)  # after these it is known whether the button was down all along


class Button:
    """One button to ground.

    Args:
        pin: its pin.
        clock: the ``SessionClock``.

    Attributes:
        pin: as given.
    """

    def __init__(self, pin: "Pin", clock: "SessionClock") -> None:
        self.pin = pin
        self._clock = clock
        self._event = Event(0, False)
        self._begin()

    def _begin(self) -> None:
        # Kept, because the scan ends with the object.
        self._keys = Keys(
            (self.pin,), value_when_pressed=False, interval=_INTERVAL_S, debounce_threshold=_SCANS
        )
        self._events = self._keys.events
        self._gestures = Gestures()
        self._edge_ms = 0
        self._has_edge = False  # taken from the queue, not yet given to the gestures
        self._not_before_ms = 0  # edges before that are ignored

    def sleep(self) -> None:
        """Releases the pin, so that it can wake the board."""
        self._keys.deinit()
        self._keys = None

    def wake(self) -> None:
        """Scans again. The press that woke the board is not a gesture."""
        if self._keys is not None:
            self._keys.deinit()
        self._begin()
        self._not_before_ms = self._clock.read() + _FIRST_SCANS_MS

    def has_events(self) -> bool:
        """Whether anything waits in the queue, while nobody asks for gestures."""
        return len(self._events) > 0

    def is_down(self) -> bool:
        """Whether it is held; discards gestures."""
        self.next()
        return self._event.pressed

    @property
    def begun_ms(self) -> int:
        """When the gesture last returned began, session ms."""
        return self._gestures.begun_ms

    def next(self) -> int:
        """The next gesture, see ``gestures``. Call it until it returns NONE. Allocates nothing."""
        gestures = self._gestures
        while True:
            if self._has_edge:
                gesture = gestures.step(self._edge_ms)
                if gesture:
                    return gesture
                self._has_edge = False
                if self._edge_ms >= self._not_before_ms:
                    gestures.edge(self._event.pressed, self._edge_ms)
            elif self._events.get_into(self._event):
                self._has_edge = True
                self._edge_ms = self._clock.at(self._event.timestamp)
            else:
                return gestures.step(self._clock.now_ms)
