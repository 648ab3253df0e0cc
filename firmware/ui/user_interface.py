"""The side of the wearable that the wearer sees and presses: digits, NeoPixel, button.

Decisions are made elsewhere: what is shown in ``screens``, how brightly in ``light``, what a press means in
``presses`` and ``controls``. Here they meet the parts of the board.
"""

from micropython import const

from ui.display import Display
from ui.display_model import Screens
from ui.light import REFUSED, Light, phase_colour
from ui.menu import Controls
from ui.set_counter import Tally
from wearable.faults import DARK

_WAKE_MS = const(2000)  # between two times the display is set up anew
_RETRY_MS = const(1000)  # the same, while it does not answer
_TURNING_UDPS = const(30_000_000)  # the rates' sizes together; no gyroscope's bias is so large


class Face:
    """What the wearer has before them.

    Args:
        parts: the board's ``Parts``.
        clock: the ``SessionClock``.
        settings: the ``heeldrive.Settings`` in force.
        counter: the ``RepCounter``.
        log: has ``recording``, whether samples go into a log.
        wishes: has ``marker(t_ms, text)``, ``end_recording()`` and ``begin_anew()`` for what the wearer wants
            by the button.

    Attributes:
        screens: the ``Screens``: words go there.
        button: the ``Button``, or None.
    """

    def __init__(self, parts, clock, settings, counter, log, wishes):
        self._clock = clock
        self._counter = counter
        self._depth_min_deg = settings.depth_min_deg
        self._display = Display(parts.display_bus, settings.display_rotation_deg)
        self._pixel = parts.pixel
        self.button = _button(parts.button, clock)
        self._light = Light()
        tally = Tally()
        self.screens = Screens(settings, tally)
        self._controls = Controls(tally, self.screens, self._light, log, wishes)
        self._wake_ms = 0

    @property
    def display_present(self):
        """Whether the digits answer."""
        return self._display.present

    def tell(self, event):
        """Takes an event of the detector, None for a change of phase, and brings it to the digits."""
        now_ms = self._clock.now_ms
        if event is not None:
            self.screens.tell(event, self._counter.set_index, now_ms)
        self._light.moved(now_ms)
        self.draw()

    def draw(self):
        """Brings what matters most now to the digits. Allocates nothing while that stays the same."""
        now_ms = self._clock.now_ms
        display = self._display
        screens = self.screens
        screens.waits_for = self._counter.waits_for
        if screens.update(now_ms):
            display.show(screens.text, screens.colon)
        display.write()
        display.shine(self._light.level(now_ms))

    def attend(self, fault):
        """Between two batches: the button, then what digits and NeoPixel show of this moment.

        Args:
            fault: the gravest ``Fault`` there is, or None.
        """
        if self.button is not None:
            self._press()
        self.draw()
        if self._pixel is not None:
            self._pixel.show(self._colour(fault))

    def care(self, sampler, sampling):
        """Twice a second: looks whether the wearer moves, and after the display.

        Args:
            sampler: the ``Sampler``, for its newest sample.
            sampling: whether it has one that is new.
        """
        now_ms = self._clock.now_ms
        if sampling:
            turning = abs(sampler.gx) + abs(sampler.gy) + abs(sampler.gz)
            if turning > _TURNING_UDPS // sampler.udps_per_count:
                self._light.moved(now_ms)
        if now_ms >= self._wake_ms:
            self.draw()  # whatever wakes shows the present
            self._display.wake()
            self._wake_ms = now_ms + (_WAKE_MS if self._display.present else _RETRY_MS)

    def still_ms(self, now_ms):
        """For how long nothing has moved and nobody has pressed."""
        return self._light.still_ms(now_ms)

    def sleep(self):
        """Everything dark."""
        self._display.sleep()
        if self._pixel is not None:
            self._pixel.show(DARK)

    def wake(self, now_ms):
        """Lit again, with what matters now."""
        self._light.moved(now_ms)
        self._wake_ms = now_ms + _WAKE_MS
        self.draw()
        self._display.wake()

    def _press(self):
        """Does what has been pressed since the last look."""
        button = self.button
        controls = self._controls
        now_ms = self._clock.now_ms
        gesture = button.next()
        while gesture:
            controls.do(gesture, button.begun_ms, now_ms)
            gesture = button.next()
        controls.step(now_ms)

    def _colour(self, fault):
        """Phase and depth of the rep; the fault in its colour where no digits tell it."""
        if fault is not None and not self._display.present:
            return fault.colour
        if self.screens.refusing:
            return REFUSED
        counter = self._counter
        return phase_colour(counter.phase, counter.inclination_cdeg, self._depth_min_deg)


def _button(pin, clock):
    """The button, None where the board has none or its CircuitPython no ``keypad``: a feature less."""
    if pin is None:
        return None
    try:
        from ui.button import Button
    except ImportError:
        return None
    return Button(pin, clock)
