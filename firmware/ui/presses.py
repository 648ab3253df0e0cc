"""What the button does: pages, corrections, and a menu behind a long press.

    short    the next page: count, rise velocity, its loss, set, split by leg, target,
             battery; after 4 s the count again
             in a rest: ten seconds more, or on with a rest that the menu has stopped
    double   "that was wrong": the last rep does not count
    long     the menu (``menu``)

For five seconds after a rep in doubt, a short press says that it was none (``ask_below_percent``).

While a lunge is being taught, short or double cancels that.

Every correction of the count is written as a marker: a label for tuning the detector.
"""

from micropython import const

from ui.gestures import DOUBLE, LONG
from wearable.console_out import write_line
from wearable.module_unload import unload

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from log.recorder import Recorder
        from ui.display_model import DisplayModel
        from ui.light import Light
        from ui.menu import Menu
        from ui.set_counter import SetCounter
        from wearable.app import App
except ImportError:
    pass

WRONG_REP = "wrong rep"
NOT_A_REP = "not a rep from %d ms"
WAS_A_REP = "was a rep from %d ms"
"""The markers' texts; an answer names the start of the rep, because others may have followed."""

_UNDO_MS = const(700)
_ASK_MS = const(5000)
_LATE_MS = const(1100)  # until a press that began in time is known to be short
_LONGER_MS = const(10_000)  # a rest is made longer by this with each press
_UNDO = const("Undo")


class Presses:
    """Carries out gestures.

    Args:
        sets: the ``SetCounter``.
        model: the ``DisplayModel``.
        light: the ``Light``.
        recorder: the ``Recorder``; only its ``recording`` is read.
        actions: has ``marker(t_ms, text)``, for each correction and request; ``end_recording()``, to close
            the log; ``restart()``, to start a new session and with it a new log; and ``counter``, for
            a lesson.
    """

    def __init__(
        self, sets: "SetCounter", model: "DisplayModel", light: "Light", recorder: "Recorder", actions: "App"
    ) -> None:
        self._sets = sets
        self._model = model
        self._light = light
        self._recorder = recorder
        self._actions = actions
        self._menu: "Menu | None" = None
        self._asked_ms = 0  # start of the rep that is asked about

    def poll(self, now_ms: int) -> None:
        """Closes the menu when it has not been used for a while; takes no answer for a yes."""
        if self._menu is not None and now_ms >= self._menu.until_ms:
            self._close()
        until_ms = self._model.ask_until_ms
        if until_ms and now_ms >= until_ms + _LATE_MS:
            self._model.ask_until_ms = 0
            self._actions.marker(until_ms, WAS_A_REP % self._asked_ms)

    def ask(self, start_ms: int, now_ms: int) -> bool:
        """Asks whether the rep that was just counted, begun at ``start_ms``, was one.

        Returns:
            whether it is asked: not while another question or the menu is open, or a lunge is being taught.
        """
        model = self._model
        if model.ask_until_ms or self._menu is not None or model.to_teach:
            return False
        self._asked_ms = start_ms
        model.ask(now_ms + _ASK_MS)
        return True

    def gesture(self, gesture: int, begun_ms: int, now_ms: int) -> None:
        """Takes SHORT, LONG or DOUBLE that began at ``begun_ms``."""
        self._light.moved(now_ms)
        self._light.changed(now_ms)
        self._model.dismiss()
        is_answer = begun_ms < self._model.ask_until_ms
        if is_answer:
            self._model.ask_until_ms = 0  # what is not a short press leaves it without an answer
        try:
            if self._menu is not None:
                if not self._menu.gesture(gesture, begun_ms, now_ms):
                    self._close()
            elif self._model.to_teach and gesture != LONG:
                from wearable.lesson import begin  # only when needed

                begin(self._actions, 0)
                self._model.show_word(_UNDO, _UNDO_MS)
            elif gesture == DOUBLE or (is_answer and gesture != LONG):
                self._model.home()
                if self._sets.minus():
                    self._actions.marker(
                        begun_ms, WRONG_REP if gesture == DOUBLE else NOT_A_REP % self._asked_ms
                    )
                    self._model.show_word(_UNDO, _UNDO_MS)
            elif gesture == LONG:
                from ui.menu import Menu  # it is seldom used

                self._menu = Menu(self._sets, self._model, self._light, self._recorder, self._actions, now_ms)
            elif self._sets.held_ms:
                self._sets.held_ms = 0
            elif self._sets.rest_until_ms >= 0:
                self._sets.rest_until_ms += _LONGER_MS
            else:
                self._model.turn_page(now_ms)
        except MemoryError:
            self._close()
            unload("heeldrive.teaching")  # half of it may be there
            self._model.show_word("FAIL")
            write_line("button off: There is not enough memory for that: reset the board.")

    def _close(self) -> None:
        self._menu = None
        self._model.menu_word = ""
        unload("ui.menu", "wearable.lesson")
