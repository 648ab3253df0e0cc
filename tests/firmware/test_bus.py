"""A failed bus is reopened, as CircuitPython's nRF port requires."""

import pytest

import wearable.bus
from wearable.bus import Bus


class Controller:
    """``busio.I2C`` of the nRF port: after one failed transfer all fail until it is reopened."""

    opened = 0
    plugged = True

    def __init__(self, scl, sda, frequency):
        assert frequency == 400_000
        if not Controller.plugged:
            raise RuntimeError("No pull up found on SDA or SCL; check your wiring")
        Controller.opened += 1
        self.broken = False
        self.locked = False

    def try_lock(self):
        self.locked, was_locked = True, self.locked
        return not was_locked

    def unlock(self):
        self.locked = False

    def deinit(self):
        self.broken = True

    def writeto(self, address, data):
        assert self.locked
        if self.broken or not Controller.plugged:
            self.broken = True
            raise OSError(116, "ETIMEDOUT")


@pytest.fixture
def bus(monkeypatch):
    monkeypatch.setattr(wearable.bus.busio, "I2C", Controller)
    monkeypatch.setattr(Controller, "opened", 0)
    monkeypatch.setattr(Controller, "plugged", True)
    return Bus("SCL", "SDA")


def test_a_bus_works_again_after_its_pull_ups_were_gone(bus, monkeypatch):
    bus.ready()
    bus.write(0x70, b"\x21")
    monkeypatch.setattr(Controller, "plugged", False)
    with pytest.raises(OSError, match="ETIMEDOUT"):
        bus.write(0x70, b"\x21")
    with pytest.raises(OSError, match="No pull up"):
        bus.ready()
    monkeypatch.setattr(Controller, "plugged", True)
    bus.ready()
    bus.write(0x70, b"\x21")
    assert Controller.opened == 2


def test_a_bus_that_works_is_left_alone(bus):
    bus.ready()
    bus.write(0x70, b"\x21")
    assert bus.ready() is bus.ready()
    assert Controller.opened == 1


def test_a_failed_transfer_gives_the_lock_back(bus, monkeypatch):
    bus.ready()
    monkeypatch.setattr(Controller, "plugged", False)
    with pytest.raises(OSError, match="ETIMEDOUT"):
        bus.write(0x70, b"\x21")
    assert bus.i2c.locked is False


def test_a_bus_that_is_not_open_says_so(bus):
    with pytest.raises(OSError, match="not open"):
        bus.write(0x70, b"\x21")
