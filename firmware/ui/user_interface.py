"""The side of the wearable that the wearer sees and presses: digits, NeoPixel, button.

Decisions are made elsewhere: what is counted in ``set_counter``, what is shown in ``display_model``, how
brightly in ``light``, what a press means in ``gestures`` and ``presses``. Here they meet the parts of
the board.
"""

from heeldrive import EVENT_REFUSED, EVENT_REP, EVENT_SET, rise_mm_s
from micropython import const

from ui.cue_kinds import LAST, PHASE, QUESTION, REFUSED, REP, REST_END, REST_SOON, SET_END
from ui.display_model import DisplayModel
from ui.light import REFUSED_COLOUR, TEMPO_COLOUR, Light, phase_colour
from ui.presses import Presses
from ui.set_counter import SetCounter
from wearable.faults import DARK
from wearable.session_clock import LAST_SESSION_MS

try:
    from typing import TYPE_CHECKING, Any

    if TYPE_CHECKING:
        from heeldrive import RepCounter
        from heeldrive.events import Event
        from microcontroller import Pin

        from log.recorder import Recorder
        from sensor.sampler import Sampler
        from ui.button import Button
        from ui.cues import Cues
        from ui.tempo import Metronome
        from wearable.app import App
        from wearable.faults import Fault
        from wearable.peripherals import Peripherals
        from wearable.session_clock import SessionClock
except ImportError:
    pass

_WAKE_MS = const(2000)  # between two set-ups of the display
_SOON_MS = const(10_000)  # before the rest ends
_TOO_SOON_MS = const(9000)  # a rest that begins with less than that has no ten seconds to tell of
_TURNING_UDPS = const(30_000_000)  # sum of the absolute rates; no gyroscope's bias is this large


