"""Decides what the digits show. Counts nothing, reads and writes no hardware.

One thing at a time, the most important first: a word to read, what the wearer requested with the button, a
fault that stops the samples, why a rep did not count, a question, what the detector waits for, the rest, the
count.
"""

from heeldrive import EVENT_REFUSED, EVENT_REP, EVENT_SET, EVENT_SLIP, EVENT_TAUGHT
from micropython import const

try:
    from typing import TYPE_CHECKING, Any

    if TYPE_CHECKING:
        from heeldrive.events import Event

        from ui.set_counter import SetCounter
except ImportError:
    pass

REASON_LETTERS = (" ", "H", "F", "L", "n", "d", "U", "r", "E", "A", "C", "o", "y")
"""Why a rep did not count, by the index of ``heeldrive.REASONS``. All differ, and none looks like a digit.

High (shallow), fast, long (too_slow), no return, down too long (long_hold), half a W (walking), raised leg,
early (not_ready), aside (sideways), chair (seated), a hole in the samples (gap), only one (alone).
"""

KNEE_LETTERS = ("", "", "h", "", "t")
"""Where the knee went, by the index of ``heeldrive.KNEES``: over the heel, as in the first reps, or forward,
over the toes. The colon is lit beside them, and not beside a refusal.
"""

WAITS_WORDS = ("", "----", "StEP")
"""What has to happen before reps can count, by the index of ``heeldrive.WAITS``."""

OUTCOME_WORDS = ("", "donE", "FIn ", "Go  ")
"""What the set counter has to show: nothing, set done, workout done, rest over."""

HELD = const("HoLd")
"""While the countdown of a rest is stopped."""

LOW_BATTERY = const("bAtt")
COMPUTER = const("USb ")  # nothing is recorded while one holds the drive

_SLIPPED = const("SLIP")
_COUNT = const(0)
_SPEED = const(1)
_LOSS = const(2)
_SET = const(3)
_SPLIT = const(4)
_TARGET = const(5)
_BATTERY = const(6)
_PAGES = const(7)
# What else is drawn from two numbers.
_REFUSAL = const(7)
_REST = const(8)
_WORD = const(9)
_KNEE = const(10)
_TO_TEACH = const(11)
_ASK = const(12)

_READ_MS = const(2500)  # how long a word is shown that reports something past or harmless
_LETTER_MS = const(1000)
_PAGE_MS = const(4000)
_BLINK_MS = const(512)  # the count blinks about once a second


