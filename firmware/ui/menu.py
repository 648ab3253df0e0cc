"""What the button does: pages, corrections, and a menu behind a long press.

    short    the next page: count, set, split by leg, target, battery; the count by itself after 4 s
    double   "that was wrong": the last rep does not count
    long     the menu: short for the next item, long to do it, double to leave

Whatever corrects the count is told as a marker: a label for whoever tunes the detector.
"""

from micropython import const

from ui.gestures import DOUBLE, LONG

WRONG_REP = "wrong rep"
MISSED_REP = "missed rep"
NEW_SET = "new set"
RECORDING_ENDS = "recording ends"
"""The markers' texts."""

_ADD = const(0)
_NEW_SET = const(1)
_LIGHT = const(2)
_RECORD = const(3)
_ITEMS = ("Add1", "nSEt", "LItE", "StoP")
_RECORD_WORD = "rEC "  # in place of StoP while nothing is recorded: begin a new session

_MENU_MS = const(5000)  # untouched for so long it closes
_TAKEN_MS = const(700)
_TAKEN = "Undo"


class Controls:
    """Does what gestures mean.

    Args:
        tally: the ``Tally``.
        screens: the ``Screens``.
        light: the ``Light``.
        log: has ``recording``, whether samples go into a log.
        wishes: has ``marker(t_ms, text)``, for each correction and wish; ``end_recording()``, to close the
            log; ``begin_anew()``, to begin a new session and with it a new log.
    """

    def __init__(self, tally, screens, light, log, wishes):
        self._tally = tally
        self._screens = screens
        self._light = light
        self._log = log
        self._wishes = wishes
        self._item = -1  # of the menu, -1 while it is closed
        self._until_ms = 0

    def step(self, now_ms):
        """Closes the menu that nobody touches."""
        if self._item >= 0 and now_ms >= self._until_ms:
            self._close()

    def do(self, gesture, begun_ms, now_ms):
        """Takes SHORT, LONG or DOUBLE that began at ``begun_ms``."""
        self._light.moved(now_ms)
        self._screens.answer()
        if self._item >= 0:
            self._in_menu(gesture, begun_ms, now_ms)
        elif gesture == DOUBLE:
            self._screens.home()
            if self._tally.minus():
                self._wishes.marker(begun_ms, WRONG_REP)
                self._screens.say(_TAKEN, _TAKEN_MS)
        elif gesture == LONG:
            self._open(_ADD, now_ms)
        else:
            self._screens.turn_page(now_ms)

    def _in_menu(self, gesture, begun_ms, now_ms):
        if gesture == DOUBLE:
            self._close()
        elif gesture == LONG:
            self._choose(begun_ms, now_ms)
        else:
            self._open((self._item + 1) % len(_ITEMS), now_ms)

    def _open(self, item, now_ms):
        self._item = item
        self._until_ms = now_ms + _MENU_MS
        self._screens.home()
        recording = item != _RECORD or self._log.recording
        self._screens.menu_word = _ITEMS[item] if recording else _RECORD_WORD

    def _close(self):
        self._item = -1
        self._screens.menu_word = ""

    def _choose(self, begun_ms, now_ms):
        """Does what the menu shows. Brightness leaves it open: the eye chooses."""
        item = self._item
        if item == _LIGHT:
            self._light.step()
            self._open(_LIGHT, now_ms)
            return
        self._close()
        if item == _ADD:
            self._tally.plus()
            self._wishes.marker(begun_ms, MISSED_REP)
        elif item == _NEW_SET:
            if self._tally.set_reps:
                self._screens.set_over(now_ms)
                self._tally.new_set()
                self._wishes.marker(begun_ms, NEW_SET)
        elif self._log.recording:
            self._wishes.marker(begun_ms, RECORDING_ENDS)
            self._wishes.end_recording()
        else:
            self._wishes.begin_anew()
