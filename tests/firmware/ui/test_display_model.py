"""The display model: what is shown for a given state, without a board."""

import pytest
from docs_build.display_stage import Stage
from heeldrive import KNEES, REASONS, WAITS
from heeldrive_lab.virtual_board import segments as seen

from ui.display_model import KNEE_LETTERS, REASON_LETTERS, WAITS_WORDS, number_text
from ui.segments import GLYPHS


def reading(stage):
    stage.model.update(stage.now_ms)
    return stage.model.text


def test_every_reason_has_a_letter_that_is_no_digit_and_no_other():
    letters = REASON_LETTERS[1:]
    assert len(letters) == len(REASONS) - 1 == len(set(letters))
    shapes = {seen.character(GLYPHS[letter]) for letter in letters}
    assert len(shapes) == len(letters)
    assert not shapes & set("0123456789?")


def test_the_letters_of_the_knee_are_no_refusals_and_no_digits():
    assert len(KNEE_LETTERS) == len(KNEES)
    assert {knee for knee, letter in zip(KNEES, KNEE_LETTERS, strict=True) if letter} == {
        "over_ankle",
        "forward",
    }
    shapes = [seen.character(GLYPHS[letter]) for letter in KNEE_LETTERS if letter]
    taken = {seen.character(GLYPHS[letter]) for letter in REASON_LETTERS} | set("0123456789?")
    assert len(set(shapes) - taken) == 2


def test_everything_the_detector_may_wait_for_has_a_word():
    assert len(WAITS_WORDS) == len(WAITS)


@pytest.mark.parametrize(
    ("reps", "text"), [(0, "   0"), (9, "   9"), (12, "  12"), (100, " 100"), (12_345, "9999")]
)
def test_the_count_stands_alone(reps, text):
    assert number_text(0, reps, 0) == (text, False)


@pytest.mark.parametrize(
    ("set_index", "target", "text"), [(1, 0, "SEt1"), (12, 0, "SE12"), (2, 3, "2oF3"), (12, 3, "SE12")]
)
def test_the_number_of_the_set(set_index, target, text):
    assert number_text(3, set_index, target) == (text, False)


def test_the_target_counts_down_to_done_and_beyond():
    stage = Stage(reps_target=3)
    texts = [reading(stage)]
    for _ in range(3):
        stage.reps(1)
        texts.append(reading(stage))
        stage.wait(3000)
    assert texts == ["   3", "   2", "   1", "donE"]
    assert reading(stage) == "donE"  # until something happens
    stage.reps(1)
    assert reading(stage) == "  -1"


def test_a_letter_stands_for_a_second_and_the_number_stays_beside_it():
    stage = Stage()
    stage.reps(7)
    stage.refused(REASONS.index("shallow"))
    assert reading(stage) == "H  7"
    stage.wait(999)
    assert reading(stage) == "H  7"
    stage.wait(1)
    assert reading(stage) == "   7"


def test_the_letter_of_a_cycle_that_is_refused_while_it_asks_stands_before_the_question():
    stage = Stage()
    stage.reps(7)
    stage.refused(REASONS.index("shallow"))
    stage.asked()
    assert reading(stage) == "  7?"  # of what was before the question nothing is left
    stage.refused(REASONS.index("too_fast"))
    assert reading(stage) == "F  7"
    stage.wait(1000)
    assert reading(stage) == "  7?"


@pytest.mark.parametrize(("knee", "text"), [("over_ankle", "h  7"), ("forward", "t  7")])
def test_where_the_knee_went_stands_for_a_second_with_a_colon_beside_the_new_number(knee, text):
    stage = Stage()
    stage.reps(7, knee=knee)
    assert (reading(stage), stage.model.colon, stage.model.refusing) == (text, True, False)
    stage.wait(1000)
    assert (reading(stage), stage.model.colon) == ("   7", False)


def test_a_knee_that_says_nothing_has_no_letter_and_a_refusal_comes_before_one():
    stage = Stage()
    for number, knee in enumerate(("", "baseline", "uncertain"), 1):
        stage.reps(1, knee=knee)
        assert reading(stage) == f"   {number}"
    stage.reps(1, knee="forward")
    stage.reps(1)
    assert reading(stage) == "   5"  # the letter belonged to the previous rep
    stage.reps(1, knee="forward")
    stage.refused(REASONS.index("shallow"))
    assert (reading(stage), stage.model.colon) == ("H  6", False)


def test_the_rest_counts_down_from_the_end_of_the_last_rep_and_the_next_set_begins():
    stage = Stage(rest_target_s=60, reps_target=2)
    stage.reps(2)
    stage.wait(2000)
    assert reading(stage) == "donE"
    stage.wait(500)
    stage.wait(500)
    assert (reading(stage), stage.model.colon) == (" 057", True)
    stage.wait(57_000)
    assert reading(stage) == "Go  "
    stage.wait(2500)
    assert reading(stage) == "   2"
    stage.press("short")
    assert reading(stage) == "SEt2"


