"""Without a display the board continues to count and reports the fault elsewhere."""

import itertools

import pytest
from heeldrive_lab.virtual_board import FaultKind, InjectedFault

from wearable.faults import DISPLAY_MISSING, SENSOR_MISSING

XIAO = {"board_id": "Seeed_XIAO_nRF52840_Sense", "chip": "LSM6DS3TR-C"}


@pytest.mark.parametrize("board", [{}, XIAO], ids=["shared bus", "bus of its own"])
def test_no_display_counting_goes_on_and_the_serial_line_says_so(wear, clean, board):
    no_display = InjectedFault(FaultKind.DISPLAY_ABSENT)
    workout = wear("clean_set", faults=[no_display], until_ms=clean.after(2), **board)
    (line,) = workout.lines("fault")
    assert line.startswith("fault display_missing: No display answers")
    assert [rep["index"] for rep in workout.reps()] == [1, 2]
    steps = [row[0] for row in workout.board.delivered]
    assert max(later - earlier for earlier, later in itertools.pairwise(steps)) < 25


def test_without_digits_the_neopixel_tells_the_fault_by_its_colour(wear):
    no_display = InjectedFault(FaultKind.DISPLAY_ABSENT)
    assert wear("clean_set", faults=[no_display], end_ms=5000).board.pixel == tuple(
        DISPLAY_MISSING.colour.to_bytes(3)
    )
    no_sensor = InjectedFault(FaultKind.SENSOR_ABSENT)
    assert wear("clean_set", faults=[no_display, no_sensor], end_ms=5000).board.pixel == tuple(
        SENSOR_MISSING.colour.to_bytes(3)
    )


def test_with_digits_the_neopixel_stays_dark(wear):
    no_sensor = InjectedFault(FaultKind.SENSOR_ABSENT)
    assert wear("clean_set", faults=[no_sensor], end_ms=5000).board.pixel == (0, 0, 0)


def test_display_that_goes_and_comes_back_shows_the_count_it_missed(wear, clean):
    away = InjectedFault(FaultKind.DISPLAY_ABSENT, clean.after(1), clean.after(3))
    workout = wear("clean_set", faults=[away], until_ms=clean.after(5))
    assert "   2" not in workout.readings()
    back_ms = next(ms for ms, reading in workout.digits if reading == "   3")
    assert back_ms - clean.after(3) < 2500
    assert [line.split()[0] for line in workout.lines("fault", "fault_cleared")] == ["fault", "fault_cleared"]
    assert workout.board.pixel == (0, 0, 0)
    assert workout.board.display.digits == "   5"


def test_display_that_lost_power_for_an_instant_lights_up_again(wear, clean):
    # Between two numbers, too short for a transfer to fail: the display returns dark without any error.
    away_ms = clean.after(1)
    instant = InjectedFault(FaultKind.DISPLAY_ABSENT, away_ms, away_ms + 50)
    workout = wear("clean_set", faults=[instant], until_ms=clean.end[2])
    readings = [reading for ms, reading in workout.digits if ms >= away_ms]
    assert readings == ["    ", "   1"]
    assert workout.digits[-1][0] - away_ms < 2500


def test_digits_are_written_only_when_they_change(wear, clean):
    workout = wear("clean_set", until_ms=clean.after(2))
    assert workout.readings(100) == ["LoAd", "----", "   0", "   1", "   2"]


@pytest.mark.parametrize(("rotation", "upside_down"), [(0, False), (180, True)])
def test_digits_stand_upright_for_the_wearer(wear, clean, rotation, upside_down):
    settings = f"display_rotation_deg = {rotation}\n"
    workout = wear("clean_set", until_ms=clean.after(2), settings_text=settings, upside_down=upside_down)
    assert workout.board.display.digits == "   2"
