"""What the digits show: decides, and neither reads nor writes anything.

One thing at a time, what matters most first: a word to be read, what the wearer asked for at the button, a
fault that keeps samples from coming, why a rep did not count, what the detector waits for, the rest, the
count.
"""

from heeldrive import EVENT_REFUSED, EVENT_REP, EVENT_SET, EVENT_SLIP
from micropython import const

REASON_LETTERS = (" ", "H", "F", "L", "n", "d", "U", "r", "E", "A", "C", "o", "y")
"""Why a rep did not count, by the index of ``heeldrive.REASONS``. None looks like a digit, none like another.

High (shallow), fast, long (too_slow), no return, down too long (long_hold), half a W (walking), raised leg,
early (not_ready), aside (sideways), chair (seated), a hole in the samples (gap), only one (alone).
"""

KNEE_LETTERS = ("", "", "h", "", "t")
"""Where the knee went, by the index of ``heeldrive.KNEES``: over the heel, as in the first reps, or forward,
over the toes. The colon is lit beside them, and beside no refusal.
"""

WAITS_WORDS = ("", "----", "StEP")
"""What has to happen before reps can count, by the index of ``heeldrive.WAITS``."""

DONE = "donE"  # the set
FINISHED = "FIn "  # the last set
SLIPPED = "SLIP"
LOW_BATTERY = "bAtt"
GO = "Go  "  # the rest is over

COUNT = const(0)
SET = const(1)
SPLIT = const(2)
TARGET = const(3)
BATTERY = const(4)
_PAGES = const(5)
# What else there is to draw from two numbers.
_REFUSAL = const(5)
_REST = const(6)
_WORD = const(7)
_KNEE = const(8)

READ_MS = const(2500)  # how long a word stands that tells of something over or harmless
_LETTER_MS = const(1000)
_PAGE_MS = const(4000)


def number_text(kind, first, second):
    """Four characters, and whether the colon is lit, for a page, a refusal or a rest.

    Args:
        kind: COUNT (the number), SET (its number, sets_target), SPLIT (reps in front, in back), TARGET
            (reps_target), BATTERY (percent), a refusal (reason, the number), a knee (an index into
            ``heeldrive.KNEES``, the number), a rest (minutes, seconds).
        first, second: the two numbers.
    """
    if kind == COUNT:
        return "%4d" % min(first, 9999), False
    if kind == SET:
        if second and first < 10:
            return "%doF%d" % (first, second), False
        return ("SEt%d" if first < 10 else "SE%2d") % (first % 100), False
    if kind == SPLIT:
        return "%2d%2d" % (min(first, 99), min(second, 99)), True
    if kind == TARGET:
        return "oF%2d" % first, False
    if kind == BATTERY:
        return "bA%2d" % min(first, 99), False
    if kind == _REFUSAL:
        return _beside(REASON_LETTERS[first], second), False
    if kind == _KNEE:
        return _beside(KNEE_LETTERS[first], second), True
    return "%2d%02d" % (first, second), True


def _beside(letter, number):
    """A letter and the number that stays."""
    return "%s%3d" % (letter, number % 1000 if number >= 0 else max(number, -99))


