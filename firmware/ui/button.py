"""The board's own button, through CircuitPython's ``keypad``.

``keypad`` looks at the pin by itself a hundred times a second and keeps what it sees, with the time, in a
queue: a press while the board writes its flash is read later and means what it meant.
"""

from keypad import Event, Keys

from ui.gestures import Presses

_INTERVAL_S = 0.01
# Net looks that agree: contacts bounce for 5 ms or less, and a lone spike on the line is no press.
_LOOKS = 2
_FIRST_LOOKS_MS = 50  # after these it is known whether the button was down all along


class Button:
    """One button to ground.

    Args:
        pin: its pin.
        clock: the ``SessionClock``.

    Attributes:
        pin: as given.
    """

    def __init__(self, pin, clock):
        self.pin = pin
        self._clock = clock
        self._event = Event()
        self._listen()

    def _listen(self):
        # Kept: the scan ends with the object.
        self._keys = Keys(
            (self.pin,), value_when_pressed=False, interval=_INTERVAL_S, debounce_threshold=_LOOKS
        )
        self._events = self._keys.events
        self._presses = Presses()
        self._edge_ms = 0
        self._has_edge = False  # taken from the queue, not yet told to the presses
        self._deaf_until_ms = 0

    def sleep(self):
        """Lets go of the pin, for others to wake by it."""
        self._keys.deinit()
        self._keys = None

    def wake(self):
        """Listens again. The press that woke the board means no more than that."""
        if self._keys is not None:
            self._keys.deinit()
        self._listen()
        self._deaf_until_ms = self._clock.read() + _FIRST_LOOKS_MS

    def pressed_meanwhile(self):
        """Whether anything waits in the queue, while nobody asks for gestures."""
        return len(self._events) > 0

    @property
    def begun_ms(self):
        """When the gesture told last began, session ms."""
        return self._presses.begun_ms

    def next(self):
        """The next gesture, see ``presses``; NONE when nothing is due. Call until then. Allocates nothing."""
        presses = self._presses
        while True:
            if self._has_edge:
                gesture = presses.step(self._edge_ms)
                if gesture:
                    return gesture
                self._has_edge = False
                if self._edge_ms >= self._deaf_until_ms:
                    presses.edge(self._event.pressed, self._edge_ms)
            elif self._events.get_into(self._event):
                self._has_edge = True
                self._edge_ms = self._clock.at(self._event.timestamp)
            else:
                return presses.step(self._clock.now_ms)
