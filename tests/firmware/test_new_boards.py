"""The boards beyond the first three count the same set."""

import pytest

CLUE = "clue_nrf52840_express"


@pytest.mark.parametrize(("board_id", "chip"), [(CLUE, "LSM6DS33"), ("adafruit_feather_rp2350", "LSM6DSOX")])
def test_the_clean_set_counts(wear, board_id, chip):
    workout = wear("clean_set", board_id=board_id, chip=chip)
    assert [rep["index"] for rep in workout.reps()] == list(range(1, 11))


def test_a_clues_own_screen_is_dark_and_asleep_and_draws_no_console(wear):
    screen = wear("clean_set", board_id=CLUE, chip="LSM6DS33", end_ms=3000).board.screen
    assert (screen.brightness, screen.auto_refresh, screen.bus.asleep) == (0, False, True)


def test_a_clues_left_button_turns_the_page(wear, clean):
    presses_ms = [(clean.after(1), clean.after(1) + 100)]
    workout = wear("clean_set", board_id=CLUE, chip="LSM6DS33", presses_ms=presses_ms, end_ms=clean.end[2])
    assert any(reading.startswith(" 0.") for reading in workout.readings()), "the first page, rise velocity"


@pytest.mark.parametrize("board_id", [CLUE, "adafruit_feather_rp2350"])
def test_it_sleeps_and_wakes_with_the_count(wear, recorded, board_id):
    """With a wired interrupt and `alarm`, and without either."""
    still = recorded("clean_set", 5000)
    rows = [(t_ms + 5000 * turn, *row) for turn in range(15) for t_ms, *row in still]
    rows += [(t_ms + 75_000, *row) for t_ms, *row in recorded("clean_set")]
    chip = "LSM6DS33" if board_id == CLUE else "LSM6DSOX"
    workout = wear(rows=rows, board_id=board_id, chip=chip, settings_text="sleep_after_min = 1\n")
    assert workout.lines("asleep")
    assert len(workout.reps()) >= 8
