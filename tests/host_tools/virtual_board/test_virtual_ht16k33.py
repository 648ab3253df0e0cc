import pytest
from heeldrive_lab.virtual_board.ht16k33 import Ht16k33
from heeldrive_lab.virtual_board.segments import character, turned
from hypothesis import given
from hypothesis import strategies as st

OPEN = """
import board, busio
from adafruit_ht16k33.segments import Seg7x4
display = Seg7x4(busio.I2C(board.SCL, board.SDA))
"""


def switched_on(**options):
    display = Ht16k33(**options)
    for command in (0x21, 0x81, 0xEF):
        display.receive(bytes((command,)), 0)
    return display


@pytest.mark.parametrize(
    ("program", "digits"),
    [
        ("display.print('12:34')", "12:34"),
        ("display.print('1: 3')", "1: 3"),
        ("display.print(42)", "  42"),
        ("display.print('3.14')", " 3.14"),
        ("display.print('PACE')", "PACE"),
    ],
)
def test_what_the_driver_prints_is_what_the_wearer_reads(run_program, program, digits):
    board = run_program(OPEN + program, upside_down=False)
    assert board.display.digits.strip() == digits.strip()


def test_a_display_turned_off_is_dark_and_remembers(run_program):
    board = run_program(OPEN + "display.print('1234')\ndisplay._write_cmd(0x80)", upside_down=False)
    assert not board.display.lit
    assert board.display.digits == "    "
    board.display.receive(b"\x81", 0)
    assert board.display.digits == "1234"


def test_without_its_oscillator_the_display_is_dark():
    display = Ht16k33()
    display.receive(b"\x81", 0)
    display.receive(b"\x00\x06", 0)
    assert display.digits == "    "
    display.receive(b"\x21", 0)
    assert display.digits == "1   "


def test_blinking_and_brightness_are_kept(run_program):
    board = run_program(OPEN + "display.blink_rate = 2\ndisplay.brightness = 0.5")
    assert (board.display.blink, board.display.brightness) == (2, 9)


def test_ram_is_written_round_its_end_and_read_back():
    display = switched_on()
    display.receive(b"\x0f\xaa\xbb", 0)
    assert display.ram[15] == 0xAA
    assert display.ram[0] == 0xBB
    display.receive(b"\x0f", 0)
    assert display.send(2, 0, 0.0) == b"\xaa\xbb"


def test_an_unknown_pattern_reads_as_a_question_mark():
    display = switched_on()
    display.receive(b"\x00\x49\x00\x3f", 0)
    assert display.digits == "?0  "


def test_upside_down_the_last_digit_comes_first():
    display = switched_on(upside_down=True)
    # "1:23" for eyes above it: 3, 2, 1 turned by half a turn from left to right, then a blank
    display.receive(bytes((0, turned(0x4F), 0, turned(0x5B), 0, 0x02, 0, turned(0x06), 0, 0)), 0)
    assert display.digits == " 1:23"


@given(st.integers(0, 0x7F))
def test_turning_a_digit_twice_gives_the_digit(pattern):
    assert turned(turned(pattern)) == pattern


def test_the_digits_are_turned_as_a_sheet_of_paper_would_be():
    assert [character(turned(pattern)) for pattern in (0x3F, 0x5B, 0x6D, 0x7D, 0x7F, 0x6F)] == list("025986")


def test_the_drawing_shows_every_segment_in_its_place():
    display = switched_on()
    display.receive(bytes((0, 0x06, 0, 0x5B, 0, 0x02, 0, 0x7F, 0, 0xF1)), 0)
    assert display.drawing() == (
        "     _     _   _  ",
        "  |  _| . |_| |_  ",
        "  | |_  . |_| |  .",
    )


def test_observers_hear_of_changes_only():
    seen = []
    display = switched_on(on_change=lambda display: seen.append(display.digits))
    del seen[:]
    display.receive(b"\x00\x06", 0)
    display.receive(b"\x00\x06", 0)
    display.receive(b"\x00\x5b", 0)
    assert seen == ["1   ", "2   "]


def test_a_dip_in_the_supply_leaves_it_dark_and_empty():
    display = switched_on(dips_us=[5_000])
    display.receive(b"\x00\x06", 0)
    display.run_until(4_999)
    assert display.digits == "1   "
    display.run_until(5_000)
    assert not display.lit
    assert not any(display.ram)


def test_upside_down_a_point_is_a_raised_one_before_its_digit():
    display = switched_on(upside_down=True)
    # 2, 4 with its point, 0, blank: for the wearer 0, point, 4, 2
    display.receive(bytes((0, turned(0x5B), 0, turned(0x66) | 0x80, 0, 0, 0, turned(0x3F), 0, 0)), 0)
    assert display.digits == " 0.42"
