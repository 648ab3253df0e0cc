"""What the button does: pages, corrections, and a menu behind a long press.

    short    the next page: count, rise velocity, its loss, set, split by leg, target,
             battery; after 4 s the count again
             in a rest: ten seconds more, or on with a rest that the menu has stopped
    double   "that was wrong": the last rep does not count
    long     the menu (``menu``)

For five seconds after a rep in doubt, or until the next rep counts, a short press says that it was none
(``ask_below_percent``).

While a lunge is being taught, short or double cancels that.

Every correction of the count is written as a marker: a label for tuning the detector.
"""

from micropython import const

from ui.gestures import DOUBLE, LONG, SHORT
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
_NOT_A_REP = const("not a rep from %d ms")
_WAS_A_REP = const("was a rep from %d ms")
"""The markers' texts; an answer names the start of the rep, because others may have followed."""

_UNDO_MS = const(700)
_ASKED = const("question start_ms=%d t_ms=%d")
_ASK_MS = const(5000)
_UNREAD_MS = const(500)  # reps that were in doubt can arrive together
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
            the log; ``restart()``, to start a new session and with it a new log; ``counter``, for a
            lesson; and ``link``, to tell that it asks.
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
            self._actions.marker(until_ms, _WAS_A_REP % self._asked_ms)

    def rep(self, start_ms: int, in_doubt: bool, now_ms: int) -> bool:
        """Takes a rep that was just counted, begun at ``start_ms``. It ends a question about an earlier one.

        That is left without an answer if nobody can have read it; otherwise a press that began before now is
        still a no.

        Returns:
            whether it is asked if this was a rep: if it is in doubt, but not while the menu is open, a lunge
            is being taught, or such a press may come.
        """
        model = self._model
        left_ms = model.ask_until_ms - now_ms
        if left_ms > 0:
            model.ask_until_ms = now_ms if left_ms < _ASK_MS - _UNREAD_MS else 0
        if not in_doubt or model.ask_until_ms or self._menu is not None or model.to_teach:
            return False
        self._asked_ms = start_ms
        model.ask(now_ms + _ASK_MS)
        line = _ASKED % (start_ms, now_ms)
        write_line(line)
        self._actions.link.text(line)
        return True

    def gesture(self, gesture: int, begun_ms: int, now_ms: int) -> None:
        """Takes SHORT, LONG or DOUBLE that began at ``begun_ms``."""
        self._light.moved(now_ms)
        self._light.changed(now_ms)
        hidden = self._model.dismiss()
        until_ms = self._model.ask_until_ms
        is_answer = begun_ms < until_ms
        if is_answer:
            if hidden and gesture == SHORT and now_ms < until_ms:
                self._model.home()  # now the wearer sees that it is asked
                return
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
                text = _NOT_A_REP % self._asked_ms if gesture == SHORT else WRONG_REP
                # An answer is a label also where the set of that rep is over.
                if self._sets.minus(gesture == SHORT) or gesture == SHORT:
                    self._actions.marker(begun_ms, text)
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
