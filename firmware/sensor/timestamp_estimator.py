"""When each sample was taken, from nothing but looks at the clock and at how many samples wait in the FIFO.

The chip's own clock is several per cent off its nominal rate, so the period is measured. The board's tick has
whole milliseconds and is read when the board gets round to it, so a single look says little: of ``n`` samples
waiting, the newest was there before the look, and the one after it was not. Looks come just when the next
sample of a full batch should be there. That makes each of them a question of one bit, too early or not: the
estimate creeps earlier with every look until one comes too early, and is put back by as much as that look
proves. So it stays within about a millisecond of the truth, and a look that comes half a second late, after a
flash write, proves nothing and changes nothing.

Integers only and nothing allocated. Times are whole milliseconds with a fraction of 1/65536 beside them.
"""

from micropython import const

_ONE_MS = const(1 << 16)
_FRACTION = const(0xFFFF)

_FIRST_PERIODS = const(5)  # of the first measurement, between two samples that were seen to come
_SHARP_MS = const(2)  # a sample was seen to come when the look before it was no longer ago

# The period is measured anew over windows of so many samples, each twice as long as the one before.
_FIRST_WINDOW = const(16)
_LAST_WINDOW = const(256)  # 5 s: its measurement is good to 200 ppm, and 2**30 is far
_CREEP = const(_ONE_MS * _FIRST_WINDOW)  # of one look, times the window: the surer, the less

_DISBELIEF = const(2 * _ONE_MS)  # corrections in a row, that large in all, say that the period is wrong
_SURELY_MISSING = const(2)
_LONGEST_MS = const(10_000)  # without a look: the watchdog comes before. Beyond 16 s it would pass 2**30
_LONGEST_COUNTED_MS = const(1 << 25)  # 9 hours


class SampleTime:
    """The time of the newest sample taken from the FIFO, and of those to come.

    Attributes:
        period: measured time between two samples, 1/65536 ms; 0 as long as it is not known.
    """

    def __init__(self):
        self.forget()
        self._told_ms = -1  # the last time that was given out

    def forget(self):
        """Another chip: its period has to be measured."""
        self.period = 0
        self._ms = 0
        self._fraction = 0
        self._window = _FIRST_WINDOW
        self._corrected = 0
        self._edge_waiting = 0
        self._edge_ms = 0
        self._looked_ms = 0
        self._waiting = 0
        self._mark(0)

    def begin(self, now_ms):
        """The FIFO is empty at session time ``now_ms``; the first sample comes within a period from then."""
        self._edge_waiting = 0
        self._waiting = 0
        self._looked_ms = now_ms
        self._place(now_ms, 0)

    def look(self, before_ms, after_ms, waiting):
        """Learns from a look into the FIFO.

        Args:
            before_ms: session time just before the look.
            after_ms: session time just after it.
            waiting: samples in the FIFO, those that are being looked at included.

        Returns:
            how many samples are missing that must have been taken meanwhile; 0 as it should be.
        """
        if not self.period:
            self._measure(before_ms, waiting)
            return 0
        if before_ms - self._ms > _LONGEST_MS:
            elapsed_ms = min(before_ms - self._ms, _LONGEST_COUNTED_MS)
            self._place(before_ms, waiting)
            return max((elapsed_ms << 4) // (self.period >> 12) - waiting - 1, 0)
        missing = 0
        ahead = waiting * self.period + self._fraction  # of the newest, from _ms on
        late = ((before_ms - self._ms) << 16) - ahead - self.period
        if late > 0:
            # One more should have been there. By half a period or more: samples are gone. At first it takes
            # more than that, because it may as well be the estimate that is wrong.
            missing = (late + (self.period >> 1)) // self.period
            if missing < _SURELY_MISSING and self._window == _FIRST_WINDOW:
                missing = 0
            shift = late - missing * self.period
            shift = max(shift, 0)
            self._shift(missing * self.period)
            self._corrected += shift
        else:
            shift = ((after_ms + 1 - self._ms) << 16) - ahead
            self._corrected = -shift
            if shift >= 0:
                self._corrected = 0
                shift = -(_CREEP // self._window)
            elif shift < -self.period:
                # Samples do not come that early: the level was read while it passed 255 or 511.
                shift = -self.period
        self._shift(shift)
        if missing or (self._corrected > _DISBELIEF and self._window > _FIRST_WINDOW):
            self._distrust(waiting)
        elif self._count + waiting >= self._window:
            self._learn(waiting)
        return missing

    def advance(self):
        """The next sample is taken from the FIFO.

        Returns:
            its session time, ms: larger than any before.
        """
        fraction = self._fraction + self.period
        ms = self._ms + (fraction >> 16)
        self._ms = ms
        self._fraction = fraction & _FRACTION
        self._count += 1
        # Rounded up: the estimate keeps within the millisecond before the moments that looks come too early.
        told_ms = self._told_ms
        told_ms = (ms if ms > told_ms else told_ms) + 1
        self._told_ms = told_ms
        return told_ms

    def due_ms(self, samples):
        """The session time by which that many more samples should be there; at once while not known."""
        if not self.period:
            return self._looked_ms + 1
        return self._ms + ((self._fraction + samples * self.period) >> 16) + 1

    def _measure(self, now_ms, waiting):
        """The first measurement: from one sample that is seen to come to another."""
        sharp = waiting == self._waiting + 1 and now_ms - self._looked_ms <= _SHARP_MS
        self._looked_ms = now_ms
        self._waiting = waiting
        if not sharp:
            return
        periods = waiting - self._edge_waiting
        if not self._edge_waiting:
            self._edge_waiting = waiting
            self._edge_ms = now_ms
        elif periods >= _FIRST_PERIODS:
            self.period = ((now_ms - self._edge_ms) << 16) // periods
            self._place(now_ms, waiting - 1)  # the newest came just now

    def _learn(self, waiting):
        """The end of a window: the period is what its samples took."""
        count = self._count + waiting
        elapsed_ms = self._ms - self._mark_ms
        elapsed = (elapsed_ms << 16) + self._fraction - self._mark_fraction + waiting * self.period
        period = elapsed // count
        if self._window < _LAST_WINDOW:
            self._window *= 2
            self.period = period
        else:
            self.period += (period - self.period) // 2
        self._mark(waiting)

    def _distrust(self, waiting):
        """The period has to be learnt anew, soon."""
        self._window = _FIRST_WINDOW
        self._corrected = 0
        self._mark(waiting)

    def _mark(self, waiting):
        """A window begins, with the newest sample waiting."""
        self._count = -waiting
        self._mark_ms = self._ms
        self._mark_fraction = self._fraction + waiting * self.period

    def _place(self, now_ms, waiting):
        """The newest of ``waiting`` samples came a period ago: the earliest possible, soon put right."""
        self._ms = now_ms - ((waiting + 1) * self.period >> 16)
        self._fraction = 0
        self._distrust(waiting)

    def _shift(self, by):
        fraction = self._fraction + by
        self._ms += fraction >> 16
        self._fraction = fraction & _FRACTION
