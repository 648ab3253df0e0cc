"""Sample times estimated from polls: close to the true times and increasing, for any data rate and delay."""

import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sensor.timestamp_estimator import TimestampEstimator

BATCH = 3


class Day:
    """A chip with its own clock, a board that sometimes polls late, and the sample times that it estimates.

    Args:
        period_ms: the chip's true period.
        seed: seed of the board's delays.
        stall_ms: longest time for which the board is blocked, at one poll in fifty.
        oversleep_ms: largest excess of its sleeps.
        start_ms: session time at which the FIFO begins to fill.
    """

    def __init__(self, period_ms, seed=0, stall_ms=0, oversleep_ms=0.0, start_ms=1000):
        self.random = random.Random(seed)
        self.period_ms = period_ms
        self.stall_ms = stall_ms
        self.oversleep_ms = oversleep_ms
        self.now_ms = start_ms + self.random.random()
        self.first_ms = self.now_ms + period_ms * self.random.random()
        self.taken = 0
        self.missing = 0
        self.largest = 0
        self.pairs = []  # true time, estimated time
        self.time = TimestampEstimator()
        self.time.begin(int(self.now_ms))

    def truth(self, index):
        return self.first_ms + index * self.period_ms

    def live(self, seconds):
        end_ms = self.now_ms + 1000 * seconds
        while self.now_ms < end_ms:
            self._look()

    def _look(self):
        due_ms = self.time.due_ms(BATCH)
        if self.now_ms < due_ms:
            self.now_ms = due_ms + 0.05 + self.oversleep_ms * self.random.random()
        if self.random.random() < 0.02:
            self.now_ms += self.stall_ms * self.random.random()
        before_ms = int(self.now_ms)
        self.now_ms += 0.25
        waiting = int((self.now_ms - self.first_ms) // self.period_ms) + 1 - self.taken
        self.missing += self.time.poll(before_ms, int(self.now_ms), waiting)
        self._note()
        if self.time.period:
            for _ in range(min(waiting, 16)):
                self.pairs.append((self.truth(self.taken), self.time.advance()))
                self._note()
                self.taken += 1
                self.now_ms += 0.9

    def _note(self):
        numbers = [value for value in vars(self.time).values() if isinstance(value, int)]
        self.largest = max(self.largest, *map(abs, numbers))

    def errors_ms(self):
        return [reported - true for true, reported in self.pairs]


@pytest.mark.parametrize("rate_hz", [52 * 0.9, 52 * 0.98, 52, 52 * 1.01, 52 * 1.12])
@pytest.mark.parametrize(("stall_ms", "oversleep_ms"), [(0, 0), (500, 0), (500, 1.0)])
def test_times_are_within_two_milliseconds_of_the_truth(rate_hz, stall_ms, oversleep_ms):
    day = Day(1000 / rate_hz, stall_ms=stall_ms, oversleep_ms=oversleep_ms)
    day.live(60)
    errors_ms = day.errors_ms()
    assert max(map(abs, errors_ms)) < 10  # from the first one on
    assert max(map(abs, errors_ms[500:])) < 2.5
    steps = [later[1] - earlier[1] for earlier, later in itertools.pairwise(day.pairs[500:])]
    assert 1000 / rate_hz - 2.5 < min(steps) <= max(steps) < 1000 / rate_hz + 2.5
    assert day.time.period / 65536 == pytest.approx(1000 / rate_hz, rel=3e-4)
    assert day.missing == 0


def test_whatever_the_clock_times_are_six_milliseconds_off_at_worst_once_the_first_seconds_are_over():
    # As docs/architecture.md claims. Thirty chips up to 8 % off, boards that are blocked and oversleep.
    chance = random.Random(5)
    first_ms, later_ms = [], []
    for seed in range(30):
        day = Day(
            1000 / 52 * (1 + chance.uniform(-0.08, 0.08)),
            seed=seed,
            stall_ms=chance.choice((0, 0, 400)),
            oversleep_ms=chance.choice((0.0, 1.0, 3.0)),
        )
        day.live(25)
        errors_ms = [*map(abs, day.errors_ms())]
        first_ms.append(max(errors_ms[:500]))
        later_ms.append(max(errors_ms[500:]))
    assert max(first_ms) < 15
    assert max(later_ms) < 6
    assert sorted(later_ms)[15] < 2


def test_a_quarter_of_an_hour_brings_no_drift():
    day = Day(18.6434, stall_ms=300, oversleep_ms=0.5)
    day.live(900)
    last_errors_ms = day.errors_ms()[-500:]
    assert abs(sum(last_errors_ms) / 500) < 1.5


def test_a_rate_that_changes_with_temperature_is_followed():
    day = Day(19.2)
    day.live(30)
    for _ in range(100):  # 2 % in 100 s
        passed = day.taken
        day.first_ms += passed * 0.0002 * 19.2 * -1  # the newest sample keeps its time
        day.period_ms += 0.0002 * 19.2
        day.live(1)
    assert max(map(abs, day.errors_ms()[-500:])) < 4
    assert day.missing == 0


@given(
    rate_hz=st.floats(40, 65),
    seed=st.integers(0, 1 << 20),
    stall_ms=st.integers(0, 2000),
    oversleep_ms=st.floats(0, 5),
    start_ms=st.integers(0, (1 << 30) - 100_000),
)
@settings(max_examples=60, deadline=None)
def test_times_rise_and_numbers_stay_small(rate_hz, seed, stall_ms, oversleep_ms, start_ms):
    day = Day(1000 / rate_hz, seed, stall_ms, oversleep_ms, start_ms)
    day.live(20)
    assert all(earlier[1] < later[1] for earlier, later in itertools.pairwise(day.pairs))
    assert day.largest < 1 << 30
    assert max(map(abs, day.errors_ms())) < 40


def test_samples_that_are_gone_are_noticed_and_leave_a_gap_of_their_length():
    day = Day(19.2)
    day.live(30)
    day.taken += 40  # FIFO overrun
    before = day.pairs[-1]
    day.live(1)
    assert day.missing == 40
    after = next(pair for pair in day.pairs if pair[0] > before[0])
    assert after[1] - before[1] == pytest.approx(41 * 19.2, abs=3)
    assert max(map(abs, day.errors_ms()[-50:])) < 3


def test_after_a_reset_the_period_is_still_known_and_samples_flow_at_once():
    day = Day(19.2)
    day.live(30)
    day.now_ms += 200
    day.first_ms = day.now_ms + 3.1
    day.taken = 0
    day.time.begin(int(day.now_ms))
    reported = len(day.pairs)
    day.live(0.5)
    assert len(day.pairs) - reported > 22
    assert max(map(abs, day.errors_ms()[reported:])) < 11
