"""Estimates when each sample was taken, from the clock and the number of samples waiting in the FIFO alone.

The chip's own clock is several per cent off its nominal rate, so the period is measured. The board's tick has
whole milliseconds and is read with a varying delay, so one poll says little: of ``n`` samples waiting, the
newest arrived before the poll, and the next one had not. Polls are timed for the moment the last sample of a
batch is due. Each then answers a question of one bit: too early or not? The estimate moves earlier a little
with every poll until one comes too early, and is moved later by as much as that poll proves. So it stays
within about a millisecond of the truth, and a poll that comes half a second late, after a flash write, proves
nothing and changes nothing.

Integers only, nothing allocated. Times are whole milliseconds and a separate fraction in 1/65536 ms.
"""

from micropython import const

_ONE_MS = const(1 << 16)
_FRACTION = const(0xFFFF)

_FIRST_PERIODS = const(5)  # of the first measurement, between two samples that were seen to arrive
_SHARP_MS = const(2)  # a sample was seen to arrive if the poll before it was no longer ago

# The period is measured again over windows of these lengths in samples, each twice as long as the one before.
_FIRST_WINDOW = const(16)
_LAST_WINDOW = const(256)  # 5 s: its measurement is good to 200 ppm, and stays far below 2**30
_CREEP = const(_ONE_MS * _FIRST_WINDOW)  # step earlier of one poll, times the window

_DISBELIEF = const(2 * _ONE_MS)  # consecutive corrections that add up to this prove that the period is wrong
_SURELY_MISSING = const(2)
_LONGEST_MS = const(10_000)  # without a poll: the watchdog bites before. Beyond 16 s it would pass 2**30
_LONGEST_COUNTED_MS = const(1 << 25)  # 9 hours


class TimestampEstimator:
    """Estimates the times of the newest and the following FIFO samples.

    Attributes:
        period: measured time between two samples, 1/65536 ms; 0 until it is known.
    """

    def __init__(self) -> None:
        self.reset()
        self._last_ms = -1  # the last time returned

    def reset(self) -> None:
        """Another chip: its period has to be measured."""
        self.period = 0
        self._ms = 0
        self._fraction = 0
        self._window = _FIRST_WINDOW
        self._corrected = 0
        self._edge_waiting = 0
        self._edge_ms = 0
        self._poll_ms = 0
        self._waiting = 0
        self._mark(0)

    def begin(self, now_ms: int) -> None:
        """The FIFO is empty at session time ``now_ms``; a first sample arrives within a period from then."""
        self._edge_waiting = 0
        self._waiting = 0
        self._poll_ms = now_ms
        self._place(now_ms, 0)

    def poll(self, before_ms: int, after_ms: int, waiting: int) -> int:
        """Updates the estimate from a poll of the FIFO.

        Args:
            before_ms: session time just before the poll.
            after_ms: session time just after it.
            waiting: samples that were in the FIFO.

        Returns:
            how many samples must have been taken since the last poll and are missing; normally 0.
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
            # One more sample should have been there. If it is late by half a period or more, samples are
            # lost. At first it takes more than that, because the estimate may be wrong.
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
                # Samples cannot arrive that early: the level was read while it passed 255 or 511.
                shift = -self.period
        self._shift(shift)
        if missing or (self._corrected > _DISBELIEF and self._window > _FIRST_WINDOW):
            self._distrust(waiting)
        elif self._count + waiting >= self._window:
            self._learn(waiting)
        return missing

    def advance(self) -> int:
        """The next sample is taken from the FIFO.

        Returns:
            its session time, ms: larger than any before.
        """
        fraction = self._fraction + self.period
        ms = self._ms + (fraction >> 16)
        self._ms = ms
        self._fraction = fraction & _FRACTION
        self._count += 1
        # Rounded up: the estimate keeps within the millisecond before the moments at which polls come too
        # early.
        last_ms = self._last_ms
        last_ms = (ms if ms > last_ms else last_ms) + 1
        self._last_ms = last_ms
        return last_ms

    def due_ms(self, samples: int) -> int:
        """Session time when ``samples`` more should be there; at once while the period is unknown."""
        if not self.period:
            return self._poll_ms + 1
        return self._ms + ((self._fraction + samples * self.period) >> 16) + 1

    def _measure(self, now_ms: int, waiting: int) -> None:
        """Makes the first measurement: between two samples whose arrival was observed."""
        sharp = waiting == self._waiting + 1 and now_ms - self._poll_ms <= _SHARP_MS
        self._poll_ms = now_ms
        self._waiting = waiting
        if not sharp:
            return
        periods = waiting - self._edge_waiting
        if not self._edge_waiting:
            self._edge_waiting = waiting
            self._edge_ms = now_ms
        elif periods >= _FIRST_PERIODS:
            self.period = ((now_ms - self._edge_ms) << 16) // periods
            self._place(now_ms, waiting - 1)  # the newest arrived just now

    def _learn(self, waiting: int) -> None:
        """At the end of a window, measures the period over its samples."""
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

    def _distrust(self, waiting: int) -> None:
        """Schedules a new measurement of the period."""
        self._window = _FIRST_WINDOW
        self._corrected = 0
        self._mark(waiting)

    def _mark(self, waiting: int) -> None:
        """Begins a window at the newest sample waiting."""
        self._count = -waiting
        self._mark_ms = self._ms
        self._mark_fraction = self._fraction + waiting * self.period

    def _place(self, now_ms: int, waiting: int) -> None:
        """Places the newest of ``waiting`` samples a period ago: the earliest possible, soon corrected."""
        self._ms = now_ms - ((waiting + 1) * self.period >> 16)
        self._fraction = 0
        self._distrust(waiting)

    def _shift(self, by: int) -> None:
        fraction = self._fraction + by
        self._ms += fraction >> 16
        self._fraction = fraction & _FRACTION