def test_a_rep_ends_the_rest_and_a_rest_without_target_begins_when_the_detector_sees_one():
    stage = Stage(rest_target_s=60)
    stage.reps(5)
    assert reading(stage) == "   5"
    stage.rested()
    assert reading(stage) == " 100"
    stage.reps(1, set_index=2)
    assert reading(stage) == "   1"


def test_the_last_set_of_the_workout_says_so():
    stage = Stage(sets_target=1, rest_target_s=60)
    stage.reps(5)
    stage.rested()
    assert reading(stage) == "FIn "
    stage.wait(2500)
    assert reading(stage) == "   5"


def test_what_matters_more_comes_first():
    stage = Stage()
    stage.model.waits_for = WAITS.index("walk")
    assert reading(stage) == "StEP"
    stage.refused(REASONS.index("not_ready"))
    assert reading(stage) == "E  0"
    stage.model.fault_word = "CAbL"
    assert reading(stage) == "CAbL"
    stage.press("short")
    assert reading(stage) == "SEt1"
    stage.model.show_word("SLIP")
    assert reading(stage) == "SLIP"
    stage.wait(2500)
    stage.wait(4000)
    assert reading(stage) == "CAbL"


def test_a_question_stands_behind_a_page():
    stage = Stage()
    stage.reps(7)
    stage.asked()
    stage.model.turn_page(stage.now_ms)
    assert reading(stage) == "SEt1"


def test_words_wait_for_one_another():
    stage = Stage()
    stage.model.show_word("ConF")
    stage.model.queue_word("dEPt", 1000)
    stage.model.queue_word("H", 1000)
    texts = []
    for _ in range(10):
        texts.append(reading(stage))
        stage.wait(500)
    assert texts == ["ConF"] * 5 + ["dEPt"] * 2 + ["H"] * 2 + ["   0"]


def test_taking_back_more_reps_than_there_are_stops_at_none():
    stage = Stage(mode="both_legs")
    stage.reps(2, back=1)
    for _ in range(5):
        stage.press("double")
    stage.wait(0)
    stage.wait(700)
    assert reading(stage) == "   0"
    stage.press("short", "short")
    assert reading(stage) == " 0 0"


def test_a_correction_is_of_the_leg_that_did_the_last_rep():
    stage = Stage(mode="both_legs")
    stage.reps(4, back=1)
    stage.press("double")
    stage.press("short", "short")
    assert reading(stage) == " 3 0"


def test_taking_back_more_than_the_last_leg_did_takes_the_rest_from_the_other():
    stage = Stage(mode="both_legs")
    stage.reps(2, back=2)
    stage.reps(1)
    stage.press("double", "double")
    stage.press("short", "short")
    assert reading(stage) == " 0 1"


def test_a_set_of_the_wearers_and_one_of_the_detectors_are_not_counted_twice():
    stage = Stage()
    stage.reps(3)
    stage.press("long", "short", "long")
    stage.reps(2, set_index=2)  # the detector also detected the rest
    stage.press("short")
    assert reading(stage) == "SEt2"


def test_a_word_that_waits_to_be_read_is_not_said_again():
    stage = Stage()
    for _ in range(20):
        stage.model.show_word("LoSt")
    assert reading(stage) == "LoSt"
    stage.wait(2600)
    assert reading(stage) == "   0"


def slowed(*mm_s, **settings):
    """Reps of a set with these rise velocities, as a stage with the count on its digits."""
    stage = Stage(**settings)
    for one in mm_s:
        stage.reps(1, rise_mm_s=one)
    return stage


def readings_of_two_seconds(stage):
    """What stands on the digits in the next two seconds, each once."""
    texts = set()
    for _ in range(20):
        stage.wait(100)
        texts.add(reading(stage))
    return texts


def test_a_short_press_shows_the_rise_velocity_and_a_second_one_the_loss_in_the_set():
    stage = slowed(500, 428, 424)
    stage.press("short")
    assert reading(stage) == " 0.42"
    stage.press("short")
    assert reading(stage) == "SL15"
    stage.press("short")
    assert reading(stage) == "SEt1"


def test_a_set_without_velocity_has_no_page_for_it():
    stage = slowed(0, 0)
    stage.press("short")
    assert reading(stage) == "SEt1"


def test_the_count_blinks_once_the_last_two_rises_were_too_slow_until_the_set_is_over():
    stage = slowed(500, 390, loss_stop_percent=20)
    assert readings_of_two_seconds(stage) == {"   2"}, "one slow rise is a stumble"
    stage.reps(1, rise_mm_s=400)
    assert readings_of_two_seconds(stage) == {"   3", ""}
    stage.rested()
    assert readings_of_two_seconds(stage) == {"   3"}


def test_a_rep_as_fast_as_before_ends_the_blinking():
    stage = slowed(500, 400, 400, 480, loss_stop_percent=20)
    assert readings_of_two_seconds(stage) == {"   4"}


def test_nothing_blinks_as_shipped():
    assert readings_of_two_seconds(slowed(500, 100, 100)) == {"   3"}


def test_the_next_set_begins_with_a_loss_of_none():
    stage = slowed(500, 100, 100, loss_stop_percent=20)
    stage.reps(1, set_index=2, rise_mm_s=300)
    assert readings_of_two_seconds(stage) == {"   1"}