def number_text(kind: int, first: int, second: int) -> tuple[str, bool]:
    """Four characters, and whether the colon is lit, for a page, a refusal or a rest.

    Args:
        kind: _COUNT (the number), _SPEED (1/100 m/s), _LOSS (percent), _SET (its number, sets_target), _SPLIT
            (reps in front, in back), _TARGET (reps_target), _BATTERY (percent), a refusal (reason, the
            number), a knee (an index into ``heeldrive.KNEES``, the number), a rest (minutes, seconds), a
            lesson (reps left), a question (the number).
        first, second: the two numbers.
    """
    if kind == _COUNT:
        return "%4d" % min(first, 9999), False
    if kind == _SPEED:
        return "%2d.%02d" % (first // 100, first % 100), False
    if kind == _LOSS:
        return "SL%2d" % min(first, 99), False
    if kind == _SET:
        if second and first < 10:
            return "%doF%d" % (first, second), False
        return ("SEt%d" if first < 10 else "SE%2d") % (first % 100), False
    if kind == _SPLIT:
        return "%2d%2d" % (min(first, 99), min(second, 99)), True
    if kind == _TARGET:
        return "oF%2d" % first, False
    if kind == _BATTERY:
        return "bA%2d" % min(first, 99), False
    if kind == _TO_TEACH:
        return "tE%2d" % first, False
    if kind == _ASK:
        return _beside("", first) + "?", False
    if kind == _REFUSAL:
        return _beside(REASON_LETTERS[first], second), False
    if kind == _KNEE:
        return _beside(KNEE_LETTERS[first], second), True
    return "%2d%02d" % (first, second), True


def _beside(letter: str, number: int) -> str:
    """A letter with the number beside it."""
    return "%s%3d" % (letter, number % 1000 if number >= 0 else max(number, -99))


class DisplayModel:
    """Chooses what is shown.

    Args:
        settings: the ``heeldrive.Settings`` in force.
        sets: the ``SetCounter``; it is only read.

    Attributes:
        text: up to four characters of ``segments.GLYPHS``.
        colon: whether the colon is lit.
        fault_word: of the fault that stops the samples, empty for none.
        waits_for: an index into ``heeldrive.WAITS``.
        menu_word: of the menu's item, empty while the menu is closed.
        battery_percent: -1 where it is not measured.
        refusing: whether the letter of a refusal stands.
        ask_until_ms: session time until which it is asked whether a rep was one; 0 while nothing is.
        to_teach: reps left until the wearer's lunge is taught; 0 while none is.
    """

    def __init__(self, settings: "Any", sets: "SetCounter") -> None:
        self._sets = sets
        self._both_legs: bool = settings.mode == "both_legs"
        self._loss_stop: int = settings.loss_stop_percent
        self.slow = False  # whether the count blinks
        self.text = ""
        self.colon = False
        self.fault_word = ""
        self.waits_for = 0
        self.menu_word = ""
        self.battery_percent = -1
        self.refusing = False
        self.to_teach = 0
        self.ask_until_ms = 0
        self._kind = _WORD  # what `text` was made from
        self._first = 0
        self._second = 0
        self._words: list[tuple[str, int]] = []  # to be read one after the other: (word, for how many ms)
        self._until_ms = -1  # when the first of them has been read; -1 before it is shown
        self._page = _COUNT
        self._page_until_ms = 0
        self._reason = 0
        self._reason_until_ms = 0
        self._knee = 0
        self._knee_until_ms = 0

    def show_word(self, word: str, for_ms: int = _READ_MS) -> None:
        """Shows a word now, before the pending ones. A pending word is not added again."""
        for waiting in self._words:
            if waiting[0] == word:
                return  # a cable with a loose contact would hide the count for minutes
        self._words.insert(0, (word, for_ms))
        self._until_ms = -1

    def queue_word(self, word: str, for_ms: int) -> None:
        """Shows a word after the pending ones."""
        self._words.append((word, for_ms))

    def event(self, event: "Event", outcome: int, now_ms: int) -> None:
        """Takes an event of the detector, and what ``SetCounter.event`` returned for it."""
        if event.kind == EVENT_REP:
            self._knee = event.knee if KNEE_LETTERS[event.knee] else 0
            self._knee_until_ms = now_ms + _LETTER_MS
            self.slow = 0 < self._loss_stop <= self._sets.rise.loss_percent
        elif event.kind == EVENT_SET:
            self.slow = False
        elif event.kind == EVENT_REFUSED:
            self._reason = event.reason
            self._reason_until_ms = now_ms + _LETTER_MS
            self.refusing = True
        elif event.kind == EVENT_SLIP:
            self.show_word(_SLIPPED)
        elif event.kind == EVENT_TAUGHT:
            self.show_word("Good")
        self.show_outcome(outcome)

    def show_outcome(self, outcome: int) -> None:
        """Shows what the ``SetCounter`` has to show."""
        if outcome:
            self.show_word(OUTCOME_WORDS[outcome])

    def dismiss(self) -> bool:
        """Clears the pending words at a press of the button, because the wearer expects a response.

        Returns:
            whether something else stood where a question would.
        """
        hidden = bool(self._words or self._page or self.fault_word)
        self._words.clear()
        self._until_ms = -1
        return hidden

    def ask(self, until_ms: int) -> None:
        """Asks until this session time whether the rep that was just counted was one."""
        self.ask_until_ms = until_ms
        self.refusing = False  # a letter that stands already would hide it
        self._sets.asked_reps = self._sets.set_reps

    def turn_page(self, now_ms: int) -> None:
        """Shows the next page that has something to say; the count after the last one or some seconds."""
        self._page = (self._page + 1) % _PAGES
        while not self._has_page(self._page):
            self._page = (self._page + 1) % _PAGES
        self._page_until_ms = now_ms + _PAGE_MS

    def _has_page(self, page: int) -> bool:
        if 0 < page < _SET:
            return self._sets.rise.mm_s > 0
        if page == _SPLIT:
            return self._both_legs
        if page == _TARGET:
            return self._sets.reps_target > 0
        if page == _BATTERY:
            return self.battery_percent >= 0
        return True

    def home(self) -> None:
        """Shows the count."""
        self._page = _COUNT

    def update(self, now_ms: int) -> bool:
        """Decides what is shown now. Allocates nothing while that stays the same.

        Returns:
            whether ``text`` or ``colon`` has changed.
        """
        sets = self._sets
        if self._page and now_ms >= self._page_until_ms:
            self._page = _COUNT
        if self.refusing and now_ms >= self._reason_until_ms:
            self.refusing = False
        if self._knee and now_ms >= self._knee_until_ms:
            self._knee = 0
        if self._words and self._next_word(now_ms):
            return self._show_text(self._words[0][0])
        if self.menu_word:
            return self._show_text(self.menu_word)
        if self._page:
            return self._show_page()
        if self.fault_word:
            return self._show_text(self.fault_word)
        if self.refusing:
            return self._show(_REFUSAL, self._reason, self._number(sets.set_reps))
        if now_ms < self.ask_until_ms:
            return self._show(_ASK, self._number(sets.asked_reps), 0)
        if self._knee:
            return self._show(_KNEE, self._knee, self._number(sets.set_reps))
        if self.waits_for:
            return self._show_text(WAITS_WORDS[self.waits_for])
        if self.to_teach:
            return self._show(_TO_TEACH, self.to_teach, 0)
        if sets.held_ms:
            return self._show_text(HELD)
        if sets.rest_until_ms >= 0:
            seconds = (sets.rest_until_ms - now_ms + 999) // 1000
            return self._show(_REST, seconds // 60, seconds % 60)
        if sets.is_done:
            return self._show_text(OUTCOME_WORDS[2 if sets.is_last else 1])
        if self.slow and sets.rise.loss_percent and now_ms & _BLINK_MS:
            return self._show_text("")
        return self._show(_COUNT, self._number(sets.set_reps), 0)

    def _number(self, reps: int) -> int:
        """The number to show for so many reps: the reps, or those to go; below 0 beyond the target."""
        target = self._sets.reps_target
        return target - reps if target else reps

    def _next_word(self, now_ms: int) -> bool:
        """Drops the words that have been read. Whether one is left to show."""
        while self._words:
            if self._until_ms < 0:
                self._until_ms = now_ms + self._words[0][1]
            if now_ms < self._until_ms:
                return True
            self._words.pop(0)
            self._until_ms = -1
        return False

    def _show_page(self) -> bool:
        sets = self._sets
        page = self._page
        if page == _SPEED:
            return self._show(_SPEED, (sets.rise.mm_s + 5) // 10, 0)
        if page == _LOSS:
            return self._show(_LOSS, sets.rise.loss_percent, 0)
        if page == _SET:
            return self._show(_SET, sets.set_index, sets.sets_target)
        if page == _SPLIT:
            return self._show(_SPLIT, sets.front, sets.back)
        if page == _TARGET:
            return self._show(_TARGET, sets.reps_target, 0)
        return self._show(_BATTERY, self.battery_percent, 0)

    def _show(self, kind: int, first: int, second: int) -> bool:
        if kind == self._kind and first == self._first and second == self._second:
            return False
        self._kind = kind
        self._first = first
        self._second = second
        self.text, self.colon = number_text(kind, first, second)
        return True

    def _show_text(self, text: str) -> bool:
        if self._kind == _WORD and self.text == text:
            return False
        self._kind = _WORD
        self.text = text
        self.colon = False
        return True
