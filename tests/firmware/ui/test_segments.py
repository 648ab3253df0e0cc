"""Digits and words on the display, in both orientations."""

import pytest
from heeldrive_lab.virtual_board import segments as seen

from ui.segments import DIGITS, GLYPHS, upside_down
from wearable import faults

ALL_FAULTS = [fault for fault in vars(faults).values() if isinstance(fault, faults.Fault)]


@pytest.mark.parametrize("fault", ALL_FAULTS, ids=lambda fault: fault.name)
def test_every_fault_has_a_word_that_four_digits_can_draw(fault):
    assert len(fault.word) <= DIGITS
    for letter in fault.word:
        assert seen.character(GLYPHS[letter]).upper() == letter.upper().replace("S", "5")


def test_faults_are_told_apart_by_name_word_and_colour():
    for reported in ("name", "word", "colour"):
        assert len({getattr(fault, reported) for fault in ALL_FAULTS}) == len(ALL_FAULTS)


def test_upside_down_is_what_a_turned_display_shows():
    for segments in GLYPHS.values():
        assert seen.turned(upside_down(segments)) == segments
