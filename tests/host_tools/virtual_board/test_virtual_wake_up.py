"""The sensor's own wake-up detection, at its registers, and CircuitPython's alarms."""

import pytest
from heeldrive_lab.virtual_board.lsm6ds import Lsm6ds3trc, Lsm6ds33, Lsm6dsox
from heeldrive_lab.virtual_board.lsm6ds_fifo import NotModelled

MOVES_MS = 2000
LATCHED = {Lsm6ds33: ((0x58, 0x01),), Lsm6ds3trc: ((0x58, 0x81),), Lsm6dsox: ((0x56, 0x41), (0x58, 0x80))}


def knocked(size):
    """At rest, with one knock of so many counts at +-8 g."""
    return [
        (10 * n, 0, 0, 4098 + (size if 10 * n in range(MOVES_MS, MOVES_MS + 100) else 0), 0, 0, 0)
        for n in range(500)
    ]


@pytest.fixture
def armed(bench):
    """A chip that feels for motion at 12.5 Hz and +-2 g, from 1/64 of that on."""

    def arm(chip, size=600, latch=None):
        put = bench(knocked(size), chip)
        for register, value in (latch or LATCHED[chip]) + (
            (0x15, 0x10),
            (0x10, 0x10),
            (0x5B, 0x01),
            (0x5E, 0x20),
        ):
            put.write(register, value)
        return put

    return arm


def after(put, ms):
    put.clock.advance(ms * 1000 - put.clock.now_us)
    return put


@pytest.mark.parametrize("chip", LATCHED)
def test_motion_raises_int1_until_its_source_is_read(armed, chip):
    put = armed(chip)
    assert not put.chip.int1(MOVES_MS * 1000 - 1)
    after(put, MOVES_MS + 500)
    assert put.chip.int1(put.clock.now_us)
    assert put.read(0x1B) == b"\x08"
    assert not put.chip.int1(put.clock.now_us)
    assert put.read(0x1B) == b"\x00"


def test_half_the_difference_of_two_samples_counts(armed):
    # 31.25 mg is 128 counts at +-8 g: a knock of 250 stays below twice that, one of 270 does not.
    for size, felt in ((250, b"\x00"), (270, b"\x08")):
        put = armed(Lsm6dsox, size)
        assert after(put, MOVES_MS + 500).read(0x1B) == felt


def test_without_the_latch_the_line_falls_by_itself(armed):
    put = armed(Lsm6ds3trc, latch=((0x58, 0x80),))
    assert not put.chip.int1((MOVES_MS + 500) * 1000)


@pytest.mark.parametrize("chip", [Lsm6ds3trc, Lsm6dsox])
def test_interrupts_that_are_not_enabled_say_nothing(armed, chip):
    put = armed(chip, latch=((0x58, 0x00),))
    assert after(put, MOVES_MS + 500).read(0x1B) == b"\x00"


def test_in_an_lsm6ds33_the_enabling_bit_of_the_others_is_another(armed):
    with pytest.raises(NotModelled):
        armed(Lsm6ds33, latch=((0x58, 0x81),))


SLEEP = """
import time, alarm, board
begin = time.monotonic()
press = alarm.pin.PinAlarm(board.SWITCH, value=False, pull=True)
end = alarm.time.TimeAlarm(monotonic_time=begin + 5)
print(alarm.light_sleep_until_alarms(end, press) is press, round(time.monotonic() - begin, 1))
"""


@pytest.mark.parametrize(("presses_ms", "said"), [([(2000, 2500)], "True 2.0"), ([], "False 5.0")])
def test_light_sleep_ends_with_the_first_alarm(run_program, presses_ms, said):
    board = run_program(SLEEP, chip="LSM6DS33", presses_ms=presses_ms)
    assert [line.text for line in board.console] == [said]


def test_a_pin_that_is_scanned_cannot_wake(run_program):
    program = """
import alarm, board, keypad
keys = keypad.Keys((board.SWITCH,), value_when_pressed=False)
try:
    alarm.pin.PinAlarm(board.SWITCH, value=False)
except ValueError as error:
    print(error)
keys.deinit()
alarm.pin.PinAlarm(board.SWITCH, value=False)
print("free")
"""
    assert [line.text for line in run_program(program, chip="LSM6DS33").console] == ["SWITCH in use", "free"]
