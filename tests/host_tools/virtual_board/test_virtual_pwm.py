"""The virtual board's ``pwmio``: what CircuitPython takes and refuses, and the wave that a test sees."""

import pytest

MADE = "import board, pwmio\np = pwmio.PWMOut(board.D10, variable_frequency=True)\n"


def waves(run_program, text):
    """Return (frequency, duty cycle) of each change."""
    board = run_program(MADE + text)
    assert {wave.pin for wave in board.waves} <= {"D10"}
    return [(wave.hz, wave.duty) for wave in board.waves]


def test_the_wave_is_told_with_its_time(run_program):
    board = run_program(MADE + "import time\np.duty_cycle = 9\ntime.sleep(0.04)\np.duty_cycle = 0")
    on, off = board.waves
    assert (on.hz, on.duty, off.duty) == (500, 9, 0)
    assert off.at_us - on.at_us == 40_000


def test_a_frequency_is_told_while_it_is_on_and_keeps_the_duty_cycle(run_program):
    text = "p.frequency = 880\np.duty_cycle = 9\np.frequency = 440\nprint(p.frequency, p.duty_cycle)"
    assert waves(run_program, text) == [(880, 9), (440, 9), (440, 0)]


def test_the_end_of_the_program_ends_the_wave(run_program):
    assert waves(run_program, "p.duty_cycle = 65535")[-1] == (500, 0)


def test_deinit_ends_the_wave_and_frees_the_pin(run_program):
    text = "p.duty_cycle = 9\np.deinit()\np.deinit()\npwmio.PWMOut(board.D10)"
    assert waves(run_program, text) == [(500, 9), (500, 0)]


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("pwmio.PWMOut(board.D10)", ValueError, "D10 in use"),
        ("pwmio.PWMOut(None)", TypeError, "must be of type Pin, not NoneType"),
        ("pwmio.PWMOut(board.NEOPIXEL, frequency=1)", ValueError, "Invalid frequency"),
        ("pwmio.PWMOut(board.NEOPIXEL).frequency = 880", AttributeError, "variable_frequency"),
        ("p.duty_cycle = 65536", ValueError, "duty_cycle must be 0-65535"),
        ("p.deinit()\np.duty_cycle = 1", ValueError, "deinitialized"),
        ("import digitalio\ndigitalio.DigitalInOut(board.D10)", ValueError, "D10 in use"),
    ],
)
def test_what_circuitpython_refuses(run_program, text, error, says):
    with pytest.raises(error, match=says):
        run_program(MADE + text)
