"""Screens, brightness and colours as the wearer sees them, with the unmodified firmware."""

import pytest
from heeldrive_lab.board.log_reader import check_replay, read_logs
from heeldrive_lab.virtual_board.drive import VirtualDrive


def standing(recorded, seconds):
    """Return rows of a wearer who stands for a while and then does the clean set."""
    still = recorded("clean_set", 5000)
    turns = seconds // 5
    rows = [(t_ms + 5000 * turn, *row) for turn in range(turns) for t_ms, *row in still]
    return rows + [(t_ms + 5000 * turns, *row) for t_ms, *row in recorded("clean_set")]


def test_the_target_counts_down_to_done(wear):
    workout = wear("clean_set", settings_text="reps_target = 10\n")
    assert workout.readings(100) == ["LoAd", "----", *[f"{left:4d}" for left in range(10, 0, -1)], "donE"]


def test_a_half_rep_shows_its_letter_for_a_second(wear):
    workout = wear("half_reps_in_a_set")
    letters = [index for index, (_, reading) in enumerate(workout.digits) if reading.startswith("H")]
    assert [workout.digits[index][1] for index in letters] == ["H  3", "H  6", "H  6"]
    for index in letters:
        shown_ms = workout.digits[index + 1][0] - workout.digits[index][0]
        assert 950 < shown_ms < 1150
        assert workout.digits[index - 1][1] == workout.digits[index + 1][1]


def test_who_asks_for_it_sees_the_knee_go_forward_and_the_log_replays_to_it(wear):
    drive = VirtualDrive()
    workout = wear("heel_driven_then_toe_driven", drive=drive, settings_text='knee_letter = "on"\n')
    assert workout.readings(40_000) == ["   6"] + [
        reading for rep in range(7, 13) for reading in (f"t :{rep:2d}", f"{rep:4d}")
    ]
    assert [line.split(" knee=")[1].split()[0] for line in workout.lines("rep")[1:]] == [
        *["baseline"] * 5,
        *["forward"] * 6,
    ]
    drive.power_on(None)
    (log,) = read_logs(drive.read("heeldrive.log"))
    assert min(reported.travel_mm for reported in log.events if reported.knee and reported.index > 6) > 90
    assert check_replay(log) == f"replay gives the board's own {len(log.events)} events"


def brightness_at(wear, **options):
    """Return the brightness, 1..16 sixteenths, when the power ends."""
    return wear(**options).board.display.brightness


def test_the_first_zero_is_as_bright_as_it_gets_however_long_the_start_took(wear, recorded):
    rows = standing(recorded, 15)
    zero_ms = next(ms for ms, reading in wear(rows=rows, until_ms=14_000).digits if reading == "   0")
    assert brightness_at(wear, rows=rows, until_ms=zero_ms + 1000) == 16
    assert brightness_at(wear, rows=rows, until_ms=zero_ms + 1000, motion_start_ms=9000) == 16


def test_digits_dim_at_rest_and_a_quarter_comes_back_with_the_first_descent(wear, recorded, clean):
    rows = standing(recorded, 15)
    at_rest = wear(rows=rows, until_ms=14_000)
    assert at_rest.board.display.brightness == 1
    assert at_rest.board.display.digits == "   0"  # dim, not dark
    assert brightness_at(wear, rows=rows, until_ms=15_000 + clean.in_descent(1)) == 4


def test_a_counted_rep_is_bright_until_it_has_been_read(wear, clean):
    workout = wear("clean_set")
    for rep in (2, 5):
        shown_ms = next(ms for ms, reading in workout.digits if reading == f"{rep:4d}")
        for after_ms, brightness in ((100, 16), (1900, 16), (2100, 4)):
            assert brightness_at(wear, session="clean_set", until_ms=shown_ms + after_ms) == brightness


def test_a_rest_counts_down_at_a_quarter_and_the_word_at_its_end_is_bright(wear):
    levels = []  # (digits, brightness) at each change of the display
    wear(
        "two_sets_walk_and_sit",
        settings_text="reps_target = 10\nrest_target_s = 20\n",
        end_ms=120_000,
        on_level=lambda display: levels.append((display.digits, display.brightness)),
    )
    countdown = {brightness for digits, brightness in levels if digits == " 0:03"}
    assert countdown in ({1}, {4}, {1, 4})
    assert 16 in {brightness for digits, brightness in levels if digits == "Go  "}


def test_a_press_brightens_what_is_dim(wear, recorded):
    workout = wear(rows=standing(recorded, 15), until_ms=14_000, presses_ms=[(13_000, 13_100)])
    assert workout.board.display.brightness == 16
    assert workout.board.display.digits == "5Et1"


def test_dimmed_digits_stay_dim_when_the_display_is_set_up_anew(wear, recorded):
    levels = []
    workout = wear(
        rows=standing(recorded, 15),
        until_ms=15_000,
        on_level=lambda display: levels.append(display.brightness),
    )
    assert workout.board.display.brightness == 1
    assert levels[levels.index(1) :].count(16) == 0


LIT = 'neopixel = "on"\n'


def test_the_neopixel_is_dark_in_a_set_unless_it_is_asked_for(wear, clean):
    for until_ms in (clean.in_descent(3), clean.bottom[3], clean.after(3)):
        assert wear("clean_set", until_ms=until_ms).board.pixel == (0, 0, 0)
    assert max(wear("clean_set", until_ms=clean.in_descent(3), settings_text=LIT).board.pixel) > 0


@pytest.mark.parametrize(("phase", "strongest"), [("descent", 2), ("bottom", 0), ("rise", 1)])
def test_the_neopixel_tells_the_phase(wear, phase, strongest):
    told_ms = wear("held_at_the_bottom", end_ms=20_000).when(f"phase name={phase}")
    pixel = wear("held_at_the_bottom", until_ms=told_ms + 80, settings_text=LIT).board.pixel
    assert pixel[strongest] == max(pixel) > 0


def test_the_neopixel_brightens_with_depth_and_is_dark_while_standing(wear, clean):
    early, late = (
        wear("clean_set", until_ms=clean.start[3] + after_ms, settings_text=LIT).board.pixel
        for after_ms in (350, 750)
    )
    assert 0 < max(early) < max(late) <= 48
    assert wear("clean_set", until_ms=clean.after(3), settings_text=LIT).board.pixel == (0, 0, 0)


def test_a_refused_rep_is_red(wear):
    workout = wear("half_reps_in_a_set")
    refused_ms = next(ms for ms, reading in workout.digits if reading == "H  3")
    refused = wear("half_reps_in_a_set", until_ms=refused_ms + 500, settings_text=LIT)
    assert refused.board.pixel == (48, 0, 0)
