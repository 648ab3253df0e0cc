"""The board's tick wraps during every workout; the session's time does not."""

from wearable.session_clock import LAST_SESSION_MS, SessionClock

TICK_PERIOD = 1 << 29


class Ticker:
    """A tick that the test sets."""

    def __init__(self, tick):
        self.tick = tick

    def __call__(self):
        return self.tick


def test_session_starts_at_zero_wherever_the_tick_stands():
    assert SessionClock(Ticker(TICK_PERIOD - 65_536)).read() == 0


def test_time_goes_on_evenly_across_the_wrap():
    ticker = Ticker(TICK_PERIOD - 20)
    clock = SessionClock(ticker)
    times = []
    for step in range(1, 6):
        ticker.tick = (TICK_PERIOD - 20 + 10 * step) % TICK_PERIOD
        times.append(clock.read())
    assert times == [10, 20, 30, 40, 50]
    assert clock.now_ms == 50


def test_two_wraps_are_two_wraps():
    ticker = Ticker(0)
    clock = SessionClock(ticker)
    for tick in (TICK_PERIOD // 2, TICK_PERIOD - 1, 5):
        ticker.tick = tick
        clock.read()
    assert clock.now_ms == TICK_PERIOD + 5


def test_time_stands_still_below_two_to_the_thirty():
    ticker = Ticker(0)
    clock = SessionClock(ticker)
    for turn in range(6):
        ticker.tick = (turn % 2) * (TICK_PERIOD // 2) + TICK_PERIOD // 4
        clock.read()
    assert clock.now_ms == LAST_SESSION_MS == 2**30 - 1


def test_a_tick_somebody_else_took_is_a_time_of_the_session_across_the_wrap():
    ticker = Ticker(TICK_PERIOD - 20)
    clock = SessionClock(ticker)
    ticker.tick = 30
    assert clock.read() == 50
    assert clock.at(TICK_PERIOD - 10) == 10
    assert clock.at(30) == 50
    assert clock.at(33) == 53  # after the last reading
    assert clock.at(TICK_PERIOD - 40) == 0  # before the session
