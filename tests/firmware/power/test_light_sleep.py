"""Light sleep if CircuitPython cannot wake on the given pin: the board wakes and polls."""

import sys
from types import SimpleNamespace

import pytest

from power import light_sleep


class Listening:
    """A button that records whether it is in use."""

    pin = "its pin"

    def __init__(self):
        self.listens = True

    def sleep(self):
        self.listens = False

    def wake(self):
        self.listens = True

    def has_events(self):
        return False


@pytest.fixture
def slept(monkeypatch):
    """The lengths of the sleeps without an alarm, in seconds."""
    seconds = []
    monkeypatch.setattr(light_sleep, "time", SimpleNamespace(sleep=seconds.append, monotonic=lambda: 5.0))
    return seconds


def give_alarms(monkeypatch, pin_alarm):
    alarm = SimpleNamespace(
        time=SimpleNamespace(TimeAlarm=lambda monotonic_time: monotonic_time),
        pin=SimpleNamespace(PinAlarm=pin_alarm),
    )
    monkeypatch.setitem(sys.modules, "alarm", alarm)


def test_a_pin_that_cannot_wake_is_a_feature_less_and_no_crash(monkeypatch, slept):
    def refuse(pin, value, pull):
        raise ValueError("D3 in use")

    give_alarms(monkeypatch, refuse)
    button = Listening()
    nap = light_sleep.LightSleep("INT1", button)
    nap.begin()
    assert not button.listens
    for _ in range(2):
        assert nap.sleep() is False
    assert slept == [0.2, 0.2]
    assert button.listens


def test_a_circuitpython_without_alarms_looks_five_times_a_second(monkeypatch, slept):
    monkeypatch.setitem(sys.modules, "alarm", None)  # import fails
    nap = light_sleep.LightSleep("INT1", None)
    nap.begin()
    assert nap.sleep() is False
    assert slept == [0.2]