class Screens:
    """Chooses what is shown.

    Args:
        settings: the ``heeldrive.Settings`` in force.
        tally: the ``Tally``.

    Attributes:
        text: four characters of ``segments.GLYPHS``, or fewer.
        colon: whether the colon is lit.
        fault_word: of the fault that keeps samples from coming, empty for none.
        waits_for: an index into ``heeldrive.WAITS``.
        menu_word: of the menu's item while the menu is open, empty else.
        battery_percent: -1 where nobody measures it.
        refusing: whether a letter of refusal stands.
    """

    def __init__(self, settings, tally):
        self._tally = tally
        self._reps_target = settings.reps_target
        self._sets_target = settings.sets_target
        self._rest_ms = settings.rest_target_s * 1000
        self._both_legs = settings.mode == "both_legs"
        self.text = ""
        self.colon = False
        self.fault_word = ""
        self.waits_for = 0
        self.menu_word = ""
        self.battery_percent = -1
        self.refusing = False
        self._kind = _WORD  # what `text` was made from
        self._first = 0
        self._second = 0
        self._words = []  # to be read one after the other: (word, how long)
        self._until_ms = -1  # the first of them stands until then; -1 before it is shown
        self._page = COUNT
        self._page_until_ms = 0
        self._reason = 0
        self._reason_until_ms = 0
        self._knee = 0
        self._knee_until_ms = 0
        self._rest_until_ms = -1

    def say(self, word, for_ms=READ_MS):
        """Lets a word be read, now, before those that are waiting; one of them is not said twice."""
        for waiting in self._words:
            if waiting[0] == word:
                return  # a cable that scratches would keep the count off the digits for minutes
        self._words.insert(0, (word, for_ms))
        self._until_ms = -1

    def say_after(self, word, for_ms):
        """Lets a word be read after those that wait."""
        self._words.append((word, for_ms))

    def tell(self, event, set_index, now_ms):
        """Takes what the detector told: its ``event`` and ``set_index``."""
        tally = self._tally
        if event.kind == EVENT_REP:
            self._rest_until_ms = -1
            self._knee = event.knee if KNEE_LETTERS[event.knee] else 0
            self._knee_until_ms = now_ms + _LETTER_MS
            tally.rep(set_index, event.sensor_leg, event.end_ms)
            if self._reps_target and tally.set_reps == self._reps_target:
                self.set_over(event.end_ms)
        elif event.kind == EVENT_REFUSED:
            self._reason = event.reason
            self._reason_until_ms = now_ms + _LETTER_MS
            self.refusing = True
        elif event.kind == EVENT_SET:
            if tally.set_reps and not self._is_done():
                self.set_over(event.end_ms)
        elif event.kind == EVENT_SLIP:
            self.say(SLIPPED)

    def set_over(self, end_ms):
        """The set is over since ``end_ms``: the rest begins, or the workout ends."""
        if self._is_last():
            self.say(FINISHED)
            return
        if self._is_done():
            self.say(DONE)
        if self._rest_ms and self._rest_until_ms < 0:
            self._rest_until_ms = end_ms + self._rest_ms

    @property
    def resting(self):
        """Whether a rest is being counted down."""
        return self._rest_until_ms >= 0

    def answer(self):
        """Somebody presses the button: they have read what was to be read and want an answer."""
        self._words.clear()
        self._until_ms = -1

    def turn_page(self, now_ms):
        """Shows the next page there is; the count again after the last one, or after some seconds."""
        self._page = (self._page + 1) % _PAGES
        while not self._is_there(self._page):
            self._page = (self._page + 1) % _PAGES
        self._page_until_ms = now_ms + _PAGE_MS

    def _is_there(self, page):
        """Whether a page has something to say."""
        if page == SPLIT:
            return self._both_legs
        if page == TARGET:
            return self._reps_target
        if page == BATTERY:
            return self.battery_percent >= 0
        return True

    def home(self):
        """Shows the count."""
        self._page = COUNT

    def update(self, now_ms):
        """Decides anew. Allocates nothing while what is shown stays.

        Returns:
            whether ``text`` or ``colon`` has changed.
        """
        if self._page and now_ms >= self._page_until_ms:
            self._page = COUNT
        if self.refusing and now_ms >= self._reason_until_ms:
            self.refusing = False
        if self._knee and now_ms >= self._knee_until_ms:
            self._knee = 0
        if self._rest_until_ms >= 0 and now_ms >= self._rest_until_ms:
            self._rest_until_ms = -1
            self.say(GO)
            if self._is_done():
                self._tally.new_set()  # the detector may take a short rest for a pause within its set
        if self._words and self._next_word(now_ms):
            return self._show_word(self._words[0][0])
        if self.menu_word:
            return self._show_word(self.menu_word)
        if self._page:
            return self._show_page()
        if self.fault_word:
            return self._show_word(self.fault_word)
        if self.refusing:
            return self._show(_REFUSAL, self._reason, self._number())
        if self._knee:
            return self._show(_KNEE, self._knee, self._number())
        if self.waits_for:
            return self._show_word(WAITS_WORDS[self.waits_for])
        if self._rest_until_ms >= 0:
            seconds = (self._rest_until_ms - now_ms + 999) // 1000
            return self._show(_REST, seconds // 60, seconds % 60)
        if self._is_done():
            return self._show_word(FINISHED if self._is_last() else DONE)
        return self._show(COUNT, self._number(), 0)

    def _number(self):
        """The number on the count's screen: reps, or those to go; below 0 beyond the target."""
        reps = self._tally.set_reps
        return self._reps_target - reps if self._reps_target else reps

    def _is_done(self):
        """Whether the set has the reps it should."""
        return self._reps_target and self._tally.set_reps == self._reps_target

    def _is_last(self):
        """Whether no set should follow."""
        return self._sets_target and self._tally.set_index >= self._sets_target

    def _next_word(self, now_ms):
        """Drops the words that have stood long enough. Whether one is left to show."""
        while self._words:
            if self._until_ms < 0:
                self._until_ms = now_ms + self._words[0][1]
            if now_ms < self._until_ms:
                return True
            self._words.pop(0)
            self._until_ms = -1
        return False

    def _show_page(self):
        tally = self._tally
        page = self._page
        if page == SET:
            return self._show(SET, tally.set_index, self._sets_target)
        if page == SPLIT:
            return self._show(SPLIT, tally.front, tally.back)
        if page == TARGET:
            return self._show(TARGET, self._reps_target, 0)
        return self._show(BATTERY, self.battery_percent, 0)

    def _show(self, kind, first, second):
        if kind == self._kind and first == self._first and second == self._second:
            return False
        self._kind = kind
        self._first = first
        self._second = second
        self.text, self.colon = number_text(kind, first, second)
        return True

    def _show_word(self, word):
        if self._kind == _WORD and self.text == word:
            return False
        self._kind = _WORD
        self.text = word
        self.colon = False
        return True