class UserInterface:
    """What the wearer sees and presses.

    Args:
        parts: the board's ``Peripherals``.
        clock: the ``SessionClock``.
        settings: the ``heeldrive.Settings`` in force.
        counter: the ``RepCounter``.
        recorder: the ``Recorder``; only its ``recording`` is read.
        actions: does what the wearer wants by the button, see ``Presses``.

    Attributes:
        sets: the ``SetCounter``.
        model: the ``DisplayModel``, for words to show.
        button: the ``Button``, or None.
        display_missing: whether no digits answer.
        cues: the ``Cues``, None without.
        tempo: the ``Metronome``, None without.
        due_ms: session time by which ``poll`` should be called again, for a cue or the tempo.
    """

    def __init__(
        self,
        parts: "Peripherals",
        clock: "SessionClock",
        settings: "Any",
        counter: "RepCounter",
        recorder: "Recorder",
        actions: "App",
    ) -> None:
        self._clock = clock
        self._counter = counter
        self._ask_below: int = settings.ask_below_percent
        self._depth_min_deg: int = settings.depth_min_deg
        self._display = parts.display
        self._pixel = parts.pixel
        self._phases_lit = settings.neopixel == "on"
        self.button = _button(parts.button, clock)
        self._light = Light()
        self.sets = SetCounter(settings)
        self.model = DisplayModel(settings, self.sets)
        self._presses = Presses(self.sets, self.model, self._light, recorder, actions)
        self._wake_ms = 0
        self.display_missing = False
        self.cues: "Cues" = None
        self.tempo: "Metronome" = None
        if settings.tempo != "off":
            from ui.tempo import Metronome

            self.tempo = Metronome(settings.tempo)
        self.due_ms = LAST_SESSION_MS
        self._told_ms = -1  # the end of the rest that was told to end soon

    def event(self, event: "Event") -> None:
        """Takes an event of the detector."""
        outcome = self.sets.event(event, self._counter.set_index)
        kind = event.kind
        if kind == EVENT_REP:
            self.sets.rise.add(rise_mm_s(event))
        self.model.event(event, outcome, self._clock.now_ms)
        if kind == EVENT_REP:
            self.cue(LAST if self.sets.is_done or self.model.slow else REP)
            in_doubt = event.confidence_percent < self._ask_below and self.button is not None
            if self._presses.rep(event.start_ms, in_doubt, self._clock.now_ms):
                self.cue(QUESTION)
        elif kind == EVENT_REFUSED:
            self.cue(REFUSED)
        elif kind == EVENT_SET and self.sets.set_reps and not self.sets.is_done:
            self.cue(SET_END)

    def cue(self, kind: int) -> None:
        """Plays a cue of ``cue_kinds``, if the wearer wants cues."""
        if self.cues is not None:
            self.cues.play(kind)

    def moved(self) -> None:
        """The wearer moves: updates the digits."""
        self._light.moved(self._clock.now_ms)
        self.draw()

    def draw(self) -> None:
        """Shows on the digits what matters most now. Allocates nothing while that stays the same."""
        now_ms = self._clock.now_ms
        display = self._display
        model = self.model
        model.waits_for = self._counter.waits_for
        teaching = self._counter.teaching
        model.to_teach = teaching.left + teaching.complete if teaching else 0
        until_ms = self.sets.rest_until_ms
        if until_ms >= 0:
            outcome = self.sets.poll(now_ms)
            model.show_outcome(outcome)
            if outcome:
                self.cue(REST_END)
            elif until_ms - now_ms <= _SOON_MS and until_ms != self._told_ms and not self.sets.held_ms:
                self._told_ms = until_ms
                if until_ms - now_ms > _TOO_SOON_MS:
                    self.cue(REST_SOON)
        tempo = self.tempo
        due_ms = LAST_SESSION_MS
        if tempo is not None:
            if now_ms >= tempo.due_ms:
                tempo.end(now_ms)
                self.cue(PHASE)
            due_ms = tempo.due_ms
        if self.cues is not None:
            due_ms = min(due_ms, self.cues.step(now_ms))
        self.due_ms = due_ms
        if model.update(now_ms):
            display.show(model.text, model.colon)
            if self.sets.rest_until_ms < 0:  # a countdown changes every second
                self._light.changed(now_ms)
        display.write()
        display.shine(self._light.level(now_ms))

    def poll(self, fault: "Fault | None") -> None:
        """Between two batches: serves the button, then updates digits and NeoPixel.

        Args:
            fault: the most serious ``Fault`` there is, or None.
        """
        if self.button is not None:
            self._poll_button()
        self.draw()
        if self._pixel is not None:
            self._pixel.show(self._colour(fault))

    def service(self, sampler: "Sampler", sampling: bool) -> None:
        """Twice a second: notices whether the wearer moves, and sets the display up again when it is due.

        It is due at once after a transfer that failed. A single spark is no fault: only a display that does
        not answer twice in a row is missing.

        Args:
            sampler: the ``Sampler``, for its newest sample.
            sampling: whether that sample is recent.
        """
        now_ms = self._clock.now_ms
        if sampling and sampler.rate_counts() > _TURNING_UDPS // sampler.udps_per_count:
            self._light.moved(now_ms)
        was_absent = not self._display.present
        if now_ms >= self._wake_ms or was_absent:
            self.draw()  # the display wakes with what is true now
            self._display.wake()
            self._wake_ms = now_ms + _WAKE_MS
            self.display_missing = was_absent and not self._display.present

    def still_ms(self, now_ms: int) -> int:
        """How long the wearer has neither moved nor pressed, ms."""
        return self._light.still_ms(now_ms)

    def sleep(self) -> None:
        """Turns digits, NeoPixel and cue off."""
        self._display.sleep()
        if self.cues is not None:
            self.cues.stop()
        if self._pixel is not None:
            self._pixel.show(DARK)

    def wake(self, now_ms: int) -> None:
        """Turns them on again, with what matters now."""
        self._light.moved(now_ms)
        self._light.changed(now_ms)
        self._wake_ms = now_ms + _WAKE_MS
        self.draw()
        self._display.wake()

    def _poll_button(self) -> None:
        """Handles the presses since the last poll."""
        button = self.button
        presses = self._presses
        now_ms = self._clock.now_ms
        gesture = button.next()
        while gesture:
            presses.gesture(gesture, button.begun_ms, now_ms)
            gesture = button.next()
        presses.poll(now_ms)

    def _colour(self, fault: "Fault | None") -> int:
        """The fault's colour where no digits can show the fault; phase and depth of the rep if asked for."""
        if fault is not None and not self._display.present:
            return fault.colour
        if self.tempo is not None and self._clock.now_ms < self.tempo.lit_until_ms:
            return TEMPO_COLOUR
        if not self._phases_lit:
            return DARK
        if self.model.refusing:
            return REFUSED_COLOUR
        counter = self._counter
        return phase_colour(counter.phase, counter.inclination_cdeg, self._depth_min_deg)


def _button(pin: "Pin | None", clock: "SessionClock") -> "Button | None":
    """The button; None where the board has none or its CircuitPython has no ``keypad``."""
    if pin is None:
        return None
    try:
        from ui.button import Button
    except ImportError:
        return None
    return Button(pin, clock)
