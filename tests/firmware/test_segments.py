"""What the wearer reads: digits, words, either way up."""

import pytest
from heeldrive_lab.virtual_board import segments as seen
from wearable.faults import ALL_FAULTS
from wearable.segments import DIGITS, GLYPHS, count_text, upside_down


@pytest.mark.parametrize(
    ("set_index", "set_reps", "text", "colon"),
    [
        (0, 0, " 1 0", True),  # before the first rep
        (1, 3, " 1 3", True),
        (2, 12, " 212", True),
        (12, 7, "12 7", True),
        (3, 99, " 399", True),
        (3, 100, " 100", False),  # no room for the set any more
        (1, 12345, "9999", False),
        (101, 1, " 1 1", True),
    ],
)
def test_count_layout(set_index, set_reps, text, colon):
    assert count_text(set_index, set_reps) == (text, colon)


@pytest.mark.parametrize("fault", ALL_FAULTS, ids=lambda fault: fault.name)
def test_every_fault_has_a_word_that_four_digits_can_draw(fault):
    assert len(fault.word) <= DIGITS
    for letter in fault.word:
        assert seen.character(GLYPHS[letter]).upper() == letter.upper().replace("S", "5")


def test_faults_are_told_apart_by_name_word_and_colour():
    for told in ("name", "word", "colour"):
        assert len({getattr(fault, told) for fault in ALL_FAULTS}) == len(ALL_FAULTS)


def test_upside_down_is_what_a_turned_display_shows():
    for segments in GLYPHS.values():
        assert seen.turned(upside_down(segments)) == segments
