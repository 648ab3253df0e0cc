"""The menu: short for the next item, long to do it, double to leave. Loaded while it is open.

Every correction of the count is written as a marker: a label for tuning the detector.
"""

from micropython import const

from ui.display_model import HELD
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

MISSED_REP = "missed rep"
NEW_SET = "new set"
RECORDING_ENDS = "recording ends"
DISCARDED_SET = "set discarded from %d ms"
"""The markers' texts; a set is discarded from the start of its first rep to the marker."""

_ADD = const(0)
_NEW_SET = const(1)
_LIGHT = const(2)
_RECORD = const(3)
_TEACH = const(4)
_SPOIL = const(5)
_HOLD = const(6)  # the last one: it comes first in a rest, and otherwise not at all
_ITEMS = ("Add1", "nSEt", "LItE", "StoP", "tEAC", "SPoL", HELD)
_RECORD_WORD = const("rEC ")  # in place of StoP while nothing is recorded: starts a new session

_MENU_MS = const(5000)  # the menu closes after this long without a press
_TAUGHT_REPS = const(5)


def hold_rest(sets: "SetCounter", now_ms: int) -> None:
    """Stops the countdown of the rest until a short press or a rep. It may have ended just now."""
    if sets.rest_until_ms > now_ms:
        sets.held_ms = sets.rest_until_ms - now_ms


class Menu:
    """An open menu.

    Args:
        sets: the ``SetCounter``.
        model: the ``DisplayModel``.
        light: the ``Light``.
        recorder: the ``Recorder``; only its ``recording`` is read.
        actions: as for ``Presses``.
        now_ms: session time, ms.

    Attributes:
        until_ms: session time at which it closes unless the button is pressed.
    """

    def __init__(
        self,
        sets: "SetCounter",
        model: "DisplayModel",
        light: "Light",
        recorder: "Recorder",
        actions: "App",
        now_ms: int,
    ) -> None:
        self._sets = sets
        self._model = model
        self._light = light
        self._recorder = recorder
        self._actions = actions
        self._show(_HOLD if sets.rest_until_ms >= 0 else _ADD, now_ms)

    def gesture(self, gesture: int, begun_ms: int, now_ms: int) -> bool:
        """Takes SHORT, LONG or DOUBLE that began at ``begun_ms``. Returns whether the menu stays open."""
        if gesture == DOUBLE:
            return False
        if gesture != LONG:
            self._show((self._item + 1) % (_HOLD + (self._sets.rest_until_ms >= 0)), now_ms)
            return True
        if self._item == _LIGHT:  # it stays open, so that the wearer can compare
            self._light.step()
            self._show(_LIGHT, now_ms)
            return True
        self._do(self._item, begun_ms, now_ms)
        return False

    def _show(self, item: int, now_ms: int) -> None:
        self._item = item
        self.until_ms = now_ms + _MENU_MS
        self._model.home()
        stops = item != _RECORD or self._recorder.recording
        self._model.menu_word = _ITEMS[item] if stops else _RECORD_WORD

    def _do(self, item: int, begun_ms: int, now_ms: int) -> None:
        """Carries out an item."""
        if item == _ADD:
            self._sets.plus()
            self._actions.marker(begun_ms, MISSED_REP)
        elif item == _NEW_SET:
            if self._sets.set_reps:
                self._model.show_outcome(self._sets.end_set(now_ms))
                self._sets.new_set()
                self._actions.marker(begun_ms, NEW_SET)
        elif item == _HOLD:
            hold_rest(self._sets, now_ms)
        elif item == _SPOIL:
            if self._sets.set_reps:
                self._actions.marker(now_ms, DISCARDED_SET % self._sets.discard(now_ms))
        elif item == _TEACH:
            from wearable.lesson import begin  # only when needed

            begin(self._actions, _TAUGHT_REPS)
        elif self._recorder.recording:
            self._actions.marker(begun_ms, RECORDING_ENDS)
            self._actions.end_recording()
        else:
            self._actions.restart()
