"""Chip faults that the virtual board does not model: each is reported, and none hangs the board."""

import itertools
import time

import adafruit_lsm6ds
import pytest

from sensor.chips import find_sensor
from sensor.sampler import Sampler
from wearable.bus import Bus
from wearable.faults import BUS_ERROR, SENSOR_MISSING, WRONG_CHIP, FaultError
from wearable.session_clock import SessionClock

CTRL1_XL, CTRL3_C = 0x10, 0x12


class Registers:
    """An I2C bus with one chip at 0x6A that consists only of registers.

    Args:
        who_am_i: value of register 0x0F.
        stuck: registers that ignore writes.
    """

    def __init__(self, who_am_i, stuck=None):
        self._registers = bytearray(128)
        self._registers[0x0F] = who_am_i
        self._stuck = stuck or {}

    def try_lock(self):
        return True

    def unlock(self):
        pass

    def writeto(self, address, data, start=0, end=None):
        self._answer(address)
        for register, value in zip(itertools.count(data[0] if data else 0), data[1:end]):
            self._registers[register] = value
        self._registers[CTRL3_C] &= 0xFE  # the reset takes no time
        for register, value in self._stuck.items():
            self._registers[register] = value

    def writeto_then_readfrom(self, address, out, into, out_start=0, out_end=None, in_start=0, in_end=None):
        self._answer(address)
        end = len(into) if in_end is None else in_end
        into[in_start:end] = self._registers[out[0] : out[0] + end - in_start]

    def _answer(self, address):
        if address != 0x6A:
            raise OSError(19, "No such device")


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch):
    """The drivers' sleeps take no time."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    monkeypatch.setattr(adafruit_lsm6ds, "sleep", lambda seconds: None)


def bus_with(registers):
    bus = Bus(None, None)
    bus.i2c = registers
    return bus


def start(registers):
    Sampler(bus_with(registers), SessionClock(lambda: 0)).start()


@pytest.mark.parametrize("who_am_i", [0x6C, 0x6A, 0x69])
def test_a_chip_that_takes_its_settings_starts(who_am_i):
    start(Registers(who_am_i))


def test_a_chip_that_does_not_take_its_range_is_refused_with_what_it_reads_back():
    with pytest.raises(FaultError, match="0x60") as reported:
        start(Registers(0x6C, stuck={CTRL1_XL: 0x60}))
    assert reported.value.fault is WRONG_CHIP


def test_a_reset_that_never_ends_is_given_up():
    with pytest.raises(FaultError, match="reset") as reported:
        start(Registers(0x6C, stuck={CTRL3_C: 0x01}))
    assert reported.value.fault is BUS_ERROR


@pytest.mark.parametrize("line_level", [0x00, 0xFF])
def test_a_line_that_only_reads_low_or_high_is_no_chip(line_level):
    with pytest.raises(FaultError) as reported:
        find_sensor(bus_with(Registers(line_level)))
    assert reported.value.fault is SENSOR_MISSING


def test_no_memory_for_a_late_driver_is_told_and_not_tried_again(monkeypatch):
    tries = []

    def no_room(bus, address, who_am_i):
        tries.append(who_am_i)
        raise MemoryError

    monkeypatch.setattr("sensor.driver.set_up_sensor", no_room)
    sampler = Sampler(bus_with(Registers(0x6A)), SessionClock(lambda: 0))
    for _ in range(3):
        with pytest.raises(FaultError, match="reset the board with the sensor plugged in") as reported:
            sampler.start()
        assert reported.value.fault is WRONG_CHIP
    assert tries == [0x6A]
