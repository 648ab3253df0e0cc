"""What the button does: pages, corrections, and a menu behind a long press.

    short    the next page: count, set, split by leg, target, battery; after 4 s the count again
    double   "that was wrong": the last rep does not count
    long     the menu: short for the next item, long to do it, double to leave

While a lunge is being taught, short or double cancels that.

Every correction of the count is written as a marker: a label for tuning the detector.
"""

from micropython import const

from ui.gestures import DOUBLE, LONG

try:
    from typing import TYPE_CHECKING

    if TYPE_CHECKING:
        from log.recorder import Recorder
        from ui.display_model import DisplayModel
        from ui.light import Light
        from ui.set_counter import SetCounter
        from wearable.app import App
except ImportError:
    pass

WRONG_REP = "wrong rep"
MISSED_REP = "missed rep"
NEW_SET = "new set"
RECORDING_ENDS = "recording ends"
"""The markers' texts."""

_ADD = const(0)
_NEW_SET = const(1)
_LIGHT = const(2)
_RECORD = const(3)
_TEACH = const(4)
_ITEMS = ("Add1", "nSEt", "LItE", "StoP", "tEAC")
_RECORD_WORD = const("rEC ")  # in place of StoP while nothing is recorded: starts a new session

_MENU_MS = const(5000)  # the menu closes after this long without a press
_TAUGHT_REPS = const(5)
_UNDO_MS = const(700)
_UNDO = const("Undo")


class Menu:
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
        self._item = -1  # of the menu, -1 while it is closed
        self._until_ms = 0

    def poll(self, now_ms: int) -> None:
        """Closes the menu when it has not been used for a while."""
        if self._item >= 0 and now_ms >= self._until_ms:
            self._close()

    def gesture(self, gesture: int, begun_ms: int, now_ms: int) -> None:
        """Takes SHORT, LONG or DOUBLE that began at ``begun_ms``."""
        self._light.moved(now_ms)
        self._light.changed(now_ms)
        self._model.dismiss()
        if self._item >= 0:
            self._in_menu(gesture, begun_ms, now_ms)
        elif self._model.to_teach and gesture != LONG:
            self._teach(0)
            self._model.show_word(_UNDO, _UNDO_MS)
        elif gesture == DOUBLE:
            self._model.home()
            if self._sets.minus():
                self._actions.marker(begun_ms, WRONG_REP)
                self._model.show_word(_UNDO, _UNDO_MS)
        elif gesture == LONG:
            self._open(_ADD, now_ms)
        else:
            self._model.turn_page(now_ms)

    def _in_menu(self, gesture: int, begun_ms: int, now_ms: int) -> None:
        if gesture == DOUBLE:
            self._close()
        elif gesture == LONG:
            self._choose(begun_ms, now_ms)
        else:
            self._open((self._item + 1) % len(_ITEMS), now_ms)

    def _open(self, item: int, now_ms: int) -> None:
        self._item = item
        self._until_ms = now_ms + _MENU_MS
        self._model.home()
        stops = item != _RECORD or self._recorder.recording
        self._model.menu_word = _ITEMS[item] if stops else _RECORD_WORD

    def _close(self) -> None:
        self._item = -1
        self._model.menu_word = ""

    def _choose(self, begun_ms: int, now_ms: int) -> None:
        """Carries out the item shown. Brightness leaves the menu open, so that the wearer can compare."""
        item = self._item
        if item == _LIGHT:
            self._light.step()
            self._open(_LIGHT, now_ms)
            return
        self._close()
        if item == _ADD:
            self._sets.plus()
            self._actions.marker(begun_ms, MISSED_REP)
        elif item == _NEW_SET:
            if self._sets.set_reps:
                self._model.show_outcome(self._sets.end_set(now_ms))
                self._sets.new_set()
                self._actions.marker(begun_ms, NEW_SET)
        elif item == _TEACH:
            self._teach(_TAUGHT_REPS)
        elif self._recorder.recording:
            self._actions.marker(begun_ms, RECORDING_ENDS)
            self._actions.end_recording()
        else:
            self._actions.restart()

    def _teach(self, reps: int) -> None:
        from wearable.lesson import begin  # only when needed

        begin(self._actions, self._model, reps)
